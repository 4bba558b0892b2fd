import type { DocumentReading, ReadableFile } from "./document-reading.ts";
import type { ExtractedSection } from "./file-extractor.ts";
import { textChunks } from "./text-chunks.ts";
import { detectEncoding } from "./text-encoding.ts";

/** Characters of a section, where nothing in the text tells where one ends. */
const SECTION = 50_000;

/** Text as it stands: prose, logs, source code. */
export async function readPlainText(
  file: ReadableFile,
  metadata_: Record<string, unknown> = {},
): Promise<DocumentReading> {
  const encoding = await detectEncoding(file.content);
  return { metadata_: { ...metadata_, encoding }, sections: sections(file, encoding) };
}

async function* sections(file: ReadableFile, encoding: string): AsyncGenerator<ExtractedSection> {
  let held = "";
  for await (const chunk of textChunks({ ...file, encoding })) {
    held += chunk;
    while (held.length >= 2 * SECTION) {
      const end = cutNear(held, SECTION);
      yield { text: held.slice(0, end) };
      held = held.slice(end);
    }
  }
  yield { text: held };
}

/** The last end of a paragraph before `at`, or of a line, or of a word; at worst between two characters. */
function cutNear(text: string, at: number): number {
  for (const gap of ["\n\n", "\n", " "]) {
    const found = text.lastIndexOf(gap, at);
    if (found > at / 2) return found + gap.length;
  }
  return isLowSurrogate(text.charCodeAt(at)) ? at - 1 : at;
}

const isLowSurrogate = (code: number) => code >= 0xdc00 && code <= 0xdfff;
