/** What a backup says of itself: the entry `manifest.json`. */
import { z } from "zod";

export const BACKUP_FORMAT = "engram-backup";
/** Version of the file format; that of the database is `schema_version`. */
export const BACKUP_VERSION = 1;
export const MANIFEST_PATH = "manifest.json";

/** Rows are packed in parts of about this many bytes, so that one at a time fits in memory. */
export const PART_BYTES = 8 * 1024 * 1024;
/** No part of ours comes near: a row holds at most some tens of megabytes. */
const LARGEST_PART = 512 * 1024 * 1024;

const contentSchema = z.object({
  bytes: z.number().int().nonnegative().max(LARGEST_PART),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const partSchema = z.object({
  rows: z.number().int().positive(),
  lines: contentSchema,
  /** Null where the rows of the part hold no bytes. */
  bytes: contentSchema.nullable(),
});
export type ManifestPart = z.infer<typeof partSchema>;

export const manifestSchema = z.object({
  format: z.literal(BACKUP_FORMAT),
  version: z.number().int().positive(),
  app_version: z.string(),
  schema_version: z.number().int().positive(),
  created_at: z.iso.datetime(),
  tables: z.record(
    z.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
    z.object({ rows: z.number().int().nonnegative(), parts: z.array(partSchema) }),
  ),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** Where a part's lines and bytes lie in the archive. */
export const partPaths = (table: string, part: number) => ({
  lines: `tables/${table}/${part}.jsonl`,
  bytes: `tables/${table}/${part}.bin`,
});

/** Told while a backup is made, read or put back. `done` and `total` are bytes or rows, as the phase has them. */
export interface BackupProgress {
  phase: "reading" | "packing" | "sealing" | "opening" | "checking" | "writing";
  done: number;
  total: number;
}
export type OnBackupProgress = (progress: BackupProgress) => void;
