import Dexie from "dexie";
import { type ErrorRecord, StorageError, toErrorRecord } from "../schemas/errors.ts";
import { EngramDatabase } from "../storage/database.ts";
import { DatabaseVectorIndex, type VectorIndexMemory } from "./database-vector-index.ts";
import type { PointIndexFactory } from "./point-index.ts";
import type { VectorMatch, VectorSearch } from "./vector-index.ts";

/** Errors cross as records: a worker's message would leave nothing but their text. */
export type SearchOutcome = { matches: VectorMatch[] } | { error: ErrorRecord };

/** What the index worker answers to. */
export interface IndexService {
  /** To be called first: which database to read. */
  connect(options: { databaseName: string; candidates: boolean }): void;
  search(search: VectorSearch): Promise<SearchOutcome>;
  changed(space: string): void;
  memory(): VectorIndexMemory;
  /** Resolves when the candidate indexes of what is loaded are built. */
  candidatesReady(): Promise<{ indexed: number; dead: number }>;
  /** Answers while the worker is alive. */
  ping(): true;
}

const COMPACT_AFTER_MS = 2000;

/** The index worker without its worker. Opens the database when first asked, and never creates one. */
export function createIndexService(startPoints: PointIndexFactory | null): IndexService {
  let databaseName = "";
  let opened: Promise<EngramDatabase> | null = null;
  let index: DatabaseVectorIndex | null = null;

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
      index?.releaseAll();
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

  const connected = (): DatabaseVectorIndex => {
    if (!index) throw new Error("connect comes first");
    return index;
  };

  return {
    connect(options) {
      databaseName = options.databaseName;
      index = new DatabaseVectorIndex({
        database,
        startPoints: options.candidates ? startPoints : null,
        compactAfterMs: COMPACT_AFTER_MS,
      });
    },
    async search(search) {
      try {
        return { matches: await connected().search(search) };
      } catch (error) {
        return { error: toErrorRecord(error) };
      }
    },
    changed: (space) => connected().changed(space),
    memory: () => connected().memory(),
    candidatesReady: () => connected().candidatesReady(),
    ping: () => true,
  };
}
