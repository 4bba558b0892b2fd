import type { OnBackupProgress } from "./manifest.ts";
import type { RestoreMode, RestoreReport } from "./restore-report.ts";

export interface BackupCall {
  /** Locks the file, or opens a locked one. */
  passphrase?: string | null | undefined;
  /** Gives up; what is stored is as it was. */
  signal?: AbortSignal | undefined;
  onProgress?: OnBackupProgress | undefined;
}

/** Backups of one database. */
export interface Backups {
  create(call: BackupCall): Promise<Blob>;
  /** Checks a file, and tells what putting it back would do. */
  read(file: Blob, call: BackupCall): Promise<RestoreReport>;
  restore(file: Blob, mode: RestoreMode, call: BackupCall): Promise<RestoreReport>;
}
