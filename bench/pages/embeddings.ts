/** Runs in a page: the default embedding model in the worker that the app uses. */
import { DEFAULT_EMBEDDING_CONFIG } from "../../src/embeddings/models.ts";
import { createWorkerEmbedder } from "../../src/embeddings/worker-embedder.ts";
import { seededRandom } from "../../src/vector/testing/sample-vectors.ts";
import { longestPause } from "./longest-pause.ts";

const WORDS =
  "the garden river morning coffee letter piano answer winter market bridge doctor story yellow engine promise window travel quiet music mountain cousin recipe ticket summer".split(
    " ",
  );

export interface EmbeddingFigures {
  /** From the first call to a vector, the model's files loaded from this machine, in milliseconds. */
  load: number;
  /** Passages a second, in one call of many. */
  perSecond: number;
  /** One query after another, in milliseconds each. */
  queries: number[];
  /** While loading and while embedding, in milliseconds. */
  loadPause: number;
  embedPause: number;
}

async function measure(texts: number, wordsEach: number): Promise<EmbeddingFigures> {
  const random = seededRandom(3);
  const text = (words: number) =>
    Array.from({ length: words }, () => WORDS[Math.floor(random() * WORDS.length)]).join(" ");
  const embedder = createWorkerEmbedder({ baseUrl: new URL(".", document.baseURI).href });
  const config = DEFAULT_EMBEDDING_CONFIG;
  const query = async () => {
    const start = performance.now();
    await embedder.embed([text(8)], config, { kind: "query" });
    return performance.now() - start;
  };
  const loading = await longestPause(query);
  const queries: number[] = [];
  for (let i = 0; i < 30; i++) queries.push(await query());
  const passages = Array.from({ length: texts }, () => text(wordsEach));
  const start = performance.now();
  await embedder.embed(passages, config, { kind: "passage" });
  const perSecond = (1000 * texts) / (performance.now() - start);
  const embedding = await longestPause(() =>
    embedder.embed(passages.slice(0, 64), config, { kind: "passage" }),
  );
  embedder.close();
  return {
    load: loading.result,
    perSecond,
    queries,
    loadPause: loading.pause,
    embedPause: embedding.pause,
  };
}

declare global {
  interface Window {
    measureEmbeddings: typeof measure;
  }
}
window.measureEmbeddings = measure;
