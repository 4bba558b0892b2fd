/**
 * The elements of a JSON array, one at a time: an export of years of conversations is one array of hundreds of
 * megabytes, which no one should have to parse as a whole.
 */
export type JsonElement =
  /** The text of one element, not parsed yet. */
  | { text: string }
  /** The array was closed and nothing follows: the file is whole. */
  | { end: true };

/** Yields nothing where the text is no array. */
export async function* jsonElements(chunks: AsyncIterable<string>): AsyncGenerator<JsonElement> {
  let depth = 0;
  let quoted = false;
  let escaped = false;
  let begun = false;
  let pieces = "";
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const code = chunk.charCodeAt(at);
      if (quoted) {
        if (escaped) escaped = false;
        else if (code === 0x5c) escaped = true;
        else if (code === 0x22) quoted = false;
        continue;
      }
      if (code === 0x22) quoted = true;
      if (!begun) {
        if (/\s/.test(chunk[at] as string)) continue;
        if (code !== 0x5b) return;
        begun = true;
        depth = 1;
        from = at + 1;
        continue;
      }
      if (code === 0x5b || code === 0x7b) depth += 1;
      else if (code === 0x5d || code === 0x7d) depth -= 1;
      if (depth === 0 || (depth === 1 && code === 0x2c)) {
        const text = (pieces + chunk.slice(from, at)).trim();
        if (text !== "") yield { text };
        pieces = "";
        from = at + 1;
      }
      if (depth === 0) {
        yield { end: true };
        return;
      }
    }
    if (begun) pieces += chunk.slice(from);
  }
}

/** Undefined for what is no JSON. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
