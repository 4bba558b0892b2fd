/** From version 1 to 2: a document's text leaves its row, and its passages are listed in order. */
import type { Table, Transaction } from "dexie";
import type { Document, Source } from "../schemas/index.ts";
import type { DocumentRow, PassageRow } from "./database.ts";
import { slicesOf } from "./text-slices.ts";

export async function textsApart(transaction: Transaction): Promise<void> {
  const [documents, texts, links, passages, sources, counters] = [
    "documents",
    "document_texts",
    "document_passages",
    "passages",
    "sources",
    "counters",
  ].map((name) => transaction.table(name)) as [Table, Table, Table, Table, Table, Table];
  // One at a time: together the texts may be more than fits in memory.
  const seqs = new Map<string, number>();
  const sizes = new Map<string, number>();
  for (const id of await documents.toCollection().primaryKeys()) {
    const { text, ...document } = (await documents.get(id)) as Document;
    const seq = (seqs.get(document.source_id) ?? 0) + 1;
    seqs.set(document.source_id, seq);
    const own: PassageRow[] = await passages.where("doc_id").equals(id).sortBy("seq");
    const size = text.length + own.reduce((sum, passage) => sum + passage.text.length, 0);
    sizes.set(document.source_id, (sizes.get(document.source_id) ?? 0) + size);
    await texts.bulkPut(slicesOf(text).map((slice, part) => ({ doc_id: id, part, text: slice })));
    await links.bulkPut(
      own.map((passage, position) => ({
        doc_id: id,
        position,
        passage_id: passage.id,
        metadata_: passage.metadata_,
      })),
    );
    const { file_name, file_size } = document.metadata_;
    const source = (await sources.get(document.source_id)) as Source | undefined;
    await documents.put({
      ...document,
      seq,
      name: typeof file_name === "string" ? file_name : "document",
      path: null,
      title: null,
      date: null,
      pages: null,
      size: typeof file_size === "number" ? file_size : text.length,
      num_passages: own.length,
      complete: true,
      created_at: own[0]?.created_at ?? source?.created_at ?? new Date(0).toISOString(),
    } satisfies DocumentRow);
  }
  for (const [source, value] of seqs) await counters.put({ key: `documents|${source}`, value });
  for (const [source, value] of sizes) await counters.put({ key: `characters|${source}`, value });
}
