/** A tool that a person wrote: its code runs in the sandbox. */
import {
  isoTime,
  NotSupportedError,
  TOOL_LANGUAGES,
  type Tool,
  type ToolFailure,
  type ToolLanguage,
  type ToolSettings,
} from "../schemas/index.ts";
import { readToolSettings } from "../storage/tools.ts";
import { callAgentObject } from "./agent-object.ts";
import type { ToolHost, ToolOutcome, ToolProgram } from "./sandbox/tool-sandbox.ts";
import { readToolSource } from "./schema/read-tool-source.ts";
import type { ExecutableTool, GrantFetch, ToolContext, ToolSurroundings } from "./tool.ts";
import { cutToBudget, resultToText, TOOL_RETURN_LIMIT } from "./tool-return.ts";

/** What a program threw, or the limit it met, as the agent reads it. */
export class ToolFailedError extends Error {
  readonly failure: ToolFailure;
  constructor(failure: ToolFailure) {
    super(`${failure.name}: ${failure.message}${failure.line === null ? "" : ` (line ${failure.line})`}`);
    this.failure = failure;
  }
}

export function isToolLanguage(source_type: string | null): source_type is ToolLanguage {
  return (TOOL_LANGUAGES as readonly (string | null)[]).includes(source_type);
}

/** Names of the functions to call where it is not the tool's own, by source: finding one takes a parser. */
const entryNames = new Map<string, string>();
const MOST_NAMES = 500;

/** Whether a source makes a function under a name. */
export function declaresFunction(source: string, name: string): boolean {
  return new RegExp(`\\b(?:function\\s*\\*?|const|let|var|def)\\s+${name}(?![\\w-])`).test(source);
}

/**
 * The program of a tool. Its function may be called otherwise than the tool, which can be given a name.
 *
 * @throws NotSupportedError for a source of a kind that cannot run here.
 */
async function programOf(tool: Pick<Tool, "name" | "source_type" | "source_code">): Promise<ToolProgram> {
  const { name, source_type: language, source_code } = tool;
  if (!isToolLanguage(language) || !source_code)
    throw new NotSupportedError(`Running the tool "${name}" (${language ?? "no source"})`);
  if (declaresFunction(source_code, name)) return { language, source_code, name };
  // The tool was given a name of its own.
  const key = `${language}\n${source_code}`;
  const known = entryNames.get(key);
  if (known !== undefined) return { language, source_code, name: known };
  const entry = (await readToolSource({ language, source_code })).name ?? name;
  if (entryNames.size >= MOST_NAMES) entryNames.clear();
  entryNames.set(key, entry);
  return { language, source_code, name: entry };
}

/** What a program reaches of the world: granted hosts, and the memory of an agent where there is one. */
function toolHost(
  settings: ToolSettings,
  grantFetch: GrantFetch,
  context: ToolContext | null,
): ToolHost & { close(): void } {
  let open = true;
  return {
    fetch: grantFetch(settings.allowed_hosts),
    async callAgent(method, args) {
      if (!context) throw new Error("there is no agent here: the tool was tried out without one");
      return callAgentObject(context, method, args, () => open);
    },
    close() {
      open = false;
    },
  };
}

export function storedTool(tool: Tool): ExecutableTool {
  const run = async (
    args: Record<string, unknown>,
    around: ToolSurroundings,
    context: ToolContext | null,
  ) => {
    const settings = await readToolSettings(around.db, tool.id);
    const program = await programOf(tool);
    const host = toolHost(settings, around.grantFetch, context);
    const { sandbox, signal, clock, tool_runs } = around;
    let outcome: ToolOutcome;
    try {
      outcome = await sandbox.run({ program, args, limits: settings.limits, host, signal });
    } finally {
      host.close();
    }
    const failure = outcome.failure ? new ToolFailedError(outcome.failure) : null;
    tool_runs.push({
      tool_id: tool.id,
      created_at: isoTime(clock),
      agent_id: context?.agent.id ?? null,
      args,
      ok: failure === null,
      return: cutToBudget(failure ? failure.message : resultToText(outcome.value), TOOL_RETURN_LIMIT),
      log: outcome.log,
      duration_ms: outcome.duration_ms,
    });
    if (failure) throw failure;
    return outcome.value;
  };
  return {
    schema: tool.json_schema,
    requiresApproval: async (db) => (await readToolSettings(db, tool.id)).requires_approval,
    actsOutside: true,
    run: (args, context) => run(args, context, context),
    runAlone: (args, around) => run(args, around, null),
  };
}
