import type { ToolHost, ToolLanguage, ToolOutcome } from "../tool-sandbox.ts";
import { prepareCompiler } from "./compile-program.ts";
import type { StartEngine } from "./engine.ts";
import { type ProgramExecution, runProgram } from "./run-program.ts";

/** The page's end of a call: as `ToolHost`, but signals do not cross. */
export interface HostOfCall {
  fetch(request: Parameters<ToolHost["fetch"]>[0]): ReturnType<ToolHost["fetch"]>;
  callAgent(method: string, args: unknown[]): Promise<unknown>;
}

/** What a worker does for the sandbox, one call at a time. */
export interface JavaScriptService {
  /** Loads what a call needs, so that the time of the first is not spent on that. */
  prepare(language: ToolLanguage): Promise<void>;
  run(execution: Omit<ProgramExecution, "host">, host: HostOfCall): Promise<ToolOutcome>;
}

export function createJavaScriptService(startEngine: StartEngine): JavaScriptService {
  return {
    async prepare(language) {
      await Promise.all([startEngine(0), language === "typescript" ? prepareCompiler() : null]);
    },
    run: (execution, host) =>
      runProgram(
        {
          ...execution,
          host: {
            fetch: (request) => host.fetch(request),
            callAgent: (method, args) => host.callAgent(method, args),
          },
        },
        startEngine,
      ),
  };
}
