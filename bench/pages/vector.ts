/** Runs in a page: archival search over a real IndexedDB, through the workers that the app uses. */
import { EngramDatabase } from "../../src/storage/database.ts";
import { compactSpace, type NewVector, putVectors } from "../../src/storage/vectors.ts";
import { seededRandom } from "../../src/vector/testing/sample-vectors.ts";
import { createWorkerVectorIndex } from "../../src/vector/worker-vector-index.ts";
import { longestPause } from "./longest-pause.ts";

const SPACE = "agent-bench|model";
const BATCH = 2500;

export interface SearchFigures {
  /** Time of the first search, which loads the vectors, in milliseconds. */
  first: number;
  /** Searches answered by the scan, or whatever is quickest before the candidate index is ready. */
  scan: number[];
  /** Searches once voy-search is ready; empty where it is not used. */
  withCandidates: number[];
  bytes: number;
  candidates: number;
  pause: number;
}

async function measure(count: number, dim: number, searches: number): Promise<SearchFigures> {
  const random = seededRandom(count);
  const spread = () => Float32Array.from({ length: dim }, () => random() + random() - 1);
  const db = new EngramDatabase(`bench-vector-${count}`);
  await db.delete();
  await db.open();
  for (let from = 0; from < count; from += BATCH) {
    const rows: NewVector[] = Array.from({ length: Math.min(BATCH, count - from) }, (_, index) => ({
      id: `passage-${from + index}`,
      vector: spread(),
    }));
    await db.transaction("rw", db.vectors, db.vector_chunks, db.vector_spaces, () =>
      putVectors(db, SPACE, rows),
    );
    await compactSpace(db, SPACE);
  }
  const open = (candidates: boolean) => createWorkerVectorIndex({ databaseName: db.name, candidates });
  const times = async (index: ReturnType<typeof open>) => {
    const taken: number[] = [];
    for (let i = 0; i < searches + 5; i++) {
      const query = spread();
      const start = performance.now();
      const found = await index.search({ spaces: [SPACE], query, k: 10 });
      if (found.length !== 10) throw new Error(`${found.length} found`);
      // The first few warm up the compiler.
      if (i >= 5) taken.push(performance.now() - start);
    }
    return taken;
  };

  const plain = open(false);
  const { result, pause } = await longestPause(async () => {
    const start = performance.now();
    await plain.search({ spaces: [SPACE], query: spread(), k: 10 });
    const first = performance.now() - start;
    for (let i = 0; i < 10; i++) await plain.search({ spaces: [SPACE], query: spread(), k: 10 });
    return { first };
  });
  // Apart: looking for pauses keeps one processor busy, and the scan would be timed with the other's half.
  const scan = await times(plain);
  const { bytes } = await plain.memory();
  plain.close();

  const index = open(true);
  await index.search({ spaces: [SPACE], query: spread(), k: 10 });
  const { indexed } = await index.candidatesReady();
  const withCandidates = indexed > 0 ? await times(index) : [];
  index.close();
  await db.delete();
  return { ...result, scan, withCandidates, bytes, candidates: indexed, pause };
}

declare global {
  interface Window {
    measureSearch: typeof measure;
  }
}
window.measureSearch = measure;
