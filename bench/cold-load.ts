/**
 * The built app's first load in Chromium from an empty cache, on loopback: how long until something is painted,
 * how long until one can act, and what travels for it. Twice: for who comes for the first time, and for who has
 * an agent and lands in its conversation.
 */
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import { App } from "../e2e/support/app.ts";
import { type FirstScreenWeight, weighFirstScreen } from "../e2e/support/first-screen.ts";
import { CHROMIUM_FLAGS, ensureChromium } from "../scripts/find-chromium.ts";
import { serve } from "../scripts/serve.ts";

const RUNS = 7;

interface Load {
  firstPaint: number;
  usable: number;
  weight: FirstScreenWeight;
}

const median = (numbers: number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

/** Milliseconds since the navigation began. */
const now = (page: Page): Promise<number> => page.evaluate(() => performance.now());

async function load(
  context: BrowserContext,
  url: string,
  usable: (app: App) => Promise<void>,
): Promise<Load> {
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send("Network.clearBrowserCache");
  const weigh = weighFirstScreen(context);
  const app = new App(page, url);
  await app.open();
  await usable(app);
  const usableAt = await now(page);
  const firstPaint = await page.evaluate(
    () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN,
  );
  const weight = await weigh();
  await page.close();
  return { firstPaint, usable: usableAt, weight };
}

function tell(name: string, loads: Load[]): void {
  const last = loads.at(-1)!.weight;
  const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
  console.log(
    [
      name.padEnd(16),
      `first paint ${median(loads.map((one) => one.firstPaint)).toFixed(0)} ms`,
      `usable ${median(loads.map((one) => one.usable)).toFixed(0)} ms`,
      `JavaScript ${kilobytes(last.scripts)}`,
      `CSS ${kilobytes(last.styles)}`,
      `${last.requests} requests`,
    ].join("   "),
  );
}

const server = await serve({ root: "dist", port: 0 });
const browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_FLAGS });
try {
  console.log(`Median of ${RUNS} loads with an empty cache; sizes gzipped (level 6).`);
  const first: Load[] = [];
  const returning: Load[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const context = await browser.newContext();
    first.push(await load(context, server.url, (app) => app.startButton.waitFor()));

    const page = await context.newPage();
    const app = new App(page, server.url);
    await app.open();
    await app.startWithDefault();
    await page.close();
    returning.push(await load(context, server.url, (opened) => opened.composer.waitFor()));
    await context.close();
  }
  tell("first visit", first);
  tell("with an agent", returning);
} finally {
  await browser.close();
  await server.close();
}
