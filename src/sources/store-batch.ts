/** A batch of passages is stored in one transaction with how far its job is: a crash finds both or neither. */
import {
  type EmbeddingConfig,
  EngramError,
  isoTime,
  type LoadProgress,
  NotFoundError,
  type Source,
} from "../schemas/index.ts";
import { addToCount, readCount, writeCount } from "../storage/counters.ts";
import type { DocumentRow, JobRow, PassageRow } from "../storage/database.ts";
import { jobTables, lastDocumentSeq, putDocumentText, removeDocument } from "../storage/documents.ts";
import { endJobFile } from "../storage/job-files.ts";
import { putVectors } from "../storage/vectors.ts";
import { spaceOf } from "../vector/vector-index.ts";
import type { LoadServices } from "./load-job.ts";
import { withFailure } from "./load-progress.ts";
import type { Batch, BatchDocument } from "./passage-batches.ts";

/** Vectors of a batch, by passage id; those that were stored before have none. */
export type EmbeddedBatch = Batch & { vectors: Map<string, Float32Array> };

/** Somebody held, ended or forgot the job: whoever did has said so. */
export class JobStopped extends EngramError {
  constructor() {
    super("job_stopped", 409, "The job was stopped.");
  }
}

export interface BatchContext {
  jobId: string;
  source: Source;
  config: EmbeddingConfig;
  secondsLeft: (bytes: number, total: number) => number | null;
}

/** Whether a job is to be worked on. */
export const isGoing = ({ status }: JobRow) => status === "created" || status === "running";

/** The job, for as long as it is to go on. Inside the caller's transaction over jobs. */
export async function goingJob(db: LoadServices["db"], jobId: string): Promise<JobRow> {
  const job = await db.jobs.get(jobId);
  if (!job || !isGoing(job)) throw new JobStopped();
  return job;
}

/**
 * Stores a batch.
 *
 * @throws JobStopped where the job is not to go on; nothing is stored then.
 */
export async function storeBatch(
  { db, clock }: LoadServices,
  batch: EmbeddedBatch,
  { jobId, source, config, secondsLeft }: BatchContext,
): Promise<void> {
  const space = spaceOf(source.id, config.embedding_model);
  await db.transaction("rw", jobTables(db), async () => {
    const job = await goingJob(db, jobId);
    if (!(await db.sources.get(source.id))) throw new NotFoundError("source", source.id);
    const created_at = isoTime(clock);
    let progress = job.metadata_ as LoadProgress;
    const rows = await beginDocuments(db, batch, { job, source, created_at });
    const added = await addPassages(db, batch, { source, config, created_at });
    await putVectors(
      db,
      space,
      added.flatMap(({ id }) => {
        const vector = batch.vectors.get(id);
        return vector ? [{ id, vector }] : [];
      }),
    );
    let characters = added.reduce((sum, { text }) => sum + text.length, 0);
    for (const row of rows) {
      const entry = batch.documents.get(row.id) as BatchDocument;
      if (!row.complete) characters += await goOn(db, row, entry, batch);
    }
    await addToCount(db, "characters", source.id, characters);
    for (const { file, error } of batch.skipped) progress = withFailure(progress, file, error);
    for (const { file, error, ids } of batch.files) {
      await endJobFile(db, file, error ? "failed" : "done");
      const [only, ...others] = ids;
      if (error) {
        progress = withFailure(progress, file.path ?? file.name, error);
        for (const row of await db.documents.bulkGet(ids))
          if (row?.loaded_by === jobId) await removeDocument(db, row, space);
      } else if (only && others.length === 0) await db.documents.update(only, { size: file.size });
      progress = {
        ...progress,
        num_files_done: progress.num_files_done + 1,
        num_files_failed: progress.num_files_failed + (error ? 1 : 0),
      };
    }
    const bytes_done = Math.max(progress.bytes_done, batch.bytes);
    await db.jobs.put({
      ...job,
      status: "running",
      metadata_: {
        ...progress,
        num_documents: Math.max(progress.num_documents, batch.documentsDone),
        num_passages: progress.num_passages + added.length,
        bytes_done,
        seconds_left: secondsLeft(bytes_done, progress.bytes_total),
      },
    });
  });
}

/** Rows of the batch's documents, made where they are new. */
async function beginDocuments(
  db: LoadServices["db"],
  batch: Batch,
  { job, source, created_at }: { job: JobRow; source: Source; created_at: string },
): Promise<DocumentRow[]> {
  const entries = [...batch.documents.values()];
  const known = await db.documents.bulkGet(entries.map(({ document }) => document.id));
  let seq = await lastDocumentSeq(db, source.id);
  const rows = entries.map(({ document }, index): DocumentRow => {
    const row = known[index];
    if (row) return row.complete ? row : { ...row, loaded_by: job.id };
    return {
      ...document,
      source_id: source.id,
      user_id: source.user_id,
      size: 0,
      num_passages: 0,
      complete: false,
      created_at,
      seq: ++seq,
      loaded_by: job.id,
      progress: { parts: 0, passages: 0, characters: 0 },
    };
  });
  const begun = rows.filter((_, index) => known[index] === undefined);
  await db.documents.bulkAdd(begun);
  await addToCount(db, "documents", source.id, begun.length);
  return rows;
}

/** @returns the passages that were not there yet. */
async function addPassages(
  db: LoadServices["db"],
  batch: Batch,
  { source, config, created_at }: { source: Source; config: EmbeddingConfig; created_at: string },
): Promise<PassageRow[]> {
  await db.document_passages.bulkPut(
    batch.passages.map(({ doc_id, position, id, metadata_ }) => ({
      doc_id,
      position,
      passage_id: id,
      metadata_,
    })),
  );
  const unique = new Map(batch.passages.toReversed().map((passage) => [passage.id, passage]));
  const known = new Set(
    await db.passages
      .where("id")
      .anyOf([...unique.keys()])
      .primaryKeys(),
  );
  const fresh = batch.passages.filter((one) => unique.get(one.id) === one && !known.has(one.id));
  const count = await readCount(db, "passages", source.id);
  const last = await db.passages
    .where("[source_id+seq]")
    .between([source.id, 0], [source.id, Number.MAX_SAFE_INTEGER])
    .last();
  const rows = fresh.map(
    ({ id, text, doc_id, metadata_ }, index): PassageRow => ({
      id,
      text,
      embedding_config: config,
      created_at,
      user_id: source.user_id,
      agent_id: null,
      source_id: source.id,
      doc_id,
      metadata_,
      seq: (last?.seq ?? 0) + index + 1,
    }),
  );
  await db.passages.bulkAdd(rows);
  if (rows.length > 0) await writeCount(db, "passages", source.id, count + rows.length);
  return rows;
}

/** @returns how many characters of text were stored. */
async function goOn(
  db: LoadServices["db"],
  row: DocumentRow,
  { texts, progress, complete }: BatchDocument,
  batch: Batch,
): Promise<number> {
  let characters = 0;
  for (const [part, text] of texts) {
    if (part < (row.progress?.parts ?? 0)) continue;
    await putDocumentText(db, row.id, part, text);
    characters += text.length;
  }
  const num_passages = batch.passages.reduce(
    (most, passage) => (passage.doc_id === row.id ? Math.max(most, passage.position + 1) : most),
    row.num_passages,
  );
  const { loaded_by: _job, progress: _progress, ...rest } = row;
  await db.documents.put(
    complete
      ? { ...rest, num_passages, complete, size: progress.characters }
      : { ...row, num_passages, progress },
  );
  return characters;
}
