/** Files that jobs have to load: kept until they are done, so that a reload loses nothing. */
import Dexie from "dexie";
import type { EngramDatabase } from "./database.ts";

const filesOf = (db: EngramDatabase, jobId: string) =>
  db.job_files.where("[job_id+file]").between([jobId, Dexie.minKey], [jobId, Dexie.maxKey]);

/** How many files are kept for a job. */
export async function countJobFiles(db: EngramDatabase, jobId: string): Promise<number> {
  return filesOf(db, jobId).count();
}

/** Removes all that is kept for a job, inside the caller's transaction. */
export async function forgetJobFiles(db: EngramDatabase, jobId: string): Promise<void> {
  await filesOf(db, jobId).delete();
  await db.job_file_bytes
    .where("[job_id+file+part]")
    .between([jobId, Dexie.minKey], [jobId, Dexie.maxKey])
    .delete();
}
