/**
 * Draws the app's icons for home screens, in the sizes that browsers ask for, out of public/icon.svg. They are kept in
 * the repository: run this after a change of the drawing.
 *
 *     npx tsx scripts/icons.ts
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { chromium } from "playwright";
import { CHROMIUM_FLAGS, findChromium } from "./find-chromium.ts";

const PUBLIC = resolve(import.meta.dirname, "../public");
const INK = "#3f5bd8";

/** A maskable icon may be cut to a circle of 80 % of its width: the drawing stays inside, the ground goes to the edge. */
const ICONS = [
  { file: "icon-192.png", size: 192, maskable: false },
  { file: "icon-512.png", size: 512, maskable: false },
  { file: "maskable-512.png", size: 512, maskable: true },
  { file: "apple-touch-180.png", size: 180, maskable: true },
];

const drawing = await readFile(join(PUBLIC, "icon.svg"), "utf8");
const executablePath = findChromium();
const browser = await chromium.launch({
  args: CHROMIUM_FLAGS,
  ...(executablePath && { executablePath }),
});
try {
  const page = await browser.newPage();
  await mkdir(join(PUBLIC, "icons"), { recursive: true });
  for (const { file, size, maskable } of ICONS) {
    await page.setViewportSize({ width: size, height: size });
    const width = maskable ? size * 0.8 : size;
    await page.setContent(
      `<style>body{margin:0;display:grid;place-items:center;height:100vh;background:${maskable ? INK : "transparent"}}svg{width:${width}px}</style>${drawing}`,
    );
    const png = await page.screenshot({ omitBackground: true });
    await writeFile(join(PUBLIC, "icons", file), png);
    console.log(`${file}: ${png.length} bytes`);
  }
} finally {
  await browser.close();
}
