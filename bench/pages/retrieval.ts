/** Runs in a page: search by words and meaning over a real IndexedDB, through the workers that the app uses. */
import { createWorkerTextSearch } from "../../src/search/worker-text-search.ts";
import { EngramDatabase, type PassageRow } from "../../src/storage/database.ts";
import { appendPassages } from "../../src/storage/passages.ts";
import { compactSpace, putVectors } from "../../src/storage/vectors.ts";
import { seededRandom } from "../../src/vector/testing/sample-vectors.ts";
import { createWorkerVectorIndex } from "../../src/vector/worker-vector-index.ts";
import { longestPause } from "./longest-pause.ts";

const OWNER = "agent-bench";
const VECTORS = `${OWNER}|model`;
const BATCH = 1000;
const WORDS = 60;
const VOCABULARY = 30_000;

export interface RetrievalFigures {
  /** Indexing all texts, in milliseconds. */
  built: number;
  /** First question to a new worker, which reads the index from disk, in milliseconds. */
  opened: number;
  words: number[];
  hybrid: number[];
  pause: number;
}

async function measure(count: number, dim: number, searches: number): Promise<RetrievalFigures> {
  const random = seededRandom(count);
  // Few words are common and many are rare, as in any language.
  const word = () => `w${Math.floor(VOCABULARY ** random()).toString(36)}`;
  const text = (length: number) => Array.from({ length }, word).join(" ");
  const spread = () => Float32Array.from({ length: dim }, () => random() + random() - 1);
  const db = new EngramDatabase(`bench-retrieval-${count}`);
  await db.delete();
  await db.open();
  const tables = [db.passages, db.counters, db.vectors, db.vector_chunks, db.vector_spaces];
  for (let from = 0; from < count; from += BATCH) {
    const rows = Array.from(
      { length: Math.min(BATCH, count - from) },
      (_, index): Omit<PassageRow, "seq"> => ({
        id: `passage-${from + index}`,
        text: text(WORDS),
        embedding_config: null,
        created_at: "2026-01-01T00:00:00.000Z",
        user_id: null,
        agent_id: OWNER,
        source_id: null,
        doc_id: null,
        metadata_: {},
      }),
    );
    await db.transaction("rw", tables, async () => {
      await appendPassages(db, OWNER, rows);
      await putVectors(
        db,
        VECTORS,
        rows.map(({ id }) => ({ id, vector: spread() })),
      );
    });
    await compactSpace(db, VECTORS);
  }
  const spaces = [{ list: "passages", owner: OWNER }] as const;
  const open = () => createWorkerTextSearch({ databaseName: db.name });
  const first = open();
  const { result: built, pause } = await longestPause(async () => {
    const start = performance.now();
    await first.prepare([...spaces]);
    return performance.now() - start;
  });
  while ((await db.word_indexes.count()) === 0) await new Promise((resolve) => setTimeout(resolve, 200));
  first.close();

  const texts = open();
  const start = performance.now();
  await texts.search({ spaces: [...spaces], query: text(6), k: 10 });
  const opened = performance.now() - start;
  const vectors = createWorkerVectorIndex({ databaseName: db.name });
  await vectors.search({ spaces: [VECTORS], query: spread(), k: 10 });
  await vectors.candidatesReady();
  const times = async (search: () => Promise<unknown>) => {
    const taken: number[] = [];
    for (let i = 0; i < searches + 5; i++) {
      const from = performance.now();
      await search();
      // The first few warm up the compiler.
      if (i >= 5) taken.push(performance.now() - from);
    }
    return taken;
  };
  const words = await times(() => texts.search({ spaces: [...spaces], query: text(6), k: 100 }));
  const hybrid = await times(async () => {
    const nearest = await vectors.search({ spaces: [VECTORS], query: spread(), k: 1000 });
    return texts.search({ spaces: [...spaces], query: text(6), nearest, k: 100 });
  });
  texts.close();
  vectors.close();
  await db.delete();
  return { built, opened, words, hybrid, pause };
}

declare global {
  interface Window {
    measureRetrieval: typeof measure;
  }
}
window.measureRetrieval = measure;
