import { releaseProxy, transfer, wrap } from "comlink";
import type { PointIndexFactory } from "./point-index.ts";
import type { voyService } from "./voy.worker.ts";

const startVoyWorker = () => new Worker(new URL("./voy.worker.ts", import.meta.url), { type: "module" });

/** Each point index in a worker of its own, for a worker that can start others. */
export function workerPoints(startWorker: () => Worker = startVoyWorker): PointIndexFactory {
  return (dim) => {
    const worker = startWorker();
    const remote = wrap<typeof voyService>(worker);
    const broken = new Promise<never>((_, reject) => {
      const fail = () => reject(new Error("the worker of the point index broke down"));
      worker.addEventListener("error", fail);
      worker.addEventListener("messageerror", fail);
    });
    broken.catch(() => {});
    // Whether it started is known by what follows.
    remote.start(dim).catch(() => {});
    return {
      add: (numbers, vectors) =>
        Promise.race([broken, remote.add(numbers, transfer(vectors, [vectors.buffer]))]),
      nearest: (query, count) => Promise.race([broken, remote.nearest(query, count)]),
      close() {
        remote[releaseProxy]();
        worker.terminate();
      },
    };
  };
}
