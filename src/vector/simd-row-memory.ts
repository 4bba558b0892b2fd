/**
 * Row memory in WASM, with a SIMD kernel that runs at the speed of main memory. The module is 200 bytes, written by
 * hand with `wasm-bytes.ts`. Each memory is an instance of its own, so that letting go of it frees it.
 */
import { grownCapacity, type RowMemory, SCORE_BLOCK } from "./row-memory.ts";
import { I32, moduleBytes, op, V128 } from "./wasm-bytes.ts";

const PAGE_BYTES = 65536;
/** A row is padded with zeros to a whole number of these: the kernel has no rest to handle. */
const STEP_FLOATS = 16;

/** dots(query, rows, count, rowBytes, out): byte addresses; count >= 1 rows of rowBytes, a multiple of 64. */
function kernelBytes(): Uint8Array<ArrayBuffer> {
  const [query, rows, count, rowBytes, out] = [0, 1, 2, 3, 4];
  const [q, rowEnd] = [5, 6];
  const sums = [7, 8, 9, 10];
  const [first, second, third, fourth] = sums as [number, number, number, number];
  const accumulate = sums.map((sum, quarter) =>
    [
      op.get(sum),
      op.get(rows),
      op.v128Load(16 * quarter),
      op.get(q),
      op.v128Load(16 * quarter),
      op.f32x4Multiply,
      op.f32x4Add,
      op.set(sum),
    ].flat(),
  );
  const advance = (pointer: number, bytes: number) => [
    ...op.get(pointer),
    ...op.i32Const(bytes),
    ...op.i32Add,
    ...op.set(pointer),
  ];
  return moduleBytes({
    name: "dots",
    params: [I32, I32, I32, I32, I32],
    locals: [I32, I32, V128, V128, V128, V128],
    body: [
      op.loop(
        [...op.get(query), ...op.set(q)],
        [...op.get(rows), ...op.get(rowBytes), ...op.i32Add, ...op.set(rowEnd)],
        sums.flatMap((sum) => [...op.v128Zero, ...op.set(sum)]),
        op.loop(
          accumulate.flat(),
          advance(rows, 4 * STEP_FLOATS),
          advance(q, 4 * STEP_FLOATS),
          [...op.get(rows), ...op.get(rowEnd), ...op.i32LessUnsigned, ...op.branchIf(0)],
        ),
        [...op.get(first), ...op.get(second), ...op.f32x4Add],
        [...op.get(third), ...op.get(fourth), ...op.f32x4Add, ...op.f32x4Add, ...op.set(first)],
        op.get(out),
        [...op.get(first), ...op.f32x4Lane(0), ...op.get(first), ...op.f32x4Lane(1), ...op.f32Add],
        [...op.get(first), ...op.f32x4Lane(2), ...op.get(first), ...op.f32x4Lane(3), ...op.f32Add],
        [...op.f32Add, ...op.f32Store],
        advance(out, 4),
        [...op.get(count), ...op.i32Const(1), ...op.i32Sub, ...op.tee(count), ...op.branchIf(0)],
      ),
    ],
  });
}

let compiled: WebAssembly.Module | null | undefined;

function kernel(): WebAssembly.Module | null {
  if (compiled === undefined) {
    const bytes = kernelBytes();
    compiled =
      typeof WebAssembly === "object" && WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
  }
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
  const { dots } = new WebAssembly.Instance(module, { env: { memory } }).exports as {
    dots(query: number, rows: number, count: number, rowBytes: number, out: number): void;
  };
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
