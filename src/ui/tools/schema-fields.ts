/** A form's fields out of a tool's JSON schema, and arguments out of what was typed into them. */
import type { ToolJsonSchema } from "../../schemas/index.ts";

export type FieldKind = "text" | "number" | "integer" | "boolean" | "choice" | "lines" | "json";

export interface SchemaField {
  name: string;
  kind: FieldKind;
  description: string;
  required: boolean;
  /** For a choice: its values, as written and as they are sent. */
  choices: { label: string; value: unknown }[];
  /** What it is when nothing is given, as the schema says; undefined where it does not. */
  default: unknown;
}

/** What stands in a field. Text everywhere but for a boolean, so that half-written numbers and JSON can stand too. */
export type FieldValues = Record<string, string | boolean>;

const typeOf = (schema: Record<string, unknown>): string | null =>
  typeof schema.type === "string"
    ? schema.type
    : Array.isArray(schema.type)
      ? (schema.type.find((one) => one !== "null") ?? null)
      : null;

function kindOf(schema: Record<string, unknown>): FieldKind {
  if (Array.isArray(schema.enum)) return "choice";
  const type = typeOf(schema);
  if (type === "string") return "text";
  if (type === "number" || type === "integer" || type === "boolean") return type;
  const items = schema.items;
  if (type === "array" && typeof items === "object" && items !== null) {
    const item = items as Record<string, unknown>;
    if (typeOf(item) === "string" && !Array.isArray(item.enum)) return "lines";
  }
  return "json";
}

/** The fields a person fills in; the heartbeat is the model's business. */
export function fieldsOf(schema: ToolJsonSchema): SchemaField[] {
  return Object.entries(schema.parameters.properties)
    .filter(([name]) => name !== "request_heartbeat")
    .map(([name, property]) => ({
      name,
      kind: kindOf(property),
      description: typeof property.description === "string" ? property.description : "",
      required: schema.parameters.required.includes(name),
      choices: Array.isArray(property.enum)
        ? property.enum.map((value) => ({
            label: typeof value === "string" ? value : JSON.stringify(value),
            value,
          }))
        : [],
      default: property.default,
    }));
}

/** The arguments of a call, or what is wrong with which field. */
export interface ReadFields {
  args: Record<string, unknown>;
  problems: Record<string, "missing" | "number" | "integer" | "json">;
}

/** Reads a form. An empty field that may be left out is left out. */
export function readFields(fields: SchemaField[], values: FieldValues): ReadFields {
  const args: Record<string, unknown> = {};
  const problems: ReadFields["problems"] = {};
  for (const field of fields) {
    const { name, kind, required } = field;
    const value = values[name];
    if (kind === "boolean") {
      if (typeof value === "boolean") args[name] = value;
      else if (required) args[name] = false;
      continue;
    }
    const text = typeof value === "string" ? value : "";
    if (text.trim() === "") {
      // An empty text can be meant; an empty number cannot.
      if (required && kind === "text" && value !== undefined) args[name] = text;
      else if (required && kind === "lines") args[name] = [];
      else if (required) problems[name] = "missing";
      continue;
    }
    if (kind === "text") args[name] = text;
    else if (kind === "choice")
      args[name] = field.choices.find((choice) => choice.label === text)?.value ?? text;
    else if (kind === "lines") args[name] = text.split("\n").filter((line) => line.trim() !== "");
    else if (kind === "json") {
      try {
        args[name] = JSON.parse(text);
      } catch {
        problems[name] = "json";
      }
    } else {
      const number = Number(text);
      if (!Number.isFinite(number)) problems[name] = "number";
      else if (kind === "integer" && !Number.isInteger(number)) problems[name] = "integer";
      else args[name] = number;
    }
  }
  return { args, problems };
}

/** What fields begin with: the arguments given (of an earlier call), else the schema's defaults. */
export function valuesOf(fields: SchemaField[], args: Record<string, unknown> = {}): FieldValues {
  const values: FieldValues = {};
  for (const { name, kind, default: fallback } of fields) {
    const value = name in args ? args[name] : fallback;
    if (value === undefined || value === null) continue;
    if (kind === "boolean") values[name] = value === true;
    else if (kind === "lines" && Array.isArray(value)) values[name] = value.map(String).join("\n");
    else if (kind === "json") values[name] = JSON.stringify(value, null, 2);
    else values[name] = typeof value === "string" ? value : JSON.stringify(value);
  }
  return values;
}
