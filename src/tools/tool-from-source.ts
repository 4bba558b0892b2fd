import { InvalidInputError, type Tool, type ToolLanguage, toolNameSchema } from "../schemas/index.ts";
import { detectLanguage } from "./schema/detect-language.ts";
import { functionSource } from "./schema/function-source.ts";
import { readToolSource } from "./schema/read-tool-source.ts";
import type { SourceProblem } from "./schema/source-problem.ts";
import { declaresFunction } from "./stored-tool.ts";

export interface GivenSource {
  func: string | ((...args: never[]) => unknown);
  /** The function's own name by default. */
  name?: string | null | undefined;
  /** Read off the source by default. */
  source_type?: ToolLanguage | null | undefined;
}

export type SourceOfTool = Pick<Tool, "name" | "description" | "source_code" | "json_schema"> & {
  source_type: ToolLanguage;
};

/**
 * What a source or function is as a tool.
 *
 * @throws InvalidInputError that names the first problem and the line; all of them are in its detail.
 */
export async function toolFromSource({ func, name: asked, source_type }: GivenSource): Promise<SourceOfTool> {
  const wanted = asked ?? null;
  if (wanted !== null) assertToolName(wanted);
  const isText = typeof func === "string";
  const source_code = isText ? func : functionSource(func, wanted);
  if (source_code.trim() === "") throw new InvalidInputError("func", "the source is empty");
  const language = isText ? (source_type ?? (await detectLanguage(source_code))) : "javascript";
  const entry = wanted !== null && declaresFunction(source_code, wanted) ? wanted : null;
  const { name, json_schema, problems } = await readToolSource({ language, source_code, name: entry });
  if (!json_schema) throw sourceError(problems, isText);
  const called = wanted ?? name ?? json_schema.name;
  assertToolName(called);
  return {
    name: called,
    description: json_schema.description,
    source_type: language,
    source_code,
    json_schema: { ...json_schema, name: called },
  };
}

/** @throws InvalidInputError for a name that endpoints refuse. */
export function assertToolName(name: string): void {
  const { error } = toolNameSchema.safeParse(name);
  if (error) throw new InvalidInputError("name", error.issues[0]?.message ?? "this is no name of a tool");
}

function sourceError(problems: SourceProblem[], isText: boolean): InvalidInputError {
  const [first] = problems;
  const place = first?.line ? ` (line ${first.line})` : "";
  return new InvalidInputError("func", `${first?.message ?? "the source is no tool"}${place}`, {
    detail: { problems },
    hint: isText
      ? "Give every parameter a type and a description."
      : "Of a function, types are lost and only what is inside is known: begin its body with a JSDoc comment that has a type and a description for every parameter.",
  });
}

export { detectLanguage } from "./schema/detect-language.ts";
export { readToolSource } from "./schema/read-tool-source.ts";
export { isToolLanguage } from "./stored-tool.ts";
