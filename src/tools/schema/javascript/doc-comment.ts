/** Doc comments: a text, then tags. */
import type { Comment } from "./syntax.ts";

export interface DocTag {
  name: string;
  /** Without its braces; null where there is none. */
  type: string | null;
  /** What follows the type, tag lines joined as they stand. */
  text: string;
  /** Line of the source, from 1. */
  line: number;
}

export interface DocComment {
  /** What stands before the first tag. */
  text: string;
  tags: DocTag[];
}

export interface DocParameter {
  /** As it is called, e.g. `options.name`. */
  name: string;
  type: string | null;
  optional: boolean;
  description: string;
  line: number;
}

export const EMPTY_DOC: DocComment = { text: "", tags: [] };

const isDoc = (comment: Comment) => comment.type === "CommentBlock" && comment.value.startsWith("*");

/** The doc comment that stands last among these, or null. */
export function lastDocComment(comments: readonly Comment[] | null | undefined): DocComment | null {
  const comment = comments?.filter(isDoc).at(-1);
  return comment ? readDocComment(comment.value, comment.loc?.start.line ?? 1) : null;
}

/** Every doc comment among these. */
export function docComments(comments: readonly Comment[]): DocComment[] {
  return comments.filter(isDoc).map((comment) => readDocComment(comment.value, comment.loc?.start.line ?? 1));
}

/** @param value what stands between the outer signs of a comment: begins with a star. */
function readDocComment(value: string, firstLine: number): DocComment {
  const lines = value.split(/\r?\n/).map((line) => line.replace(/^\s*\*+ ?/, "").trimEnd());
  const text: string[] = [];
  const tags: { name: string; lines: string[]; line: number }[] = [];
  let fenced = false;
  lines.forEach((line, index) => {
    if (/^\s*```/.test(line)) fenced = !fenced;
    const tag = fenced ? null : /^\s*@(\w+)\s*(.*)$/.exec(line);
    if (tag) tags.push({ name: tag[1] ?? "", lines: [tag[2] ?? ""], line: firstLine + index });
    else (tags.at(-1)?.lines ?? text).push(line);
  });
  return {
    text: plainLinks(text.join("\n").trim()),
    tags: tags.map(({ name, lines: tagLines, line }) => {
      const { type, rest } = takeType(tagLines.join("\n").trim());
      return { name, type, text: plainLinks(rest), line };
    }),
  };
}

/** `{@link Thing|words}` is its words. */
const plainLinks = (text: string) =>
  text.replace(/\{@link(?:code|plain)?\s+([^}|\s]+)(?:[|\s]\s*([^}]*))?\}/g, (_all, target, words) =>
    String(words || target).trim(),
  );

/** Takes a type in braces off the front; braces within it are part of it. */
function takeType(text: string): { type: string | null; rest: string } {
  if (!text.startsWith("{")) return { type: null, rest: text };
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "{") depth += 1;
    if (text[at] === "}") depth -= 1;
    if (depth === 0) return { type: text.slice(1, at).trim(), rest: text.slice(at + 1).trim() };
  }
  return { type: null, rest: text };
}

/** Lines of one paragraph are one line; a blank line or a point of a list begins a new one. */
export const unwrapped = (text: string) => text.replace(/([^\n])\n(?!\s*\n|\s*[-*•]\s)[ \t]*/g, "$1 ").trim();

/** The text before the first blank line. */
export const firstParagraph = (text: string) => unwrapped(text.split(/\n\s*\n/)[0] ?? "");

/** What a function is said to do: the first part of the text, or of `@description`. */
export function descriptionOf(doc: DocComment): string {
  const tag = doc.tags.find(({ name }) => name === "description" || name === "summary");
  return firstParagraph(doc.text || tag?.text || "");
}

/** The `@param` tags (or others of their form, as `@property`) of a doc comment. */
export function docParameters(doc: DocComment, names: readonly string[] = ["param", "arg", "argument"]) {
  return doc.tags.filter(({ name }) => names.includes(name)).flatMap((tag) => readParameter(tag));
}

function readParameter(tag: DocTag): DocParameter[] {
  const optional = takeOptionalName(tag.text);
  const plain = /^([\w$.[\]]+)/.exec(tag.text);
  const name = optional?.name ?? plain?.[1];
  if (name === undefined) return [];
  const rest = tag.text.slice(optional?.length ?? plain?.[0].length ?? 0);
  // TypeScript's own way puts a hyphen between name and words; some put a colon.
  const description = unwrapped(rest.replace(/^\s*[-–—:]\s*/, ""));
  return [{ name, type: tag.type, optional: optional !== null, description, line: tag.line }];
}

/** `[name]` or `[name=default]`; the default may hold brackets. */
function takeOptionalName(text: string): { name: string; length: number } | null {
  if (!text.startsWith("[")) return null;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "[") depth += 1;
    if (text[at] === "]") depth -= 1;
    if (depth === 0) return { name: (text.slice(1, at).split("=")[0] ?? "").trim(), length: at + 1 };
  }
  return null;
}
