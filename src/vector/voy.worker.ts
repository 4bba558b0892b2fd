/** voy-search in a worker of its own, which can be ended when it has panicked. One worker is one index. */
import { expose } from "comlink";
import voyWasm from "voy-search/voy_search_bg.wasm?url";
import { VoyPoints } from "./voy-points.ts";

let points: Promise<VoyPoints> | undefined;

async function load(dim: number): Promise<VoyPoints> {
  const response = await fetch(voyWasm);
  if (!response.ok) throw new Error(`voy-search could not be loaded: HTTP ${response.status}`);
  // Not compileStreaming: that refuses what a plain file server does not send as application/wasm.
  return new VoyPoints(await WebAssembly.compile(await response.arrayBuffer()), dim);
}

const started = (): Promise<VoyPoints> => points ?? Promise.reject(new Error("start comes first"));

export const voyService = {
  /** To be called first, and once. */
  start(dim: number): void {
    points = load(dim);
    // Told of by the first call that needs it.
    points.catch(() => {});
  },
  async add(numbers: number[], vectors: Float32Array): Promise<void> {
    (await started()).add(numbers, vectors);
  },
  async nearest(query: Float32Array, count: number): Promise<number[]> {
    return (await started()).nearest(query, count);
  },
};

expose(voyService);
