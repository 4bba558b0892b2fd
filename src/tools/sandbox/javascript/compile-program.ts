/** From the source a person wrote to a script that QuickJS runs: no types, no module syntax, every line where it was. */
import { type ParserOptions, parse } from "@babel/parser";
import type { ToolProgram } from "../tool-sandbox.ts";
import { ProgramError } from "./program-error.ts";

type Tree = ReturnType<typeof parse>;
type Statement = Tree["program"]["body"][number];
type Callable = Extract<
  Statement | Extract<Statement, { type: "ExpressionStatement" }>["expression"],
  { type: "FunctionDeclaration" | "FunctionExpression" | "ArrowFunctionExpression" }
>;
type Parameter = Callable["params"][number];

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
  const typed = language === "typescript";
  const { body } = parseSource(source_code, typed).program;
  const edits: Edit[] = [];
  const callables = new Map<string, Callable>();
  const blank = (start: number, end: number) => edits.push({ start, end, text: "" });
  const give = (callable: Callable, start: number, end: number) => {
    edits.push({ start, end, text: `const ${name} = ` });
    callables.set(name, callable);
  };

  for (const statement of body) {
    const start = statement.start as number;
    switch (statement.type) {
      case "ImportDeclaration":
        if (statement.importKind !== "type")
          throw new ProgramError("ImportError", "A tool cannot import: it is one file.", lineOf(statement));
        blank(start, statement.end as number);
        break;
      case "ExportNamedDeclaration":
        if (statement.source && statement.exportKind !== "type")
          throw new ProgramError("ImportError", "A tool cannot import: it is one file.", lineOf(statement));
        if (statement.declaration) {
          blank(start, statement.declaration.start as number);
          collect(statement.declaration, callables);
        } else blank(start, statement.end as number);
        break;
      case "ExportAllDeclaration":
        throw new ProgramError("ImportError", "A tool cannot import: it is one file.", lineOf(statement));
      case "ExportDefaultDeclaration": {
        const { declaration } = statement;
        const from = declaration.start as number;
        if (declaration.type === "FunctionDeclaration" && declaration.id) {
          blank(start, from);
          collect(declaration, callables);
        } else if (isCallable(declaration)) give(declaration, start, from);
        else edits.push({ start, end: from, text: "void " });
        break;
      }
      case "ExpressionStatement":
        // A function without a name, as `String(f)` gives it: it is the one that is meant.
        if (body.length === 1 && isCallable(statement.expression))
          give(statement.expression, start, statement.expression.start as number);
        break;
      default:
        collect(statement, callables);
    }
  }

  const callable = callables.get(name);
  if (!callable) {
    const others = [...callables.keys()];
    const there = others.length > 0 ? `there is ${others.join(", ")}` : "there is no function at all";
    throw new ProgramError("NoSuchFunction", `The source has no function "${name}": ${there}.`);
  }
  const plain = applyEdits(source_code, edits);
  return { code: typed ? await stripTypes(plain) : plain, parameters: readParameters(callable, name) };
}

function parseSource(source: string, typed: boolean): Tree {
  const options: ParserOptions = { sourceType: "module", plugins: typed ? ["typescript"] : [] };
  try {
    return parse(source, options);
  } catch (error) {
    if (!(error instanceof SyntaxError))
      throw new ProgramError("SyntaxError", "The source is nested too deep to be read.");
    const { loc } = error as SyntaxError & { loc?: { line: number } };
    // The parser ends its message with the place, which we give apart.
    throw new ProgramError("SyntaxError", error.message.replace(/\s*\(\d+:\d+\)$/, ""), loc?.line ?? null);
  }
}

function isCallable(node: { type: string }): node is Callable {
  return ["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"].includes(node.type);
}

function lineOf(node: Statement): number | null {
  return node.loc?.start.line ?? null;
}

/** Notes the functions that a declaration makes. */
function collect(statement: Statement, callables: Map<string, Callable>): void {
  if (statement.type === "FunctionDeclaration" && statement.id) callables.set(statement.id.name, statement);
  if (statement.type !== "VariableDeclaration") return;
  for (const { id, init } of statement.declarations) {
    let value = init;
    while (value && ["TSAsExpression", "TSSatisfiesExpression", "TSTypeAssertion"].includes(value.type))
      value = (value as { expression: typeof value }).expression;
    if (id.type === "Identifier" && value && isCallable(value)) callables.set(id.name, value);
  }
}

function readParameters({ params }: Callable, name: string): ProgramParameter[] {
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
      target.loc?.start.line ?? null,
    );
  });
}

function withoutDefault(parameter: Parameter) {
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
