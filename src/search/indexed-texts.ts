/** What of the database is indexed: the texts of a space, and in which groups they are neighbours. */
import { spokenText } from "../schemas/index.ts";
import { readStamps } from "../storage/counters.ts";
import type { EngramDatabase, MessageRow, PassageRow } from "../storage/database.ts";
import { messageIds } from "../storage/messages.ts";
import { editedPassages, passageIds } from "../storage/passages.ts";
import { termsOf, timeTerms } from "./terms.ts";
import type { TextSpace } from "./text-search.ts";
import type { IndexedText } from "./word-index.ts";

/** Facts about a passage that one may ask by: where it stands and what that is called. */
const TOLD_IN = ["title", "heading", "file", "date"] as const;

function passageTerms({ text, metadata_, created_at }: PassageRow): string[] {
  const facts = TOLD_IN.map((name) => metadata_[name]).filter((fact) => typeof fact === "string");
  return [...termsOf([...facts, text].join("\n")), ...timeTerms(created_at)];
}

const indexedPassage = (row: PassageRow): IndexedText => ({
  id: row.id,
  group: row.doc_id ?? "",
  time: row.doc_id === null ? Date.parse(row.created_at) : null,
  terms: passageTerms(row),
});

/** What nobody said has no terms, and stands apart: question and answer are neighbours over a tool's return. */
const indexedMessage = (row: MessageRow): IndexedText => {
  const text = spokenText(row);
  return {
    id: row.id,
    group: text ? "said" : "unsaid",
    time: Date.parse(row.created_at),
    terms: text ? [...termsOf(text), ...timeTerms(row.created_at)] : [],
  };
};

/** Mark of the state a space is in; see `readStamps`. */
export async function stampOf(db: EngramDatabase, space: TextSpace): Promise<string | null> {
  const [stamp] = await readStamps(db, [space]);
  return stamp ?? null;
}

/** Ids of a space's texts, in order. */
export function textIds(db: EngramDatabase, { list, owner }: TextSpace): Promise<string[]> {
  return list === "messages" ? messageIds(db, owner) : passageIds(db, owner);
}

/** Which texts of a space are others since an edit, and the last edit there is. Messages keep their texts. */
export async function editedTexts(
  db: EngramDatabase,
  { list, owner }: TextSpace,
  after: number,
): Promise<{ last: number; ids: string[] }> {
  return list === "messages" ? { last: 0, ids: [] } : editedPassages(db, owner, after);
}

/** The texts with these ids, in their order, without those that are gone. */
export async function readTexts(
  db: EngramDatabase,
  { list }: TextSpace,
  ids: string[],
): Promise<IndexedText[]> {
  return list === "messages"
    ? (await db.messages.bulkGet(ids)).flatMap((row) => (row ? [indexedMessage(row)] : []))
    : (await db.passages.bulkGet(ids)).flatMap((row) => (row ? [indexedPassage(row)] : []));
}
