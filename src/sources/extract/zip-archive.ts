/**
 * Zip archives, read an entry at a time from wherever the bytes lie: the list of entries stands at the end of the file,
 * so that nothing but that list and the entry that is read has to be in memory.
 */
import { Inflate } from "fflate";
import { CancelledError } from "../../schemas/errors.ts";
import { crc32 } from "./crc32.ts";
import { FileError } from "./errors.ts";
import { LIMITS, sizeInWords } from "./limits.ts";

export interface ZipEntry {
  path: string;
  /** As the archive says; what comes out is held against it. */
  size: number;
  packedSize: number;
  encrypted: boolean;
  method: number;
  crc: number;
  offset: number;
}

export interface ZipArchive {
  name: string;
  /** Files in the archive's order; folders are left out. */
  entries: ZipEntry[];
  /** @throws FileError where the entry is damaged, encrypted, or far larger than it was packed. */
  read(entry: ZipEntry, signal?: AbortSignal): Promise<Blob>;
}

const END = 0x06054b50;
const END_64_LOCATOR = 0x07064b50;
const END_64 = 0x06064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
/** The end record and the longest comment after it. */
const TAIL = 22 + 65_535;
const PACKED_SLICE = 1 << 16;
const STORED = 0;
const DEFLATED = 8;

const damaged = (name: string, detail: string) =>
  FileError.of("file_damaged", `"${name}" is damaged and cannot be unpacked.`, {
    hint: "Get it again from where it came; a download may have been cut off.",
    detail,
  });

const viewOf = async (content: Blob, from: number, to: number) =>
  new DataView(await content.slice(from, to).arrayBuffer());

const long = (view: DataView, at: number) => Number(view.getBigUint64(at, true));

/** Where the list of entries begins and how many there are. */
async function findDirectory(
  name: string,
  content: Blob,
): Promise<{ offset: number; size: number; count: number }> {
  const tailStart = Math.max(0, content.size - TAIL);
  const tail = await viewOf(content, tailStart, content.size);
  let at = tail.byteLength - 22;
  while (at >= 0 && tail.getUint32(at, true) !== END) at -= 1;
  if (at < 0) throw damaged(name, "no end record");
  let count = tail.getUint16(at + 10, true);
  let size = tail.getUint32(at + 12, true);
  let offset = tail.getUint32(at + 16, true);
  if ((count === 0xffff || size === 0xffffffff || offset === 0xffffffff) && at >= 20) {
    if (tail.getUint32(at - 20, true) === END_64_LOCATOR) {
      const end = await viewOf(content, long(tail, at - 12), long(tail, at - 12) + 56);
      if (end.byteLength < 56 || end.getUint32(0, true) !== END_64)
        throw damaged(name, "no 64-bit end record");
      count = long(end, 32);
      size = long(end, 40);
      offset = long(end, 48);
    }
  }
  if (offset + size > content.size) throw damaged(name, "the list of entries lies beyond the end");
  return { offset, size, count };
}

function pathOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** Sizes and offsets that do not fit into 32 bits stand in an extra field. */
function widen(entry: ZipEntry, view: DataView, from: number, to: number): void {
  for (let at = from; at + 4 <= to; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    const end = Math.min(to, at + 4 + view.getUint16(at + 2, true));
    let value = at + 4;
    for (const field of ["size", "packedSize", "offset"] as const) {
      if (entry[field] !== 0xffffffff || value + 8 > end) continue;
      entry[field] = long(view, value);
      value += 8;
    }
    return;
  }
}

/**
 * Opens an archive.
 *
 * @throws FileError `file_damaged` or `file_too_large`.
 */
export async function openZip(name: string, content: Blob): Promise<ZipArchive> {
  if (content.size > LIMITS.archiveBytes)
    throw FileError.of("file_too_large", `"${name}" is larger than ${sizeInWords(LIMITS.archiveBytes)}.`, {
      hint: "Unpack it and add what is needed.",
    });
  const directory = await findDirectory(name, content);
  if (directory.count > LIMITS.archiveEntries)
    throw FileError.of("file_too_large", `"${name}" holds more than ${LIMITS.archiveEntries} files.`, {
      hint: "Unpack it and add what is needed.",
    });
  const view = await viewOf(content, directory.offset, directory.offset + directory.size);
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let index = 0; index < directory.count; index++) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== CENTRAL)
      throw damaged(name, `entry ${index} is not listed`);
    const pathEnd = at + 46 + view.getUint16(at + 28, true);
    const extraEnd = pathEnd + view.getUint16(at + 30, true);
    if (extraEnd > view.byteLength) throw damaged(name, `entry ${index} is cut off`);
    const entry: ZipEntry = {
      path: pathOf(new Uint8Array(view.buffer, at + 46, pathEnd - at - 46)).replaceAll("\\", "/"),
      encrypted: (view.getUint16(at + 8, true) & 1) === 1,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packedSize: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    };
    widen(entry, view, pathEnd, extraEnd);
    if (!entry.path.endsWith("/")) entries.push(entry);
    at = extraEnd + view.getUint16(at + 32, true);
  }
  const unpacked = entries.reduce((total, entry) => total + entry.size, 0);
  if (unpacked > LIMITS.unpackedBytes)
    throw FileError.of(
      "file_too_large",
      `"${name}" unpacks to more than ${sizeInWords(LIMITS.unpackedBytes)}.`,
      {
        hint: "Unpack it and add what is needed.",
      },
    );
  return { name, entries, read: (entry, signal) => readEntry(name, content, entry, signal) };
}

async function readEntry(name: string, content: Blob, entry: ZipEntry, signal?: AbortSignal): Promise<Blob> {
  const label = `${name}/${entry.path}`;
  if (entry.encrypted)
    throw FileError.of("file_encrypted", `"${label}" is protected with a password.`, {
      hint: "Unpack the archive with its password, and add what was in it.",
    });
  if (entry.method !== STORED && entry.method !== DEFLATED)
    throw FileError.of("file_kind_not_supported", `"${label}" is packed in a way that cannot be read here.`, {
      hint: "Unpack it and pack it anew as a plain zip.",
      detail: `method ${entry.method}`,
    });
  checkSize(label, entry, entry.size);
  const local = await viewOf(content, entry.offset, entry.offset + 30);
  if (local.byteLength < 30 || local.getUint32(0, true) !== LOCAL) throw damaged(label, "no local header");
  const from = entry.offset + 30 + local.getUint16(26, true) + local.getUint16(28, true);
  const to = from + entry.packedSize;
  if (to > content.size) throw damaged(label, "cut off");

  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  let crc = 0;
  const take = (piece: Uint8Array) => {
    size += piece.length;
    checkSize(label, entry, size);
    if (size > entry.size) throw damaged(label, "larger than it says");
    crc = crc32(crc, piece);
    pieces.push(piece as Uint8Array<ArrayBuffer>);
  };
  const inflate = entry.method === DEFLATED ? new Inflate((piece) => take(piece)) : null;
  for (let at = from; at < to; at += PACKED_SLICE) {
    if (signal?.aborted) throw new CancelledError();
    const end = Math.min(to, at + PACKED_SLICE);
    const packed = new Uint8Array(await content.slice(at, end).arrayBuffer());
    if (!inflate) take(packed);
    else {
      try {
        inflate.push(packed, end === to);
      } catch (error) {
        if (FileError.isInstance(error)) throw error;
        throw damaged(label, error instanceof Error ? error.message : String(error));
      }
    }
  }
  if (size !== entry.size || crc !== entry.crc) throw damaged(label, "the checksum does not fit");
  return new Blob(pieces);
}

function checkSize(label: string, entry: ZipEntry, size: number): void {
  if (size > LIMITS.entryBytes)
    throw FileError.of(
      "file_too_large",
      `"${label}" unpacks to more than ${sizeInWords(LIMITS.entryBytes)}.`,
    );
  if (size > LIMITS.unpackRatioFrom && size > entry.packedSize * LIMITS.unpackRatio)
    throw FileError.of(
      "file_too_large",
      `"${label}" unpacks to more than ${LIMITS.unpackRatio} times its size.`,
      {
        hint: "It may be made to fill up the memory. Unpack it yourself if you trust it.",
      },
    );
}
