import * as glue from "voy-search/voy_search_bg.js";

/** voy-search's tree is of this many dimensions; it cuts off more without a word. */
export const VOY_DIM = 768;

/**
 * Added to each coordinate, differently for each point: the tree panics where 33 points are equal in one of them, as
 * zeros are. Small enough to stay within ORDER_TOLERANCE.
 */
const JITTER = 1e-6;

let current: WebAssembly.Exports | null = null;

/** The glue knows one module at a time, and keeps views of its memory. */
function use(wasm: WebAssembly.Exports): void {
  if (current === wasm) return;
  // Growing by nothing detaches the old views, which is how the glue notices that they are of no use any more.
  if (current) (current.memory as WebAssembly.Memory).grow(0);
  glue.__wbg_set_wasm(wasm);
  current = wasm;
}

/**
 * Numbered points in voy-search's k-d tree, in the calling thread. Anything may throw (a Rust panic); such an object
 * is of no use any more, but each has a WASM instance of its own, so no other is harmed.
 */
export class VoyPoints {
  readonly #wasm: WebAssembly.Exports;
  readonly #tree: InstanceType<typeof glue.Voy>;
  readonly #dim: number;
  #size = 0;

  /** @throws RangeError for more than 768 dimensions. */
  constructor(module: WebAssembly.Module, dim: number) {
    if (dim > VOY_DIM) throw new RangeError(`voy-search holds ${VOY_DIM} dimensions, not ${dim}`);
    this.#wasm = new WebAssembly.Instance(module, {
      "./voy_search_bg.js": { ...glue },
    } as WebAssembly.Imports).exports;
    use(this.#wasm);
    this.#tree = new glue.Voy();
    this.#dim = dim;
  }

  add(numbers: number[], vectors: Float32Array): void {
    use(this.#wasm);
    const embeddings = numbers.map((number, row) => ({
      id: String(number),
      title: "",
      url: "",
      // Plain numbers: it goes through JSON, which makes an object of a Float32Array.
      embeddings: jittered(vectors.subarray(row * this.#dim, (row + 1) * this.#dim), number),
    }));
    this.#tree.add({ embeddings });
    this.#size += numbers.length;
  }

  /** @throws RangeError where the count is not from 1 to the size, or the query not finite: voy would panic. */
  nearest(query: Float32Array, count: number): number[] {
    if (!Number.isInteger(count) || count < 1 || count > this.#size)
      throw new RangeError(`${count} neighbours of ${this.#size} points`);
    if (query.length !== this.#dim || !query.every(Number.isFinite))
      throw new RangeError("the query is not a point");
    use(this.#wasm);
    return this.#tree.search(query, count).neighbors.map((neighbour) => Number(neighbour.id));
  }
}

/** Mulberry32, seeded by the point's number: the same index is built each time. */
function jittered(vector: Float32Array, seed: number): number[] {
  let state = (seed + 1) * 0x9e3779b9;
  return Array.from(vector, (value) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return value + JITTER * (((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 31 - 1);
  });
}
