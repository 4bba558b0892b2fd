/** What a source declares at its top that types may name. */
import type { JsonLiteral, JsonSchema } from "../json-schema.ts";
import { literalOf } from "./literal.ts";
import type { Enum, Interface, Program, Statement, TypeAlias } from "./syntax.ts";

/** A type that a doc comment declares; read when it is met. */
interface DocumentedType {
  type: "schema";
  read(open: ReadonlySet<string>): JsonSchema;
}

export interface Declarations {
  types: Map<string, TypeAlias | Interface | Enum | DocumentedType>;
  /** Constant lists of literals by name. */
  lists: Map<string, JsonLiteral[]>;
}

const isLiteral = (value: unknown): value is JsonLiteral =>
  ["string", "number", "boolean"].includes(typeof value);

export function declarationsOf(program: Program): Declarations {
  const declared: Declarations = { types: new Map(), lists: new Map() };
  for (const statement of program.body) {
    const inner =
      (statement.type === "ExportNamedDeclaration" || statement.type === "ExportDefaultDeclaration") &&
      statement.declaration
        ? (statement.declaration as Statement)
        : statement;
    if (
      inner.type === "TSInterfaceDeclaration" ||
      inner.type === "TSTypeAliasDeclaration" ||
      inner.type === "TSEnumDeclaration"
    )
      declared.types.set(inner.id.name, inner);
    if (inner.type !== "VariableDeclaration") continue;
    for (const { id, init } of inner.declarations) {
      const value = init && id.type === "Identifier" ? literalOf(init)?.value : undefined;
      if (id.type === "Identifier" && Array.isArray(value) && value.every(isLiteral))
        declared.lists.set(id.name, value);
    }
  }
  return declared;
}
