/** Opening a backup: nothing of it is used before all of it has been held against its manifest. */
import { CancelledError } from "../../schemas/errors.ts";
import { FileError } from "../../sources/extract/errors.ts";
import { openZip, type ZipArchive } from "../../sources/extract/zip-archive.ts";
import { digestOf } from "../../sources/job-input.ts";
import { SCHEMA_VERSION } from "../../storage/database.ts";
import { BackupError, damagedBackup } from "./backup-error.ts";
import {
  BACKUP_FORMAT,
  BACKUP_VERSION,
  MANIFEST_PATH,
  type Manifest,
  manifestSchema,
  partPaths,
} from "./manifest.ts";
import { unpackRow } from "./packed-rows.ts";
import { isSealed, type SealOptions, unsealFile } from "./sealed-file.ts";

export interface OpenBackupOptions extends SealOptions {
  passphrase?: string | null | undefined;
}

type Row = Record<string, unknown>;

/** A backup whose content is what its manifest says. */
export interface OpenedBackup {
  manifest: Manifest;
  /** Whether it was locked with a passphrase. */
  encrypted: boolean;
  /** Bytes of the file. */
  size: number;
  /** Rows of a table, a part at a time, without awaiting: a transaction may be open. None for a table it lacks. */
  parts(table: string): Generator<Row[]>;
}

/** Content that can be read without awaiting. In a worker the browser may keep it on the disk. */
type Kept = () => Uint8Array;

declare const FileReaderSync: undefined | { new (): { readAsArrayBuffer(blob: Blob): ArrayBuffer } };

async function keep(content: Uint8Array<ArrayBuffer>): Promise<Kept> {
  if (typeof FileReaderSync === "undefined") return () => content;
  const blob = new Blob([content]);
  const reader = new FileReaderSync();
  return () => new Uint8Array(reader.readAsArrayBuffer(blob));
}

const notABackup = () =>
  BackupError.of("backup_unreadable", "This file is not a backup of Engram.", {
    hint: "Choose a file that was made by “Back up now”, or found in the backup folder.",
  });

async function readManifest(archive: ZipArchive): Promise<Manifest> {
  const entry = archive.entries.find(({ path }) => path === MANIFEST_PATH);
  if (!entry) throw notABackup();
  let told: unknown;
  try {
    told = JSON.parse(await (await archive.read(entry)).text());
  } catch (error) {
    if (error instanceof FileError) throw error;
    throw damagedBackup("the manifest is no JSON");
  }
  const newer = told as { format?: unknown; version?: unknown; schema_version?: unknown } | null;
  if (newer?.format !== BACKUP_FORMAT) throw notABackup();
  if (Number(newer.version) > BACKUP_VERSION || Number(newer.schema_version) > SCHEMA_VERSION)
    throw BackupError.of("backup_newer", "This backup was made by a newer version of Engram.", {
      hint: "Reload the page to get the newer version, then try again.",
    });
  const manifest = manifestSchema.safeParse(told);
  if (!manifest.success) throw damagedBackup(`the manifest: ${manifest.error.issues[0]?.path.join(".")}`);
  return manifest.data;
}

const linesOf = (content: Uint8Array) => {
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
  return text.split("\n").slice(0, -1);
};

/**
 * Opens a backup and checks all of it: sizes, hashes, number of rows.
 *
 * @throws BackupError, each with what is to be done; CancelledError where `signal` fires.
 */
export async function openBackup(file: Blob, options: OpenBackupOptions = {}): Promise<OpenedBackup> {
  const { passphrase, signal, onProgress } = options;
  const encrypted = await isSealed(file);
  const plain = encrypted ? await unsealFile(file, passphrase, options) : file;
  try {
    const head = new Uint8Array(await plain.slice(0, 2).arrayBuffer());
    if (head[0] !== 0x50 || head[1] !== 0x4b) throw notABackup();
    const archive = await openZip("backup", plain);
    const entries = new Map(archive.entries.map((entry) => [entry.path, entry]));
    const manifest = await readManifest(archive);
    const all = Object.values(manifest.tables).flatMap((table) => table.parts);
    const total = all.reduce((sum, part) => sum + part.lines.bytes + (part.bytes?.bytes ?? 0), 0);
    let done = 0;

    const content = async (
      path: string,
      told: { bytes: number; sha256: string },
    ): Promise<Uint8Array<ArrayBuffer>> => {
      if (signal?.aborted) throw new CancelledError();
      const entry = entries.get(path);
      if (!entry || entry.size !== told.bytes) throw damagedBackup(`${path} is not what the manifest says`);
      const read = new Uint8Array(await (await archive.read(entry, signal)).arrayBuffer());
      if ((await digestOf(read)) !== told.sha256)
        throw damagedBackup(`${path} is not what the manifest says`);
      done += read.length;
      onProgress?.({ phase: "checking", done, total });
      return read;
    };

    const tables = new Map<string, { lines: Kept; bytes: Kept | null }[]>();
    for (const [table, { rows, parts }] of Object.entries(manifest.tables)) {
      const kept: { lines: Kept; bytes: Kept | null }[] = [];
      for (const [index, part] of parts.entries()) {
        const paths = partPaths(table, index);
        const lines = await content(paths.lines, part.lines);
        if (linesOf(lines).length !== part.rows) throw damagedBackup(`${paths.lines}: number of rows`);
        const bytes = part.bytes && (await keep(await content(paths.bytes, part.bytes)));
        kept.push({ lines: await keep(lines), bytes });
      }
      if (parts.reduce((sum, part) => sum + part.rows, 0) !== rows)
        throw damagedBackup(`${table}: number of rows`);
      tables.set(table, kept);
    }
    return {
      manifest,
      encrypted,
      size: file.size,
      *parts(table) {
        for (const part of tables.get(table) ?? []) {
          const bytes = part.bytes?.() ?? new Uint8Array();
          yield linesOf(part.lines()).map((line) => unpackRow(line, bytes));
        }
      },
    };
  } catch (error) {
    // What the reader of archives says is about files in general.
    if (error instanceof FileError) throw damagedBackup(error.message);
    if (error instanceof TypeError) throw damagedBackup("text that is none");
    throw error;
  }
}
