/** From the text a model wrote to arguments a tool can trust. */
import type { ToolJsonSchema } from "../schemas/index.ts";

/** The arguments could not be used; the message is for the model, so that it can mend its call. */
export class ToolArgumentsError extends Error {}

export interface ParsedArguments {
  args: Record<string, unknown>;
  /** What the model asked for; false where it is no boolean. */
  request_heartbeat: boolean;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Parses a call's arguments: strictly, else with a lenient parser. Takes `request_heartbeat` out.
 *
 * @throws ToolArgumentsError where they are no JSON object by any reading.
 */
export async function parseArguments(name: string, source: string): Promise<ParsedArguments> {
  const value = source.trim() === "" ? {} : await parseLenient(source);
  if (!isObject(value))
    throw new ToolArgumentsError(`Error parsing JSON for function '${name}' arguments: ${source}`);
  const { request_heartbeat, inner_thoughts: _thoughts, ...args } = value;
  return {
    args,
    request_heartbeat:
      request_heartbeat === true || request_heartbeat === "true" || request_heartbeat === "True",
  };
}

async function parseLenient(source: string): Promise<unknown> {
  try {
    return JSON.parse(source);
  } catch {
    const { jsonrepair } = await import("jsonrepair");
    try {
      return JSON.parse(jsonrepair(source));
    } catch {
      // Not even the lenient parser makes sense of it: the caller says so to the model.
      return undefined;
    }
  }
}

/**
 * Arguments as they are kept: broken JSON that the lenient parser can read is stored mended, because endpoints refuse
 * a history with broken arguments. What nothing can read stays as the model wrote it.
 */
export async function mendedArguments(source: string): Promise<string> {
  if (source.trim() === "") return "{}";
  const value = await parseLenient(source);
  if (!isObject(value)) return source;
  try {
    JSON.parse(source);
    return source;
  } catch {
    return JSON.stringify(value);
  }
}

const typeNames: Record<string, (value: unknown) => boolean> = {
  string: (value) => typeof value === "string",
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === "number",
  boolean: (value) => typeof value === "boolean",
  array: Array.isArray,
  object: isObject,
};

/**
 * Holds arguments against a tool's schema: no missing, no unknown, types as declared. Harmless slips are mended:
 * a number given as a string of digits, a boolean as a word, a string where a number was given.
 *
 * @throws ToolArgumentsError that names the argument.
 */
export function checkArguments(
  schema: ToolJsonSchema,
  args: Record<string, unknown>,
): Record<string, unknown> {
  const { properties, required } = schema.parameters;
  const takes = Object.keys(properties).filter((key) => key !== "request_heartbeat");
  const fail = (problem: string) =>
    new ToolArgumentsError(
      `Error calling function ${schema.name}: ${problem} (it takes: ${takes.join(", ") || "nothing"})`,
    );
  for (const key of Object.keys(args))
    if (!takes.includes(key)) throw fail(`got an unexpected argument '${key}'`);
  const checked: Record<string, unknown> = {};
  for (const key of takes) {
    const declared = properties[key] ?? {};
    const needed = required.includes(key);
    const value = args[key];
    if (value === undefined || value === null) {
      if (needed) throw fail(`the argument '${key}' is missing`);
      continue;
    }
    const type = typeof declared.type === "string" ? declared.type : null;
    const mended = type ? mend(type, value) : value;
    if (type && typeNames[type] && !typeNames[type](mended)) {
      // Search tools read odd pages themselves ("null", "None").
      if (!needed && typeof value === "string") checked[key] = value;
      else throw fail(`the argument '${key}' must be of type ${type}`);
      continue;
    }
    if (Array.isArray(declared.enum) && !declared.enum.includes(mended))
      throw fail(`the argument '${key}' must be one of ${declared.enum.map(String).join(", ")}`);
    checked[key] = mended;
  }
  return checked;
}

function mend(type: string, value: unknown): unknown {
  if (
    (type === "integer" || type === "number") &&
    typeof value === "string" &&
    value.trim() !== "" &&
    !Number.isNaN(Number(value))
  )
    return Number(value);
  if (type === "boolean" && typeof value === "string" && /^(true|false)$/i.test(value))
    return value.toLowerCase() === "true";
  if (type === "string" && (typeof value === "number" || typeof value === "boolean")) return String(value);
  return value;
}
