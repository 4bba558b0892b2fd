/** From the source code of a tool to the schema a model reads. The reader of a language is loaded when it is met. */
import type { ToolLanguage } from "../sandbox/tool-sandbox.ts";
import type { SourceReading } from "./source-problem.ts";

export interface ToolSource {
  language: ToolLanguage;
  source_code: string;
  /** Which function of the source is meant; without it the reader chooses. */
  name?: string | null | undefined;
}

/**
 * Reads the function of a source: name, description, and type and description of each parameter.
 *
 * Without a `name` it is, in JavaScript and TypeScript, the default export, else the first export, else the last
 * function at the top with a doc comment, else the last; in Python the first function at the top that has a docstring,
 * else the first, where a name that begins with an underscore comes last.
 *
 * Never throws for what the source says: that is in `problems`.
 */
export async function readToolSource(source: ToolSource): Promise<SourceReading> {
  const name = source.name ?? null;
  if (source.language === "python") {
    const { readPython } = await import("./python/read-python.ts");
    return readPython(source.source_code, name);
  }
  const { readJavaScript } = await import("./javascript/read-javascript.ts");
  return readJavaScript(source.source_code, name, { types: source.language === "typescript" });
}
