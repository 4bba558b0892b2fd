/** From the text a model wrote to arguments a tool can trust. */
import type { ToolJsonSchema } from "../schemas/index.ts";
import { checkProperties, isObject, ValueMismatch } from "./check-value.ts";

/** The arguments could not be used; the message is for the model, so that it can mend its call. */
export class ToolArgumentsError extends Error {}

export interface ParsedArguments {
  args: Record<string, unknown>;
  /** What the model asked for; false where it is no boolean. */
  request_heartbeat: boolean;
}

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

/**
 * Holds arguments against a tool's schema, in all its depth: no missing, no unknown, types as declared. Harmless slips
 * are mended (see `checkValue`).
 *
 * @throws ToolArgumentsError that names the argument.
 */
export function checkArguments(
  schema: ToolJsonSchema,
  args: Record<string, unknown>,
): Record<string, unknown> {
  const { request_heartbeat: _heartbeat, ...properties } = schema.parameters.properties;
  const required = schema.parameters.required.filter((key) => key !== "request_heartbeat");
  const takes = Object.keys(properties);
  const fail = (problem: string) =>
    new ToolArgumentsError(
      `Error calling function ${schema.name}: ${problem} (it takes: ${takes.join(", ") || "nothing"})`,
    );
  // A function takes what it names, unless it says otherwise.
  const { additionalProperties = false } = schema.parameters;
  if (additionalProperties === false)
    for (const key of Object.keys(args))
      if (!takes.includes(key)) throw fail(`got an unexpected argument '${key}'`);
  try {
    return checkProperties({ ...schema.parameters, properties, required }, args, "");
  } catch (error) {
    if (error instanceof ValueMismatch) throw fail(`the argument '${error.path}' ${error.message}`);
    throw error;
  }
}
