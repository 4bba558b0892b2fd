/** The parser of JavaScript and TypeScript, and names for its nodes. */
import { parse } from "@babel/parser";
import type { SourcePlace } from "../signature.ts";

type ParsedFile = ReturnType<typeof parse>;
export type Program = ParsedFile["program"];
export type Statement = Program["body"][number];
export type Comment = NonNullable<ParsedFile["comments"]>[number];

type NodeOf<Union, Type extends string> = Extract<Union, { type: Type }>;
type Declarator = NodeOf<Statement, "VariableDeclaration">["declarations"][number];
export type Expression = NonNullable<Declarator["init"]>;
export type FunctionNode =
  | NodeOf<Statement, "FunctionDeclaration">
  | NodeOf<Expression, "FunctionExpression" | "ArrowFunctionExpression">;
export type Parameter = FunctionNode["params"][number];
export type TypeAlias = NodeOf<Statement, "TSTypeAliasDeclaration">;
export type Interface = NodeOf<Statement, "TSInterfaceDeclaration">;
export type Enum = NodeOf<Statement, "TSEnumDeclaration">;
export type TypeNode = TypeAlias["typeAnnotation"];
export type TypeMember = Interface["body"]["body"][number];
export type EntityName = NodeOf<TypeNode, "TSTypeReference">["typeName"];

interface Placed {
  loc?: { start: { line: number; column: number } } | null | undefined;
}

/** Where a node begins; the parser counts columns from 0. */
export const placeOf = (node: Placed): SourcePlace => ({
  line: node.loc?.start.line ?? 1,
  column: (node.loc?.start.column ?? 0) + 1,
});

/** A mistake of the source, without the place that the parser puts behind its words. */
export interface SyntaxMistake {
  message: string;
  place: SourcePlace | null;
}

export interface ParsedSource {
  program: Program | null;
  comments: readonly Comment[];
  mistakes: SyntaxMistake[];
}

/** Parses a module. With mistakes the program is what could be saved of it, or null. */
export function parseSource(source: string, { types }: { types: boolean }): ParsedSource {
  try {
    const file = parse(source, {
      sourceType: "module",
      errorRecovery: true,
      allowReturnOutsideFunction: true,
      plugins: types ? ["typescript"] : [],
    });
    return {
      program: file.program,
      comments: file.comments ?? [],
      mistakes: (file.errors ?? []).map(mistakeOf),
    };
  } catch (error) {
    return { program: null, comments: [], mistakes: [mistakeOf(error)] };
  }
}

function mistakeOf(error: unknown): SyntaxMistake {
  const { message, loc } = error as { message?: string; loc?: { line: number; column: number } };
  return {
    message: String(message ?? error).replace(/\s*\(\d+:\d+\)$/, ""),
    place: loc ? { line: loc.line, column: loc.column + 1 } : null,
  };
}
