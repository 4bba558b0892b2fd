/** Builds a page of `bench/pages` for production, serves it, and opens it in Chromium. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium, type Page } from "playwright";
import { build, preview } from "vite";
import { CHROMIUM_FLAGS, findChromium } from "../scripts/find-chromium.ts";

/** Runs `work` in the page, and cleans up whatever happens. */
export async function inPage<T>(name: string, work: (page: Page) => Promise<T>): Promise<T> {
  const root = resolve(import.meta.dirname, "pages");
  const outDir = await mkdtemp(join(tmpdir(), "engram-bench-"));
  const config = {
    root,
    base: "./",
    configFile: false as const,
    logLevel: "error" as const,
    publicDir: resolve(import.meta.dirname, "../public"),
    worker: { format: "es" as const },
    define: { __APP_VERSION__: JSON.stringify("bench") },
    build: {
      outDir,
      emptyOutDir: true,
      target: "es2022",
      rollupOptions: { input: join(root, `${name}.html`) },
    },
    preview: { port: 0, host: "127.0.0.1" },
  };
  await build(config);
  const server = await preview(config);
  const address = server.httpServer.address();
  if (address === null || typeof address === "string") throw new Error("the bench server has no port");
  const browser = await chromium.launch({
    executablePath: findChromium() ?? undefined,
    args: CHROMIUM_FLAGS,
  });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${address.port}/${name}.html`);
    return await work(page);
  } finally {
    await browser.close();
    await new Promise((done) => server.httpServer.close(done));
    await rm(outDir, { recursive: true, force: true });
  }
}

/** The value below which a share of the values lies. */
export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
