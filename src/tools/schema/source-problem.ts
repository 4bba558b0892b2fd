import type { ToolJsonSchema } from "../../schemas/index.ts";

/** What keeps a source from being a tool. */
export interface SourceProblem {
  message: string;
  /** Line and column of the source, from 1; null where it concerns the whole. */
  line: number | null;
  column: number | null;
  /** The parameter it is about, where it is about one. */
  parameter: string | null;
}

/** What a source says of the tool it is. */
export interface SourceReading {
  /** Name of the function; null where there is none. */
  name: string | null;
  /** Null where there are problems. */
  json_schema: ToolJsonSchema | null;
  problems: SourceProblem[];
}
