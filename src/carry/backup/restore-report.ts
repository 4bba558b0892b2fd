/** What a backup holds, and what putting it back does: told before, and after. */

export type RestoreMode = "replace" | "merge";

/** Rows of one table. */
export interface TableChange {
  table: string;
  /** Not here before. */
  added: number;
  /** Here, and other than in the file: the file's now. */
  changed: number;
  /** Here, and as they are in the file, or newer. */
  kept: number;
  /** Here, and not in the file. None where the file is merged. */
  removed: number;
  /** In the file, and not taken. */
  left_out: number;
}

export interface Renamed {
  kind: string;
  from: string;
  to: string;
}

export interface RestoreChanges {
  tables: TableChange[];
  /** What had to take another name, since its own is in use here. */
  renamed: Renamed[];
  /** What else is to be known, e.g. that MCP servers came turned off. */
  notes: RestoreNote[];
}

/** `mcp_off`: servers came turned off; `grants_left_out`: what tools may reach was not taken; `other_model`: some memories need embedding anew. */
export type RestoreNote = "mcp_off" | "grants_left_out" | "other_model";

/** A row that is in the file and cannot be taken. */
export interface BackupProblem {
  table: string;
  key: string;
  problem: string;
}

export interface RestoreReport {
  /** Of the app that made the backup. */
  app_version: string;
  schema_version: number;
  created_at: string;
  /** Whether the file is locked with a passphrase. */
  encrypted: boolean;
  /** Of the file. */
  bytes: number;
  /** What replacing everything does; after a restore, only the way that was gone is told of. */
  replace?: RestoreChanges;
  merge?: RestoreChanges;
  /** Rows that are left out either way; the first 100. */
  problems: BackupProblem[];
}

export const emptyChange = (table: string): TableChange => ({
  table,
  added: 0,
  changed: 0,
  kept: 0,
  removed: 0,
  left_out: 0,
});
