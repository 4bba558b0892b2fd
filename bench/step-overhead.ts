/**
 * Engine overhead of a step without the model: from `userMessage` to its return, less the time in the provider, in
 * Chromium over a real IndexedDB. Aim: p50 under 10 ms, and flat over the number of stored messages.
 *
 *     npx tsx bench/step-overhead.ts
 */
import { inPage, percentile } from "./browser-page.ts";

const STEPS = 40;

const rows = await inPage("step-overhead", async (page) => {
  const results: Record<string, string>[] = [];
  await page.waitForFunction(() => "measureStep" in window);
  for (const stored of [100, 1000, 10_000]) {
    const { steps: times, writes } = await page.evaluate(
      ([count, steps]) => window.measureStep(count, steps),
      [stored, STEPS] as const,
    );
    results.push({
      "stored messages": String(stored),
      "p50 ms": percentile(times, 0.5).toFixed(2),
      "p95 ms": percentile(times, 0.95).toFixed(2),
      "p50 of the smallest write": percentile(writes, 0.5).toFixed(2),
    });
  }
  return results;
});
console.log(`Overhead of a step without the model (${STEPS} steps each)`);
console.table(rows);
