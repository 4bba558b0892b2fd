/** From the source a person wrote to a script that QuickJS runs: no types, no module syntax, every line where it was. */
import { topFunctions } from "../../schema/javascript/find-function.ts";
import { type FunctionNode, type Program, parseSource, placeOf } from "../../schema/javascript/syntax.ts";
import type { ToolProgram } from "../tool-sandbox.ts";
import { ProgramError } from "./program-error.ts";

/** How an argument finds its place: by name, as the rest of them, or all of them as one object. */
export interface ProgramParameter {
  kind: "named" | "rest" | "all";
  name: string;
}

export interface CompiledProgram {
  /** A script; evaluated, it leaves the function under its name. */
  code: string;
  parameters: ProgramParameter[];
}

/** A change of the source that keeps its lines. */
interface Edit {
  start: number;
  end: number;
  text: string;
}

/**
 * Finds the function that is called and its parameters, takes out types and `export`.
 * @throws ProgramError with the line, for a source that is no program or has no such function.
 */
export async function compileProgram({ language, source_code, name }: ToolProgram): Promise<CompiledProgram> {
  const types = language === "typescript";
  const { program, mistakes } = parseSource(source_code, { types });
  const mistake = mistakes[0];
  if (!program || mistake)
    throw new ProgramError(
      "SyntaxError",
      mistake?.message ?? "The source cannot be read.",
      mistake?.place?.line ?? null,
    );
  const edits = moduleEdits(program);
  const nameless = namelessFunction(program);
  const functions = topFunctions(program).filter((each) => each.name !== null);
  const node = functions.findLast((each) => each.name === name)?.node ?? nameless;
  if (!node) {
    const others = functions.map((each) => each.name);
    const there = others.length > 0 ? `there is ${others.join(", ")}` : "there is no function at its top";
    throw new ProgramError("NoSuchFunction", `The source has no function "${name}": ${there}.`);
  }
  if (node === nameless)
    edits.push({ start: node.start ?? 0, end: node.start ?? 0, text: `const ${name} = ` });
  const plain = applyEdits(source_code, edits);
  return { code: types ? await stripTypes(plain) : plain, parameters: readParameters(node, name) };
}

/** Loads what takes out types. */
export async function prepareCompiler(): Promise<void> {
  await import("sucrase");
}

/** A function without a name that can only be the one: the default export, or all there is, as `String(f)` gives it. */
function namelessFunction({ body }: Program): FunctionNode | null {
  const [only, ...more] = body;
  if (only?.type === "ExpressionStatement" && more.length === 0 && isFunction(only.expression))
    return only.expression;
  const exported = body.find((statement) => statement.type === "ExportDefaultDeclaration")?.declaration;
  if (!exported || !isFunction(exported)) return null;
  return exported.type === "ArrowFunctionExpression" || !exported.id ? exported : null;
}

function isFunction(node: { type: string }): node is FunctionNode {
  return ["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"].includes(node.type);
}

const isDeclared = (node: { type: string; id?: unknown }) =>
  isFunction(node) || (node.type === "ClassDeclaration" && Boolean(node.id));

/** Takes out what only modules have. */
function moduleEdits({ body }: Program): Edit[] {
  const edits: Edit[] = [];
  const takeOut = (start: number | null | undefined, end: number | null | undefined, text = "") =>
    edits.push({ start: start ?? 0, end: end ?? 0, text });
  for (const statement of body) {
    const { start, end } = statement;
    switch (statement.type) {
      case "ImportDeclaration":
        if (statement.importKind !== "type") throw importRefused(placeOf(statement).line);
        takeOut(start, end);
        break;
      case "ExportAllDeclaration":
        throw importRefused(placeOf(statement).line);
      case "ExportNamedDeclaration":
        if (statement.source && statement.exportKind !== "type") throw importRefused(placeOf(statement).line);
        takeOut(start, statement.declaration ? statement.declaration.start : end);
        break;
      case "ExportDefaultDeclaration":
        // A value that is exported is left to be computed, for what that may do.
        takeOut(start, statement.declaration.start, isDeclared(statement.declaration) ? "" : "void ");
        break;
    }
  }
  return edits;
}

function importRefused(line: number): ProgramError {
  return new ProgramError("ImportError", "A tool cannot import: it is one file.", line);
}

function readParameters({ params }: FunctionNode, name: string): ProgramParameter[] {
  const own = params.filter((parameter) => !(parameter.type === "Identifier" && parameter.name === "this"));
  return own.map((parameter, index): ProgramParameter => {
    const target = withoutDefault(parameter);
    if (target.type === "Identifier") return { kind: "named", name: target.name };
    if (target.type === "RestElement" && target.argument.type === "Identifier")
      return { kind: "rest", name: target.argument.name };
    if (target.type === "ObjectPattern" && own.length === 1) return { kind: "all", name: "" };
    throw new ProgramError(
      "SyntaxError",
      `Parameter ${index + 1} of "${name}" needs a name, since arguments are given by name.`,
      placeOf(target).line,
    );
  });
}

function withoutDefault(parameter: FunctionNode["params"][number]) {
  return parameter.type === "AssignmentPattern" ? parameter.left : parameter;
}

/** Edits in order; the line breaks of what is taken out stay. */
function applyEdits(source: string, edits: Edit[]): string {
  let done = "";
  let from = 0;
  for (const { start, end, text } of edits.sort((a, b) => a.start - b.start)) {
    done += source.slice(from, start) + text + source.slice(start, end).replace(/[^\n\r]+/g, "");
    from = end;
  }
  return done + source.slice(from);
}

async function stripTypes(source: string): Promise<string> {
  const { transform } = await import("sucrase");
  return transform(source, { transforms: ["typescript"], disableESTransforms: true }).code;
}
