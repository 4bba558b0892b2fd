import { type ErrorRecord, toErrorRecord } from "../schemas/errors.ts";
import { openedWhenAsked } from "../storage/worker-database.ts";
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
  let index: DatabaseVectorIndex | null = null;

  const connected = (): DatabaseVectorIndex => {
    if (!index) throw new Error("connect comes first");
    return index;
  };

  return {
    connect(options) {
      const database = openedWhenAsked(options.databaseName, () => index?.releaseAll());
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
