import type { PointIndexFactory } from "../point-index.ts";
import { VoyPoints } from "../voy-points.ts";

/** voy-search in the calling thread, for Node and for tests; in a page it has a worker (`worker-points.ts`). */
export function localPoints(module: WebAssembly.Module): PointIndexFactory {
  return (dim) => {
    const points = new VoyPoints(module, dim);
    return {
      async add(numbers, vectors) {
        points.add(numbers, vectors);
      },
      async nearest(query, count) {
        return points.nearest(query, count);
      },
      close() {},
    };
  };
}
