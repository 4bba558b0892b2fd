/** The schema of a server's tool as ours: what models and endpoints take, whatever the server wrote. */
import { type ToolJsonSchema, toolJsonSchema } from "../../schemas/index.ts";
import { withHeartbeat } from "../schema/heartbeat-parameter.ts";
import type { McpToolDescription } from "./mcp-port.ts";

type Schema = Record<string, unknown>;

/** Longest description of a tool that goes into every request. */
const MAX_DESCRIPTION = 2000;
/** Longest name that endpoints take. */
const MAX_NAME = 64;

const isObject = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const names = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];

/** Keys that endpoints refuse at the root of a function's parameters, or that say nothing to a model. */
const NOT_AT_ROOT = new Set(["$schema", "$id", "$ref", "allOf", "anyOf", "oneOf", "not", "enum", "const"]);

/** What a `$ref` within the same schema points at; nothing for any other. */
function resolve(root: Schema, schema: Schema): Schema {
  if (typeof schema.$ref !== "string" || !schema.$ref.startsWith("#/")) return schema;
  let found: unknown = root;
  for (const step of schema.$ref.slice(2).split("/")) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    found = isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  }
  return isObject(found) ? { ...found, ...schema } : schema;
}

interface Collected {
  properties: Record<string, Schema>;
  required: Set<string>;
}

/**
 * Properties of the root and of the branches it is put together from. What only one of several branches wants is
 * optional: which of them holds, the server decides.
 */
function collect(root: Schema, given: Schema, into: Collected, certain: boolean, depth = 0): Collected {
  // A schema may point at itself.
  if (depth > 8) return into;
  const schema = resolve(root, given);
  if (isObject(schema.properties))
    for (const [name, property] of Object.entries(schema.properties))
      if (!Object.hasOwn(into.properties, name)) into.properties[name] = isObject(property) ? property : {};
  if (certain) for (const name of names(schema.required)) into.required.add(name);
  for (const [word, holds] of [
    ["allOf", certain],
    ["anyOf", false],
    ["oneOf", false],
  ] as const)
    if (Array.isArray(schema[word]))
      for (const branch of schema[word]) if (isObject(branch)) collect(root, branch, into, holds, depth + 1);
  return into;
}

/**
 * A tool's schema under a name of ours. Properties stay as the server wrote them, `$ref` and `oneOf` included; the
 * root becomes a plain object, and `request_heartbeat` is added.
 */
export function mcpToolSchema(tool: McpToolDescription, name: string): ToolJsonSchema {
  const root = tool.input_schema;
  const { properties, required } = collect(root, root, { properties: {}, required: new Set() }, true);
  const rest = Object.fromEntries(Object.entries(root).filter(([key]) => !NOT_AT_ROOT.has(key)));
  return toolJsonSchema.parse({
    name,
    description: cut(tool.description ?? ""),
    parameters: {
      ...rest,
      type: "object",
      properties: withHeartbeat(name, properties),
      required: [
        ...Object.keys(properties).filter((key) => required.has(key) && key !== "request_heartbeat"),
        "request_heartbeat",
      ],
    },
  });
}

const cut = (text: string) =>
  text.length <= MAX_DESCRIPTION ? text : `${text.slice(0, MAX_DESCRIPTION - 1).trimEnd()}…`;

const valid = (name: string) =>
  /^[a-zA-Z0-9_-]+$/.test(name)
    ? name.slice(0, MAX_NAME)
    : name
        .replace(/[^a-zA-Z0-9_-]+/g, "_")
        .replace(/^_+|_+$/g, "")
        .slice(0, MAX_NAME);

/**
 * A name that models can call, and that nothing else has: the tool's own, made valid; where that is taken with the
 * server's before it, and at last with a number.
 */
export function mcpToolName(name: string, serverName: string, isTaken: (name: string) => boolean): string {
  const own = valid(name) || "tool";
  if (!isTaken(own)) return own;
  const prefixed = valid(`${valid(serverName).slice(0, 24) || "mcp"}_${own}`);
  if (!isTaken(prefixed)) return prefixed;
  for (let number = 2; ; number++) {
    const numbered = `${prefixed.slice(0, MAX_NAME - 8)}_${number}`;
    if (!isTaken(numbered)) return numbered;
  }
}
