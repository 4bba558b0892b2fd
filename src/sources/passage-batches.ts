/** Documents are cut into passages, and passages gathered into batches: each is embedded and stored at once. */
import type { Embedder } from "../embeddings/embedder.ts";
import type { EmbeddingConfig, ErrorRecord } from "../schemas/index.ts";
import type { EngramDatabase, JobFileRow } from "../storage/database.ts";
import { idOf } from "./job-input.ts";
import type { LoadItem, NewDocument, PlacedText } from "./load-items.ts";

/** Passages of a batch. */
const BATCH = 64;
/** Characters of the texts that a batch brings. */
const BATCH_CHARACTERS = 1_000_000;
/** Characters that are split at once: a query waits no longer than that takes. */
const WINDOW = 16_384;
/** How long what is gathered waits for more, in milliseconds. */
const PATIENCE_MS = 300;

export interface NewPassage {
  id: string;
  text: string;
  doc_id: string;
  position: number;
  metadata_: Record<string, unknown>;
}

/** How far a document is stored: what a job goes on from. */
export interface DocumentProgress {
  /** Parts whose text and passages are all stored. */
  parts: number;
  /** Passages and characters of those. */
  passages: number;
  characters: number;
}

export interface Batch {
  documents: Map<string, BatchDocument>;
  passages: NewPassage[];
  skipped: { file: string; error: ErrorRecord }[];
  files: { file: JobFileRow; error: ErrorRecord | null; ids: string[] }[];
  /** Bytes, and whole documents, of the job that are done with this batch. */
  bytes: number;
  documentsDone: number;
}

/** What a batch brings of a document. */
export interface BatchDocument {
  document: NewDocument;
  /** Texts of the parts that end in this batch, by number. */
  texts: Map<number, string>;
  progress: DocumentProgress;
  complete: boolean;
}

export interface SplitServices {
  db: EngramDatabase;
  embedder: Embedder;
}

export interface SplitSettings {
  sourceId: string;
  config: EmbeddingConfig;
  /** Tokens. */
  overlap: number;
  /** Whose turn it is. */
  owner: string;
  signal: AbortSignal;
}

/** Batches of what items bring; what is stored already is left out. */
export async function* batchesOf(
  services: SplitServices,
  items: AsyncIterable<LoadItem>,
  settings: SplitSettings,
): AsyncGenerator<Batch> {
  let batch = emptyBatch();
  let characters = 0;
  const take = () => {
    const full = batch;
    batch = emptyBatch(full);
    characters = 0;
    return full;
  };
  for await (const bit of patiently(bitsOf(services, items, settings), () => !isEmpty(batch))) {
    if (bit === "waiting") {
      yield take();
      continue;
    }
    characters += add(batch, bit);
    if (batch.passages.length >= BATCH || characters >= BATCH_CHARACTERS || batch.documents.size >= BATCH)
      yield take();
  }
  if (!isEmpty(batch)) yield take();
}

/** The least that is stored at once. */
type Bit =
  | { kind: "passage"; passage: NewPassage; document: NewDocument; before: DocumentProgress; bytes: number }
  | {
      kind: "part-ended";
      document: NewDocument;
      part: number;
      text: string;
      progress: DocumentProgress;
      last: boolean;
      bytes: number;
      documents: number;
    }
  | Exclude<LoadItem, { kind: "part" }>;

async function* bitsOf(
  { db, embedder }: SplitServices,
  items: AsyncIterable<LoadItem>,
  { sourceId, config, overlap, owner, signal }: SplitSettings,
): AsyncGenerator<Bit> {
  /** Of the document whose parts are coming. */
  let progress: DocumentProgress = { parts: 0, passages: 0, characters: 0 };
  /** Parts and passages that are stored already. */
  let stored = { complete: false, parts: 0, passages: 0 };
  let bytesBefore = 0;
  for await (const item of items) {
    if (item.kind !== "part") {
      yield item;
      if (item.kind === "file-ended") bytesBefore = item.bytes;
      continue;
    }
    const { document, part, last, text, documents } = item;
    if (part === 0) {
      const row = await db.documents.get(document.id);
      progress = { parts: 0, passages: 0, characters: 0 };
      stored = {
        complete: row?.complete ?? false,
        parts: row?.progress?.parts ?? 0,
        passages: row?.num_passages ?? 0,
      };
      if (row?.progress) progress = { ...row.progress };
    }
    if (stored.complete || part < stored.parts) {
      if (stored.complete && last)
        yield { kind: "part-ended", document, part, text: "", progress, last, bytes: item.bytes, documents };
      bytesBefore = item.bytes;
      continue;
    }
    let position = progress.passages;
    const before = { ...progress };
    let done = 0;
    for (const window of windowsOf(item.sections)) {
      const texts = window.map((section) => section.text);
      const parts = await embedder.splitSections(texts, config, { overlap, owner, signal });
      done += texts.reduce((sum, one) => sum + one.length, 0);
      const bytes =
        bytesBefore + Math.floor(((item.bytes - bytesBefore) * done) / Math.max(done, text.length));
      for (const { text: passage, section, offset } of parts) {
        const at = window[section] as PlacedText;
        const nth = position++;
        // Stored before the job was interrupted.
        if (nth < stored.passages) continue;
        yield {
          kind: "passage",
          document,
          before,
          bytes,
          passage: {
            id: await idOf("passage", sourceId, passage),
            text: passage,
            doc_id: document.id,
            position: nth,
            metadata_: {
              ...placeOf(document),
              ...at.place,
              position: nth,
              ...(at.offset === null ? {} : { offset: progress.characters + at.offset + offset }),
            },
          },
        };
      }
    }
    progress = { parts: part + 1, passages: position, characters: progress.characters + text.length };
    bytesBefore = item.bytes;
    yield {
      kind: "part-ended",
      document,
      part,
      text,
      progress: { ...progress },
      last,
      bytes: item.bytes,
      documents,
    };
  }
}

/** What each passage tells of its document. */
function placeOf({ name, path, title, date }: NewDocument): Record<string, unknown> {
  return { file: name, ...(path ? { path } : {}), ...(title ? { title } : {}), ...(date ? { date } : {}) };
}

/** Sections by as many characters as are split at once; a long one in pieces. */
function* windowsOf(sections: PlacedText[]): Generator<PlacedText[]> {
  let window: PlacedText[] = [];
  let length = 0;
  for (const section of sections) {
    for (const piece of piecesOf(section)) {
      if (length > 0 && length + piece.text.length > WINDOW) {
        yield window;
        window = [];
        length = 0;
      }
      window.push(piece);
      length += piece.text.length;
    }
  }
  if (window.length > 0) yield window;
}

function* piecesOf(section: PlacedText): Generator<PlacedText> {
  const { text } = section;
  let from = 0;
  while (text.length - from > WINDOW) {
    const to = cutBefore(text, from, from + WINDOW);
    yield pieceOf(section, from, to);
    from = to;
  }
  yield pieceOf(section, from, text.length);
}

const pieceOf = ({ text, offset, place }: PlacedText, from: number, to: number): PlacedText => ({
  text: text.slice(from, to),
  offset: offset === null ? null : offset + from,
  place,
});

/** The end of the last paragraph, line, sentence or word in the second half; at worst between two characters. */
function cutBefore(text: string, from: number, to: number): number {
  for (const gap of ["\n\n", "\n", ". ", " "]) {
    const found = text.lastIndexOf(gap, to - gap.length);
    if (found > from + (to - from) / 2) return found + gap.length;
  }
  return /[\udc00-\udfff]/.test(text.charAt(to)) ? to - 1 : to;
}

const emptyBatch = ({ bytes, documentsDone } = { bytes: 0, documentsDone: 0 }): Batch => ({
  documents: new Map(),
  passages: [],
  skipped: [],
  files: [],
  bytes,
  documentsDone,
});

const isEmpty = ({ documents, skipped, files }: Batch) =>
  documents.size === 0 && skipped.length === 0 && files.length === 0;

/** @returns how many characters it brings. */
function add(batch: Batch, bit: Bit): number {
  if (bit.kind === "skipped") {
    batch.skipped.push({ file: bit.file, error: bit.error });
    return 0;
  }
  batch.bytes = Math.max(batch.bytes, bit.bytes);
  if (bit.kind !== "passage") batch.documentsDone = bit.documents;
  if (bit.kind === "file-ended") {
    batch.files.push({ file: bit.file, error: bit.error, ids: bit.ids });
    return 0;
  }
  const known = batch.documents.get(bit.document.id);
  const progress = bit.kind === "passage" ? bit.before : bit.progress;
  const entry = known ?? { document: bit.document, texts: new Map(), progress, complete: false };
  batch.documents.set(bit.document.id, entry);
  entry.progress = progress;
  if (bit.kind === "passage") {
    batch.passages.push(bit.passage);
    return bit.passage.text.length;
  }
  entry.texts.set(bit.part, bit.text);
  entry.complete = bit.last;
  return bit.text.length;
}

/** The same items; where one is long in coming and `hasSome` is true, "waiting" comes in between. */
async function* patiently<T>(items: AsyncIterable<T>, hasSome: () => boolean): AsyncGenerator<T | "waiting"> {
  const iterator = items[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = iterator.next();
      next.catch(() => {});
      if (hasSome()) {
        let timer: ReturnType<typeof setTimeout> | undefined;
        const late = new Promise<"late">((resolve) => {
          timer = setTimeout(() => resolve("late"), PATIENCE_MS);
        });
        if ((await Promise.race([next, late])) === "late") yield "waiting";
        clearTimeout(timer);
      }
      const { done, value } = await next;
      if (done) return;
      yield value;
    }
  } finally {
    iterator.return?.()?.catch(() => {});
  }
}
