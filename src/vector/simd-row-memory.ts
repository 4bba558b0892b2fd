/**
 * Row memory in WASM, with a SIMD kernel that runs at the speed of main memory. Each memory is an instance of its own,
 * so that letting go of it frees it.
 */
import { compileDots, instantiateDots } from "./dot-module.ts";
import { grownCapacity, type RowMemory, SCORE_BLOCK } from "./row-memory.ts";
import { op } from "./wasm-bytes.ts";

const PAGE_BYTES = 65536;
/** A row is padded with zeros to a whole number of these: the kernel has no rest to handle. */
const STEP_FLOATS = 16;

let compiled: WebAssembly.Module | null | undefined;

function kernel(): WebAssembly.Module | null {
  compiled ??= compileDots({
    rowBytes: 4 * STEP_FLOATS,
    queryBytes: 4 * STEP_FLOATS,
    accumulate: (sum, quarter, row, query) => [
      ...op.get(sum),
      ...[...row, ...op.v128Load(16 * quarter)],
      ...[...query, ...op.v128Load(16 * quarter)],
      ...op.f32x4Multiply,
      ...op.f32x4Add,
      ...op.set(sum),
    ],
    addSums: op.f32x4Add,
    lane: op.f32x4Lane,
    addLanes: op.f32Add,
    store: op.f32Store,
  });
  return compiled;
}

/** Whether this browser has WASM SIMD (all since 2023 do). */
export function hasSimd(): boolean {
  return kernel() !== null;
}

/** @throws Error where there is no SIMD; ask `hasSimd` first. */
export function createSimdRowMemory(dim: number): RowMemory {
  const module = kernel();
  if (!module) throw new Error("WASM SIMD is not available");
  const stride = Math.ceil(dim / STEP_FLOATS) * STEP_FLOATS;
  const queryAt = 0;
  const scoresAt = queryAt + stride * 4;
  // Rows last, so that growing moves nothing; at a multiple of 64, as everything before them is.
  const rowsAt = scoresAt + SCORE_BLOCK * 4;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(rowsAt / PAGE_BYTES), maximum: 65536 });
  const dots = instantiateDots(module, memory);
  let floats = new Float32Array(memory.buffer);
  let capacity = 0;
  const at = (row: number) => rowsAt / 4 + row * stride;
  return {
    get capacity() {
      return capacity;
    },
    get bytes() {
      return memory.buffer.byteLength;
    },
    reserve(wanted) {
      if (wanted <= capacity) return;
      const grow = (rows: number) => {
        const bytes = rowsAt + rows * stride * 4;
        const pages = Math.ceil((bytes - memory.buffer.byteLength) / PAGE_BYTES);
        if (pages > 0) memory.grow(pages);
        floats = new Float32Array(memory.buffer);
        capacity = rows;
      };
      try {
        grow(grownCapacity(capacity, wanted));
      } catch {
        // Near the limit the spare room may be what does not fit; without it, a RangeError is the truth.
        grow(wanted);
      }
    },
    write(row, vectors) {
      if (stride === dim) {
        floats.set(vectors, at(row));
        return;
      }
      for (let i = 0; i * dim < vectors.length; i++)
        floats.set(vectors.subarray(i * dim, (i + 1) * dim), at(row + i));
    },
    move(from, to) {
      floats.copyWithin(at(to), at(from), at(from) + stride);
    },
    read(row) {
      return floats.slice(at(row), at(row) + dim);
    },
    scores(query, from, count) {
      floats.set(query, queryAt / 4);
      if (count > 0) dots(queryAt, at(from) * 4, count, stride * 4, scoresAt);
      return floats.subarray(scoresAt / 4, scoresAt / 4 + count);
    },
  };
}
