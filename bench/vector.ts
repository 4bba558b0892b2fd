/**
 * Archival search from the page and back, in Chromium over a real IndexedDB: how long, how much memory, and how long the
 * page's thread is held up. Aim: p95 under 5 ms at 50,000 passages and under 10 ms at 100,000; no pause over 50 ms.
 *
 *     npm run bench -- vector
 */
import { inPage, percentile } from "./browser-page.ts";

/** Dimensions of the default embedding model. */
const DIM = 512;
const SEARCHES = 60;

const rows = await inPage("vector", async (page) => {
  const results: Record<string, string>[] = [];
  await page.waitForFunction(() => "measureSearch" in window);
  for (const count of [1000, 10_000, 50_000, 100_000]) {
    const figures = await page.evaluate(([n, dim, searches]) => window.measureSearch(n, dim, searches), [
      count,
      DIM,
      SEARCHES,
    ] as const);
    const p = (times: number[], share: number) =>
      times.length > 0 ? percentile(times, share).toFixed(1) : "-";
    results.push({
      passages: String(count),
      "first search ms": figures.first.toFixed(0),
      "scan p50 ms": p(figures.scan, 0.5),
      "scan p95 ms": p(figures.scan, 0.95),
      "with voy p50 ms": p(figures.withCandidates, 0.5),
      "with voy p95 ms": p(figures.withCandidates, 0.95),
      "matrix MB": (figures.bytes / 1e6).toFixed(0),
      "points in voy": String(figures.candidates),
      "longest pause ms": figures.pause.toFixed(1),
    });
  }
  return results;
});
console.log(`Search for the 10 nearest of vectors of ${DIM} dimensions (${SEARCHES} searches each)`);
console.table(rows);
