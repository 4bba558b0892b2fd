import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import variant from "@jitl/quickjs-wasmfile-release-sync";
import { CancelledError } from "../../../schemas/errors.ts";
import { createEngineStarter } from "../javascript/engine.ts";
import { runProgram } from "../javascript/run-program.ts";
import type { ToolSandbox } from "../tool-sandbox.ts";

export const startEngine = createEngineStarter(variant, async () =>
  WebAssembly.compile(
    await readFile(createRequire(import.meta.url).resolve("@jitl/quickjs-wasmfile-release-sync/wasm")),
  ),
);

/**
 * The JavaScript sandbox without its worker, for tests under Node: the same engine, limits and globals. Nothing ends a
 * program that computes within a single step of the engine; in the app its worker is ended.
 */
export function createInProcessSandbox(): ToolSandbox {
  return {
    async run({ signal, ...execution }) {
      if (signal?.aborted) throw new CancelledError();
      if (execution.program.language === "python")
        throw new TypeError("Python has a sandbox of its own, which this one is not.");
      const outcome = await runProgram(execution, startEngine, signal);
      if (signal?.aborted) throw new CancelledError();
      return outcome;
    },
    close() {},
  };
}
