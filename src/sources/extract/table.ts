import Papa from "papaparse";
import type { DocumentReading, ReadableFile } from "./document-reading.ts";
import type { ExtractedSection } from "./file-extractor.ts";
import { rowGroups } from "./row-groups.ts";
import { textChunks } from "./text-chunks.ts";
import { detectEncoding } from "./text-encoding.ts";

/** Text is handed to the parser from this many characters on, up to the end of a row. */
const BLOCK = 200_000;
/** A quoted cell that does not end within this many characters is a stray quote. */
const LONGEST_ROW = 4_000_000;
const DELIMITERS = [",", "\t", ";", "|"];

/** The position after the last row that ends in `text`, or 0. A line break between quotes ends no row. */
function endOfRows(text: string): number {
  let quoted = false;
  let end = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) quoted = !quoted;
    else if (code === 10 && !quoted) end = at + 1;
  }
  return end;
}

async function* blocks(file: ReadableFile, encoding: string): AsyncGenerator<string> {
  let held = "";
  for await (const chunk of textChunks({ ...file, encoding })) {
    held += chunk;
    if (held.length < BLOCK) continue;
    const end =
      endOfRows(held) || (held.length > LONGEST_ROW ? held.lastIndexOf("\n") + 1 || held.length : 0);
    if (end === 0) continue;
    yield held.slice(0, end);
    held = held.slice(end);
  }
  if (held !== "") yield held;
}

function parse(block: string, delimiter: string): { rows: string[][]; delimiter: string } {
  const { data, meta } = Papa.parse<string[]>(block, {
    delimiter,
    delimitersToGuess: DELIMITERS,
    skipEmptyLines: "greedy",
  });
  return { rows: data, delimiter: meta.delimiter };
}

/** Whether the first row names the columns: short words, no two alike, no numbers. */
function namesColumns(first: string[], second: string[] | undefined): boolean {
  const cells = first.map((cell) => cell.trim());
  if (!second) return false;
  const isName = (cell: string) => cell.length < 100 && !/^[-+]?[\d.,\s]*\d%?$/.test(cell);
  const named = cells.filter((cell) => cell !== "");
  return named.length > 0 && cells.every(isName) && new Set(named).size === named.length;
}

/** A table: every row as lines of "column: value", rows that belong together in one section. */
export async function readTable(file: ReadableFile): Promise<DocumentReading> {
  const encoding = await detectEncoding(file.content);
  const incoming = blocks(file, encoding);
  const first = await incoming.next();
  const known = /\.(tsv|tab)$/i.test(file.name) ? "\t" : "";
  const begin = parse(first.done ? "" : first.value, known);
  const [top = [], second] = begin.rows;
  const hasNames = namesColumns(top, second);
  const width = Math.max(top.length, second?.length ?? 0);
  const columns = Array.from(
    { length: width },
    (_, index) => (hasNames && top[index]?.trim()) || `column ${index + 1}`,
  );
  const rowText = (row: string[]) =>
    row
      .map((cell, index) => ({ name: columns[index] ?? `column ${index + 1}`, value: cell.trim() }))
      .filter(({ value }) => value !== "")
      .map(({ name, value }) => `${name}: ${value}`)
      .join("\n");
  async function* rows(): AsyncGenerator<string> {
    for (const row of hasNames ? begin.rows.slice(1) : begin.rows) yield rowText(row);
    for await (const block of incoming)
      for (const row of parse(block, begin.delimiter).rows) yield rowText(row);
  }
  const sections: AsyncIterable<ExtractedSection> = rowGroups("Rows", rows());
  return { metadata_: { encoding, ...(hasNames ? { columns } : {}) }, sections };
}
