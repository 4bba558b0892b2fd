import { type Clock, isoTime } from "../../schemas/index.ts";
import type { EngramDatabase } from "../../storage/database.ts";
import type { Backups } from "./backups.ts";
import { createBackup } from "./create-backup.ts";
import { readBackup, restoreBackup } from "./restore-backup.ts";

export interface InProcessBackupsOptions {
  db: EngramDatabase;
  clock: Clock;
  appVersion: string;
  /** Only for tests. */
  rounds?: number;
}

/** Backups made where they are asked for: in the worker, and where there are none. */
export function createInProcessBackups({ db, clock, appVersion, rounds }: InProcessBackupsOptions): Backups {
  return {
    create: (call) => createBackup(db, { ...call, appVersion, createdAt: isoTime(clock), rounds }),
    read: (file, call) => readBackup(db, file, call),
    restore: (file, mode, call) => restoreBackup(db, file, mode, call),
  };
}
