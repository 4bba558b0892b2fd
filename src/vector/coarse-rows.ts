/**
 * The rows once more, in a byte a number: a quarter of the memory to read, which is all that a scan waits for. What it
 * says of a dot product is an estimate with a bound that is proved, not hoped for: so `exactScan` need only look
 * closely at the rows that could be among the best, and its answer is the same.
 */
import { compileDots, instantiateDots } from "./dot-module.ts";
import { grownCapacity, SCORE_BLOCK } from "./row-memory.ts";
import { op } from "./wasm-bytes.ts";

const PAGE_BYTES = 65536;
/** A row is padded with zeros to a whole number of these. */
const STEP = 32;
const MAX_BYTE = 127;
/** For the rounding of float32 sums, here and in the exact scores. */
const ROUNDING = 1e-5;

let compiled: WebAssembly.Module | null | undefined;

function kernel(): WebAssembly.Module | null {
  compiled ??= compileDots({
    rowBytes: STEP,
    queryBytes: 2 * STEP,
    accumulate: (sum, quarter, row, query) => [
      ...op.get(sum),
      ...[...row, ...op.v128Load8x8Signed(8 * quarter)],
      ...[...query, ...op.v128Load(16 * quarter)],
      ...op.i32x4DotI16x8,
      ...op.i32x4Add,
      ...op.set(sum),
    ],
    addSums: op.i32x4Add,
    lane: op.i32x4Lane,
    addLanes: op.i32Add,
    store: op.i32Store,
  });
  return compiled;
}

/** Dot products of a query with rows, each known to lie within `estimate ± error`. */
export interface Estimates {
  estimate: Float32Array;
  error: Float32Array;
}

export class CoarseRows {
  readonly #dim: number;
  readonly #stride: number;
  readonly #memory: WebAssembly.Memory;
  readonly #dots: ReturnType<typeof instantiateDots>;
  readonly #sumsAt: number;
  readonly #rowsAt: number;
  #bytes: Int8Array;
  #capacity = 0;
  /** What one step of a row's bytes is worth. */
  #scale = new Float32Array(0);
  /** Length of what rounding to bytes left of a row: by Cauchy-Schwarz no unit query sees more of it. */
  #rest = new Float32Array(0);
  #estimate = new Float32Array(0);
  #error = new Float32Array(0);

  /** Null where the browser has no WASM SIMD, or the dimension is beyond what the sums can hold. */
  static create(dim: number): CoarseRows | null {
    const module = kernel();
    return module && dim <= 8192 ? new CoarseRows(dim, module) : null;
  }

  private constructor(dim: number, module: WebAssembly.Module) {
    this.#dim = dim;
    this.#stride = Math.ceil(dim / STEP) * STEP;
    this.#sumsAt = this.#stride * 2;
    this.#rowsAt = this.#sumsAt + SCORE_BLOCK * 4;
    this.#memory = new WebAssembly.Memory({
      initial: Math.ceil(this.#rowsAt / PAGE_BYTES),
      maximum: 65536,
    });
    this.#dots = instantiateDots(module, this.#memory);
    this.#bytes = new Int8Array(this.#memory.buffer);
  }

  get bytes(): number {
    return this.#memory.buffer.byteLength + this.#capacity * 16;
  }

  reserve(rows: number): void {
    if (rows <= this.#capacity) return;
    const capacity = grownCapacity(this.#capacity, rows);
    const missing = this.#rowsAt + capacity * this.#stride - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE_BYTES));
    this.#bytes = new Int8Array(this.#memory.buffer);
    const grown = (old: Float32Array) => {
      const array = new Float32Array(capacity);
      array.set(old);
      return array;
    };
    this.#scale = grown(this.#scale);
    this.#rest = grown(this.#rest);
    this.#estimate = new Float32Array(capacity);
    this.#error = new Float32Array(capacity);
    this.#capacity = capacity;
  }

  write(row: number, vector: Float32Array): void {
    const bytes = this.#bytes;
    const at = this.#rowsAt + row * this.#stride;
    let largest = 0;
    for (let i = 0; i < this.#dim; i++) largest = Math.max(largest, Math.abs(vector[i] as number));
    // Rounded as it is stored, so that the rest is measured against what the estimate will use.
    const scale = Math.fround(largest / MAX_BYTE) || 1;
    let squares = 0;
    for (let i = 0; i < this.#dim; i++) {
      const value = vector[i] as number;
      const steps = Math.max(-MAX_BYTE, Math.min(MAX_BYTE, Math.round(value / scale)));
      bytes[at + i] = steps;
      squares += (value - steps * scale) ** 2;
    }
    this.#scale[row] = scale;
    this.#rest[row] = Math.sqrt(squares);
  }

  move(from: number, to: number): void {
    const at = (row: number) => this.#rowsAt + row * this.#stride;
    this.#bytes.copyWithin(at(to), at(from), at(from + 1));
    this.#scale[to] = this.#scale[from] as number;
    this.#rest[to] = this.#rest[from] as number;
  }

  /** Estimates for the first `rows` rows and a unit query; good until the next call. */
  estimates(query: Float32Array, rows: number): Estimates {
    let largest = 0;
    for (let i = 0; i < this.#dim; i++) largest = Math.max(largest, Math.abs(query[i] as number));
    // As fine as 16 bits allow while the 32-bit sum of a whole row cannot overflow.
    const finest = Math.min(32767, Math.floor(0x7fffffff / (MAX_BYTE * this.#dim)));
    const queryScale = largest / finest || 1;
    const words = new Int16Array(this.#memory.buffer, 0, this.#stride);
    let squares = 0;
    for (let i = 0; i < this.#dim; i++) {
      const value = query[i] as number;
      const steps = Math.round(value / queryScale);
      words[i] = steps;
      squares += (value - steps * queryScale) ** 2;
    }
    // A row's bytes are at most its own length and its rest long; 2 is far above both.
    const margin = 2 * Math.sqrt(squares) + ROUNDING;
    const sums = new Int32Array(this.#memory.buffer, this.#sumsAt, SCORE_BLOCK);
    for (let from = 0; from < rows; from += SCORE_BLOCK) {
      const count = Math.min(SCORE_BLOCK, rows - from);
      this.#dots(0, this.#rowsAt + from * this.#stride, count, this.#stride, this.#sumsAt);
      for (let i = 0; i < count; i++) {
        const row = from + i;
        this.#estimate[row] = (sums[i] as number) * queryScale * (this.#scale[row] as number);
        this.#error[row] = (this.#rest[row] as number) * (1 + ROUNDING) + margin;
      }
    }
    return { estimate: this.#estimate, error: this.#error };
  }
}
