/** Running a tool by hand: as an agent would run it, without a model. */
import { spacesOf, storePassages } from "../memory/archival.ts";
import {
  CancelledError,
  InvalidInputError,
  isoTime,
  newToolCallId,
  type ToolCall,
} from "../schemas/index.ts";
import { writeBlock } from "../storage/block-versions.ts";
import { passageTables } from "../storage/passages.ts";
import { addToolRuns } from "../storage/tools.ts";
import { checkArguments } from "../tools/arguments.ts";
import type { ExecutableTool, ToolSurroundings } from "../tools/tool.ts";
import { cutToBudget, resultToText, TOOL_RETURN_LIMIT } from "../tools/tool-return.ts";
import { loadAgent } from "./load-agent.ts";
import type { EngineServices } from "./services.ts";
import { EditConflict, wasEdited } from "./settle-calls.ts";
import { type CallOutcome, type CallsOutcome, runCalls, surroundingsOf } from "./tool-calls.ts";

export type Trial = Pick<CallOutcome, "ok" | "text" | "result" | "error"> & {
  tool_runs: ToolSurroundings["tool_runs"];
};

/** Times a tool is run again because memory was edited meanwhile. */
const MAX_CONFLICTS = 5;

/**
 * Runs a tool for an agent, whose lock the caller holds: what it does to memory is stored, or nothing where it fails.
 *
 * @param isStored whether the tool is, and has a log.
 */
export async function tryToolFor(
  services: EngineServices,
  agentId: string,
  tool: ExecutableTool,
  args: Record<string, unknown>,
  { signal, isStored }: { signal: AbortSignal; isStored: boolean },
): Promise<Trial> {
  const { name } = tool.schema;
  const call: ToolCall = {
    id: newToolCallId(),
    type: "function",
    function: { name, arguments: JSON.stringify(args) },
  };
  const tools = new Map([[name, tool]]);
  let before: CallsOutcome | undefined;
  for (let conflicts = 0; ; conflicts++) {
    const agent = await loadAgent(services, agentId);
    const { db } = services;
    const outcome: CallsOutcome = await runCalls({
      services,
      agent,
      tools,
      calls: [call],
      signal,
      refused: new Map(),
      caller: { kind: "person", agent_id: agentId },
      before,
    });
    if (signal.aborted) throw new CancelledError();
    const { edits, passages } = outcome.effects;
    try {
      await db.transaction(
        "rw",
        [db.agents, db.blocks, db.block_versions, ...passageTables(db), db.tool_runs],
        async () => {
          const [current, stored] = await Promise.all([
            db.agents.get(agentId),
            db.blocks.bulkGet(agent.row.block_ids),
          ]);
          if (!current) throw new InvalidInputError("agent_id", "the agent was deleted meanwhile");
          if (wasEdited(agent, current, stored)) throw new EditConflict();
          for (const { block, by } of edits) await writeBlock(db, block, by, isoTime(services.clock));
          await storePassages(db, agentId, agent.row.embedding_config, passages);
          if (isStored) await addToolRuns(db, outcome.tool_runs);
        },
      );
    } catch (error) {
      if (!(error instanceof EditConflict) || conflicts >= MAX_CONFLICTS) throw error;
      before = outcome;
      continue;
    }
    if (passages.length > 0) services.vectors.changed(spacesOf(agent.row)[0] as string);
    // The system message shows what changed.
    if (edits.length > 0) await loadAgent(services, agentId);
    return { ...(outcome.outcomes[0] as CallOutcome), tool_runs: outcome.tool_runs };
  }
}

/**
 * Runs a tool for nobody.
 *
 * @throws InvalidInputError for a tool that cannot do without an agent.
 */
export async function tryToolAlone(
  services: EngineServices,
  tool: ExecutableTool,
  args: Record<string, unknown>,
  { signal, isStored }: { signal: AbortSignal; isStored: boolean },
): Promise<Trial> {
  if (!tool.runAlone)
    throw new InvalidInputError("agent_id", `${tool.schema.name} works on an agent: say on which`);
  const around = surroundingsOf(services, signal);
  let trial: Pick<Trial, "ok" | "text" | "result" | "error">;
  try {
    const result = await tool.runAlone(checkArguments(tool.schema, args), around);
    trial = { ok: true, text: cutToBudget(resultToText(result), TOOL_RETURN_LIMIT), result };
  } catch (error) {
    if (signal.aborted) throw new CancelledError();
    const text = error instanceof Error ? error.message : String(error);
    trial = { ok: false, text: cutToBudget(text, TOOL_RETURN_LIMIT), error };
  }
  if (isStored) {
    const { db } = services;
    await db.transaction("rw", db.tool_runs, () => addToolRuns(db, around.tool_runs));
  }
  return { ...trial, tool_runs: around.tool_runs };
}
