/** Every text has its Norwegian; no component holds words of its own; no text is read before its language is there. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "@babel/parser";
import { describe, expect, test } from "vitest";
import nb from "./nb/index.ts";

const UI = join(import.meta.dirname, "..");

/** The English groups of texts: their module's path and the names they are exported by. */
const modules = import.meta.glob<Record<string, unknown>>(
  ["./*.ts", "../texts.ts", "!./*.test.ts", "!./language.ts", "!./load-language.ts", "!./numbers.ts"],
  { eager: true },
);

/** Words that are the same in both languages. */
const SAME =
  /^(Engram|Data|Persona|standard|Send|Agent|Argument|Type|JSON|MCP|JavaScript|TypeScript|Python|Token|Enter|Shift \+ Enter|Escape)$/;

type Leaf = { path: string; value: unknown };

function leaves(value: unknown, path: string): Leaf[] {
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, below]) => leaves(below, `${path}.${key}`))
    : [{ path, value }];
}

function registeredName(path: string): string {
  const source = readFileSync(join(import.meta.dirname, path), "utf8");
  return /translatable\(\s*"([^"]+)"/.exec(source)?.[1] ?? `${path} registers nothing`;
}

describe("Norwegian", () => {
  test.each(Object.keys(modules))("%s is translated, key for key", (path) => {
    const name = registeredName(path);
    // Modules hold one group each; other exports (code to begin with, for example) are no texts of it.
    const source = readFileSync(join(import.meta.dirname, path), "utf8");
    const exported = /export const (\w+) = translatable\(/.exec(source)?.[1] ?? "";
    const english = leaves(modules[path]?.[exported], name);
    const norwegian = leaves(nb[name], name);
    expect(english.length).toBeGreaterThan(1);
    expect(norwegian.map((leaf) => leaf.path).sort()).toEqual(english.map((leaf) => leaf.path).sort());
    const others = new Map(norwegian.map((leaf) => [leaf.path, leaf.value]));
    for (const { path: key, value } of english) {
      const translated = others.get(key);
      expect(typeof translated, key).toBe(typeof value);
      if (typeof value !== "string" || SAME.test(value)) continue;
      expect(translated, key).not.toBe("");
      expect(translated, `${key} is the English`).not.toBe(value);
    }
  });

  test("holds nothing that no module registers", () => {
    expect(Object.keys(nb).sort()).toEqual(Object.keys(modules).map(registeredName).sort());
  });
});

interface Node {
  type: string;
  loc?: { start: { line: number } };
  [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string";

function children(node: Node): Node[] {
  return Object.entries(node).flatMap(([key, value]) =>
    key === "loc" || key.endsWith("Comments")
      ? []
      : Array.isArray(value)
        ? value.filter(isNode)
        : isNode(value)
          ? [value]
          : [],
  );
}

const SPOKEN =
  /^(aria-label|aria-description|aria-roledescription|aria-valuetext|alt|title|label|placeholder|description|subtitle|error)$/;
/** What is the same in every language: addresses, names of headers, a letter or two as a mark. */
const NO_WORDS = /^((https?:\/\/)?[\w-]+(\.[\w-]+)+(:\d+)?(\/\S*)?|https?:\/\/\S*|Authorization)$/;
const hasWords = (text: string) => /\p{L}{3}/u.test(text) && !NO_WORDS.test(text);

/** Literal words among what an expression may come to; calls and members are looked up elsewhere. */
function literals(node: Node): Node[] {
  switch (node.type) {
    case "StringLiteral":
      return hasWords(node.value as string) ? [node] : [];
    case "TemplateLiteral":
      return (node.quasis as Node[]).filter((part) => hasWords((part.value as { raw: string }).raw));
    case "ConditionalExpression":
      return [...literals(node.consequent as Node), ...literals(node.alternate as Node)];
    case "LogicalExpression":
      return [...literals(node.left as Node), ...literals(node.right as Node)];
    case "JSXExpressionContainer":
      return literals(node.expression as Node);
    default:
      return [];
  }
}

/** Words that stand in a component instead of among the texts. */
function literalWords(node: Node): Node[] {
  const here =
    node.type === "JSXText" && hasWords(node.value as string)
      ? [node]
      : node.type === "JSXAttribute" && SPOKEN.test((node.name as Node).name as string) && isNode(node.value)
        ? literals(node.value)
        : node.type === "JSXElement" || node.type === "JSXFragment"
          ? (node.children as Node[])
              .filter((child) => child.type === "JSXExpressionContainer")
              .flatMap(literals)
          : [];
  return [...here, ...children(node).flatMap(literalWords)];
}

/** Texts that are read while a module is loaded: before its language may be there. Naming a group of them is fine. */
function earlyReads(program: Node, groups: Map<string, unknown>): Node[] {
  const read = (node: Node): Node[] => {
    if (/Function|ClassMethod|ClassProperty|ImportDeclaration|^TS/.test(node.type)) return [];
    if (node.type === "MemberExpression") {
      const keys: string[] = [];
      let at: Node = node;
      while (at.type === "MemberExpression" && !at.computed) {
        keys.unshift((at.property as Node).name as string);
        at = at.object as Node;
      }
      if (at.type === "Identifier" && groups.has(at.name as string)) {
        const value = keys.reduce<unknown>(
          (group, key) => (group as Record<string, unknown> | undefined)?.[key],
          groups.get(at.name as string),
        );
        return typeof value === "object" && !Array.isArray(value) ? [] : [node];
      }
    }
    return children(node).flatMap(read);
  };
  return read(program);
}

/** Names in a file that stand for texts, with what they hold. */
function importedTexts(program: Node): Map<string, unknown> {
  const groups = new Map<string, unknown>();
  for (const statement of program.body as Node[]) {
    if (statement.type !== "ImportDeclaration") continue;
    const from = (statement.source as Node).value as string;
    const path = /(?:^|\/)texts\/([\w-]+\.ts)$/.exec(from)?.[1];
    const module = modules[path ? `./${path}` : /(?:^|\/)texts\.ts$/.test(from) ? "../texts.ts" : ""];
    if (!module) continue;
    for (const one of statement.specifiers as Node[])
      groups.set((one.local as Node).name as string, module[(one.imported as Node).name as string]);
  }
  return groups;
}

const sources = readdirSync(UI, { recursive: true, encoding: "utf8" }).filter(
  (path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$|^texts/.test(path),
);

const parsed = (source: string) =>
  parse(source, { sourceType: "module", plugins: ["typescript", "jsx"] }).program as unknown as Node;

describe("components", () => {
  test.each(sources)("%s holds no words, and reads none too early", (path) => {
    const program = parsed(readFileSync(join(UI, path), "utf8"));
    const at = (node: Node) => `${path}:${node.loc?.start.line}`;
    expect(literalWords(program).map(at)).toEqual([]);
    expect(earlyReads(program, importedTexts(program)).map(at)).toEqual([]);
  });

  test("words and early reads are found where they are", () => {
    const program = parsed(`
      import { t } from "./texts.ts";
      const early = [t.save];
      const group = t.chat;
      const Late = () => <p title={bad ? "Some words" : t.app} className="row">{t.save} Hello {cond && "there"}</p>;
    `);
    expect(
      literalWords(program)
        .map((node) => node.type)
        .sort(),
    ).toEqual(["JSXText", "StringLiteral", "StringLiteral"]);
    expect(earlyReads(program, importedTexts(program)).map((node) => node.loc?.start.line)).toEqual([3]);
  });
});
