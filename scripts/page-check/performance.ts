/** How soon the first screen stands, how long the thread is held, what moves and what is loaded. */
import type { Browser, BrowserContext } from "playwright";
import { App } from "../../e2e/support/app.ts";
import { type FirstScreenWeight, weighFirstScreen } from "../../e2e/support/first-screen.ts";
import { printTable } from "./table.ts";

/** Each figure is the median of this many visits. */
const VISITS = 3;
const SLOWDOWNS = [1, 4];

/** Long tasks, paints and shifts are kept from the document's first moment: some are not buffered for later. */
const OBSERVE = `
  window.pageCheck = { tasks: [], shifts: [], lcp: 0 };
  const watch = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  watch("longtask", ({ startTime, duration }) => pageCheck.tasks.push({ startTime, duration }));
  watch("largest-contentful-paint", ({ startTime }) => { pageCheck.lcp = startTime; });
  watch("layout-shift", ({ startTime, value, hadRecentInput }) => {
    if (!hadRecentInput) pageCheck.shifts.push({ startTime, value });
  });
`;

interface Observed {
  tasks: { startTime: number; duration: number }[];
  shifts: { startTime: number; value: number }[];
  /** Milliseconds since the navigation began; so is `fcp`. */
  lcp: number;
  fcp: number;
}

interface Visit extends FirstScreenWeight {
  fcp: number;
  lcp: number;
  blocking: number;
  shift: number;
}

/** What tasks hold of the thread beyond 50 ms each, after the first paint. */
function totalBlockingTime({ tasks, fcp }: Observed): number {
  return tasks
    .map(({ startTime, duration }) => startTime + duration - Math.max(startTime, fcp) - 50)
    .reduce((total, beyond) => total + Math.max(0, beyond), 0);
}

/** The worst burst of shifts: less than a second between two, five seconds at most. */
function cumulativeLayoutShift({ shifts }: Observed): number {
  let worst = 0;
  let burst = 0;
  let began = Number.NEGATIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { startTime, value } of shifts) {
    if (startTime - last > 1000 || startTime - began > 5000) {
      burst = 0;
      began = startTime;
    }
    burst += value;
    last = startTime;
    worst = Math.max(worst, burst);
  }
  return worst;
}

async function visit(
  context: BrowserContext,
  url: string,
  slowdown: number,
  returning: boolean,
): Promise<Visit> {
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  await page.addInitScript(OBSERVE);
  const weigh = weighFirstScreen(context);
  const app = new App(page, url);
  await app.open();
  await (returning ? app.composer : app.startButton).waitFor();
  await page.waitForLoadState("networkidle");
  const observed = await page.evaluate<Observed>(
    `({ ...pageCheck, fcp: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN })`,
  );
  const weight = await weigh();
  await page.close();
  return {
    ...weight,
    fcp: observed.fcp,
    lcp: observed.lcp,
    blocking: totalBlockingTime(observed),
    shift: cumulativeLayoutShift(observed),
  };
}

async function visitAnew(browser: Browser, url: string, slowdown: number, returning: boolean) {
  const context = await browser.newContext();
  try {
    if (returning) {
      const app = new App(await context.newPage(), url);
      await app.open();
      await app.startWithDefault();
      await app.page.close();
    }
    return await visit(context, url, slowdown, returning);
  } finally {
    await context.close();
  }
}

function median(values: number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

export async function checkPerformance(browser: Browser, url: string): Promise<void> {
  const rows: (string | number)[][] = [
    ["visit", "CPU", "FCP ms", "LCP ms", "TBT ms", "CLS", "JS kB gz", "CSS kB gz", "requests"],
  ];
  for (const returning of [false, true]) {
    for (const slowdown of SLOWDOWNS) {
      const visits: Visit[] = [];
      for (let n = 0; n < VISITS; n++) visits.push(await visitAnew(browser, url, slowdown, returning));
      const typical = (of: keyof Visit) => median(visits.map((one) => one[of]));
      rows.push([
        returning ? "returning, with an agent" : "first",
        slowdown === 1 ? "full" : `${slowdown}x slower`,
        typical("fcp").toFixed(0),
        typical("lcp").toFixed(0),
        typical("blocking").toFixed(0),
        typical("shift").toFixed(3),
        (typical("scripts") / 1000).toFixed(1),
        (typical("styles") / 1000).toFixed(1),
        typical("requests"),
      ]);
    }
  }
  printTable(`Performance (median of ${VISITS} visits)`, rows);
}
