import { describe, expect, it } from "vitest";
import { toolLimitsSchema } from "../../../schemas/index.ts";
import { createInProcessSandbox } from "../testing/in-process-sandbox.ts";
import type { ToolHost, ToolLanguage } from "../tool-sandbox.ts";

const sandbox = createInProcessSandbox();
const deaf: ToolHost = {
  fetch: async () => {
    throw new Error("No network.");
  },
  callAgent: async () => null,
};

interface Options {
  name?: string;
  args?: Record<string, unknown>;
  language?: ToolLanguage;
  limits?: object;
  host?: Partial<ToolHost>;
}

const run = (source_code: string, options: Options = {}) =>
  sandbox.run({
    program: { language: options.language ?? "javascript", source_code, name: options.name ?? "tool" },
    args: options.args ?? {},
    limits: toolLimitsSchema.parse(options.limits ?? {}),
    host: { ...deaf, ...options.host },
  });

describe("a program", () => {
  it.each<[string, string, Record<string, unknown>, unknown]>([
    ["a function", "function tool(a, b) { return a + b }", { b: 2, a: 1 }, 3],
    ["an async function", "async function tool(a) { return await a }", { a: "x" }, "x"],
    ["an exported one", "export async function tool(a) { return a }", { a: [1] }, [1]],
    ["an arrow", "const tool = (a) => a", { a: { b: null } }, { b: null }],
    ["the default export", "export default (a) => a + 1", { a: 1 }, 2],
    ["a nameless function", "(a) => a + 1", { a: 1 }, 2],
    ["one of several", "const half = (n) => n / 2; function tool(n) { return half(n) }", { n: 4 }, 2],
    ["a default", "function tool(a, b = 10, c = 3) { return a + b + c }", { a: 1, c: 2 }, 13],
    ["all as one", "function tool({ a, b = 2 }) { return a + b }", { a: 1 }, 3],
    ["the rest", "function tool(a, ...rest) { return [a, ...rest] }", { a: 1, rest: [2, 3] }, [1, 2, 3]],
    ["nothing", "function tool() {}", {}, null],
  ])("is %s", async (_, source, args, value) => {
    expect(await run(source, { args })).toMatchObject({ failure: null, value });
  });
});
