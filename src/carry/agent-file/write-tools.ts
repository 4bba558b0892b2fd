/** Tools as an agent file has them: source and schema to the letter, ours by name. */
import type { Tool } from "../../schemas/index.ts";
import { MCP_SOURCE_TYPE } from "../../tools/mcp/mcp-tool.ts";

/** Languages that the format knows. */
const KNOWN_LANGUAGES = ["python", "typescript"];

export function writeTool({ name, description, tags, source_type, source_code, json_schema }: Tool) {
  const { request_heartbeat, ...properties } = json_schema.parameters.properties;
  const tool = {
    name,
    description,
    tags,
    json_schema: {
      ...json_schema,
      parameters: {
        ...json_schema.parameters,
        properties,
        required: json_schema.parameters.required.filter((one) => one !== "request_heartbeat"),
      },
    },
    args_json_schema: null,
    return_char_limit: 50_000,
    pip_requirements: null,
    npm_requirements: null,
  };
  if (source_type === "built-in")
    return {
      ...tool,
      tool_type: tags.includes("memory") ? "letta_memory_core" : "letta_core",
      source_type: "python",
      source_code: null,
    };
  if (source_type === MCP_SOURCE_TYPE)
    return { ...tool, tool_type: "external_mcp", source_type: "json", source_code: null };
  return {
    ...tool,
    tool_type: "custom",
    // Where JavaScript is not known, it is read as the language that contains it.
    source_type: KNOWN_LANGUAGES.includes(source_type ?? "") ? source_type : "typescript",
    ...(KNOWN_LANGUAGES.includes(source_type ?? "") ? {} : { "x-source_type": source_type }),
    source_code,
    ...(request_heartbeat ? {} : { "x-heartbeat": false }),
  };
}
