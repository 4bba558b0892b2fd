import { liveQuery } from "dexie";
import type { LiveQuery } from "./abstract-client.ts";

/** Follows what a query reads: it runs again whenever any tab changes that. */
export function follow<T>(query: () => Promise<T>): LiveQuery<T> {
  return (next, fail) => {
    const subscription = liveQuery(query).subscribe({ next, error: fail });
    return () => subscription.unsubscribe();
  };
}
