import type { EngramDatabase } from "../storage/database.ts";
import { DatabaseVectorIndex, type DatabaseVectorIndexOptions } from "./database-vector-index.ts";

export interface InProcessVectorIndexOptions extends Omit<DatabaseVectorIndexOptions, "database"> {
  db: EngramDatabase;
}

/**
 * Vector search without workers, for Node and for tests: the same logic, in the calling thread. Without `startPoints`
 * every search is an exact scan.
 */
export function createInProcessVectorIndex({
  db,
  ...options
}: InProcessVectorIndexOptions): DatabaseVectorIndex {
  return new DatabaseVectorIndex({ ...options, database: async () => db });
}
