/**
 * Just enough of the WebAssembly binary format to write one function by hand, so that the build needs no other
 * toolchain. Each piece of code is its bytes; see https://webassembly.github.io/spec/core/binary/ for the numbers.
 */

export type Bytes = readonly number[];

export const I32 = 0x7f;
export const V128 = 0x7b;

/** LEB128, as all whole numbers in a module are written. */
export function unsigned(value: number): Bytes {
  const bytes: number[] = [];
  let rest = value >>> 0;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** LEB128 with a sign, as `i32.const` takes it. */
function signed(value: number): Bytes {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}

const name = (text: string): Bytes => {
  const bytes = [...new TextEncoder().encode(text)];
  return [...unsigned(bytes.length), ...bytes];
};

const vector = (items: Bytes[]): Bytes => [...unsigned(items.length), ...items.flat()];

const section = (id: number, content: Bytes): Bytes => [id, ...unsigned(content.length), ...content];

/** Instructions, named as in the text format. */
export const op = {
  get: (local: number): Bytes => [0x20, ...unsigned(local)],
  set: (local: number): Bytes => [0x21, ...unsigned(local)],
  tee: (local: number): Bytes => [0x22, ...unsigned(local)],
  /** A block that `branchIf(0)` inside it jumps back to the beginning of. */
  loop: (...body: Bytes[]): Bytes => [0x03, 0x40, ...body.flat(), 0x0b],
  branchIf: (depth: number): Bytes => [0x0d, ...unsigned(depth)],
  i32Const: (value: number): Bytes => [0x41, ...signed(value)],
  i32Add: [0x6a] as Bytes,
  i32Sub: [0x6b] as Bytes,
  i32LessUnsigned: [0x49] as Bytes,
  f32Add: [0x92] as Bytes,
  f32Store: [0x38, 2, 0] as Bytes,
  v128Zero: [0xfd, ...unsigned(12), ...new Array<number>(16).fill(0)] as Bytes,
  v128Load: (offset: number): Bytes => [0xfd, ...unsigned(0), 4, ...unsigned(offset)],
  f32x4Lane: (lane: number): Bytes => [0xfd, ...unsigned(31), lane],
  f32x4Add: [0xfd, ...unsigned(228)] as Bytes,
  f32x4Multiply: [0xfd, ...unsigned(230)] as Bytes,
  i32Store: [0x36, 2, 0] as Bytes,
  /** Eight bytes from memory as eight signed 16-bit lanes. */
  v128Load8x8Signed: (offset: number): Bytes => [0xfd, ...unsigned(1), 3, ...unsigned(offset)],
  /** Products of 16-bit lanes, added in pairs into 32-bit lanes. */
  i32x4DotI16x8: [0xfd, ...unsigned(186)] as Bytes,
  i32x4Add: [0xfd, ...unsigned(174)] as Bytes,
  i32x4Lane: (lane: number): Bytes => [0xfd, ...unsigned(27), lane],
} as const;

export interface FunctionSource {
  /** The name it is exported by. */
  name: string;
  params: number[];
  /** Types of the locals that follow the parameters. */
  locals: number[];
  body: Bytes[];
}

/** A module that imports its memory as `env.memory` and exports one function that returns nothing. */
export function moduleBytes(source: FunctionSource): Uint8Array<ArrayBuffer> {
  const code = [
    ...vector(source.locals.map((type) => [1, type])),
    ...source.body.flat(),
    0x0b, // end of the function
  ];
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d], // "\0asm"
    ...[1, 0, 0, 0], // version 1
    ...section(1, vector([[0x60, ...vector(source.params.map((type) => [type])), 0]])),
    ...section(2, vector([[...name("env"), ...name("memory"), 0x02, 0x00, 1]])),
    ...section(3, vector([[0]])),
    ...section(7, vector([[...name(source.name), 0x00, 0]])),
    ...section(10, vector([[...unsigned(code.length), ...code]])),
  ]);
}
