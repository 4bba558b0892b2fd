/**
 * Search by words and by both together, from the page and back, in Chromium over a real IndexedDB. A question's own
 * embedding (bench/embeddings.ts) comes on top.
 *
 *     npm run bench -- retrieval-speed
 */
import { inPage, percentile } from "./browser-page.ts";

/** Dimensions of the default embedding model. */
const DIM = 512;
const SEARCHES = 60;

const rows = await inPage("retrieval", async (page) => {
  const results: Record<string, string>[] = [];
  await page.waitForFunction(() => "measureRetrieval" in window);
  for (const count of [1000, 10_000, 50_000]) {
    const figures = await page.evaluate(([n, dim, searches]) => window.measureRetrieval(n, dim, searches), [
      count,
      DIM,
      SEARCHES,
    ] as const);
    results.push({
      passages: String(count),
      "index built ms": figures.built.toFixed(0),
      "opened ms": figures.opened.toFixed(0),
      "words p50 ms": percentile(figures.words, 0.5).toFixed(1),
      "words p95 ms": percentile(figures.words, 0.95).toFixed(1),
      "hybrid p50 ms": percentile(figures.hybrid, 0.5).toFixed(1),
      "hybrid p95 ms": percentile(figures.hybrid, 0.95).toFixed(1),
      "longest pause ms": figures.pause.toFixed(1),
    });
  }
  return results;
});
console.log(`Passages of 60 words, questions of 6, vectors of ${DIM} dimensions (${SEARCHES} searches each)`);
console.table(rows);
