/**
 * A map of archival memory from the page and back, in Chromium over a real IndexedDB, and the list by date beside it: how
 * long, and how long the page's thread is held up. Aim: a page of the list under 100 ms at any size; no pause over 50 ms.
 *
 *     npm run bench -- memory-map
 */
import { inPage } from "./browser-page.ts";

/** Dimensions of the default embedding model. */
const DIM = 512;

const rows = await inPage("memory-map", async (page) => {
  const results: Record<string, string>[] = [];
  await page.waitForFunction(() => "measureMap" in window);
  for (const count of [1000, 10_000, 50_000]) {
    const figures = await page.evaluate(([n, dim]) => window.measureMap(n, dim), [count, DIM] as const);
    results.push({
      memories: String(count),
      "map ms": figures.map.toFixed(0),
      "longest pause ms": figures.pause.toFixed(1),
      "first page ms": figures.first.toFixed(1),
      "page in the middle ms": figures.middle.toFixed(1),
    });
  }
  return results;
});
console.log(`Maps of vectors of ${DIM} dimensions; pages of 100 memories`);
console.table(rows);
