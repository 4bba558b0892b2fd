/** Documents become passages of a source: split, embedded and stored in batches, as a job that tells how far it is. */
import type { Embedder } from "../embeddings/embedder.ts";
import {
  type Clock,
  type EmbeddingConfig,
  InvalidInputError,
  isoTime,
  NotFoundError,
  newId,
  type Source,
  toErrorRecord,
} from "../schemas/index.ts";
import { addToCount, readCount, writeCount } from "../storage/counters.ts";
import type { EngramDatabase, JobRow, PassageRow } from "../storage/database.ts";
import { appendDocumentText, lastDocumentSeq } from "../storage/documents.ts";
import { slicesOf } from "../storage/text-slices.ts";
import { putVectors } from "../storage/vectors.ts";
import { spaceOf, type VectorIndex } from "../vector/vector-index.ts";

export interface SourceDocument {
  text: string;
  metadata_?: Record<string, unknown>;
}

/** Where documents come from, one after the other. */
export interface DataConnector {
  generateDocuments(): Iterable<SourceDocument> | AsyncIterable<SourceDocument>;
}

export interface LoadServices {
  db: EngramDatabase;
  embedder: Embedder;
  vectors: VectorIndex;
  clock: Clock;
}

const KIND = "load";
/** Passages embedded and stored at once. */
const BATCH = 64;

interface LoadProgress {
  type: typeof KIND;
  source_id: string;
  name: string;
  num_documents: number;
  num_passages: number;
  [key: string]: unknown;
}

/** Stores the job; `runLoadJob` does the work. */
export async function createLoadJob(
  { db, clock }: Pick<LoadServices, "db" | "clock">,
  source: Source,
  name: string,
): Promise<JobRow> {
  const progress: LoadProgress = {
    type: KIND,
    source_id: source.id,
    name,
    num_documents: 0,
    num_passages: 0,
  };
  const job: JobRow = {
    id: newId("job"),
    status: "created",
    created_at: isoTime(clock),
    completed_at: null,
    user_id: source.user_id,
    metadata_: progress,
  };
  await db.jobs.add(job);
  return job;
}

/** The same text in the same source is the same passage: what is loaded twice is stored once. */
async function passageId(sourceId: string, text: string): Promise<string> {
  const bytes = new TextEncoder().encode(`${sourceId}\n${text}`);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hex = [...digest.slice(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `passage-${hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")}`;
}

/**
 * Loads documents into a source. Each batch is stored in one transaction with the job's progress; what was stored
 * before a failure stays, and loading again adds only what is missing.
 *
 * @throws what stopped it; the job says so too.
 */
export async function runLoadJob(
  services: LoadServices,
  job: JobRow,
  documents: ReturnType<DataConnector["generateDocuments"]>,
): Promise<void> {
  const { db, embedder, vectors, clock } = services;
  const progress = { ...(job.metadata_ as LoadProgress) };
  const sourceId = progress.source_id;
  try {
    const source = await db.sources.get(sourceId);
    if (!source) throw new NotFoundError("source", sourceId);
    const config = source.embedding_config as EmbeddingConfig;
    await db.jobs.update(job.id, { status: "running" });
    for await (const document of documents) {
      if (document.text.trim() === "") throw new InvalidInputError("text", "a document has no text");
      const doc_id = newId("doc");
      const parts = await embedder.split(document.text, config);
      for (let from = 0; from < parts.length; from += BATCH) {
        const texts = parts.slice(from, from + BATCH);
        const embedded = await embedder.embed(texts, config, { kind: "passage" });
        const ids = await Promise.all(texts.map((text) => passageId(sourceId, text)));
        const rows = texts.map((text, index) => ({
          id: ids[index] as string,
          text,
          vector: embedded[index] as Float32Array,
        }));
        progress.num_passages += await storeBatch(services, source, config, doc_id, rows, async (added) => {
          if (from === 0) {
            const metadata_ = document.metadata_ ?? {};
            await db.documents.add({
              id: doc_id,
              source_id: sourceId,
              user_id: source.user_id,
              metadata_,
              seq: (await lastDocumentSeq(db, sourceId)) + 1,
              name: String(metadata_.file_name ?? progress.name),
              path: null,
              title: null,
              date: null,
              pages: null,
              size: document.text.length,
              num_passages: parts.length,
              complete: true,
              created_at: isoTime(clock),
            });
            await appendDocumentText(db, doc_id, slicesOf(document.text));
            await addToCount(db, "documents", sourceId, 1);
            await addToCount(db, "characters", sourceId, document.text.length);
            progress.num_documents += 1;
          }
          await db.jobs.update(job.id, {
            metadata_: { ...progress, num_passages: progress.num_passages + added },
          });
        });
        vectors.changed(spaceOf(sourceId, config.embedding_model));
      }
    }
    await db.jobs.update(job.id, {
      status: "completed",
      completed_at: isoTime(clock),
      metadata_: progress,
    });
  } catch (error) {
    const record = toErrorRecord(error);
    await db.jobs.update(job.id, {
      status: "failed",
      completed_at: isoTime(clock),
      error: record,
      metadata_: { ...progress, error: record.message },
    });
    throw error;
  }
}

/** @returns how many were not there yet. */
async function storeBatch(
  { db, clock }: LoadServices,
  source: Source,
  config: EmbeddingConfig,
  doc_id: string,
  rows: { id: string; text: string; vector: Float32Array }[],
  alongside: (added: number) => Promise<void>,
): Promise<number> {
  const tables = [
    db.sources,
    db.documents,
    db.document_texts,
    db.document_passages,
    db.passages,
    db.counters,
    db.vectors,
    db.vector_chunks,
    db.vector_spaces,
    db.jobs,
  ];
  return db.transaction("rw", tables, async () => {
    // The person may have deleted the source while the batch was embedded.
    if (!(await db.sources.get(source.id))) throw new NotFoundError("source", source.id);
    const unique = [...new Map(rows.map((row) => [row.id, row])).values()];
    const known = await db.passages.bulkGet(unique.map(({ id }) => id));
    const fresh = unique.filter((_, index) => known[index] === undefined);
    const count = await readCount(db, "passages", source.id);
    const created_at = isoTime(clock);
    await db.passages.bulkAdd(
      fresh.map(
        ({ id, text }, index): PassageRow => ({
          id,
          text,
          embedding_config: config,
          created_at,
          user_id: source.user_id,
          agent_id: null,
          source_id: source.id,
          doc_id,
          metadata_: {},
          seq: count + index + 1,
        }),
      ),
    );
    await putVectors(
      db,
      spaceOf(source.id, config.embedding_model),
      fresh.map(({ id, vector }) => ({ id, vector })),
    );
    await writeCount(db, "passages", source.id, count + fresh.length);
    const before = await db.document_passages
      .where("[doc_id+position]")
      .between([doc_id, 0], [doc_id, Number.MAX_SAFE_INTEGER])
      .count();
    await db.document_passages.bulkAdd(
      unique.map(({ id }, index) => ({ doc_id, position: before + index, passage_id: id, metadata_: {} })),
    );
    await alongside(fresh.length);
    return fresh.length;
  });
}

/** Loads whose tab was closed: what they read from is gone with it. */
export async function unfinishedLoadJobs(db: EngramDatabase): Promise<JobRow[]> {
  const jobs = await db.jobs.where("status").anyOf("created", "running").toArray();
  return jobs.filter((job) => job.metadata_.type === KIND);
}

export async function endLostLoadJob({ db, clock }: Pick<LoadServices, "db" | "clock">, job: JobRow) {
  await db.jobs.update(job.id, {
    status: "failed",
    completed_at: isoTime(clock),
    metadata_: {
      ...job.metadata_,
      error:
        "The page was closed before all of it was loaded. Load it again: what is there is not stored twice.",
    },
  });
}
