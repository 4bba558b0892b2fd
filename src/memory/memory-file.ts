/** Memories as files: what is exported can be read again, and equals what it was made of. */
import { z } from "zod";
import { InvalidInputError, MAX_MEMORY_LENGTH, type NewMemory, newMemorySchema } from "../schemas/index.ts";

export const EXPORT_FORMATS = ["json", "csv", "text"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const EXPORT_TYPES: Record<ExportFormat, { type: string; ending: string }> = {
  json: { type: "application/json", ending: "json" },
  csv: { type: "text/csv;charset=utf-8", ending: "csv" },
  text: { type: "text/plain;charset=utf-8", ending: "txt" },
};

/** A memory as it is exported. */
export interface ExportedMemory {
  id: string;
  text: string;
  created_at: string;
  /** Name of the source it is from; null for the agent's own. */
  source: string | null;
  metadata_: Record<string, unknown>;
}

const COLUMNS = ["created_at", "text", "source", "metadata_", "id"] as const;

/** How a spreadsheet tells a formula, apostrophes in front included: so they can be taken off again. */
const LIKE_A_FORMULA = /^'*\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/u;
const KEPT_FROM_BEING_ONE = /^'+\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/u;

/** A cell that no spreadsheet runs. */
function cellOf(text: string): string {
  const safe = LIKE_A_FORMULA.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

const readCell = (cell: string) => (KEPT_FROM_BEING_ONE.test(cell) ? cell.slice(1) : cell);

/** What stands before, between and after memories, and how one is written. */
interface Writing {
  head: string;
  between: string;
  tail: string;
  one: (memory: ExportedMemory) => string;
}

export function writingOf(format: ExportFormat, agentName: string, exportedAt: string): Writing {
  if (format === "text") return { head: "", between: "\n\n", tail: "\n", one: ({ text }) => text };
  if (format === "csv")
    return {
      // The mark makes a spreadsheet read it as UTF-8.
      head: `\ufeff${COLUMNS.join(",")}\r\n`,
      between: "\r\n",
      tail: "\r\n",
      one: (memory) =>
        COLUMNS.map((column) => {
          const value = memory[column] ?? "";
          return cellOf(typeof value === "string" ? value : JSON.stringify(value));
        }).join(","),
    };
  const about = JSON.stringify({
    format: "engram-archival-memory",
    version: 1,
    agent: agentName,
    exported_at: exportedAt,
  });
  return {
    head: `${about.slice(0, -1)},"memories":[\n`,
    between: ",\n",
    tail: "\n]}\n",
    one: (memory) => JSON.stringify(memory),
  };
}

/** What of a text file is one memory. */
export type TextUnit = "line" | "paragraph";

export interface MemoryFile {
  memories: NewMemory[];
  /** Entries that hold no text. */
  skipped: number;
}

/** Lines, or what blank lines part. */
export function splitMemories(text: string, unit: TextUnit): string[] {
  return text
    .replaceAll("\r\n", "\n")
    .split(unit === "line" ? /\n/ : /\n[^\S\n]*\n\s*/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

const listSchema = z.union([
  z.array(z.unknown()),
  z.object({ memories: z.array(z.unknown()) }).transform(({ memories }) => memories),
  z.object({ passages: z.array(z.unknown()) }).transform(({ passages }) => passages),
]);

const entrySchema = z.union([
  z.string().transform((text) => ({ text })),
  z
    .looseObject({
      text: z.string().optional(),
      memory: z.string().optional(),
      content: z.string().optional(),
      created_at: z.unknown().optional(),
      metadata_: z.unknown().optional(),
      metadata: z.unknown().optional(),
    })
    .transform(({ text, memory, content, created_at, metadata_, metadata }) => ({
      text: text ?? memory ?? content ?? "",
      created_at,
      metadata_: metadata_ ?? metadata,
    })),
]);

/** An entry of a file, with as much of it as can be used. Null where it holds no text. */
function memoryOf(entry: unknown): NewMemory | null {
  const { success, data } = entrySchema.safeParse(entry);
  if (!success || data.text.trim() === "") return null;
  if (data.text.length > MAX_MEMORY_LENGTH) return null;
  const { text } = data;
  const whole = newMemorySchema.safeParse({
    text,
    ...("created_at" in data && data.created_at ? { created_at: data.created_at } : {}),
    metadata_: ("metadata_" in data && data.metadata_) || {},
  });
  return whole.success ? whole.data : newMemorySchema.parse({ text });
}

function fromEntries(entries: unknown[]): MemoryFile {
  const memories = entries.map(memoryOf).filter((memory) => memory !== null);
  return { memories, skipped: entries.length - memories.length };
}

/** @throws InvalidInputError where it is not JSON, or holds no list. */
export function memoriesOfJson(text: string): MemoryFile {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (cause) {
    throw new InvalidInputError("file", "this is not JSON", { cause });
  }
  const list = listSchema.safeParse(value);
  if (!list.success)
    throw new InvalidInputError("file", "it holds no list of memories", {
      hint: 'A list of texts, or of objects with "text", "created_at" and "metadata_".',
    });
  return fromEntries(list.data);
}

const TEXT_COLUMNS = ["text", "memory", "content"];

/** The rows of a table; without a column called text, memory or content, the only column. */
export function memoriesOfTable(rows: string[][]): MemoryFile {
  const names = (rows[0] ?? []).map((name) =>
    name
      .replace(/^\ufeff/, "")
      .trim()
      .toLowerCase(),
  );
  const text = names.findIndex((name) => TEXT_COLUMNS.includes(name));
  if (text === -1) {
    if (names.length > 1)
      throw new InvalidInputError("file", "the table has no column called text", {
        hint: "Name the column of the memories in the first row: text.",
      });
    return fromEntries(rows.map(([cell = ""]) => readCell(cell.replace(/^\ufeff/, ""))));
  }
  const [created, metadata] = ["created_at", "metadata_"].map((name) => names.indexOf(name)) as [
    number,
    number,
  ];
  return fromEntries(
    rows.slice(1).map((row) => ({
      text: readCell(row[text] ?? ""),
      created_at: readCell(row[created] ?? "") || undefined,
      metadata_: readObject(readCell(row[metadata] ?? "")),
    })),
  );
}

function readObject(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    // A column of that name with something else in it: the memory counts.
    return undefined;
  }
}
