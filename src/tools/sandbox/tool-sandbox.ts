/** The one interface to where the code of tools runs: off the page's thread, with no reach beyond what is handed in. */
import type { ToolFailure, ToolLanguage, ToolLimits, ToolLogLine } from "../../schemas/index.ts";

export type { ToolFailure, ToolLanguage, ToolLogLine } from "../../schemas/index.ts";

export interface ToolProgram {
  language: ToolLanguage;
  source_code: string;
  /** The function of the source that is called. */
  name: string;
}

/** What a program asked to fetch. Bodies are text. */
export interface ToolFetchRequest {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: string | null;
}

export interface ToolFetchResponse {
  url: string;
  status: number;
  headers: Record<string, string>;
  body: string;
}

/**
 * The only way out of a sandbox. Both methods are called by code that is not trusted, with arguments of any shape:
 * they check everything, and what they throw reaches the program as an error.
 */
export interface ToolHost {
  /** Refuses every host that the person has not granted. */
  fetch(request: ToolFetchRequest, signal: AbortSignal): Promise<ToolFetchResponse>;
  /** A method of the program's `agent` object, e.g. `readBlock`. */
  callAgent(method: string, args: unknown[], signal: AbortSignal): Promise<unknown>;
}

export interface ToolExecution {
  program: ToolProgram;
  /** By parameter name. */
  args: Record<string, unknown>;
  limits: ToolLimits;
  host: ToolHost;
  signal?: AbortSignal | undefined;
}

export interface ToolOutcome {
  /** Null where the program came to its end. */
  failure: ToolFailure | null;
  /** What it returned, as JSON-like data; null for nothing. */
  value: unknown;
  log: ToolLogLine[];
  duration_ms: number;
}

export interface ToolSandbox {
  /** Never throws for what a program does: that is a `failure`. Throws CancelledError when the signal is aborted. */
  run(execution: ToolExecution): Promise<ToolOutcome>;
  /** Ends what still runs and lets go of workers. */
  close(): void;
}
