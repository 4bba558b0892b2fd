/**
 * Rows as lines of text: JSON with sorted keys, one row a line. What JSON cannot say stands as an object with one key
 * that begins with `$`; bytes stand apart, one after the other, and the line says where. Equal rows give equal lines.
 */
import { damagedBackup } from "./backup-error.ts";

const ARRAYS = {
  u8: Uint8Array,
  u8c: Uint8ClampedArray,
  i8: Int8Array,
  u16: Uint16Array,
  i16: Int16Array,
  u32: Uint32Array,
  i32: Int32Array,
  f32: Float32Array,
  f64: Float64Array,
  u64: BigUint64Array,
  i64: BigInt64Array,
} as const;
type ArrayKind = keyof typeof ARRAYS;
const isArrayKind = (kind: unknown): kind is ArrayKind =>
  typeof kind === "string" && Object.hasOwn(ARRAYS, kind);

/** What stands apart from the lines, as it is written. */
export interface Bytes {
  pieces: BlobPart[];
  size: number;
}

export const noBytes = (): Bytes => ({ pieces: [], size: 0 });

function packBytes(kind: string, value: ArrayBuffer | ArrayBufferView | Blob, apart: Bytes, type?: string) {
  const at = apart.size;
  const size = value instanceof Blob ? value.size : value.byteLength;
  // A copy: a view would keep the whole buffer under it, and change with it.
  if (value instanceof Blob) apart.pieces.push(value);
  else if (value instanceof ArrayBuffer) apart.pieces.push(value.slice(0));
  else
    apart.pieces.push(
      new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice() as Uint8Array<ArrayBuffer>,
    );
  apart.size += size;
  return { $bytes: [kind, at, size, ...(type === undefined ? [] : [type])] };
}

function pack(value: unknown, apart: Bytes): unknown {
  switch (typeof value) {
    case "undefined":
      return { $undefined: true };
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { $number: Object.is(value, -0) ? "-0" : String(value) };
    case "bigint":
      return { $bigint: String(value) };
    case "object":
      break;
    default:
      return value;
  }
  if (value === null) return null;
  if (Array.isArray(value)) return value.map((one) => pack(one, apart));
  if (value instanceof Date) return { $date: value.getTime() };
  if (value instanceof ArrayBuffer) return packBytes("buffer", value, apart);
  if (ArrayBuffer.isView(value)) {
    const kind = (Object.keys(ARRAYS) as ArrayKind[]).find((one) => value instanceof ARRAYS[one]);
    if (kind) return packBytes(kind, value, apart);
  }
  if (typeof Blob !== "undefined" && value instanceof Blob)
    return packBytes("blob", value, apart, value.type);
  if (value instanceof Map) return { $map: [...value].map((pair) => pack(pair, apart)) };
  if (value instanceof Set) return { $set: [...value].map((one) => pack(one, apart)) };
  const entries = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, one]) => [key.startsWith("$") ? `$${key}` : key, pack(one, apart)]);
  // Makes `__proto__` a key like any other.
  return Object.fromEntries(entries);
}

/** A row as a line, without its end. Bytes are added to `apart`. Keys that are undefined are left out. */
export function packRow(row: unknown, apart: Bytes): string {
  return JSON.stringify(pack(row, apart));
}

function unpackBytes(told: unknown, apart: Uint8Array): unknown {
  if (!Array.isArray(told)) throw damagedBackup("bytes without a place");
  const [kind, at, size, type] = told as unknown[];
  if (!Number.isSafeInteger(at) || !Number.isSafeInteger(size)) throw damagedBackup("bytes without a place");
  const from = at as number;
  const to = from + (size as number);
  if (from < 0 || to < from || to > apart.length) throw damagedBackup("bytes beyond the end");
  const bytes = apart.slice(from, to) as Uint8Array<ArrayBuffer>;
  if (kind === "buffer") return bytes.buffer;
  if (kind === "blob") return new Blob([bytes], { type: typeof type === "string" ? type : "" });
  if (!isArrayKind(kind) || bytes.length % ARRAYS[kind].BYTES_PER_ELEMENT !== 0)
    throw damagedBackup("bytes of an unknown kind");
  return new ARRAYS[kind](bytes.buffer);
}

function unpackSpecial(kind: string, told: unknown, apart: Uint8Array): unknown {
  switch (kind) {
    case "$bytes":
      return unpackBytes(told, apart);
    case "$undefined":
      return undefined;
    case "$number":
      return told === "-0" ? -0 : Number(told);
    case "$bigint":
      if (typeof told === "string" && /^-?\d{1,1000}$/.test(told)) return BigInt(told);
      break;
    case "$date":
      return new Date(Number(told));
    case "$map":
      if (Array.isArray(told)) return new Map(told.map((pair) => unpack(pair, apart) as [unknown, unknown]));
      break;
    case "$set":
      if (Array.isArray(told)) return new Set(told.map((one) => unpack(one, apart)));
      break;
  }
  throw damagedBackup(`a value of an unknown kind: ${kind.slice(0, 20)}`);
}

function unpack(value: unknown, apart: Uint8Array): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => unpack(one, apart));
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first && /^\$[a-z]/.test(first[0]))
    return unpackSpecial(first[0], first[1], apart);
  return Object.fromEntries(
    entries.map(([key, one]) => [key.startsWith("$$") ? key.slice(1) : key, unpack(one, apart)]),
  );
}

/** @throws BackupError where the line is none of ours. */
export function unpackRow(line: string, apart: Uint8Array): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    throw damagedBackup("a line that is no JSON");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    throw damagedBackup("a line that is no row");
  return unpack(parsed, apart) as Record<string, unknown>;
}

/** Whether two rows are the same, bytes included. */
export function sameRow(a: unknown, b: unknown): boolean {
  if (packRow(a, noBytes()) !== packRow(b, noBytes())) return false;
  return sameBytes(a, b);
}

/** Of values whose lines are equal. */
function sameBytes(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || a === null || typeof b !== "object" || b === null) return true;
  if (ArrayBuffer.isView(a) && ArrayBuffer.isView(b)) {
    const [one, other] = [a, b].map((view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
    return one?.every((byte, index) => byte === other?.[index]) ?? false;
  }
  if (a instanceof ArrayBuffer && b instanceof ArrayBuffer)
    return sameBytes(new Uint8Array(a), new Uint8Array(b));
  // Not read here: taken for changed.
  if (a instanceof Blob) return false;
  return Object.keys(a).every((key) =>
    sameBytes((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
  );
}
