/**
 * Makes something when it is first asked for. All who ask meanwhile wait for the same promise, so that they go on in
 * the order they came; after a failure the next one to ask tries again.
 */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = null;
      throw error;
    });
    // In a live query this is Dexie's own promise: after one that takes its time, the query would not be followed.
    return Promise.resolve(made);
  };
}
