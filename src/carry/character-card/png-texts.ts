/** Texts that a PNG picture carries. */

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, index) => bytes[index] === byte);
}

/** Its tEXt chunks by keyword; the first of each. A picture that is cut off gives those that are whole. */
export function pngTexts(bytes: Uint8Array): Map<string, string> {
  const texts = new Map<string, string>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const latin1 = new TextDecoder("latin1");
  for (let at = SIGNATURE.length; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const end = at + 8 + length;
    if (end + 4 > bytes.length) break;
    if (latin1.decode(bytes.subarray(at + 4, at + 8)) === "tEXt") {
      const chunk = bytes.subarray(at + 8, end);
      const zero = chunk.indexOf(0);
      const keyword = latin1.decode(chunk.subarray(0, Math.max(zero, 0)));
      if (zero > 0 && !texts.has(keyword)) texts.set(keyword, latin1.decode(chunk.subarray(zero + 1)));
    }
    at = end + 4;
  }
  return texts;
}
