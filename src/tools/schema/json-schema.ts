/** The part of JSON Schema that parameters of tools are described in. */

export type JsonLiteral = string | number | boolean;

export type JsonSchema = {
  type?: "string" | "number" | "integer" | "boolean" | "array" | "object" | "null";
  description?: string;
  enum?: JsonLiteral[];
  items?: JsonSchema;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: JsonSchema;
  anyOf?: JsonSchema[];
  default?: unknown;
};

export const NULL: JsonSchema = { type: "null" };

/** A value and nothing else. */
export function literalSchema(value: JsonLiteral): JsonSchema {
  const type = typeof value;
  if (type === "number") return { type: Number.isInteger(value) ? "integer" : "number", enum: [value] };
  return { type: type === "boolean" ? "boolean" : "string", enum: [value] };
}

/** One of several: literals of one type become one enum, what is said twice is said once. */
export function unionOf(members: JsonSchema[]): JsonSchema {
  const flat = members.flatMap((member) => member.anyOf ?? [member]);
  const literals = flat.flatMap((member) => member.enum ?? []);
  // Whole numbers beside others are numbers: one enum, not two.
  const numbers = literals.some((value) => typeof value === "number" && !Number.isInteger(value))
    ? "number"
    : "integer";
  const found = new Map<string, JsonSchema>();
  for (const member of flat) {
    if (member.enum === undefined) {
      found.set(JSON.stringify(member), member);
      continue;
    }
    const type = member.type === "integer" ? numbers : member.type;
    const wide = flat.some(
      (other) => other.enum === undefined && (other.type === type || other.type === member.type),
    );
    if (wide || (type === "integer" && flat.some((other) => other.type === "number" && !other.enum)))
      continue;
    const key = `enum ${type}`;
    const values = [...new Set([...(found.get(key)?.enum ?? []), ...member.enum])];
    found.set(
      key,
      type === "boolean" && values.length === 2 ? { type: "boolean" } : { ...member, type, enum: values },
    );
  }
  const schemas = [...found.values()];
  return schemas.length === 1 ? (schemas[0] as JsonSchema) : { anyOf: schemas };
}

/** What is left of a type when nothing is no longer one of its values. */
export function withoutNull(schema: JsonSchema): { schema: JsonSchema; nullable: boolean } {
  const { anyOf, ...rest } = schema;
  if (!anyOf?.some((member) => member.type === "null")) return { schema, nullable: schema.type === "null" };
  const members = anyOf.filter((member) => member.type !== "null");
  return { schema: { ...unionOf(members), ...rest }, nullable: true };
}

/** The schema with a description where one is given, in the order people read it. */
export function described(schema: JsonSchema, description: string | undefined): JsonSchema {
  const { type, description: own, ...rest } = schema;
  const words = description || own;
  return { ...(type ? { type } : {}), ...(words ? { description: words } : {}), ...rest };
}
