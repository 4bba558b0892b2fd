/** Tools of an agent file: ours by name, the person's own as they stand, and what cannot come along. */
import {
  newId,
  type Tool,
  type ToolJsonSchema,
  toolJsonSchema,
  toolNameSchema,
} from "../../schemas/index.ts";
import { isBuiltIn } from "../../tools/registry.ts";
import { withHeartbeat } from "../../tools/schema/heartbeat-parameter.ts";
import { isToolLanguage } from "../../tools/stored-tool.ts";
import type { FileTool } from "./agent-file.ts";
import type { CarryNote, ImportedTool, ToolLeftOut } from "./report.ts";

const HEARTBEAT_ARGUMENT = "request_heartbeat";

/** What comes nearest to a tool that later versions of others have. */
const NEAREST: Record<string, string[]> = {
  memory_insert: ["core_memory_append"],
  memory_replace: ["core_memory_replace"],
  memory_rethink: ["core_memory_replace"],
  rethink_memory: ["core_memory_replace"],
  memory: ["core_memory_append", "core_memory_replace"],
};

export interface ReadTool extends ImportedTool {
  /** To be stored, where it is new here. */
  tool: Tool | null;
  notes: CarryNote[];
}

/**
 * What a tool of a file becomes here.
 *
 * @param findStored the stored tool of a name, those of this import included.
 */
export async function readTool(
  given: FileTool,
  findStored: (name: string) => Promise<Tool | undefined>,
  userId: string | null,
): Promise<ReadTool> {
  const name = given.name ?? "";
  const kind = given.tool_type ?? "custom";
  const leftOut = (reason: ToolLeftOut): ReadTool => ({
    name,
    becomes: "left out",
    as: [],
    tool: null,
    notes: [{ code: "tool_left_out", tool: name, reason, kind }],
  });
  const isCustom = kind === "custom";
  if (!isCustom || !given.source_code) {
    if (isBuiltIn(name)) return { name, becomes: "built-in", as: [name], tool: null, notes: [] };
    const nearest = NEAREST[name];
    if (nearest)
      return {
        name,
        becomes: "replaced",
        as: nearest,
        tool: null,
        notes: [{ code: "tool_replaced", tool: name, by: nearest }],
      };
    if (kind.includes("mcp")) return leftOut("mcp");
    return leftOut(isCustom ? "no_source" : "unknown_kind");
  }
  if (!toolNameSchema.safeParse(name).success) return leftOut("bad_name");
  const made = await sourceOf(given, name, given.source_code);
  if (!made) return leftOut("unreadable");
  const notes: CarryNote[] = [];
  const needed = [...given.pip_requirements, ...given.npm_requirements].map(packageName);
  if (needed.length > 0) notes.push({ code: "tool_needs_packages", tool: name, packages: needed });
  if (given.default_requires_approval === true) notes.push({ code: "tool_approval_left_out", tool: name });
  for (let number = 1; ; number++) {
    const called = number === 1 ? name : `${name.slice(0, 60)}_${number}`;
    if (isBuiltIn(called)) continue;
    const stored = await findStored(called);
    const asCalled = { name, as: [called], notes };
    if (stored && stored.source_code === made.source_code && stored.source_type === made.source_type)
      return { ...asCalled, becomes: "reused", tool: null };
    if (stored) continue;
    if (number > 1) notes.push({ code: "tool_renamed", tool: name, to: called });
    const json_schema = { ...made.json_schema, name: called };
    const tool: Tool = {
      ...made,
      json_schema,
      name: called,
      id: newId("tool"),
      module: null,
      user_id: userId,
    };
    return { ...asCalled, becomes: number > 1 ? "renamed" : "stored", tool };
  }
}

const packageName = (requirement: unknown): string => {
  if (typeof requirement === "object" && requirement !== null && "name" in requirement)
    return String(requirement.name);
  return String(requirement);
};

type Source = Pick<Tool, "source_code" | "source_type" | "description" | "tags" | "json_schema">;

/** The tool as it stands in the file; null where what it takes cannot be told. */
async function sourceOf(given: FileTool, name: string, source_code: string): Promise<Source | null> {
  const { detectLanguage, readToolSource } = await import("../../tools/tool-from-source.ts");
  const said = given["x-source_type"] ?? given.source_type ?? null;
  const source_type = isToolLanguage(said) ? said : await detectLanguage(source_code);
  const fromFile = toolJsonSchema.safeParse({
    description: given.description ?? "",
    ...given.json_schema,
    name,
  });
  const json_schema = fromFile.success
    ? fromFile.data
    : (await readToolSource({ language: source_type, source_code, name })).json_schema;
  if (!json_schema) return null;
  return {
    source_code,
    source_type,
    description: given.description ?? json_schema.description,
    tags: given.tags,
    json_schema: given["x-heartbeat"] === false ? json_schema : askingForHeartbeat(json_schema),
  };
}

/** Others add the argument when they call the tool; ours has it in its schema, as the last one. */
function askingForHeartbeat(schema: ToolJsonSchema): ToolJsonSchema {
  const { request_heartbeat: _theirs, ...properties } = schema.parameters.properties;
  const all = withHeartbeat(schema.name, properties);
  const required = schema.parameters.required.filter((name) => name !== HEARTBEAT_ARGUMENT);
  return {
    ...schema,
    parameters: {
      ...schema.parameters,
      properties: all,
      required: HEARTBEAT_ARGUMENT in all ? [...required, HEARTBEAT_ARGUMENT] : required,
    },
  };
}
