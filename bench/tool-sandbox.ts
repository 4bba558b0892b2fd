/**
 * A call of a tool through the sandbox and back, in Chromium: the first, which loads worker and engine, and those after
 * it. Aim: under 20 ms a warm call; a program that cannot be interrupted ends within two seconds of its limit.
 *
 *     npm run bench -- tool-sandbox
 */
import { inPage, percentile } from "./browser-page.ts";

const CALLS = 100;
const PROGRAMS = {
  javascript: "function tool(a, b) { return a + b }",
  typescript: "function tool(a: number, b: number): number { return a + b }",
  python: "def tool(a: int, b: int) -> int:\n    return a + b",
} as const;
const ENDLESS = {
  "a loop": "function tool() { for (;;); }",
  "a loop of promises": "async function tool() { for (;;) await null; }",
  "a loop inside the engine": "function tool() { return new Array(4e8).join('x').length }",
};

const { calls, endless } = await inPage("tool-sandbox", async (page) => {
  await page.waitForFunction(() => "measureTool" in window);
  const calls: Record<string, string>[] = [];
  for (const [language, source] of Object.entries(PROGRAMS)) {
    const { cold, warm, pause } = await page.evaluate(([l, s, n]) => window.measureTool(l, s, n), [
      language as keyof typeof PROGRAMS,
      source,
      CALLS,
    ] as const);
    calls.push({
      language,
      "first call ms": cold.toFixed(0),
      "warm p50 ms": percentile(warm, 0.5).toFixed(1),
      "warm p95 ms": percentile(warm, 0.95).toFixed(1),
      "longest pause ms": pause.toFixed(1),
    });
  }
  const endless: Record<string, string>[] = [];
  for (const [program, source] of Object.entries(ENDLESS)) {
    const { failure, took, next } = await page.evaluate((s) => window.endEndless(s), source);
    endless.push({
      program,
      "ends as": failure ?? "no failure",
      "after ms": took.toFixed(0),
      "next call ms": next.toFixed(0),
    });
  }
  return { calls, endless };
});
console.log(`A tool that adds two numbers (${CALLS} warm calls)`);
console.table(calls);
console.log("Programs without an end, at a limit of 1,000 ms");
console.table(endless);
