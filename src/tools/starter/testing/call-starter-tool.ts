/** Runs starter tools as an agent would: arguments held against the schema, code in the sandbox. */
import { toolLimitsSchema } from "../../../schemas/index.ts";
import { checkArguments } from "../../arguments.ts";
import { createInProcessPythonSandbox } from "../../sandbox/python/testing/in-process-python-sandbox.ts";
import { createInProcessSandbox } from "../../sandbox/testing/in-process-sandbox.ts";
import type { ToolHost } from "../../sandbox/tool-sandbox.ts";
import { readToolSource } from "../../schema/read-tool-source.ts";
import { STARTER_TOOLS } from "../starter-tools.ts";

export const noHost: ToolHost = {
  fetch: async () => {
    throw new Error("no network here");
  },
  callAgent: async () => {
    throw new Error("no agent here");
  },
};

/** Longer than by default: the machine that tests may be busy. */
const limits = toolLimitsSchema.parse({ time_ms: 100_000 });

export function createStarterTool(name: string) {
  const tool = STARTER_TOOLS.find((each) => each.name === name);
  if (!tool) throw new Error(`There is no starter tool ${name}`);
  const { language } = tool;
  const source = tool.load();
  const reading = source.then((source_code) => readToolSource({ language, source_code, name }));
  const sandbox = language === "python" ? createInProcessPythonSandbox() : createInProcessSandbox();

  /** @returns what it returned, or `{failure}`. */
  async function call(args: Record<string, unknown>, host: ToolHost = noHost): Promise<unknown> {
    const { json_schema, problems } = await reading;
    if (!json_schema) throw new Error(JSON.stringify(problems));
    const program = { language, source_code: await source, name };
    const outcome = await sandbox.run({ program, args: checkArguments(json_schema, args), limits, host });
    return outcome.failure ? { failure: outcome.failure.message } : outcome.value;
  }

  /** Runs another function behind the tool's source, to reach its parts. */
  async function callBeside(name: string, code: string, args: Record<string, unknown>): Promise<unknown> {
    const program = { language, source_code: `${await source}\n${code}`, name };
    const outcome = await sandbox.run({ program, args, limits, host: noHost });
    if (outcome.failure) throw new Error(outcome.failure.message);
    return outcome.value;
  }

  return { call, callBeside, source };
}
