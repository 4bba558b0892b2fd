/** Putting a backup back, in one transaction over all tables: what fails half way has changed nothing. */
import Dexie, { type Table } from "dexie";
import { StorageError } from "../../schemas/errors.ts";
import { EngramDatabase, SCHEMA_VERSION } from "../../storage/database.ts";
import { API_TOKEN_KEY } from "../../storage/settings.ts";
import { carriedRow, storedRow } from "./carried-row.ts";
import { createBackup, primaryKey } from "./create-backup.ts";
import type { OnBackupProgress } from "./manifest.ts";
import { mergeBackup } from "./merge-backup.ts";
import { type OpenBackupOptions, type OpenedBackup, openBackup } from "./open-backup.ts";
import { sameRow } from "./packed-rows.ts";
import {
  type BackupProblem,
  emptyChange,
  type RestoreMode,
  type RestoreReport,
  type TableChange,
} from "./restore-report.ts";
import { rowProblem } from "./row-schemas.ts";

type Row = Record<string, unknown>;

/** Problems that a report lists; there may be more. */
const LISTED_PROBLEMS = 100;

/** Thrown to take back what a dry run did. */
class DryRunOver extends Error {
  override name = "DryRunOver";
}

/** The rows of a backup that fit, and what is wrong with the others. */
export class CheckedRows {
  readonly problems: BackupProblem[] = [];
  /** Rows that do not fit, by table. */
  readonly leftOut = new Map<string, number>();
  readonly #backup: OpenedBackup;
  readonly #db: EngramDatabase;

  constructor(backup: OpenedBackup, db: EngramDatabase) {
    this.#backup = backup;
    this.#db = db;
    for (const name of Object.keys(backup.manifest.tables)) {
      const rows = backup.manifest.tables[name]?.rows ?? 0;
      if (rows > 0 && !db.tables.some((table) => table.name === name)) {
        this.leftOut.set(name, rows);
        this.problems.push({ table: name, key: "", problem: "this version of Engram has no such table" });
      }
    }
  }

  *parts(table: string): Generator<Row[]> {
    const { schema } = this.#db.table(table);
    this.leftOut.set(table, 0);
    for (const rows of this.#backup.parts(table)) {
      yield rows.filter((row) => {
        const key = primaryKey({ schema } as Table, row);
        const problem = isKey(key) ? rowProblem(table, row) : "it has no key";
        if (problem === null) return carriedRow(table, row) !== null;
        this.leftOut.set(table, (this.leftOut.get(table) ?? 0) + 1);
        const listed = { table, key: String(key), problem };
        const known = this.problems.some((one) => one.table === table && one.key === listed.key);
        if (!known && this.problems.length < LISTED_PROBLEMS) this.problems.push(listed);
        return false;
      });
    }
  }

  /** All rows of a table: for those of which there are few. */
  all(table: string): Row[] {
    return [...this.parts(table)].flat();
  }
}

const isKey = (key: unknown): boolean =>
  Array.isArray(key) ? key.length > 0 && key.every(isKey) : typeof key === "string" || Number.isFinite(key);

/** Puts the file's rows in the place of all that is here. Inside a transaction over all tables. */
async function replaceAll(
  db: EngramDatabase,
  rows: CheckedRows,
  total: number,
  onProgress: OnBackupProgress | undefined,
): Promise<void> {
  let done = 0;
  for (const table of db.tables) {
    if (table.name === "settings") await db.settings.where("key").notEqual(API_TOKEN_KEY).delete();
    else await table.clear();
    for (const part of rows.parts(table.name)) {
      await table.bulkPut(part.map((row) => storedRow(table.name, row)));
      done += part.length;
      onProgress?.({ phase: "writing", done, total });
    }
  }
}

/** What replacing would do, row by row. */
async function planReplace(db: EngramDatabase, rows: CheckedRows): Promise<TableChange[]> {
  return db.transaction("r", db.tables, async () => {
    const changes: TableChange[] = [];
    for (const table of db.tables) {
      const change = emptyChange(table.name);
      let here = await table.count();
      if (table.name === "settings" && (await table.get(API_TOKEN_KEY))) here -= 1;
      for (const part of rows.parts(table.name)) {
        // Of tables of large rows, a part of as many here could be too much at once.
        for (const row of part) {
          const stored = (await table.get(primaryKey(table, row) as string)) as Row | undefined;
          if (!stored) change.added += 1;
          else if (sameRow(carriedRow(table.name, stored), row)) change.kept += 1;
          else change.changed += 1;
        }
      }
      change.removed = here - change.kept - change.changed;
      change.left_out = rows.leftOut.get(table.name) ?? 0;
      changes.push(change);
    }
    return changes;
  });
}

/**
 * The backup as the present version of the app would have made it: an older one is laid out in a database of its own,
 * which is brought up to date as any other, and packed anew.
 */
async function upToDate(opened: OpenedBackup): Promise<OpenedBackup> {
  const { schema_version, app_version, created_at } = opened.manifest;
  if (schema_version === SCHEMA_VERSION) return opened;
  const name = `engram-restore-${crypto.randomUUID()}`;
  try {
    const old = new EngramDatabase(name, schema_version);
    await old.open();
    for (const table of old.tables) {
      for (const part of opened.parts(table.name)) await table.bulkPut(part);
    }
    old.close();
    const current = new EngramDatabase(name);
    await current.open();
    const file = await createBackup(current, { appVersion: app_version, createdAt: created_at });
    current.close();
    const renewed = await openBackup(file);
    return { ...renewed, encrypted: opened.encrypted, size: opened.size };
  } finally {
    await Dexie.delete(name);
  }
}

/** A backup that is checked and up to date, and what a report says of any. */
async function opened(db: EngramDatabase, file: Blob, options: OpenBackupOptions) {
  const given = await openBackup(file, options);
  const backup = await upToDate(given);
  const rows = new CheckedRows(backup, db);
  const { app_version, schema_version, created_at } = given.manifest;
  const report: RestoreReport = {
    app_version,
    schema_version,
    created_at,
    encrypted: given.encrypted,
    bytes: given.size,
    problems: rows.problems,
  };
  return { backup, rows, report };
}

/** What is in a file, and what either way of putting it back would do here. Nothing is changed. */
export async function readBackup(
  db: EngramDatabase,
  file: Blob,
  options: OpenBackupOptions = {},
): Promise<RestoreReport> {
  const { rows, report } = await opened(db, file, options);
  const tables = await planReplace(db, rows);
  const merged = await merge(db, rows, true);
  return { ...report, replace: { tables, renamed: [], notes: [] }, merge: merged };
}

async function merge(db: EngramDatabase, rows: CheckedRows, dry: boolean) {
  let outcome: Awaited<ReturnType<typeof mergeBackup>> | null = null;
  try {
    await db.transaction("rw", db.tables, async () => {
      outcome = await mergeBackup(db, rows);
      if (dry) throw new DryRunOver();
    });
  } catch (error) {
    if (!(error instanceof DryRunOver)) throw error;
  }
  if (!outcome) throw new StorageError("restore_failed", "The backup could not be merged.");
  return outcome;
}

/**
 * Puts a backup back: in the place of everything (`replace`), or beside what is here (`merge`). All of it, or nothing.
 *
 * @throws BackupError where the file is not what it says; nothing is changed then.
 */
export async function restoreBackup(
  db: EngramDatabase,
  file: Blob,
  mode: RestoreMode,
  options: OpenBackupOptions = {},
): Promise<RestoreReport> {
  const { backup, rows, report } = await opened(db, file, options);
  if (mode === "merge") return { ...report, merge: await merge(db, rows, false) };
  const total = Object.values(backup.manifest.tables).reduce((sum, table) => sum + table.rows, 0);
  const tables = await planReplace(db, rows);
  await db.transaction("rw", db.tables, () => replaceAll(db, rows, total, options.onProgress));
  return { ...report, replace: { tables, renamed: [], notes: [] } };
}
