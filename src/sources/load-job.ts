/**
 * Loading as a job: files or a connector's documents become passages of a source. While one batch is embedded, the next
 * is read and split, and the one before it is stored; a job whose page was closed goes on where it was.
 */

import type { Embedder } from "../embeddings/embedder.ts";
import { DEFAULT_EMBEDDING_CONFIG } from "../embeddings/models.ts";
import { plainSpaces } from "../embeddings/word-tokens.ts";
import {
  CancelledError,
  type Clock,
  type EmbeddingConfig,
  type ErrorRecord,
  isoTime,
  type LoadProgress,
  NotFoundError,
  newId,
  type Source,
  toErrorRecord,
} from "../schemas/index.ts";
import type { EngramDatabase, JobRow } from "../storage/database.ts";
import { forgetJobFiles, jobsWithFilesFor } from "../storage/job-files.ts";
import { activeJobs } from "../storage/jobs.ts";
import { explainWriteFailure } from "../storage/open-database.ts";
import { spaceOf, type VectorIndex } from "../vector/vector-index.ts";
import { ahead } from "./ahead.ts";
import type { DataConnector, FileNotToBeHad } from "./data-connector.ts";
import type { FileExtractor } from "./extract/file-extractor.ts";
import { type FileToLoad, jobFileRows, storeJobFiles } from "./job-input.ts";
import { itemsOfConnector, itemsOfFiles } from "./load-items.ts";
import { newProgress, Speed, withFailure } from "./load-progress.ts";
import { type Batch, batchesOf } from "./passage-batches.ts";
import { type EmbeddedBatch, goingJob, isGoing, JobStopped, storeBatch } from "./store-batch.ts";

export interface LoadServices {
  db: EngramDatabase;
  embedder: Embedder;
  vectors: VectorIndex;
  clock: Clock;
  extractor: FileExtractor;
}

/** Tokens that a passage repeats of the one before it, unless `chunk_overlap` of the source's metadata says otherwise. */
export const DEFAULT_OVERLAP = 32;

function newJob(clock: Clock, source: Source, progress: LoadProgress): JobRow {
  return {
    id: newId("job"),
    status: "created",
    created_at: isoTime(clock),
    completed_at: null,
    user_id: source.user_id,
    metadata_: progress,
  };
}

/**
 * Stores a job with its files, which are kept until they are loaded. `runLoadJob` does the work.
 *
 * @param failures files that could not be had: the job tells of them.
 */
export async function createFileJob(
  { db, clock }: Pick<LoadServices, "db" | "clock">,
  source: Source,
  files: FileToLoad[],
  failures: FileNotToBeHad[] = [],
): Promise<JobRow> {
  const [first, ...others] = files.map(({ file }) => file.name);
  const name = others.length === 0 ? (first ?? "") : `${first} and ${others.length} more`;
  const sizes = files.map(({ file }) => file.size);
  let progress = newProgress("files", source.id, name, sizes);
  for (const { path, error } of failures) progress = withFailure(progress, path, error);
  const job = newJob(clock, source, {
    ...progress,
    num_files: files.length + failures.length,
    num_files_done: failures.length,
    num_files_failed: failures.length,
  });
  const rows = jobFileRows(job.id, source.id, files);
  await db.transaction("rw", db.jobs, db.job_files, async () => {
    await db.jobs.add(job);
    await db.job_files.bulkAdd(rows);
  });
  try {
    await storeJobFiles(db, rows, files);
  } catch (error) {
    // Nothing was promised yet.
    await db.transaction("rw", db.jobs, db.job_files, db.job_file_bytes, async () => {
      await db.jobs.delete(job.id);
      await forgetJobFiles(db, job.id);
    });
    throw error;
  }
  return job;
}

/** Stores a job for what a connector yields. It cannot be taken up again once the page is closed. */
export async function createConnectorJob(
  { db, clock }: Pick<LoadServices, "db" | "clock">,
  source: Source,
): Promise<JobRow> {
  const job = newJob(clock, source, newProgress("connector", source.id, source.name));
  await db.jobs.add(job);
  return job;
}

/**
 * Does a job's work until it is done, held, or ended by somebody. A file that cannot be read stands in the job, and the
 * others go on. Where there is no room left the job is held; what else stops it makes it fail. Both can be taken up.
 *
 * @param connector what to load where it is not the job's files.
 */
export async function runLoadJob(
  services: LoadServices,
  jobId: string,
  { signal, connector }: { signal: AbortSignal; connector?: DataConnector },
): Promise<void> {
  try {
    // What is under way may never come to an end: a worker that was closed, a connector that waits.
    await Promise.race([load(services, jobId, { signal, connector }), aborted(signal)]);
  } catch (error) {
    if (error instanceof JobStopped || signal.aborted) return;
    await fail(services, jobId, explainWriteFailure(error));
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(new CancelledError());
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}

async function load(
  services: LoadServices,
  jobId: string,
  { signal, connector }: { signal: AbortSignal; connector: DataConnector | undefined },
): Promise<void> {
  const { db, embedder, vectors, clock } = services;
  const progress = await begin(services, jobId);
  const source = await db.sources.get(progress.source_id);
  if (!source) throw new NotFoundError("source", progress.source_id);
  const config: EmbeddingConfig = source.embedding_config ?? DEFAULT_EMBEDDING_CONFIG;
  const items = connector
    ? itemsOfConnector(connector, {
        sourceId: source.id,
        name: progress.name,
        chunkSize: config.embedding_chunk_size,
      })
    : itemsOfFiles(services, jobId, signal);
  const overlap = overlapOf(source);
  const settings = { sourceId: source.id, config, overlap, owner: jobId, signal };
  const batches = batchesOf({ db, embedder }, items, settings);
  const speed = new Speed();
  const context = {
    jobId,
    source,
    config,
    secondsLeft: (bytes: number, total: number) => speed.secondsLeft(clock.now().getTime(), bytes, total),
  };
  for await (const batch of ahead(embedded(services, ahead(batches), config, jobId, signal))) {
    signal.throwIfAborted();
    await storeBatch(services, batch, context);
    if (batch.passages.length > 0) vectors.changed(spaceOf(source.id, config.embedding_model));
  }
  await end(services, jobId);
}

/** Tokens at the end of a passage that the next repeats. */
function overlapOf({ metadata_ }: Source): number {
  const wanted = metadata_.chunk_overlap;
  return typeof wanted === "number" && wanted >= 0 ? Math.floor(wanted) : DEFAULT_OVERLAP;
}

async function begin({ db }: LoadServices, jobId: string): Promise<LoadProgress> {
  return db.transaction("rw", db.jobs, async () => {
    const job = await goingJob(db, jobId);
    await db.jobs.update(jobId, { status: "running" });
    return job.metadata_ as LoadProgress;
  });
}

/** Batches with vectors for those of their passages that are not there yet. */
async function* embedded(
  { db, embedder }: LoadServices,
  batches: AsyncIterable<Batch>,
  config: EmbeddingConfig,
  owner: string,
  signal: AbortSignal,
): AsyncGenerator<EmbeddedBatch> {
  for await (const batch of batches) {
    const texts = new Map(batch.passages.map(({ id, text }) => [id, text]));
    for (const id of await db.passages
      .where("id")
      .anyOf([...texts.keys()])
      .primaryKeys())
      texts.delete(id);
    const wanted = [...texts.values()].map(plainSpaces);
    const vectors =
      wanted.length > 0 ? await embedder.embed(wanted, config, { kind: "passage", owner, signal }) : [];
    yield {
      ...batch,
      vectors: new Map([...texts.keys()].map((id, index) => [id, vectors[index] as Float32Array])),
    };
  }
}

/** Failed where nothing could be loaded, done otherwise. */
async function end({ db, clock }: LoadServices, jobId: string): Promise<void> {
  await db.transaction("rw", db.jobs, db.job_files, async () => {
    const job = await goingJob(db, jobId);
    const progress = job.metadata_ as LoadProgress;
    const reason = progress.num_documents === 0 ? (progress.files_failed[0]?.error ?? null) : null;
    await db.jobs.put({
      ...job,
      status: reason ? "failed" : "completed",
      completed_at: isoTime(clock),
      metadata_: {
        ...progress,
        bytes_total: progress.bytes_total || progress.bytes_done,
        bytes_done: progress.bytes_total || progress.bytes_done,
        seconds_left: reason ? null : 0,
        error: reason?.message ?? null,
        reason,
      },
    });
  });
}

async function fail({ db, clock }: LoadServices, jobId: string, error: unknown): Promise<void> {
  const reason = toErrorRecord(error);
  // It waits for room; whatever else it may be, a person looks at it first.
  const isFull = reason.code === "database_full";
  await db.transaction("rw", db.jobs, async () => {
    const job = await db.jobs.get(jobId);
    if (!job || !isGoing(job)) return;
    await db.jobs.put({
      ...job,
      status: isFull ? "pending" : "failed",
      completed_at: isFull ? null : isoTime(clock),
      error: reason,
      metadata_: failedProgress(job.metadata_ as LoadProgress, reason, isFull),
    });
  });
}

function failedProgress(progress: LoadProgress, reason: ErrorRecord, paused: boolean): LoadProgress {
  return { ...progress, paused, seconds_left: null, error: reason.message, reason };
}

/** Loads under way, wherever they run. */
export async function unfinishedLoadJobs(db: EngramDatabase): Promise<JobRow[]> {
  const jobs = await db.jobs.where("status").anyOf("created", "running").toArray();
  return jobs.filter((job) => job.metadata_.type === "load");
}

/** A connector's load whose page was closed: what it read from is gone with it. */
export async function endLostLoadJob({ db, clock }: Pick<LoadServices, "db" | "clock">, job: JobRow) {
  const error =
    "The page was closed before all of it was loaded. Load it again: what is there is not stored twice.";
  await db.jobs.update(job.id, {
    status: "failed",
    completed_at: isoTime(clock),
    metadata_: { ...job.metadata_, error, seconds_left: null },
  });
}

/** Jobs that load into a source end with it, inside the caller's transaction over jobs and their files. */
export async function endJobsOf(
  { db, clock }: Pick<LoadServices, "db" | "clock">,
  sourceId: string,
): Promise<void> {
  for (const jobId of await jobsWithFilesFor(db, sourceId)) await forgetJobFiles(db, jobId);
  const reason = new NotFoundError("source", sourceId).toRecord();
  for (const job of await activeJobs(db).toArray())
    if (job.metadata_.source_id === sourceId)
      await db.jobs.put({
        ...job,
        status: "failed",
        completed_at: isoTime(clock),
        metadata_: { ...job.metadata_, error: "The source was deleted.", reason, seconds_left: null },
      });
}
