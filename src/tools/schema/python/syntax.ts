/** The parser of Python, and ways about its tree. */
import { parser } from "@lezer/python";
import type { SourcePlace } from "../signature.ts";

export type SyntaxNode = ReturnType<typeof parser.parse>["topNode"];

export interface PythonTree {
  source: string;
  top: SyntaxNode;
  /** Where it could not be read, in order. */
  errors: SourcePlace[];
}

export function parsePython(source: string): PythonTree {
  const tree = parser.parse(withinGrammar(source));
  const errors: SourcePlace[] = [];
  tree.iterate({
    enter: (node) => {
      if (node.type.isError) errors.push(placeAt(source, node.from));
    },
  });
  return { source, top: tree.topNode, errors };
}

/**
 * The grammar lacks some of the language and would call it wrong. Each is written as something of the same length that
 * it knows: texts are taken from the source itself, so only the shape of the tree depends on it.
 */
function withinGrammar(source: string): string {
  return source
    .replace(/\f/g, " ")
    .replace(/(\d)\.(?![\w.])/g, "$10")
    .replace(/\byield\b(?=[ \t]*(?:[\n)#\]]|$))/gm, "None ")
    .replace(/^[ \t]*case\b.*$/gm, (line) => line.replace(/\./g, "_").replace(/\(\)/g, "  "))
    .replace(/\bas \([\w, ]+\)/g, (target) => `as ${"_".repeat(target.length - 3)}`)
    .replace(/, \*(?=\w+ in\b)/g, ", _");
}

export function placeAt(source: string, offset: number): SourcePlace {
  const before = source.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

export const textOf = (node: SyntaxNode, source: string) => source.slice(node.from, node.to);

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (child.name !== "Comment") children.push(child);
  return children;
}

/** Function and class definitions may stand behind decorators. */
export function undecorated(node: SyntaxNode): SyntaxNode {
  return node.name === "DecoratedStatement"
    ? (node.getChild("FunctionDefinition") ?? node.getChild("ClassDefinition") ?? node)
    : node;
}

export const nameOf = (node: SyntaxNode, source: string) => {
  const name = node.getChild("VariableName");
  return name ? textOf(name, source) : "";
};

const ESCAPES: Record<string, string> = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
  "0": "\0",
  "\\": "\\",
  "'": "'",
  '"': '"',
  "\n": "",
};

/** The value of a string as it is written; null where it is computed (an f-string) or bytes. */
export function stringValue(node: SyntaxNode, source: string): string | null {
  if (node.name === "ContinuedString") {
    const parts = childrenOf(node).map((part) => stringValue(part, source));
    return parts.some((part) => part === null) ? null : parts.join("");
  }
  if (node.name !== "String") return null;
  const match = /^([a-zA-Z]*)("""|'''|"|')([\s\S]*)\2$/.exec(textOf(node, source));
  const [, prefix = "", , text = ""] = match ?? [];
  if (!match || /[bft]/i.test(prefix)) return null;
  if (/r/i.test(prefix)) return text;
  return text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g,
    (all, two, four, eight, one) => {
      const code = two ?? four ?? eight;
      if (code === undefined) return ESCAPES[one] ?? all;
      const point = Number.parseInt(code, 16);
      return point > 0x10ffff ? all : String.fromCodePoint(point);
    },
  );
}
