/**
 * Passages by date, the newest first, over several owners at once: an agent's own and those of its sources. Pages go by
 * where the one before ended, not by counting, so that the last of 50,000 is as near as the first, and none is given
 * twice or left out while others come and go.
 */
import Dexie from "dexie";
import { InvalidInputError } from "../schemas/index.ts";
import type { EngramDatabase, PassageRow } from "./database.ts";

/** Whose passages. */
export interface PassageOwner {
  id: string;
  kind: "agent" | "source";
}

export interface PassageSpan {
  owners: PassageOwner[];
  /** ISO 8601 in UTC; inclusive. */
  from?: string | null | undefined;
  /** Exclusive. */
  to?: string | null | undefined;
}

/** Rows looked at for one page, where few of them are accepted: the next page goes on from there. */
const LOOKED_AT = 2000;
const SMALLEST_READ = 100;

/** A place in the order: by time, then by owner, then by the order of storing. */
interface Place {
  created_at: string;
  owner: string;
  seq: number;
}

const indexOf = ({ kind }: PassageOwner) => `[${kind}_id+created_at+seq]`;
const ownerOf = (row: PassageRow) => row.agent_id ?? row.source_id ?? "";
const placeOf = (row: PassageRow): Place => ({
  created_at: row.created_at,
  owner: ownerOf(row),
  seq: row.seq,
});
const print = ({ created_at, owner, seq }: Place) => `${created_at}|${seq}|${owner}`;

function readPlace(text: string): Place {
  const [, created_at, seq, owner] = /^([^|]+)\|(\d+)\|(.+)$/.exec(text) ?? [];
  if (!created_at || !seq || !owner) throw new InvalidInputError("before", "this is not where a page ended");
  return { created_at, seq: Number(seq), owner };
}

const isBefore = (a: Place, b: Place) =>
  a.created_at !== b.created_at
    ? a.created_at < b.created_at
    : a.owner !== b.owner
      ? a.owner < b.owner
      : a.seq < b.seq;

function rangeOf(
  db: EngramDatabase,
  owner: PassageOwner,
  { from, to }: Omit<PassageSpan, "owners">,
  before: Place | null,
) {
  // A key that goes on comes after the same one that ends.
  const lower = [owner.id, from ?? Dexie.minKey];
  let upper: unknown[] = [owner.id, to ?? Dexie.maxKey];
  if (before) {
    upper = [owner.id, before.created_at];
    if (owner.id === before.owner) upper.push(before.seq);
    else if (owner.id < before.owner) upper.push(Dexie.maxKey);
  }
  return db.passages.where(indexOf(owner)).between(lower, upper, true, false);
}

/** How many there are. */
export async function countPassages(db: EngramDatabase, { owners, ...span }: PassageSpan): Promise<number> {
  const counts = await Promise.all(owners.map((owner) => rangeOf(db, owner, span, null).count()));
  return counts.reduce((sum, count) => sum + count, 0);
}

/**
 * One page.
 *
 * @param accepts which to give; all by default. A page may be short of `limit` where few are accepted.
 * @returns `next` is where the next page begins, null where there is none.
 */
export async function passagesByDate(
  db: EngramDatabase,
  {
    owners,
    limit,
    accepts = () => true,
    ...span
  }: PassageSpan & { before?: string | null; limit: number; accepts?: (row: PassageRow) => boolean },
): Promise<{ rows: PassageRow[]; next: string | null }> {
  const rows: PassageRow[] = [];
  let place = span.before ? readPlace(span.before) : null;
  for (let looked = 0; looked < LOOKED_AT; ) {
    const size = Math.max(limit - rows.length, SMALLEST_READ);
    const read = await Promise.all(
      owners.map((owner) => rangeOf(db, owner, span, place).reverse().limit(size).toArray()),
    );
    const inOrder = read
      .flat()
      .sort((a, b) => (isBefore(placeOf(b), placeOf(a)) ? -1 : 1))
      .slice(0, size);
    for (const row of inOrder) {
      place = placeOf(row);
      if (accepts(row)) rows.push(row);
      if (rows.length === limit) return { rows, next: print(place) };
    }
    if (inOrder.length < size) return { rows, next: null };
    looked += inOrder.length;
  }
  return { rows, next: place && print(place) };
}

/** Calls back with all of it, a few hundred at a time, the newest first. */
export async function walkPassages(
  db: EngramDatabase,
  span: PassageSpan & { accepts?: (row: PassageRow) => boolean },
  visit: (rows: PassageRow[]) => Promise<void> | void,
): Promise<void> {
  let before: string | null = null;
  do {
    const { rows, next } = await passagesByDate(db, { ...span, before, limit: 500 });
    await visit(rows);
    before = next;
  } while (before !== null);
}
