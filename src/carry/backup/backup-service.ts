import Dexie from "dexie";
import { type ErrorRecord, StorageError, systemClock, toErrorRecord } from "../../schemas/index.ts";
import { EngramDatabase } from "../../storage/database.ts";
import { explainWriteFailure } from "../../storage/open-database.ts";
import type { Backups } from "./backups.ts";
import { createBackup } from "./create-backup.ts";
import { createInProcessBackups } from "./in-process-backups.ts";
import type { BackupProgress } from "./manifest.ts";
import type { RestoreMode, RestoreReport } from "./restore-report.ts";

/** Errors cross as records: a worker's message would leave nothing but their text. */
export type BackupOutcome<T> = { value: T } | { error: ErrorRecord };

export interface BackupJob {
  databaseName: string;
  appVersion: string;
  passphrase: string | null;
}

type Tell = (progress: BackupProgress) => void;

/** Progress is told so often at most, in milliseconds. */
const TELL_EVERY_MS = 100;

const sparingly = (tell: Tell): Tell => {
  let last = 0;
  return (progress) => {
    const now = Date.now();
    if (now - last < TELL_EVERY_MS && progress.done < progress.total) return;
    last = now;
    tell(progress);
  };
};

async function outcome<T>(work: () => Promise<T>): Promise<BackupOutcome<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error: toErrorRecord(explainWriteFailure(error)) };
  }
}

async function withDatabase<T>(job: BackupJob, work: (backups: Backups) => Promise<T>): Promise<T> {
  const db = new EngramDatabase(job.databaseName);
  // Another tab upgrades or deletes the database: what is under way fails.
  db.on("versionchange", () => db.close({ disableAutoOpen: true }));
  await db.open();
  try {
    return await work(createInProcessBackups({ db, clock: systemClock, appVersion: job.appVersion }));
  } finally {
    db.close();
  }
}

/** What the worker answers to. A call is given up by ending the worker: the database takes back what was not done. */
export const backupService = {
  create: (job: BackupJob, tell: Tell): Promise<BackupOutcome<Blob>> =>
    outcome(() =>
      withDatabase(job, (backups) =>
        backups.create({ passphrase: job.passphrase, onProgress: sparingly(tell) }),
      ),
    ),
  read: (job: BackupJob, file: Blob, tell: Tell): Promise<BackupOutcome<RestoreReport>> =>
    outcome(() =>
      withDatabase(job, (backups) =>
        backups.read(file, { passphrase: job.passphrase, onProgress: sparingly(tell) }),
      ),
    ),
  restore: (
    job: BackupJob,
    file: Blob,
    mode: RestoreMode,
    tell: Tell,
  ): Promise<BackupOutcome<RestoreReport>> =>
    outcome(() =>
      withDatabase(job, (backups) =>
        backups.restore(file, mode, { passphrase: job.passphrase, onProgress: sparingly(tell) }),
      ),
    ),
  /** The database as an earlier version of the app left it: opened as it is, not brought up to date. */
  createRaw: (job: BackupJob): Promise<BackupOutcome<Blob>> =>
    outcome(async () => {
      const db = new Dexie(job.databaseName);
      if (!(await Dexie.exists(job.databaseName)))
        throw new StorageError("database_missing", "There is no database to back up.");
      await db.open();
      try {
        return await createBackup(db, {
          appVersion: job.appVersion,
          createdAt: systemClock.now().toISOString(),
        });
      } finally {
        db.close();
      }
    }),
};
export type BackupService = typeof backupService;
