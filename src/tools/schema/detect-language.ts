import type { ToolLanguage } from "../../schemas/index.ts";
import { readToolSource } from "./read-tool-source.ts";

const PYTHON_FUNCTION = /^[ \t]*(?:async[ \t]+)?def[ \t]+\w+[ \t]*\(/m;
const TYPED =
  /^[ \t]*(?:export\s+)?(?:interface|type)\s+\w+|[\w)\]?]\s*:\s*(?:string|number|boolean|["'{[]|Array<)/m;

/** The language a source is in, where nobody says. JavaScript is read as such unless it takes types to read it. */
export async function detectLanguage(source_code: string): Promise<ToolLanguage> {
  if (PYTHON_FUNCTION.test(source_code)) return "python";
  if ((await readToolSource({ language: "javascript", source_code })).json_schema) return "javascript";
  if ((await readToolSource({ language: "typescript", source_code })).json_schema) return "typescript";
  // Neither is a tool: the one the person meant tells better what is wrong.
  return TYPED.test(source_code) ? "typescript" : "javascript";
}
