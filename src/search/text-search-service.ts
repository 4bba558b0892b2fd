import { type ErrorRecord, toErrorRecord } from "../schemas/errors.ts";
import { openedWhenAsked } from "../storage/worker-database.ts";
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
  let search: DatabaseTextSearch | null = null;

  const connected = (): DatabaseTextSearch => {
    if (!search) throw new Error("connect comes first");
    return search;
  };

  return {
    connect(options) {
      const database = openedWhenAsked(options.databaseName, () => search?.releaseAll());
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
