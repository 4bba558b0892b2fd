import { loadPyodide } from "pyodide";
import { CancelledError } from "../../../../schemas/index.ts";
import type { ToolExecution, ToolLogLine, ToolOutcome, ToolSandbox } from "../../tool-sandbox.ts";
import { createHostAnswers } from "../host-answers.ts";
import { createInterpreter, type Interpreter } from "../interpreter.ts";
import { NO_PACKAGES } from "../no-packages.ts";
import { died, readOutcome, timeout } from "../outcome.ts";

/**
 * Python in this process, for tests under Node: the interpreter without the worker and the frame around it. One
 * interpreter serves all programs, nothing keeps them in, and one that never waits cannot be ended.
 */
export function createInProcessPythonSandbox(): ToolSandbox {
  let interpreter: Promise<Interpreter> | null = null;
  let last: Promise<unknown> = Promise.resolve();

  const run = async ({ program, args, limits, host, signal }: ToolExecution): Promise<ToolOutcome> => {
    if (signal?.aborted) throw new CancelledError();
    interpreter ??= loadPyodide({ lockFileContents: NO_PACKAGES, jsglobals: {} }).then(createInterpreter);
    const python = await interpreter;
    const began = performance.now();
    const log: ToolLogLine[] = [];
    const end = new AbortController();
    const aborted = new Promise<never>((_, reject) => {
      signal?.addEventListener("abort", () => reject(new CancelledError()), { signal: end.signal });
    });
    const tooLate = new Promise<"timeout">((resolve) => {
      const timer = setTimeout(() => resolve("timeout"), limits.time_ms);
      end.signal.addEventListener("abort", () => clearTimeout(timer));
    });
    try {
      const outcome = await Promise.race([
        python.run(
          { ...program, args: JSON.stringify(args), output_characters: limits.output_characters },
          {
            log: (line) => log.push(line),
            forgetLog: () => log.splice(0),
            ask: createHostAnswers(host, end.signal),
          },
        ),
        tooLate,
        aborted,
      ]);
      const duration_ms = performance.now() - began;
      if (outcome !== "timeout") return { ...readOutcome(outcome, limits), log, duration_ms };
      interpreter = null;
      return { failure: timeout(limits.time_ms), value: null, log, duration_ms };
    } catch (error) {
      interpreter = null;
      if (error instanceof CancelledError) throw error;
      return { failure: died(String(error)), value: null, log, duration_ms: performance.now() - began };
    } finally {
      end.abort();
    }
  };

  return {
    run(execution) {
      const outcome = last.then(() => run(execution));
      last = outcome.catch(() => {});
      return outcome;
    },
    close() {
      interpreter = null;
    },
  };
}
