import { EngramError, type ErrorOptions } from "../../schemas/errors.ts";

export type BackupErrorCode =
  | "backup_unreadable"
  | "backup_damaged"
  | "backup_newer"
  | "backup_locked"
  | "wrong_passphrase"
  | "backup_too_large"
  | "backup_busy"
  | "backup_stopped"
  | "backup_place_lost"
  | "backup_nowhere"
  | "snapshot_failed";

const STATUS: Partial<Record<BackupErrorCode, number>> = {
  backup_locked: 401,
  wrong_passphrase: 403,
  backup_busy: 409,
  backup_stopped: 500,
};

/** A backup cannot be made, read or put back. What is stored here is as it was. */
export class BackupError extends EngramError {
  declare readonly code: BackupErrorCode;
  // The code is narrowed by this signature.
  static of(code: BackupErrorCode, message: string, options: ErrorOptions = {}): BackupError {
    return new BackupError(code, STATUS[code] ?? 400, message, options);
  }
}

export const damagedBackup = (detail: string) =>
  BackupError.of("backup_damaged", "This backup is damaged. Nothing was changed.", {
    hint: "Take another copy of it, or an older backup.",
    detail,
  });
