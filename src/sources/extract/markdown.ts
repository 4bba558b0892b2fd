import type { DocumentReading, ReadableFile } from "./document-reading.ts";
import type { ExtractedSection } from "./file-extractor.ts";
import { wholeText } from "./text-chunks.ts";
import { detectEncoding } from "./text-encoding.ts";

const ATX = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** A heading without what only the page shows: links, emphasis, code marks, anchors. */
function plainHeading(text: string): string {
  return text
    .replace(/\s*\{#[^}]*\}\s*$/, "")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/(\*\*|__|`)/g, "")
    .replace(/^[*_](.+)[*_]$/, "$1")
    .replace(/\\([\\`*_{}[\]()#+\-.!>])/g, "$1")
    .trim();
}

/** The heading that a line, with the line under it, is; null for any other line. */
function headingAt(lines: string[], index: number): { level: number; text: string; lines: number } | null {
  const line = lines[index] as string;
  const atx = ATX.exec(line);
  if (atx) return { level: (atx[1] as string).length, text: plainHeading(atx[2] ?? ""), lines: 1 };
  const under = lines[index + 1];
  if (under === undefined || !/^ {0,3}(=+|-{2,})[ \t]*$/.test(under)) return null;
  // A line of a paragraph, a list or a table is no heading, whatever stands under it.
  const before = lines[index - 1]?.trim() ?? "";
  if (before !== "" || line.trim() === "" || /^\s*([-*+>|]|\d+[.)])/.test(line)) return null;
  return { level: under.trim().startsWith("=") ? 1 : 2, text: plainHeading(line), lines: 2 };
}

/** A Markdown text at its headings. `above` are headings that the whole of it stands under. */
export function* markdownSections(markdown: string, above: string[] = []): Generator<ExtractedSection> {
  const lines = markdown.split("\n");
  const headings: { level: number; text: string }[] = [];
  let body: string[] = [];
  let fence: string | null = null;
  /** A heading nothing stood under yet: it is text itself if nothing ever does. */
  let bare: string | null = null;

  const take = (): ExtractedSection | null => {
    const text = body.join("\n").replace(/^\n+|\s+$/g, "");
    body = [];
    const path = [...above, ...headings.map((heading) => heading.text)].filter((part) => part !== "");
    const heading = path.length > 0 ? { heading: path.join(" > ") } : {};
    if (text.trim() !== "") return { text, ...heading };
    return bare ? { text: bare, ...heading } : null;
  };

  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] as string;
    const mark = FENCE.exec(line)?.[1];
    if (fence) {
      if (mark?.startsWith(fence) && line.trim() === mark) fence = null;
    } else if (mark) fence = mark;
    const found = fence || mark ? null : headingAt(lines, index);
    if (!found) {
      body.push(line);
      continue;
    }
    const deeper =
      bare !== null && found.level > (headings.at(-1)?.level ?? 0) && body.join("").trim() === "";
    const section = deeper ? null : take();
    if (section) yield section;
    body = [];
    while (headings.length > 0 && (headings.at(-1) as { level: number }).level >= found.level) headings.pop();
    headings.push({ level: found.level, text: found.text });
    bare = found.text;
    index += found.lines - 1;
  }
  const section = take();
  if (section) yield section;
}

/** The simple lines ("title: A walk") of the block between two "---" with which many notes begin. */
function frontMatter(markdown: string): { fields: Record<string, string>; rest: string } {
  const block = /^---\n([\s\S]{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(markdown);
  if (!block) return { fields: {}, rest: markdown };
  const fields: Record<string, string> = {};
  for (const line of (block[1] as string).split("\n")) {
    const pair = /^([A-Za-z][\w-]*):[ \t]*(.*)$/.exec(line);
    if (pair) fields[(pair[1] as string).toLowerCase()] = (pair[2] as string).replace(/^(["'])(.*)\1$/, "$2");
  }
  if (Object.keys(fields).length === 0) return { fields, rest: markdown };
  return { fields, rest: markdown.slice(block[0].length) };
}

export async function readMarkdown(file: ReadableFile): Promise<DocumentReading> {
  const encoding = await detectEncoding(file.content);
  const { fields, rest } = frontMatter(await wholeText({ ...file, encoding }));
  const { title, author, date, tags, description } = fields;
  const sections = [...markdownSections(rest)];
  return {
    title: title ?? /^ {0,3}#[ \t]+(.+)$/m.exec(rest.slice(0, 2000))?.[1]?.replace(/[ \t]#+[ \t]*$/, ""),
    metadata_: { encoding, author, created_at: date, tags, description },
    sections,
  };
}
