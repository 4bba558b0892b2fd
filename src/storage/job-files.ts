/** Files that jobs have to load: kept until they are done, so that a reload loses nothing. */
import Dexie from "dexie";
import type { EngramDatabase, JobFileRow } from "./database.ts";

const filesOf = (db: EngramDatabase, jobId: string) =>
  db.job_files.where("[job_id+file]").between([jobId, Dexie.minKey], [jobId, Dexie.maxKey]);

const bytesOf = (db: EngramDatabase, { job_id, file }: Pick<JobFileRow, "job_id" | "file">) =>
  db.job_file_bytes
    .where("[job_id+file+part]")
    .between([job_id, file, Dexie.minKey], [job_id, file, Dexie.maxKey]);

/** A job's files, in order. */
export async function listJobFiles(db: EngramDatabase, jobId: string): Promise<JobFileRow[]> {
  return filesOf(db, jobId).toArray();
}

/** How many files of a job are neither done nor failed. */
export async function countOpenJobFiles(db: EngramDatabase, jobId: string): Promise<number> {
  return filesOf(db, jobId)
    .filter(({ state }) => state === "waiting")
    .count();
}

/** Stores pieces of files, and marks those that are whole now. Nothing is stored for a job that is gone. */
export async function addJobFileBytes(
  db: EngramDatabase,
  pieces: { row: JobFileRow; part: number; bytes: Uint8Array<ArrayBuffer> }[],
  whole: JobFileRow[],
): Promise<void> {
  await db.transaction("rw", db.job_files, db.job_file_bytes, async () => {
    const first = pieces[0]?.row ?? whole[0];
    if (!first || !(await db.job_files.get([first.job_id, first.file]))) return;
    await db.job_file_bytes.bulkPut(
      pieces.map(({ row: { job_id, file }, part, bytes }) => ({ job_id, file, part, bytes })),
    );
    await db.job_files.bulkPut(whole);
  });
}

/** A file's bytes, in pieces. */
export async function readJobFileBytes(
  db: EngramDatabase,
  row: JobFileRow,
): Promise<Uint8Array<ArrayBuffer>[]> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  // One at a time: together they would hold up the page.
  for (const key of await bytesOf(db, row).primaryKeys()) {
    const piece = await db.job_file_bytes.get(key);
    if (piece) pieces.push(piece.bytes);
  }
  return pieces;
}

/** Drops a file's bytes, inside the caller's transaction: it is done, or cannot be read. */
export async function endJobFile(
  db: EngramDatabase,
  row: JobFileRow,
  state: "done" | "failed",
): Promise<void> {
  await db.job_files.put({ ...row, state });
  await bytesOf(db, row).delete();
}

/** Removes all that is kept for a job, inside the caller's transaction. */
export async function forgetJobFiles(db: EngramDatabase, jobId: string): Promise<void> {
  await filesOf(db, jobId).delete();
  await db.job_file_bytes
    .where("[job_id+file+part]")
    .between([jobId, Dexie.minKey], [jobId, Dexie.maxKey])
    .delete();
}

/** Jobs that have files for a source. */
export async function jobsWithFilesFor(db: EngramDatabase, sourceId: string): Promise<string[]> {
  const keys = await db.job_files.where("source_id").equals(sourceId).primaryKeys();
  return [...new Set(keys.map(([jobId]) => jobId))];
}
