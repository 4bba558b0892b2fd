import Dexie from "dexie";
import { type ErrorRecord, StorageError, toErrorRecord } from "../schemas/errors.ts";
import { EngramDatabase } from "../storage/database.ts";
import { DatabaseTextSearch } from "./database-text-search.ts";
import type { TextMatches, TextQuery, TextSpace } from "./text-search.ts";

/** Errors cross as records: a worker's message would leave nothing but their text. */
export type TextOutcome = { found: TextMatches } | { error: ErrorRecord };

/** What the worker of search by words answers to. */
export interface TextSearchService {
  /** To be called first: which database to read. */
  connect(options: { databaseName: string }): void;
  search(query: TextQuery): Promise<TextOutcome>;
  prepare(spaces: TextSpace[]): Promise<{ error: ErrorRecord } | null>;
  /** Answers while the worker is alive. */
  ping(): true;
}

/** The worker without its worker. Opens the database when first asked, and never creates one. */
export function createTextSearchService(): TextSearchService {
  let databaseName = "";
  let opened: Promise<EngramDatabase> | null = null;
  let search: DatabaseTextSearch | null = null;

  const open = async (): Promise<EngramDatabase> => {
    if (!(await Dexie.exists(databaseName)))
      throw new StorageError("database_missing", "There is no memory to search: the database is gone.", {
        hint: "Reload the page.",
      });
    const db = new EngramDatabase(databaseName);
    // Another tab upgrades or deletes the database, or the browser took it away: the next search looks again. Closing
    // is itself told of as a close, so that handler must not close.
    db.on("versionchange", () => db.close({ disableAutoOpen: true }));
    db.on("close", () => {
      opened = null;
      search?.releaseAll();
    });
    await db.open();
    return db;
  };

  const database = (): Promise<EngramDatabase> => {
    opened ??= open().catch((error) => {
      opened = null;
      throw error;
    });
    return opened;
  };

  const connected = (): DatabaseTextSearch => {
    if (!search) throw new Error("connect comes first");
    return search;
  };

  return {
    connect(options) {
      databaseName = options.databaseName;
      search = new DatabaseTextSearch({ database });
    },
    async search(query) {
      try {
        return { found: await connected().search(query) };
      } catch (error) {
        return { error: toErrorRecord(error) };
      }
    },
    async prepare(spaces) {
      try {
        await connected().prepare(spaces);
        return null;
      } catch (error) {
        return { error: toErrorRecord(error) };
      }
    },
    ping: () => true,
  };
}
