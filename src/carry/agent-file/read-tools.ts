/** Tools of an agent file: ours by name, the person's own as they stand, and what cannot come along. */
import { newId, type Tool, toolJsonSchema, toolNameSchema } from "../../schemas/index.ts";
import { isBuiltIn } from "../../tools/registry.ts";
import { withHeartbeat } from "../../tools/schema/heartbeat-parameter.ts";
import { isToolLanguage } from "../../tools/stored-tool.ts";
import type { FileTool } from "./agent-file.ts";
import type { ImportedTool } from "./report.ts";

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
  notes: string[];
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
  const leftOut = (why: string): ReadTool => ({
    name,
    becomes: "left out",
    as: [],
    tool: null,
    notes: [`The tool "${name}" was left out: ${why}.`],
  });
  const isCustom = (given.tool_type ?? "custom") === "custom";
  if (!isCustom || !given.source_code) {
    if (isBuiltIn(name)) return { name, becomes: "built-in", as: [name], tool: null, notes: [] };
    const nearest = NEAREST[name];
    if (nearest)
      return {
        name,
        becomes: "replaced",
        as: nearest,
        tool: null,
        notes: [
          `"${name}" is not there; the agent has ${nearest.join(" and ")} instead. Its instructions may still speak of "${name}".`,
        ],
      };
    if (given.tool_type?.includes("mcp"))
      return leftOut(
        "it belongs to an MCP server; add the server under Tools and give it to the agent again",
      );
    return leftOut(
      isCustom ? "it has no source" : `tools of the kind "${given.tool_type}" have no counterpart here`,
    );
  }
  if (!toolNameSchema.safeParse(name).success) return leftOut("its name is none that models take");
  const made = await sourceOf(given, name, given.source_code);
  if (typeof made === "string") return leftOut(made);
  const notes: string[] = [];
  const needed = [...given.pip_requirements, ...given.npm_requirements].map(packageName);
  if (needed.length > 0)
    notes.push(`"${name}" needs ${needed.join(", ")}; where that is not there, its calls fail and say so.`);
  for (let number = 1; ; number++) {
    const called = number === 1 ? name : `${name.slice(0, 60)}_${number}`;
    if (isBuiltIn(called)) continue;
    const stored = await findStored(called);
    const asCalled = { name, as: [called], notes };
    if (stored && stored.source_code === made.source_code && stored.source_type === made.source_type)
      return { ...asCalled, becomes: "reused", tool: null };
    if (stored) continue;
    if (number > 1) notes.push(`Another tool is named "${name}"; this one is "${called}" here.`);
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

/** The tool as it stands in the file, or why it is none. */
async function sourceOf(given: FileTool, name: string, source_code: string): Promise<Source | string> {
  const { detectLanguage, readToolSource } = await import("../../tools/tool-from-source.ts");
  const said = given.source_type ?? null;
  const source_type = isToolLanguage(said) ? said : await detectLanguage(source_code);
  const fromFile = toolJsonSchema.safeParse({
    description: given.description ?? "",
    ...given.json_schema,
    name,
  });
  const json_schema = fromFile.success
    ? fromFile.data
    : (await readToolSource({ language: source_type, source_code, name })).json_schema;
  if (!json_schema) return "what it takes could not be read off its source";
  const { parameters } = json_schema;
  return {
    source_code,
    source_type,
    description: given.description ?? json_schema.description,
    tags: given.tags,
    json_schema: {
      ...json_schema,
      parameters: { ...parameters, properties: withHeartbeat(name, parameters.properties) },
    },
  };
}
