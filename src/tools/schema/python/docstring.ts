/** Docstrings in the style of Google, as the reference reads them; those of Sphinx and NumPy too. */
export interface Docstring {
  /** The first part; empty where there is none. */
  description: string;
  /** Descriptions by parameter. */
  parameters: Map<string, string>;
}

/** Titles of sections, and whether they list parameters. */
const SECTIONS: Record<string, boolean> = {
  Args: true,
  Arguments: true,
  Parameters: true,
  Params: true,
  "Keyword Args": true,
  "Keyword Arguments": true,
  "Other Parameters": true,
  Raises: false,
  Exceptions: false,
  Except: false,
  Warns: false,
  Attributes: false,
  Example: false,
  Examples: false,
  Returns: false,
  Return: false,
  Yields: false,
  Note: false,
  Notes: false,
  References: false,
  "See Also": false,
  Todo: false,
  Warning: false,
  Warnings: false,
};

export function readDocstring(docstring: string): Docstring {
  const lines = cleaned(docstring);
  const parameters = new Map([
    ...numpyParameters(lines),
    ...sphinxParameters(lines),
    ...googleParameters(lines),
  ]);
  const end = lines.findIndex(
    (line, index) =>
      isTitle(line) ||
      isUnderlined(lines, index) ||
      /^:(?:param|arg|parameter|returns?|rtype|raises?|type)\b/.test(line),
  );
  const text = lines
    .slice(0, end === -1 ? undefined : end)
    .join("\n")
    .trim();
  return { description: (text.split(/\n\s*\n/)[0] ?? "").replace(/\s*\n\s*/g, " "), parameters };
}

const titleOf = (line: string) => /^([A-Z][A-Za-z ]*):\s*$/.exec(line)?.[1];
const isTitle = (line: string) => {
  const title = titleOf(line);
  return title !== undefined && title in SECTIONS;
};
const isUnderlined = (lines: string[], index: number) =>
  (lines[index] ?? "").trim() in SECTIONS && /^-{3,}\s*$/.test(lines[index + 1] ?? "");
const indentOf = (line: string) => line.length - line.trimStart().length;

/** Lines without the indentation they share; the first line has none of it. */
function cleaned(docstring: string): string[] {
  const [first = "", ...rest] = docstring.replace(/\t/g, "        ").split(/\r?\n/);
  const shared = Math.min(...rest.filter((line) => line.trim() !== "").map(indentOf));
  const lines = [first.trimStart(), ...rest.map((line) => line.slice(Number.isFinite(shared) ? shared : 0))];
  return lines.map((line) => line.trimEnd());
}

/** Lines further in than the one at `start`, up to the first that is not. */
function blockAfter(lines: string[], start: number, indent: number): string[] {
  const after = lines.slice(start + 1);
  const end = after.findIndex((line) => line !== "" && indentOf(line) <= indent);
  return end === -1 ? after : after.slice(0, end);
}

/** Words that go on over lines keep their lines, without the indentation they share. */
function joined(first: string, more: string[]): string {
  const shared = Math.min(...more.filter((line) => line !== "").map(indentOf));
  return [first, ...more.map((line) => line.slice(Number.isFinite(shared) ? shared : 0))].join("\n").trim();
}

/** `Args:` and below it `name (type): words`, further lines of the words further in. */
function* googleParameters(lines: string[]): Generator<[string, string]> {
  for (const [index, line] of lines.entries()) {
    const title = titleOf(line);
    if (title === undefined || !SECTIONS[title]) continue;
    const block = blockAfter(lines, index, indentOf(line));
    const indent = indentOf(block.find((each) => each !== "") ?? "");
    for (const [at, entry] of block.entries()) {
      if (entry === "" || indentOf(entry) !== indent) continue;
      const head = /^\s*\*{0,2}([^\s(:]+)\s*/.exec(entry);
      if (!head) continue;
      const rest = entry.slice(head[0].length + typeLength(entry.slice(head[0].length)));
      const words = /^\s*:\s?(.*)$/.exec(rest);
      if (words) yield [head[1] ?? "", joined(words[1] ?? "", blockAfter(block, at, indent))];
    }
  }
}

/** Length of a type in parentheses at the front; parentheses within it are part of it. */
function typeLength(text: string): number {
  if (!text.startsWith("(")) return 0;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "(") depth += 1;
    if (text[at] === ")") depth -= 1;
    if (depth === 0) return at + 1;
  }
  return 0;
}

/** `:param type name: words`. */
function* sphinxParameters(lines: string[]): Generator<[string, string]> {
  for (const [index, line] of lines.entries()) {
    const match =
      /^(\s*):(?:param|parameter|arg|argument|key|keyword)\s+(?:[^:]*\s)?\*{0,2}(\w+)\s*:\s*(.*)$/.exec(line);
    if (match)
      yield [match[2] ?? "", joined(match[3] ?? "", blockAfter(lines, index, match[1]?.length ?? 0))];
  }
}

/** `Parameters`, underlined, and below it `name : type` with the words further in. */
function* numpyParameters(lines: string[]): Generator<[string, string]> {
  for (const [index, line] of lines.entries()) {
    if (!isUnderlined(lines, index) || !SECTIONS[line.trim()]) continue;
    for (let at = index + 2; at < lines.length && !isUnderlined(lines, at); at += 1) {
      const entry = lines[at] ?? "";
      const head = indentOf(entry) === indentOf(line) ? /^\s*([\w*, ]+?)\s*(?::.*)?$/.exec(entry) : null;
      const [first, ...more] = blockAfter(lines, at, indentOf(line));
      if (!head || first === undefined) continue;
      for (const name of (head[1] ?? "").split(",")) yield [name.trim(), joined(first.trim(), more)];
    }
  }
}
