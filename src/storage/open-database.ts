/**
 * Opening the database without ever taking a lost one for a new user. A mark of the database's existence is kept
 * twice: as a row inside, and outside IndexedDB (localStorage in a page). Where the outer mark speaks of a database
 * and the inner one is missing, data was lost or evicted: that is an error for the person to decide on.
 */

import Dexie from "dexie";
import { newId, StorageError } from "../schemas/index.ts";
import { EngramDatabase, SCHEMA_VERSION } from "./database.ts";

/** What is known of the database outside IndexedDB. */
export interface DatabaseMark {
  id: string;
  created_at: string;
}

/** Where the outer mark is kept. */
export interface MarkStore {
  read(): DatabaseMark | null;
  write(mark: DatabaseMark): void;
  clear(): void;
}

export type DatabaseProblem =
  | "database_missing"
  | "database_unreadable"
  | "database_newer"
  | "database_blocked"
  | "database_full";

/** The database cannot be used as it is; `code` decides which recovery the screen offers. */
export class DatabaseError extends StorageError {
  declare readonly code: DatabaseProblem;
  constructor(code: DatabaseProblem, message: string, options: { hint: string; cause?: unknown }) {
    super(code, message, options);
  }
}

const MARK_KEY = "mark";

/** How long an upgrade waits for other tabs to let go before it says so (milliseconds). */
const BLOCKED_AFTER_MS = 3000;

export interface OpenOptions {
  name: string;
  marks: MarkStore;
  now: () => Date;
  /** Another tab wants to upgrade or delete the database: this connection has been closed. */
  onVersionChange?: () => void;
  /** Called where an earlier version of the app has used the database, before it is brought up to date. */
  beforeUpdate?: () => Promise<void>;
}

/**
 * Opens (or creates) the database.
 *
 * @throws DatabaseError where the database is missing, unreadable, newer than this app, or held by another tab.
 */
export async function openDatabase({
  name,
  marks,
  now,
  onVersionChange,
  beforeUpdate,
}: OpenOptions): Promise<EngramDatabase> {
  const stored = await storedVersion(name);
  if (stored > SCHEMA_VERSION) throw newerError();
  if (stored > 0 && stored < SCHEMA_VERSION) await beforeUpdate?.();
  const db = new EngramDatabase(name);
  db.on("versionchange", () => {
    db.close({ disableAutoOpen: true });
    onVersionChange?.();
  });
  const outer = marks.read();
  let blockedTimer: ReturnType<typeof setTimeout> | undefined;
  const blocked = new Promise<never>((_, reject) => {
    db.on("blocked", () => {
      blockedTimer = setTimeout(
        () =>
          reject(
            new DatabaseError("database_blocked", "Another tab is using an older version of Engram.", {
              hint: "Close the other tabs of Engram, then try again.",
            }),
          ),
        BLOCKED_AFTER_MS,
      );
    });
  });
  try {
    await Promise.race([db.open(), blocked]);
  } catch (error) {
    db.close({ disableAutoOpen: true });
    if (error instanceof DatabaseError) throw error;
    const kind = error instanceof Error ? error.name : "";
    if (kind === "VersionError") throw newerError(error);
    throw new DatabaseError("database_unreadable", "The database of this browser cannot be opened.", {
      hint: "Free some disk space, leave private browsing, or restart the browser; then try again. Nothing was deleted.",
      cause: error,
    });
  } finally {
    clearTimeout(blockedTimer);
  }
  const inner = await databaseMark(db);
  if (!inner && outer) {
    db.close({ disableAutoOpen: true });
    throw new DatabaseError(
      "database_missing",
      "The agents that were stored in this browser are not there any more.",
      {
        hint: "The browser may have cleared them. Restore a backup, or start fresh if you cleared them yourself.",
      },
    );
  }
  if (inner) {
    // The outer mark alone can be cleared (by a privacy tool, say): the database itself is the truth then.
    if (outer?.id !== inner.id) marks.write(inner);
    return db;
  }
  const mark: DatabaseMark = { id: newId("user"), created_at: now().toISOString() };
  await db.transaction("rw", db.settings, db.users, async () => {
    await db.settings.put({ key: MARK_KEY, value: mark });
    await db.users.put({ id: mark.id, name: "local", created_at: mark.created_at });
  });
  marks.write(mark);
  return db;
}

/** Dexie's version 1 is IndexedDB's 10; what it adds within a version stays below the next ten. */
const NATIVE_STEP = 10;

/**
 * Version of the schema that a database has; 0 where there is none. Asked before opening: Dexie would open that of a newer
 * app all the same, and add what it misses. Browsers that cannot list databases answer by the VersionError of opening.
 */
async function storedVersion(name: string): Promise<number> {
  const databases = await Dexie.dependencies.indexedDB?.databases?.().catch(() => []);
  const version = databases?.find((database) => database.name === name)?.version ?? 0;
  return Math.floor(version / NATIVE_STEP);
}

/** The mark inside of the database. */
export async function databaseMark(db: EngramDatabase): Promise<DatabaseMark | undefined> {
  return (await db.settings.get(MARK_KEY))?.value as DatabaseMark | undefined;
}

function newerError(cause?: unknown): DatabaseError {
  return new DatabaseError("database_newer", "A newer version of Engram has been used in this browser.", {
    hint: "Reload the page to get the newer version.",
    cause,
  });
}

/** The one local user, made with the database. */
export async function localUserId(db: EngramDatabase): Promise<string> {
  const user = await db.users.toCollection().first();
  if (!user)
    throw new StorageError("user_missing", "The database has no owner.", { hint: "Restore a backup." });
  return user.id;
}

/** What happened when a write failed, in words a person can act on. */
export function explainWriteFailure(error: unknown): unknown {
  const name =
    error instanceof Error ? `${error.name} ${(error as { inner?: Error }).inner?.name ?? ""}` : "";
  if (/QuotaExceeded/.test(name))
    return new DatabaseError(
      "database_full",
      "There is no room left on this device; nothing was half written.",
      {
        hint: "Free some disk space or delete what you do not need on the Data page, then try again.",
        cause: error,
      },
    );
  return error;
}
