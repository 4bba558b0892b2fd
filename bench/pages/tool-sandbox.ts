/** Runs in a page: calls of tools through the sandbox that the app uses. */
import { toolLimitsSchema } from "../../src/schemas/index.ts";
import { createToolSandbox } from "../../src/tools/sandbox/create-tool-sandbox.ts";
import type { ToolLanguage } from "../../src/tools/sandbox/tool-sandbox.ts";
import { longestPause } from "./longest-pause.ts";

export interface ToolFigures {
  /** Time of the first call, which loads everything, in milliseconds. */
  cold: number;
  warm: number[];
  pause: number;
}

export interface EndlessFigures {
  failure: string | null;
  /** From the call to its failure, in milliseconds; its limit was a second. */
  took: number;
  /** The next call after it. */
  next: number;
}

const host = {
  fetch: async () => {
    throw new Error("no network");
  },
  callAgent: async () => null,
};

async function measure(language: ToolLanguage, source_code: string, calls: number): Promise<ToolFigures> {
  const sandbox = createToolSandbox();
  const call = async () => {
    const start = performance.now();
    const { failure, value } = await sandbox.run({
      program: { language, source_code, name: "tool" },
      args: { a: 2, b: 3 },
      limits: toolLimitsSchema.parse({}),
      host,
    });
    if (failure || value !== 5) throw new Error(`${failure?.message ?? value}`);
    return performance.now() - start;
  };
  const cold = await call();
  // Apart from the times: looking for pauses keeps one processor busy.
  const { pause } = await longestPause(async () => {
    for (let i = 0; i < 10; i++) await call();
  });
  const warm: number[] = [];
  for (let i = 0; i < calls; i++) warm.push(await call());
  sandbox.close();
  return { cold, warm, pause };
}

/** A program that no handler interrupts: only the end of its worker stops it. */
async function endEndless(source_code: string): Promise<EndlessFigures> {
  const sandbox = createToolSandbox();
  const run = (source: string, limits: object) =>
    sandbox.run({
      program: { language: "javascript", source_code: source, name: "tool" },
      args: {},
      limits: toolLimitsSchema.parse(limits),
      host,
    });
  const start = performance.now();
  const { failure } = await run(source_code, { time_ms: 1000, memory_bytes: 512 * 1024 * 1024 });
  const took = performance.now() - start;
  const again = performance.now();
  await run("function tool() { return 1 }", {});
  const next = performance.now() - again;
  sandbox.close();
  return { failure: failure?.name ?? null, took, next };
}

declare global {
  interface Window {
    measureTool: typeof measure;
    endEndless: typeof endEndless;
  }
}
window.measureTool = measure;
window.endEndless = endEndless;
