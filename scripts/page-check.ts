/**
 * Looks at the built app as Lighthouse would, in Chromium, and prints a table a category:
 *
 *     tsx scripts/page-check.ts [--only performance,accessibility,practices,installable]
 *
 * The app is built when it has not been. Figures are to be read, not held: it fails only when the app cannot be
 * opened.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Browser, chromium } from "playwright";
import { App } from "../e2e/support/app.ts";
import { CHROMIUM_FLAGS, ensureChromium } from "./find-chromium.ts";
import { checkAccessibility } from "./page-check/accessibility.ts";
import { checkBestPractices } from "./page-check/best-practices.ts";
import { checkInstallable } from "./page-check/installable.ts";
import { checkPerformance } from "./page-check/performance.ts";
import { serve } from "./serve.ts";

const CATEGORIES: Record<string, (browser: Browser, url: string) => Promise<void>> = {
  performance: checkPerformance,
  accessibility: checkAccessibility,
  practices: checkBestPractices,
  installable: checkInstallable,
};

const { values } = parseArgs({ options: { only: { type: "string" } } });
const wanted = values.only?.split(",") ?? Object.keys(CATEGORIES);
const unknown = wanted.filter((name) => !CATEGORIES[name]);
if (unknown.length > 0)
  throw new Error(`There is no ${unknown.join(", ")}; there are ${Object.keys(CATEGORIES).join(", ")}.`);

if (!existsSync("dist/index.html")) {
  const { status } = spawnSync("npx", ["vite", "build", "--logLevel", "warn"], { stdio: "inherit" });
  if (status !== 0) throw new Error("The app cannot be built.");
}

async function openOnce(browser: Browser, url: string): Promise<void> {
  const page = await browser.newPage();
  const app = new App(page, url);
  await app.open();
  await app.startButton.waitFor();
  await page.close();
}

const site = await serve({ root: "dist", port: 0 });
const browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_FLAGS });
try {
  await openOnce(browser, site.url);
  for (const name of wanted) {
    try {
      await CATEGORIES[name]?.(browser, site.url);
    } catch (error) {
      console.error(`\n${name} could not be checked to its end: ${(error as Error).message.split("\n")[0]}`);
    }
  }
} catch (error) {
  console.error(`The app cannot be opened: ${(error as Error).message}`);
  process.exitCode = 1;
} finally {
  await browser.close();
  await site.close();
}
