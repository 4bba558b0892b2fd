/** The files of a job: stored before the work begins, read piece by piece, dropped as they are done. */
import type { EngramDatabase, JobFileRow } from "../storage/database.ts";
import { addJobFileBytes, readJobFileBytes } from "../storage/job-files.ts";

/** A file to load; `path` tells where it lay ("letters/may.txt") where that is more than its name. */
export interface FileToLoad {
  file: File;
  path?: string | null;
}

/** Bytes copied at once: about a millisecond of the page's time. */
const PIECE = 2 * 1024 * 1024;

/** Rows of a job's files, which arrive next. */
export function jobFileRows(jobId: string, sourceId: string, files: FileToLoad[]): JobFileRow[] {
  return files.map(({ file, path }, index) => ({
    job_id: jobId,
    file: index,
    source_id: sourceId,
    name: file.name,
    path: path || null,
    type: file.type,
    size: file.size,
    state: "arriving",
    digest: null,
    documents: 0,
  }));
}

/**
 * Stores the bytes of files that arrive, many small ones or a piece of a large one in a transaction. Stops where the job
 * is gone.
 */
export async function storeJobFiles(
  db: EngramDatabase,
  rows: JobFileRow[],
  files: FileToLoad[],
): Promise<void> {
  let waiting: { row: JobFileRow; part: number; bytes: Uint8Array<ArrayBuffer> }[] = [];
  let arrived: JobFileRow[] = [];
  let size = 0;
  const flush = async () => {
    await addJobFileBytes(db, waiting, arrived);
    waiting = [];
    arrived = [];
    size = 0;
  };
  for (const [index, row] of rows.entries()) {
    const { file } = files[index] as FileToLoad;
    const digests: string[] = [];
    for (let from = 0, part = 0; from < file.size; from += PIECE, part++) {
      const bytes = new Uint8Array(await file.slice(from, from + PIECE).arrayBuffer());
      digests.push(await digestOf(bytes));
      waiting.push({ row, part, bytes });
      size += bytes.length;
      if (size >= PIECE) await flush();
    }
    arrived.push({ ...row, state: "waiting", digest: await digestOf(digests.join()) });
    if (arrived.length >= 100) await flush();
  }
  await flush();
}

/** A file of a job as it was. */
export async function openJobFile(db: EngramDatabase, row: JobFileRow): Promise<File> {
  return new File(await readJobFileBytes(db, row), row.name, { type: row.type });
}

/** SHA-256 in hexadecimal digits. */
export async function digestOf(data: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** An id that is the same for the same content: what is loaded twice is stored once. */
export async function idOf(prefix: "passage" | "doc", ...content: string[]): Promise<string> {
  const hex = (await digestOf(content.join("\n"))).slice(0, 32);
  return `${prefix}-${hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")}`;
}
