import { CancelledError } from "../../../schemas/index.ts";
import type { ToolExecution, ToolOutcome, ToolProgram, ToolSandbox } from "../tool-sandbox.ts";
import { FramedPython } from "./framed-python.ts";

/** Interpreters kept for the next call of their tool: each takes some 100 MB. */
const MOST_INTERPRETERS = 2;
/** How long an interpreter is kept without a call, in milliseconds. */
const KEPT_FOR_MS = 600_000;

/**
 * Tools in Python, each in an interpreter of its own: nothing of one tool is seen by another. The interpreters used
 * last are kept; a call that finds all of them busy waits.
 */
export function createPythonSandbox(): ToolSandbox {
  /** By program, the one used last at the end. */
  const pythons = new Map<string, FramedPython>();
  const waiting = new Set<() => void>();
  const expiries = new Map<FramedPython, ReturnType<typeof setTimeout>>();
  let closed = false;

  const letGo = (key: string, python: FramedPython) => {
    clearTimeout(expiries.get(python));
    expiries.delete(python);
    python.end();
    if (pythons.get(key) === python) pythons.delete(key);
  };

  /** An interpreter that is free for this program; null while there is none. */
  const take = (key: string): FramedPython | null => {
    const own = pythons.get(key);
    if (own?.busy) return null;
    if (!own && pythons.size >= MOST_INTERPRETERS) {
      const free = [...pythons].find(([, { busy }]) => !busy);
      if (!free) return null;
      letGo(...free);
    }
    const python = own ?? new FramedPython();
    pythons.delete(key);
    pythons.set(key, python);
    clearTimeout(expiries.get(python));
    python.busy = true;
    return python;
  };

  const changed = () => {
    for (const wake of [...waiting]) wake();
  };

  const acquire = async (key: string, signal: AbortSignal | undefined): Promise<FramedPython> => {
    for (;;) {
      if (signal?.aborted || closed) throw new CancelledError();
      const python = take(key);
      if (python) return python;
      await new Promise<void>((resolve) => {
        const wake = () => {
          waiting.delete(wake);
          signal?.removeEventListener("abort", wake);
          resolve();
        };
        waiting.add(wake);
        signal?.addEventListener("abort", wake);
      });
    }
  };

  return {
    async run(execution: ToolExecution): Promise<ToolOutcome> {
      const key = identityOf(execution.program);
      const python = await acquire(key, execution.signal);
      try {
        return await python.run(execution);
      } finally {
        python.busy = false;
        if (python.alive && !closed) expiries.set(python, setTimeout(letGo, KEPT_FOR_MS, key, python));
        else letGo(key, python);
        changed();
      }
    },
    close() {
      closed = true;
      for (const [key, python] of [...pythons]) letGo(key, python);
      changed();
    },
  };
}

const identityOf = ({ name, source_code }: ToolProgram): string => `${name}\n${source_code}`;
