/**
 * Where backups go by themselves, and how that went last. The browser gives a handle of a folder, which only IndexedDB can
 * keep: in a database of its own, since none of this means anything in a backup. Permission may have to be asked for
 * again, by a click.
 */
import Dexie, { type EntityTable } from "dexie";
import type { ErrorRecord } from "../../schemas/errors.ts";

interface PlaceRow {
  id: "folder";
  handle: FileSystemDirectoryHandle;
}

interface OutcomeRow extends BackupAttempt {
  id: "last";
}

class PlaceDatabase extends Dexie {
  declare places: EntityTable<PlaceRow, "id">;
  declare outcomes: EntityTable<OutcomeRow, "id">;
  constructor(name: string) {
    super(name);
    this.version(1).stores({ places: "id", outcomes: "id" });
  }
}

/** The last backup that the app made, or tried to make, by itself. */
export interface BackupAttempt {
  at: string;
  error: ErrorRecord | null;
}

/** `prompt`: the person has to allow it again. */
export type FolderPermission = "granted" | "prompt" | "denied";

/** Not in every TypeScript library yet, and in no browser but Chromium's. */
type PermittedHandle = FileSystemDirectoryHandle & {
  queryPermission?(options: { mode: "readwrite" }): Promise<FolderPermission>;
  requestPermission?(options: { mode: "readwrite" }): Promise<FolderPermission>;
};

export interface BackupPlace {
  folder(): Promise<FileSystemDirectoryHandle | null>;
  setFolder(handle: FileSystemDirectoryHandle): Promise<void>;
  forgetFolder(): Promise<void>;
  lastAttempt(): Promise<BackupAttempt | null>;
  setLastAttempt(attempt: BackupAttempt): Promise<void>;
}

export function openBackupPlace(databaseName: string): BackupPlace {
  async function opened<T>(work: (db: PlaceDatabase) => Promise<T>): Promise<T> {
    const db = new PlaceDatabase(databaseName);
    try {
      return await work(db);
    } finally {
      db.close();
    }
  }
  return {
    folder: () => opened(async (db) => (await db.places.get("folder"))?.handle ?? null),
    setFolder: (handle) => opened(async (db) => void (await db.places.put({ id: "folder", handle }))),
    forgetFolder: () => opened(async (db) => db.places.delete("folder")),
    lastAttempt: () =>
      opened(async (db) => {
        const row = await db.outcomes.get("last");
        return row ? { at: row.at, error: row.error } : null;
      }),
    setLastAttempt: (attempt) =>
      opened(async (db) => void (await db.outcomes.put({ id: "last", ...attempt }))),
  };
}

/** `ask`: only by a click of the person. */
export async function folderPermission(
  handle: FileSystemDirectoryHandle,
  ask = false,
): Promise<FolderPermission> {
  const permitted = handle as PermittedHandle;
  const answer = ask
    ? permitted.requestPermission?.({ mode: "readwrite" })
    : permitted.queryPermission?.({ mode: "readwrite" });
  return (await answer) ?? "granted";
}
