/** Which encoding a text file is in. */
import { analyse } from "chardet";

const SLICE = 1 << 20;
/** A file that is UTF-8 so far is taken for it. */
const CHECKED = 64 * SLICE;
const SAMPLE = 64 * 1024;

const bytesOf = async (content: Blob, from: number, to: number) =>
  new Uint8Array(await content.slice(from, to).arrayBuffer());

function byteOrderMark([a, b, c]: Uint8Array): string | null {
  if (a === 0xef && b === 0xbb && c === 0xbf) return "utf-8";
  if (a === 0xff && b === 0xfe) return "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  return null;
}

/** Text of Latin letters in UTF-16 has a zero in every other byte. */
function zeroPattern(head: Uint8Array): string | null {
  const zeros = [0, 0];
  const end = Math.min(head.length, 4096) & ~1;
  for (let i = 0; i < end; i++) if (head[i] === 0) zeros[i & 1] = (zeros[i & 1] as number) + 1;
  const [even, odd] = zeros as [number, number];
  const many = (end / 2) * 0.4;
  if (odd > many && even < odd / 10) return "utf-16le";
  if (even > many && odd < even / 10) return "utf-16be";
  return null;
}

/** Offset of the slice in which the bytes stop to be UTF-8, or null. A character cut off at the very end is no matter. */
async function firstSliceNotUtf8(content: Blob): Promise<number | null> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for (let from = 0; from < Math.min(content.size, CHECKED); from += SLICE) {
    try {
      decoder.decode(await bytesOf(content, from, from + SLICE), { stream: true });
    } catch {
      return from;
    }
  }
  return null;
}

/** A text in UTF-8 with a few broken bytes is still one. */
function isMostlyUtf8(bytes: Uint8Array): boolean {
  const text = new TextDecoder("utf-8").decode(bytes);
  const broken = text.match(/\ufffd/g)?.length ?? 0;
  const whole = text.match(/[^\0-\x7f\ufffd]/g)?.length ?? 0;
  return whole > broken * 10;
}

function firstHighByte(bytes: Uint8Array): number {
  return Math.max(
    0,
    bytes.findIndex((byte) => byte > 0x7f),
  );
}

export function isKnownEncoding(label: string): boolean {
  try {
    new TextDecoder(label);
    return true;
  } catch {
    return false;
  }
}

/**
 * The label of the encoding, as `TextDecoder` knows it.
 *
 * @param declared what the file says of itself (a page's `charset`); believed where the bytes allow it.
 */
export async function detectEncoding(content: Blob, declared?: string | null): Promise<string> {
  const head = await bytesOf(content, 0, SAMPLE);
  const certain = byteOrderMark(head) ?? zeroPattern(head);
  if (certain) return certain;
  const slice = await firstSliceNotUtf8(content);
  if (slice === null) return "utf-8";
  const bytes = await bytesOf(content, slice, slice + SLICE);
  if (isMostlyUtf8(bytes)) return "utf-8";
  if (declared && isKnownEncoding(declared) && !/^utf-?(8|16)/i.test(declared)) return declared.toLowerCase();
  // Around the first byte that is not ASCII: a detector learns nothing from the rest.
  const from = Math.max(0, firstHighByte(bytes) - 1024);
  for (const { name } of analyse(bytes.subarray(from, from + SAMPLE))) {
    // The detector knows Latin-1 as the web does: it is read as windows-1252.
    if (/^(utf|ascii)/i.test(name) || !isKnownEncoding(name)) continue;
    return new TextDecoder(name).encoding;
  }
  return "windows-1252";
}
