import { proxy, wrap } from "comlink";
import { CancelledError, EngramError, StorageError } from "../schemas/errors.ts";
import { memoryOriginSchema } from "../schemas/memory-origin.ts";
import type { Projector } from "./projection.ts";
import type { projectionService } from "./projection.worker.ts";

const KINDS = memoryOriginSchema.shape.kind.options;

const startProjectionWorker = () =>
  new Worker(new URL("./projection.worker.ts", import.meta.url), { type: "module" });

/** Maps made in a worker of their own, which is ended with the map, or when it is stopped. */
export function createWorkerProjector(databaseName: string, startWorker = startProjectionWorker): Projector {
  return {
    async project(work, { signal, onProgress } = {}) {
      const cancelled = () => new CancelledError("The map was not made.");
      if (signal?.aborted) throw cancelled();
      const worker = startWorker();
      const gone = new Promise<never>((_, reject) => {
        signal?.addEventListener("abort", () => reject(cancelled()), { once: true });
        worker.addEventListener("error", (event) =>
          reject(
            new StorageError("map_failed", "The map could not be made.", {
              hint: "Try again; nothing was lost.",
              cause: event.message,
            }),
          ),
        );
      });
      gone.catch(() => {});
      try {
        const remote = wrap<typeof projectionService>(worker);
        const outcome = await Promise.race([
          remote.project(
            databaseName,
            work,
            proxy((share: number) => onProgress?.(share)),
          ),
          gone,
        ]);
        if ("projection" in outcome) {
          const { origins, ...places } = outcome.projection;
          return { ...places, origins: Array.from(origins, (kind) => KINDS[kind] ?? "unknown") };
        }
        const { code, status, message, hint, detail } = outcome.error;
        throw new EngramError(code, status, message, { hint, detail });
      } finally {
        worker.terminate();
      }
    },
  };
}
