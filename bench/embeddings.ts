/**
 * The default embedding model in its worker, in Chromium: how long until the first vector, how many passages a second,
 * and how long the page's thread is held up. Aim: no pause over 50 ms.
 *
 *     npm run bench -- embeddings
 */
import { inPage, percentile } from "./browser-page.ts";

const TEXTS = 256;
const WORDS = 60;

const figures = await inPage("embeddings", async (page) => {
  await page.waitForFunction(() => "measureEmbeddings" in window);
  return page.evaluate(([texts, words]) => window.measureEmbeddings(texts, words), [TEXTS, WORDS] as const);
});
console.log(`Default embedding model, ${TEXTS} passages of ${WORDS} words`);
console.table([
  {
    "first vector ms": figures.load.toFixed(0),
    "passages a second": figures.perSecond.toFixed(0),
    "query p50 ms": percentile(figures.queries, 0.5).toFixed(1),
    "query p95 ms": percentile(figures.queries, 0.95).toFixed(1),
    "pause loading ms": figures.loadPause.toFixed(1),
    "pause embedding ms": figures.embedPause.toFixed(1),
  },
]);
