import { CancelledError } from "../../schemas/errors.ts";

const SLICE = 1 << 18;

export interface TextSource {
  content: Blob;
  encoding: string;
  signal?: AbortSignal;
  /** Share of the content that is read, 0 to 1. */
  onShare?: (share: number) => void;
}

/** A file's text, some 100,000 characters at a time; lines end with "\n" and no zero is left in it. */
export async function* textChunks({
  content,
  encoding,
  signal,
  onShare,
}: TextSource): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  let held = "";
  for (let from = 0; from < content.size; from += SLICE) {
    if (signal?.aborted) throw new CancelledError();
    const bytes = await content.slice(from, from + SLICE).arrayBuffer();
    let text = held + decoder.decode(bytes, { stream: true });
    // Its "\n" may be the first of the next chunk.
    held = text.endsWith("\r") ? "\r" : "";
    if (held) text = text.slice(0, -1);
    onShare?.(Math.min(1, (from + SLICE) / content.size));
    yield cleanText(text);
  }
  const rest = held + decoder.decode();
  if (rest !== "") yield cleanText(rest);
}

function cleanText(text: string): string {
  return text.replace(/\r\n?/g, "\n").replaceAll("\0", "");
}

/** All of it; for kinds that are read as a whole. */
export async function wholeText(source: TextSource): Promise<string> {
  const chunks: string[] = [];
  for await (const chunk of textChunks(source)) chunks.push(chunk);
  return chunks.join("");
}
