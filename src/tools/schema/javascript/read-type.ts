/** From TypeScript types to JSON schemas. */
import {
  described,
  type JsonLiteral,
  type JsonSchema,
  literalSchema,
  NULL,
  unionOf,
  withoutNull,
} from "../json-schema.ts";
import { TypeRefusal } from "../signature.ts";
import type { Declarations } from "./declarations.ts";
import { firstParagraph, lastDocComment, unwrapped } from "./doc-comment.ts";
import { literalOf } from "./literal.ts";
import {
  type EntityName,
  type Enum,
  type Interface,
  placeOf,
  type TypeMember,
  type TypeNode,
} from "./syntax.ts";

/** Names that stand for whole numbers, declared or not: JavaScript itself has no such type. */
const WHOLE_NUMBERS = new Set(["integer", "Integer", "int"]);
const CAPITALS: Record<string, JsonSchema> = {
  String: { type: "string" },
  Number: { type: "number" },
  Boolean: { type: "boolean" },
};
const LISTS = new Set(["Array", "ReadonlyArray"]);
/** What a model cannot send, and what to take instead. */
const NOT_JSON: Record<string, string> = {
  Date: "a string (say its format)",
  Map: "Record<string, …>",
  Set: "an array",
  RegExp: "a string",
  Function: "data",
  Promise: "the value itself",
  Buffer: "a string",
  Uint8Array: "a string or an array of numbers",
  ArrayBuffer: "a string or an array of numbers",
  Object: "an object type with its properties, or Record<string, …>",
};

/** Types being read, so that one that holds itself is seen. */
type Open = ReadonlySet<string>;
const NONE: Open = new Set();

/**
 * The schema of a type. `null` and `undefined` are `{type: "null"}`, for the caller to take as "may be left out".
 *
 * @throws TypeRefusal where JSON has no such value.
 */
export function readType(node: TypeNode, declared: Declarations, open: Open = NONE): JsonSchema {
  const read = (inner: TypeNode) => readType(inner, declared, open);
  const refuse = (message: string) => new TypeRefusal(message, placeOf(node));
  switch (node.type) {
    case "TSStringKeyword":
      return { type: "string" };
    case "TSNumberKeyword":
      return { type: "number" };
    case "TSBooleanKeyword":
      return { type: "boolean" };
    case "TSNullKeyword":
    case "TSUndefinedKeyword":
    case "TSVoidKeyword":
      return NULL;
    case "TSAnyKeyword":
    case "TSUnknownKeyword":
      throw refuse(
        `has the type ${node.type === "TSAnyKeyword" ? "any" : "unknown"}, which tells a model nothing: name the type`,
      );
    case "TSObjectKeyword":
      throw refuse(`has the type object, which tells a model nothing: take ${NOT_JSON.Object}`);
    case "TSBigIntKeyword":
      throw refuse("has the type bigint, which JSON lacks: take integer, or a string for longer numbers");
    case "TSFunctionType":
    case "TSConstructorType":
      throw refuse("has the type of a function, which a model cannot send");
    case "TSParenthesizedType":
      return read(node.typeAnnotation);
    case "TSArrayType":
      return { type: "array", items: read(node.elementType) };
    case "TSTupleType":
      return readTuple(node.elementTypes, read);
    case "TSUnionType":
      return unionOf(node.types.map(read));
    case "TSIntersectionType":
      return mergeObjects(node.types.map(read), refuse);
    case "TSLiteralType": {
      const value = literalOf(node.literal);
      if (!value || typeof value.value === "object" || value.value === undefined)
        throw refuse("has a literal type that JSON lacks");
      return literalSchema(value.value as JsonLiteral);
    }
    case "TSTypeLiteral":
      return readMembers(node.members, declared, open);
    case "TSTypeOperator":
      if (node.operator === "readonly" && node.typeAnnotation) return read(node.typeAnnotation);
      throw refuse(`has a type that is computed with ${node.operator}: write it out`);
    case "TSIndexedAccessType":
      return readIndexed(node, declared, refuse);
    case "TSTypeReference":
      return readReference(node, declared, open, refuse);
    default:
      throw refuse("has a type that is computed: write it out");
  }
}

type Refuse = (message: string) => TypeRefusal;
type NodeOf<Type extends string> = Extract<TypeNode, { type: Type }>;

function readTuple(
  elements: NodeOf<"TSTupleType">["elementTypes"],
  read: (node: TypeNode) => JsonSchema,
): JsonSchema {
  const items: JsonSchema[] = [];
  let least = 0;
  let open = false;
  for (const element of elements) {
    const named = element.type === "TSNamedTupleMember" ? element : null;
    let type: TypeNode = named ? named.elementType : (element as TypeNode);
    let optional = named?.optional ?? false;
    if (type.type === "TSOptionalType") {
      optional = true;
      type = type.typeAnnotation;
    }
    if (type.type === "TSRestType") {
      open = true;
      optional = true;
      const list = read(type.typeAnnotation);
      if (list.items) items.push(list.items);
      continue;
    }
    items.push(read(type));
    if (!optional) least += 1;
  }
  return {
    type: "array",
    ...(items.length > 0 ? { items: unionOf(items) } : {}),
    minItems: least,
    ...(open ? {} : { maxItems: elements.length }),
  };
}

function mergeObjects(parts: JsonSchema[], refuse: Refuse): JsonSchema {
  const merged: JsonSchema = { type: "object", properties: {}, required: [] };
  for (const part of parts) {
    if (part.type !== "object") throw refuse("is an intersection of what are not objects");
    Object.assign(merged.properties as object, part.properties);
    merged.required = [...new Set([...(merged.required ?? []), ...(part.required ?? [])])];
    if (part.additionalProperties) merged.additionalProperties = part.additionalProperties;
  }
  return merged;
}

/** The members of an object type or interface; their comments are their descriptions. */
function readMembers(members: readonly TypeMember[], declared: Declarations, open: Open): JsonSchema {
  const schema: JsonSchema = { type: "object", properties: {}, required: [] };
  members.forEach((member, index) => {
    const refuse = (message: string) => new TypeRefusal(message, placeOf(member));
    if (member.type === "TSIndexSignature") {
      const value = member.typeAnnotation?.typeAnnotation;
      if (!value) throw refuse("has an index without a type");
      schema.additionalProperties = readType(value as TypeNode, declared, open);
      return;
    }
    if (member.type !== "TSPropertySignature") throw refuse("has a method, which a model cannot send");
    const key = propertyName(member.key);
    if (key === null || member.computed) throw refuse("has a property whose name is computed");
    const type = member.typeAnnotation?.typeAnnotation;
    if (!type) throw refuse(`has a property '${key}' without a type`);
    const { schema: value, nullable } = withoutNull(readNested(key, type as TypeNode, declared, open));
    (schema.properties as Record<string, JsonSchema>)[key] = described(
      value,
      commentOf(member, members[index - 1]),
    );
    if (!nullable && !member.optional) schema.required?.push(key);
  });
  return schema;
}

/** A refusal within says which property it is about. */
function readNested(key: string, type: TypeNode, declared: Declarations, open: Open): JsonSchema {
  try {
    return readType(type, declared, open);
  } catch (error) {
    if (!(error instanceof TypeRefusal)) throw error;
    const inner = /^has a property '([^']*)' that (.*)$/s.exec(error.message);
    const path = inner ? `${key}.${inner[1]}` : key;
    throw new TypeRefusal(`has a property '${path}' that ${inner?.[2] ?? error.message}`, error.place);
  }
}

function propertyName(key: { type: string; name?: unknown; value?: unknown }): string | null {
  if (key.type === "Identifier") return String(key.name);
  return key.type === "StringLiteral" || key.type === "NumericLiteral" ? String(key.value) : null;
}

/** The doc comment before a member, or what stands in a comment on its line or right above. */
function commentOf(member: TypeMember, before: TypeMember | undefined): string | undefined {
  const doc = lastDocComment(member.leadingComments);
  if (doc) return firstParagraph(doc.text) || undefined;
  const end = member.loc?.end.line;
  const beside = member.trailingComments?.find((comment) => comment.loc?.start.line === end);
  if (beside) return unwrapped(beside.value) || undefined;
  const lineBefore = before?.loc?.end.line ?? 0;
  const above =
    member.leadingComments?.filter((comment) => (comment.loc?.start.line ?? 0) > lineBefore) ?? [];
  return unwrapped(above.map(({ value }) => value.trim()).join("\n")) || undefined;
}

/** `(typeof NAMES)[number]`, where NAMES is a list of literals at the top of the source; `Thing["property"]`. */
function readIndexed(
  node: NodeOf<"TSIndexedAccessType">,
  declared: Declarations,
  refuse: Refuse,
): JsonSchema {
  let object: TypeNode = node.objectType;
  while (object.type === "TSParenthesizedType") object = object.typeAnnotation;
  if (object.type === "TSTypeQuery" && node.indexType.type === "TSNumberKeyword") {
    const name = object.exprName.type === "Identifier" ? object.exprName.name : null;
    const values = name === null ? undefined : declared.lists.get(name);
    if (values && values.length > 0) return unionOf(values.map(literalSchema));
    throw refuse("has a type taken from what is no list of literals at the top of the source");
  }
  throw refuse("has a type that is computed: write it out");
}

function readReference(
  node: NodeOf<"TSTypeReference">,
  declared: Declarations,
  open: Open,
  refuse: Refuse,
): JsonSchema {
  const name = entityName(node.typeName);
  const parameters = (node.typeParameters?.params ?? []) as TypeNode[];
  const [first, second] = parameters;
  const read = (inner: TypeNode) => readType(inner, declared, open);
  if (WHOLE_NUMBERS.has(name)) return { type: "integer" };
  const declaration = declared.types.get(name);
  if (declaration) {
    if (open.has(name)) throw refuse(`has a type that holds itself (${name}), which a model cannot be told`);
    const within = new Set([...open, name]);
    if (declaration.type === "TSEnumDeclaration")
      return unionOf(enumValues(declaration, refuse).map(([, value]) => literalSchema(value)));
    if (declaration.type === "schema") return declaration.read(within);
    if (declaration.typeParameters)
      throw refuse(`has a type with parameters of its own (${name}): write it out`);
    if (declaration.type === "TSTypeAliasDeclaration")
      return readType(declaration.typeAnnotation, declared, within);
    return readInterface(declaration, declared, within, refuse);
  }
  const [enumName, memberName] = name.split(".");
  const ofEnum = declared.types.get(enumName ?? "");
  if (memberName && ofEnum?.type === "TSEnumDeclaration") {
    const member = enumValues(ofEnum, refuse).find(([key]) => key === memberName);
    if (member) return literalSchema(member[1]);
  }
  if (LISTS.has(name)) {
    if (!first) throw refuse(`is a list of what is not said: write ${name}<…>`);
    return { type: "array", items: read(first) };
  }
  if (name === "Record" && first && second) return readRecord(read(first), read(second), refuse);
  if ((name === "Readonly" || name === "NonNullable") && first) {
    const inner = read(first);
    return name === "Readonly" ? inner : withoutNull(inner).schema;
  }
  if ((name === "Partial" || name === "Required") && first) {
    const object = mergeObjects([read(first)], refuse);
    return { ...object, required: name === "Partial" ? [] : Object.keys(object.properties ?? {}) };
  }
  if ((name === "Pick" || name === "Omit") && first && second) {
    const keys = new Set((read(second).enum ?? []).map(String));
    return keepKeys(mergeObjects([read(first)], refuse), (key) => keys.has(key) === (name === "Pick"));
  }
  if (CAPITALS[name]) return CAPITALS[name];
  const instead = NOT_JSON[name];
  if (instead) throw refuse(`has the type ${name}, which JSON lacks: take ${instead}`);
  throw refuse(`has a type that the source does not declare (${name})`);
}

function readInterface(
  declaration: Interface,
  declared: Declarations,
  open: Open,
  refuse: Refuse,
): JsonSchema {
  const own = readMembers(declaration.body.body, declared, open);
  const parents = (declaration.extends ?? []).map((parent) => {
    const name = entityName(parent.expression as EntityName);
    const found = declared.types.get(name);
    if (found?.type !== "TSInterfaceDeclaration" || open.has(name))
      throw refuse(`extends what the source does not declare as an interface (${name})`);
    return readInterface(found, declared, new Set([...open, name]), refuse);
  });
  return parents.length > 0 ? mergeObjects([...parents, own], refuse) : own;
}

function readRecord(key: JsonSchema, value: JsonSchema, refuse: Refuse): JsonSchema {
  if (key.enum) {
    const keys = key.enum.map(String);
    return {
      type: "object",
      properties: Object.fromEntries(keys.map((each) => [each, value])),
      required: keys,
    };
  }
  if (key.type !== "string" && key.type !== "number") throw refuse("is a Record whose keys are no strings");
  return { type: "object", additionalProperties: withoutNull(value).schema };
}

function keepKeys(object: JsonSchema, keep: (key: string) => boolean): JsonSchema {
  return {
    ...object,
    properties: Object.fromEntries(Object.entries(object.properties ?? {}).filter(([key]) => keep(key))),
    required: (object.required ?? []).filter(keep),
  };
}

function entityName(name: EntityName | { type: string }): string {
  const entity = name as EntityName;
  if (entity.type === "Identifier") return entity.name;
  if (entity.type === "TSQualifiedName") return `${entityName(entity.left)}.${entity.right.name}`;
  return "";
}

function enumValues(declaration: Enum, refuse: Refuse): [string, string | number][] {
  let next = 0;
  return declaration.members.map((member) => {
    const name = propertyName(member.id) ?? "";
    const given = member.initializer ? literalOf(member.initializer)?.value : next;
    if (typeof given !== "string" && typeof given !== "number")
      throw refuse(`is an enum whose member ${name} is computed`);
    if (typeof given === "number") next = given + 1;
    return [name, given];
  });
}
