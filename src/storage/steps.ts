/** What the steps of agents took. */
import Dexie from "dexie";
import { NotFoundError } from "../schemas/index.ts";
import type { EngramDatabase, StepRow } from "./database.ts";

export interface StepRange {
  /** Of one agent; of all by default. */
  agent_id?: string | null | undefined;
  /** ISO 8601 in UTC, inclusive. */
  after?: string | null | undefined;
  /** ISO 8601 in UTC, exclusive. */
  before?: string | null | undefined;
}

/** Steps of a range in the order of time, those of one moment by id; beyond the step `from` where it is given. */
function stepsOf(
  db: EngramDatabase,
  { agent_id, after, before }: StepRange,
  beyond: { lower?: StepRow; upper?: StepRow } = {},
) {
  const key = (row: StepRow) => [row.created_at, row.id];
  const lower = beyond.lower ? key(beyond.lower) : [after ?? Dexie.minKey, Dexie.minKey];
  const upper = beyond.upper ? key(beyond.upper) : [before ?? Dexie.maxKey, Dexie.minKey];
  return agent_id
    ? db.steps
        .where("[agent_id+created_at+id]")
        .between([agent_id, ...lower], [agent_id, ...upper], false, false)
    : db.steps.where("[created_at+id]").between(lower, upper, false, false);
}

/** A page of steps, the newest first; `cursor` is the id of the last one of the page before. */
export async function listSteps(
  db: EngramDatabase,
  range: StepRange & { cursor?: string | null | undefined; limit: number },
): Promise<StepRow[]> {
  const upper = range.cursor ? await db.steps.get(range.cursor) : undefined;
  if (range.cursor && !upper) throw new NotFoundError("step", range.cursor);
  return stepsOf(db, range, upper ? { upper } : {})
    .reverse()
    .limit(range.limit)
    .toArray();
}

const WALK_PAGE = 1000;

/** Walks all steps of a range from the oldest on, a page at a time: never the whole list in memory. */
export async function* walkSteps(db: EngramDatabase, range: StepRange): AsyncGenerator<StepRow> {
  let lower: StepRow | undefined;
  for (;;) {
    const rows: StepRow[] = await stepsOf(db, range, lower ? { lower } : {})
      .limit(WALK_PAGE)
      .toArray();
    yield* rows;
    lower = rows.at(-1);
    if (!lower || rows.length < WALK_PAGE) return;
  }
}
