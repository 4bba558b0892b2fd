/** Runs in a page: a map of memories made by the app's worker, and the first and the last page of the list by date. */
import { EngramDatabase, type PassageRow } from "../../src/storage/database.ts";
import { countPassages, passagesByDate } from "../../src/storage/passage-pages.ts";
import { compactSpace, type NewVector, putVectors } from "../../src/storage/vectors.ts";
import { sampleVectors } from "../../src/vector/testing/sample-vectors.ts";
import { spaceOf } from "../../src/vector/vector-index.ts";
import { createWorkerProjector } from "../../src/vector/worker-projector.ts";
import { longestPause } from "./longest-pause.ts";

const OWNER = { id: "agent-bench", kind: "agent" as const };
const MODEL = "model";
const BATCH = 2500;
const PAGE = 100;

export interface MapFigures {
  /** Until the map is there, in milliseconds. */
  map: number;
  /** The first page of the list, with its count, in milliseconds. */
  first: number;
  /** A page in the middle of the list, in milliseconds. */
  middle: number;
  /** How long the page's thread was held up at most while the map was made. */
  pause: number;
}

const time = async <T>(work: () => Promise<T>): Promise<{ result: T; taken: number }> => {
  const start = performance.now();
  const result = await work();
  return { result, taken: performance.now() - start };
};

async function fill(db: EngramDatabase, count: number, dim: number): Promise<string> {
  const begin = Date.UTC(2024, 0, 1);
  let middle = "";
  for (let from = 0; from < count; from += BATCH) {
    const size = Math.min(BATCH, count - from);
    const vectors: NewVector[] = sampleVectors("clustered", size, dim, from + 1).map(({ vector }, index) => ({
      id: `passage-${from + index}`,
      vector,
    }));
    const rows = vectors.map(
      ({ id }, index): PassageRow => ({
        id,
        seq: from + index + 1,
        text: `Memory ${from + index}: ${"words of the length that a memory has, ".repeat(6)}`,
        embedding_config: null,
        created_at: new Date(begin + (from + index) * 1_200_000).toISOString(),
        user_id: null,
        agent_id: OWNER.id,
        source_id: null,
        doc_id: null,
        metadata_: { origin: { kind: index % 3 === 0 ? "person" : "agent" } },
      }),
    );
    const half = rows[Math.floor(count / 2) - from];
    if (half) middle = `${half.created_at}|${half.seq}|${OWNER.id}`;
    const tables = [db.passages, db.vectors, db.vector_chunks, db.vector_spaces];
    await db.transaction("rw", tables, async () => {
      await db.passages.bulkAdd(rows);
      await putVectors(db, spaceOf(OWNER.id, MODEL), vectors);
    });
    await compactSpace(db, spaceOf(OWNER.id, MODEL));
  }
  return middle;
}

async function measure(count: number, dim: number): Promise<MapFigures> {
  const db = new EngramDatabase(`bench-map-${count}`);
  await db.delete();
  await db.open();
  const before = await fill(db, count, dim);
  const owners = [OWNER];
  const first = await time(async () => [
    await passagesByDate(db, { owners, limit: PAGE }),
    await countPassages(db, { owners }),
  ]);
  const middle = await time(() => passagesByDate(db, { owners, limit: PAGE, before }));
  if (middle.result.rows.length !== PAGE) throw new Error(`${middle.result.rows.length} rows`);
  const { result, pause } = await longestPause(() =>
    time(() => createWorkerProjector(db.name).project({ owners, model: MODEL })),
  );
  if (result.result.ids.length !== count) throw new Error(`${result.result.ids.length} points`);
  await db.delete();
  return { map: result.taken, first: first.taken, middle: middle.taken, pause };
}

declare global {
  interface Window {
    measureMap: typeof measure;
  }
}
window.measureMap = measure;
