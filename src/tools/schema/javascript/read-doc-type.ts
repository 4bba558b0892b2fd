/** Types of doc comments: TypeScript types, and the older spellings beside them. */
import { described, type JsonSchema, NULL, unionOf, withoutNull } from "../json-schema.ts";
import { TypeRefusal } from "../signature.ts";
import type { Declarations } from "./declarations.ts";
import { type DocComment, type DocParameter, docParameters } from "./doc-comment.ts";
import { readType } from "./read-type.ts";
import { parseSource } from "./syntax.ts";

const FREE_OBJECT = /^(!?)(Object|object)(\[\])?$/;

/**
 * The schema of a type as a doc comment writes it, e.g. `string`, `?number`, `Array.<string>`, `Object.<string, number>`.
 *
 * @param line where it stands, for what is refused.
 * @throws TypeRefusal where it is none, or one that JSON lacks.
 */
export function readDocType(
  text: string,
  line: number,
  declared: Declarations,
  open?: ReadonlySet<string>,
): JsonSchema {
  const place = { line, column: 1 };
  const { program } = parseSource(`type It = ${typeScriptOf(text)};`, { types: true });
  const [statement, more] = program?.body ?? [];
  if (statement?.type !== "TSTypeAliasDeclaration" || more)
    throw new TypeRefusal(`has a type that cannot be read: ${text}`, place);
  try {
    return readType(statement.typeAnnotation, declared, open);
  } catch (error) {
    if (error instanceof TypeRefusal) throw new TypeRefusal(error.message, place);
    throw error;
  }
}

function typeScriptOf(text: string): string {
  const optional = /=$/.test(text);
  const plain = text
    .replace(/=$/, "")
    .replace(/^\.\.\./, "")
    .replace(/!/g, "")
    .replace(/^\*$/, "any")
    .replace(/\bfunction\b(?:\([^)]*\))?(?::\s*\w+)?/gi, "Function")
    .replace(/\.</g, "<")
    .replace(/\b[Oo]bject</g, "Record<")
    .replace(/\?\s*([\w$.]+(?:<[^<>]*>)?(?:\[\])*)/g, "($1 | null)")
    .replace(/^(.+)\?$/, "($1 | null)");
  return optional ? `(${plain}) | undefined` : plain;
}

/**
 * The type of a documented parameter. Where it is an object whose parts are documented with a dot (`options.name`),
 * these are its properties.
 */
export function readDocumented(
  parameter: DocParameter,
  all: readonly DocParameter[],
  declared: Declarations,
  open?: ReadonlySet<string>,
): JsonSchema | undefined {
  const parts = partsOf(parameter.name, all);
  const list = parameter.type === null ? null : FREE_OBJECT.exec(parameter.type.replace(/=$/, ""));
  if (parts.length > 0 && (list || parameter.type === null)) {
    const object = objectOfParts(parts, all, declared, open);
    return list?.[3] || parts[0]?.name.startsWith("[]", parameter.name.length)
      ? { type: "array", items: object }
      : object;
  }
  return parameter.type === null ? undefined : readDocType(parameter.type, parameter.line, declared, open);
}

function partsOf(name: string, all: readonly DocParameter[]): DocParameter[] {
  return all.filter((other) => {
    const rest = other.name.startsWith(name) ? other.name.slice(name.length).replace(/^\[\]/, "") : "";
    return rest.startsWith(".") && !/[.[]/.test(rest.slice(1));
  });
}

function objectOfParts(
  parts: readonly DocParameter[],
  all: readonly DocParameter[],
  declared: Declarations,
  open?: ReadonlySet<string>,
): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const part of parts) {
    const key = part.name.slice(part.name.lastIndexOf(".") + 1);
    const read = readDocumented(part, all, declared, open);
    if (!read)
      throw new TypeRefusal(`has a property '${key}' without a type`, { line: part.line, column: 1 });
    const { schema, nullable } = withoutNull(read);
    properties[key] = described(schema, part.description);
    if (!nullable && !part.optional) required.push(key);
  }
  return { type: "object", properties, required };
}

/** Adds the types that doc comments declare (`@typedef`, with `@property` for its parts). */
export function addDocumentedTypes(docs: readonly DocComment[], declared: Declarations): void {
  for (const doc of docs) {
    const tag = doc.tags.find(({ name }) => name === "typedef");
    const name = tag && /^[\w$]+/.exec(tag.text)?.[0];
    if (!tag || !name || declared.types.has(name)) continue;
    const root = { name, type: tag.type, optional: false, description: "", line: tag.line };
    const parts = docParameters(doc, ["property", "prop"]).map((part) => ({
      ...part,
      name: `${name}.${part.name}`,
    }));
    declared.types.set(name, {
      type: "schema",
      read: (open) => readDocumented(root, parts, declared, open) ?? unionOf([NULL]),
    });
  }
}
