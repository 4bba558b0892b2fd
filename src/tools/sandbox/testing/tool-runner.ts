import { toolLimitsSchema } from "../../../schemas/index.ts";
import type { ToolHost, ToolLanguage, ToolOutcome, ToolSandbox } from "../tool-sandbox.ts";

export interface RunOptions {
  /** Default `tool`. */
  name?: string;
  args?: Record<string, unknown>;
  /** Default `javascript`. */
  language?: ToolLanguage;
  limits?: { time_ms?: number; memory_bytes?: number; output_characters?: number };
  host?: Partial<ToolHost>;
  signal?: AbortSignal;
}

/** Runs sources with the limits that tools have by default, in a world that answers nothing. */
export function toolRunner(sandbox: ToolSandbox) {
  return (source_code: string, options: RunOptions = {}): Promise<ToolOutcome> =>
    sandbox.run({
      program: { language: options.language ?? "javascript", source_code, name: options.name ?? "tool" },
      args: options.args ?? {},
      limits: toolLimitsSchema.parse(options.limits ?? {}),
      host: {
        fetch: async ({ url }) => {
          throw new Error(`This tool may not reach ${url}.`);
        },
        callAgent: async () => null,
        ...options.host,
      },
      signal: options.signal,
    });
}
