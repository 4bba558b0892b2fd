/** What runs in every Python of ours, in a worker or under Node: one call after another of one program. */
import type { PyodideAPI } from "pyodide";
import type { PyCallable } from "pyodide/ffi";
import type { ToolLogLine } from "../tool-sandbox.ts";
import { createLineLog } from "./line-log.ts";
import RUN_TOOL from "./run_tool.py?raw";

export interface InterpreterRun {
  source_code: string;
  name: string;
  /** By parameter name, as JSON. */
  args: string;
  output_characters: number;
}

/** What an interpreter tells while a program runs. */
export interface InterpreterHost {
  log(line: ToolLogLine): void;
  /** The log so far is void: the program is run again from its start. */
  forgetLog(): void;
  /** A question and its answer are JSON: `[method, args]`, and `{value}` or `{error}`. */
  ask(question: string): Promise<string>;
}

export interface Interpreter {
  /** Resolves to the outcome as JSON: `{failure, value}`. Rejects where Python itself has died. */
  run(run: InterpreterRun, host: InterpreterHost): Promise<string>;
}

export function createInterpreter(pyodide: PyodideAPI): Interpreter {
  // Nobody types.
  pyodide.setStdin({ stdin: () => null });
  const names = pyodide.globals.get("dict")();
  pyodide.runPython(RUN_TOOL, { globals: names, filename: "run_tool.py" });
  const call = names.get("run") as PyCallable;

  return {
    async run({ source_code, name, args, output_characters }, host) {
      const log = createLineLog(output_characters, host.log);
      const ioError = pyodide.FS.ErrnoError as new (code: number) => Error;
      const writer = (level: ToolLogLine["level"]) => ({
        write(bytes: Uint8Array) {
          const wasFull = log.isFull();
          log.write(level, bytes);
          if (log.isFull() && !wasFull) throw new ioError(NO_SPACE);
          return bytes.length;
        },
      });
      pyodide.setStdout(writer("log"));
      pyodide.setStderr(writer("warn"));
      const forgetLog = () => {
        log.forget();
        host.forgetLog();
      };
      const outcome = await (call(
        source_code,
        name,
        args,
        output_characters,
        host.ask,
        forgetLog,
      ) as Promise<string>);
      log.end();
      if (!log.isFull()) return outcome;
      const message = `The tool logged more than ${output_characters.toLocaleString("en")} characters.`;
      return JSON.stringify({ failure: { name: "OutputTooLarge", message, line: null }, value: null });
    },
  };
}

/** ENOSPC, as Emscripten numbers it. */
const NO_SPACE = 51;
