import type { ErrorRecord } from "../../schemas/errors.ts";
import { type ExportedConversation, exportedConversation } from "./conversation-export.ts";
import type { DocumentReading, ReadableFile } from "./document-reading.ts";
import { FileError } from "./errors.ts";
import type { ExtractedSection, SkippedEntry } from "./file-extractor.ts";
import { jsonElements, parsedJson } from "./json-elements.ts";
import { LIMITS, sizeInWords } from "./limits.ts";
import { isNotebook, notebookReading } from "./notebook.ts";
import { readPlainText } from "./plain-text.ts";
import { isRecord, readableJson } from "./readable-json.ts";
import { rowGroups } from "./row-groups.ts";
import { textChunks, wholeText } from "./text-chunks.ts";
import { detectEncoding } from "./text-encoding.ts";

/** A file of JSON is one document of records or of fields, or the conversations of a data export. */
export type JsonReading =
  | { conversations: AsyncIterable<ExportedConversation | SkippedEntry> }
  | { document: DocumentReading };

const skipped = (path: string, message: string): SkippedEntry => ({
  kind: "skipped",
  path,
  error: FileError.of("file_damaged", message, { hint: "The rest of the file was read." }).toRecord(),
});

const brokenOff = (name: string): SkippedEntry =>
  skipped(name, `"${name}" breaks off before its end: what stood there is missing.`);

export async function readJson(file: ReadableFile): Promise<JsonReading> {
  const encoding = await detectEncoding(file.content);
  const source = { ...file, encoding };
  const elements = jsonElements(textChunks({ ...source, onShare: (share) => file.onShare(share) }));
  const first = await elements.next();
  if (first.done) return readObject(file, encoding);
  const value = "text" in first.value ? parsedJson(first.value.text) : undefined;
  async function* all(): AsyncGenerator<{ position: number; value: unknown } | "end"> {
    if (first.done) return;
    if ("end" in first.value) return yield "end";
    yield { position: 1, value };
    let position = 1;
    for await (const element of elements) {
      if ("end" in element) yield "end";
      else {
        position += 1;
        yield { position, value: parsedJson(element.text) };
      }
    }
  }
  if (value !== undefined && exportedConversation(value))
    return { conversations: conversations(file.name, all()) };
  if (value === undefined && "text" in first.value) return { document: await readAsText(file) };
  return { document: { metadata_: { encoding }, sections: records(file.name, all()) } };
}

/** What is JSON by name only is still text. */
const readAsText = (file: ReadableFile) => readPlainText(file, { valid_json: false });

async function* conversations(
  name: string,
  elements: AsyncIterable<{ position: number; value: unknown } | "end">,
): AsyncGenerator<ExportedConversation | SkippedEntry> {
  let whole = false;
  for await (const element of elements) {
    if (element === "end") {
      whole = true;
      continue;
    }
    const conversation = element.value === undefined ? null : exportedConversation(element.value);
    const path = `${name}, conversation ${element.position}`;
    if (!conversation) yield skipped(path, "This conversation is not written as the others are.");
    else if (conversation.message_count === 0)
      yield { kind: "skipped", path, error: withoutText(conversation) };
    else yield conversation;
  }
  if (!whole) yield brokenOff(name);
}

function withoutText({ title }: ExportedConversation): ErrorRecord {
  return FileError.of(
    "file_without_text",
    `The conversation "${title}" has no message with text.`,
  ).toRecord();
}

async function* records(
  name: string,
  elements: AsyncIterable<{ position: number; value: unknown } | "end">,
): AsyncGenerator<ExtractedSection | SkippedEntry> {
  const broken: SkippedEntry[] = [];
  let whole = false;
  async function* texts(): AsyncGenerator<string> {
    for await (const element of elements) {
      if (element === "end") whole = true;
      else if (element.value === undefined)
        broken.push(skipped(`${name}, record ${element.position}`, "Not JSON."));
      else yield readableJson(element.value);
    }
  }
  yield* rowGroups("Records", texts());
  yield* broken;
  if (!whole) yield brokenOff(name);
}

async function readObject(file: ReadableFile, encoding: string): Promise<JsonReading> {
  if (file.content.size > LIMITS.documentBytes)
    throw FileError.of(
      "file_too_large",
      `"${file.name}" is one JSON object of more than ${sizeInWords(LIMITS.documentBytes)}.`,
      { hint: "Lists of records may be larger: save what is in it as an array, or as JSON lines." },
    );
  const value = parsedJson(await wholeText({ ...file, encoding }));
  // Some files of JSON lines are called "json".
  if (value === undefined) return { document: await readJsonLines(file) };
  if (isRecord(value)) {
    const list = value.conversations;
    if (Array.isArray(list) && list.length > 0 && exportedConversation(list[0])) {
      async function* items() {
        for (const [index, item] of (list as unknown[]).entries()) yield { position: index + 1, value: item };
        yield "end" as const;
      }
      return { conversations: conversations(file.name, items()) };
    }
    const single = exportedConversation(value);
    if (single) {
      async function* only() {
        yield { position: 1, value: value as unknown };
        yield "end" as const;
      }
      return { conversations: conversations(file.name, only()) };
    }
    if (isNotebook(value)) return { document: notebookReading(value) };
  }
  const title = isRecord(value) ? (value.title ?? value.name) : null;
  return {
    document: {
      title: typeof title === "string" ? title : null,
      metadata_: { encoding },
      sections: isRecord(value) ? fields(value) : rowGroups("Records", [readableJson(value)]),
    },
  };
}

/** An object field by field: lists of records one after the other, short fields together. */
async function* fields(value: Record<string, unknown>): AsyncGenerator<ExtractedSection> {
  const short: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value))
    if (item === null || typeof item !== "object") short[key] = item;
  const text = readableJson(short);
  if (text !== "") yield { text };
  for (const [key, item] of Object.entries(value)) {
    if (item === null || typeof item !== "object") continue;
    const isList = Array.isArray(item) && item.some(isRecord);
    const groups = isList ? rowGroups("Records", item.map(readableJson)) : rowGroups("", entryTexts(item));
    for await (const section of groups)
      yield { text: section.text, heading: isList ? `${key} > ${section.heading}` : key };
  }
}

function entryTexts(item: object): string[] {
  if (Array.isArray(item)) return [readableJson(item)];
  return Object.entries(item).map(([key, value]) => readableJson({ [key]: value }));
}

/** One JSON value a line. Lines that are none are said to be left out; a file of nothing else is read as text. */
export async function readJsonLines(file: ReadableFile): Promise<DocumentReading> {
  const encoding = await detectEncoding(file.content);
  const head = new TextDecoder(encoding).decode(await file.content.slice(0, 1 << 20).arrayBuffer());
  const firstLine = head.split(/\r?\n/).find((line) => line.trim() !== "");
  if (firstLine === undefined || (head.includes("\n") && parsedJson(firstLine) === undefined))
    return readAsText(file);
  return { metadata_: { encoding }, sections: lineRecords({ ...file, encoding }) };
}

async function* lineRecords(
  file: ReadableFile & { encoding: string },
): AsyncGenerator<ExtractedSection | SkippedEntry> {
  const broken: SkippedEntry[] = [];
  let position = 0;
  function* read(lines: string[]): Generator<string> {
    for (const line of lines) {
      position += 1;
      if (line.trim() === "") continue;
      const value = parsedJson(line);
      if (value === undefined) broken.push(skipped(`${file.name}, line ${position}`, "Not JSON."));
      else yield readableJson(value);
    }
  }
  async function* texts(): AsyncGenerator<string> {
    let held = "";
    for await (const chunk of textChunks(file)) {
      const lines = (held + chunk).split("\n");
      held = lines.pop() ?? "";
      yield* read(lines);
    }
    yield* read([held]);
  }
  yield* rowGroups("Records", texts());
  yield* broken;
}
