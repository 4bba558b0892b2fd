/** A database as one file: a zip of its rows, with a manifest that says what must be in it. */
import type Dexie from "dexie";
import type { Table } from "dexie";
import { deflateSync, Zip, ZipPassThrough } from "fflate";
import { CancelledError } from "../../schemas/errors.ts";
import { digestOf } from "../../sources/job-input.ts";
import { BackupError } from "./backup-error.ts";
import { carriedRow } from "./carried-row.ts";
import {
  BACKUP_FORMAT,
  BACKUP_VERSION,
  MANIFEST_PATH,
  type Manifest,
  type ManifestPart,
  PART_BYTES,
  partPaths,
} from "./manifest.ts";
import { noBytes, packRow } from "./packed-rows.ts";
import { type SealOptions, sealFile } from "./sealed-file.ts";

export interface CreateBackupOptions extends SealOptions {
  /** Locks the file. */
  passphrase?: string | null | undefined;
  appVersion: string;
  /** ISO 8601. */
  createdAt: string;
}

interface PackedPart {
  rows: number;
  lines: Blob;
  bytes: Blob | null;
}

/** Rows read at once: of a table of large rows, one. */
const MOST_ROWS = 500;
const READ_BYTES = 4 * 1024 * 1024;
/** Without its 64-bit form a zip ends here. */
const LARGEST_FILE = 4e9;
/** Readers refuse what unpacks to far more than it was: text that repeats itself that much is stored as it is. */
const MOST_RATIO = 200;

async function packTable(table: Table, signal: AbortSignal | undefined, onRows: (rows: number) => void) {
  const parts: PackedPart[] = [];
  let lines: string[] = [];
  let characters = 0;
  let apart = noBytes();
  const end = () => {
    if (lines.length === 0) return;
    parts.push({
      rows: lines.length,
      lines: new Blob([`${lines.join("\n")}\n`]),
      bytes: apart.size === 0 ? null : new Blob(apart.pieces),
    });
    lines = [];
    characters = 0;
    apart = noBytes();
  };
  let limit = 1;
  let after: unknown;
  for (;;) {
    if (signal?.aborted) throw new CancelledError();
    const from = after === undefined ? table.toCollection() : table.where(":id").above(after as string);
    const rows: unknown[] = await from.limit(limit).toArray();
    let read = 0;
    for (const row of rows) {
      const carried = carriedRow(table.name, row as Record<string, unknown>);
      if (carried === null) continue;
      const before = apart.size;
      const line = packRow(carried, apart);
      lines.push(line);
      characters += line.length;
      read += line.length + apart.size - before;
      if (characters + apart.size >= PART_BYTES) end();
    }
    const last = rows.at(-1);
    if (rows.length < limit || last === undefined) break;
    after = primaryKey(table, last as Record<string, unknown>);
    onRows(rows.length);
    limit = Math.max(
      1,
      Math.min(MOST_ROWS, limit * 8, Math.floor((READ_BYTES * rows.length) / Math.max(1, read))),
    );
  }
  end();
  return parts;
}

/** Key of a row in its table. */
export function primaryKey(table: Table, row: Record<string, unknown>): unknown {
  const path = table.schema.primKey.keyPath;
  return Array.isArray(path) ? path.map((one) => row[one]) : row[path as string];
}

/** All tables in one moment's state. No awaiting but of the database: the transaction would end. */
function packTables(
  db: Dexie,
  { signal, onProgress }: CreateBackupOptions,
): Promise<Map<string, PackedPart[]>> {
  return db.transaction("r", db.tables, async () => {
    const counts = await Promise.all(db.tables.map((table) => table.count()));
    const total = counts.reduce((sum, count) => sum + count, 0);
    let done = 0;
    const packed = new Map<string, PackedPart[]>();
    for (const table of [...db.tables].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      packed.set(
        table.name,
        await packTable(table, signal, (rows) => {
          done += rows;
          onProgress?.({ phase: "reading", done, total });
        }),
      );
    }
    return packed;
  });
}

/** An entry whose content is packed in one go. */
class DeflatedEntry extends ZipPassThrough {
  override compression = 8;
  readonly #packed: Uint8Array<ArrayBuffer>;
  constructor(path: string, packed: Uint8Array<ArrayBuffer>) {
    super(path);
    this.#packed = packed;
  }
  protected override process(_chunk: Uint8Array, final: boolean): void {
    this.ondata(null, this.#packed, final);
  }
}

/**
 * The whole database, in one moment's state, as one file. Keys are not in it: they lie in a database of their own.
 *
 * @throws CancelledError where `signal` fires; BackupError `backup_too_large`.
 */
export async function createBackup(db: Dexie, options: CreateBackupOptions): Promise<Blob> {
  const { signal, onProgress, passphrase, appVersion, createdAt } = options;
  const packed = await packTables(db, options);

  const pieces: Blob[] = [];
  let failure: Error | null = null;
  let size = 0;
  const zip = new Zip((error, chunk) => {
    if (error) failure = error;
    size += chunk?.length ?? 0;
    if (chunk && chunk.length > 0) pieces.push(new Blob([chunk as Uint8Array<ArrayBuffer>]));
  });
  const add = (path: string, content: Uint8Array<ArrayBuffer>, isText: boolean) => {
    const deflated = isText && content.length > 0 ? (deflateSync(content) as Uint8Array<ArrayBuffer>) : null;
    const small = deflated && deflated.length * MOST_RATIO > content.length ? deflated : null;
    const entry = small ? new DeflatedEntry(path, small) : new ZipPassThrough(path);
    entry.mtime = createdAt;
    zip.add(entry);
    entry.push(content, true);
    if (failure) throw failure;
    if (size > LARGEST_FILE)
      throw BackupError.of(
        "backup_too_large",
        "A backup can have up to 4 GB, and this one would have more.",
        {
          hint: "Delete what you do not need on the Data page, sources above all.",
        },
      );
  };

  const total = [...packed.values()]
    .flat()
    .reduce((sum, part) => sum + part.lines.size + (part.bytes?.size ?? 0), 0);
  let done = 0;
  const tables: Manifest["tables"] = {};
  for (const [table, parts] of packed) {
    const listed: ManifestPart[] = [];
    for (const [index, part] of parts.entries()) {
      if (signal?.aborted) throw new CancelledError();
      const paths = partPaths(table, index);
      const content = async (blob: Blob, path: string, isText: boolean) => {
        const read = new Uint8Array(await blob.arrayBuffer());
        add(path, read, isText);
        done += read.length;
        onProgress?.({ phase: "packing", done, total });
        return { bytes: read.length, sha256: await digestOf(read) };
      };
      const lines = await content(part.lines, paths.lines, true);
      const bytes = part.bytes && (await content(part.bytes, paths.bytes, false));
      listed.push({ rows: part.rows, lines, bytes });
    }
    tables[table] = { rows: listed.reduce((sum, part) => sum + part.rows, 0), parts: listed };
  }
  const manifest: Manifest = {
    format: BACKUP_FORMAT,
    version: BACKUP_VERSION,
    app_version: appVersion,
    // Dexie raises an unversioned database by tenths.
    schema_version: Math.floor(db.verno),
    created_at: createdAt,
    tables,
  };
  add(MANIFEST_PATH, new TextEncoder().encode(JSON.stringify(manifest, null, 2)), true);
  zip.end();
  const file = new Blob(pieces, { type: "application/zip" });
  return passphrase ? sealFile(file, passphrase, options) : file;
}
