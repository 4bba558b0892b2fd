import { type Bytes, I32, moduleBytes, op, V128 } from "./wasm-bytes.ts";

/** What a kernel does for one step over a row and the query; a sum is a v128 local. */
export interface DotSteps {
  /** Bytes of a row, and of the query, that one step takes. */
  rowBytes: number;
  queryBytes: number;
  /** Adds the products of one of the step's four quarters to a sum. */
  accumulate(sum: number, quarter: number, row: Bytes, query: Bytes): Bytes;
  /** Adds two vectors of sums, then their lanes. */
  addSums: Bytes;
  lane(lane: number): Bytes;
  addLanes: Bytes;
  store: Bytes;
}

/** Byte addresses; `count` >= 1 rows of `rowBytes`, a multiple of the step; four bytes of `out` a row. */
export interface DotExports {
  dots(query: number, rows: number, count: number, rowBytes: number, out: number): void;
}

/** Compiles a kernel, or gives null where the browser has no WASM SIMD. */
export function compileDots(steps: DotSteps): WebAssembly.Module | null {
  const bytes = dotsBytes(steps);
  return typeof WebAssembly === "object" && WebAssembly.validate(bytes)
    ? new WebAssembly.Module(bytes)
    : null;
}

/** Runs a compiled kernel over a memory. */
export function instantiateDots(module: WebAssembly.Module, memory: WebAssembly.Memory): DotExports["dots"] {
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  return (instance.exports as unknown as DotExports).dots;
}

const advance = (pointer: number, bytes: number): Bytes => [
  ...op.get(pointer),
  ...op.i32Const(bytes),
  ...op.i32Add,
  ...op.set(pointer),
];

function dotsBytes(steps: DotSteps): Uint8Array<ArrayBuffer> {
  const [query, rows, count, rowBytes, out] = [0, 1, 2, 3, 4];
  const [q, rowEnd] = [5, 6];
  // Four sums that do not wait for each other: one would be bound by the latency of the addition.
  const sums = [7, 8, 9, 10] as const;
  const [first, second, third, fourth] = sums;
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
          sums.flatMap((sum, quarter) => steps.accumulate(sum, quarter, op.get(rows), op.get(q))),
          advance(rows, steps.rowBytes),
          advance(q, steps.queryBytes),
          [...op.get(rows), ...op.get(rowEnd), ...op.i32LessUnsigned, ...op.branchIf(0)],
        ),
        [...op.get(first), ...op.get(second), ...steps.addSums],
        [...op.get(third), ...op.get(fourth), ...steps.addSums, ...steps.addSums, ...op.set(first)],
        op.get(out),
        [...op.get(first), ...steps.lane(0), ...op.get(first), ...steps.lane(1), ...steps.addLanes],
        [...op.get(first), ...steps.lane(2), ...op.get(first), ...steps.lane(3), ...steps.addLanes],
        [...steps.addLanes, ...steps.store],
        advance(out, 4),
        [...op.get(count), ...op.i32Const(1), ...op.i32Sub, ...op.tee(count), ...op.branchIf(0)],
      ),
    ],
  });
}
