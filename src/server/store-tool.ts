/** A tool as requests carry it. */
import type { z } from "zod";
import type { LocalClient } from "../client/index.ts";
import { TOOL_LANGUAGES, type Tool, type ToolLanguage } from "../schemas/index.ts";
import type { createToolShape } from "./request-shapes.ts";
import { WrongShapeError } from "./wire-errors.ts";

type ToolBody = z.infer<typeof createToolShape>;

/** A source whose schema is read off it, or a tool that comes with one. */
export async function storeTool(client: LocalClient, body: ToolBody, update: boolean): Promise<Tool> {
  const { name, source_code, source_type, tags, json_schema, description, module } = body;
  if (!json_schema) {
    if (!source_code)
      throw new WrongShapeError([{ loc: ["body", "source_code"], msg: "this is required", type: "missing" }]);
    const made = { func: source_code, source_type: languageOf(source_type), tags: tags ?? null, update };
    return client.createTool({ ...made, name: name ?? null });
  }
  return client.addTool({
    update,
    tool: {
      name: name ?? json_schema.name,
      source_code: source_code ?? null,
      source_type: source_type ?? null,
      description: description ?? null,
      module: module ?? null,
      json_schema,
      ...(tags ? { tags } : {}),
    },
  });
}

export function languageOf(source_type: string | null | undefined): ToolLanguage | null {
  if (source_type == null) return null;
  const language = TOOL_LANGUAGES.find((one) => one === source_type);
  if (language) return language;
  throw new WrongShapeError([
    { loc: ["body", "source_type"], msg: `one of ${TOOL_LANGUAGES.join(", ")}`, type: "enum" },
  ]);
}
