import type { EngramDatabase } from "../storage/database.ts";
import { DatabaseTextSearch, type DatabaseTextSearchOptions } from "./database-text-search.ts";

/** Search by words without a worker, for Node and for tests: the same logic, in the calling thread. */
export function createInProcessTextSearch({
  db,
  ...options
}: Omit<DatabaseTextSearchOptions, "database"> & { db: EngramDatabase }): DatabaseTextSearch {
  return new DatabaseTextSearch({ ...options, database: async () => db });
}
