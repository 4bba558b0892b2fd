import { type ToolLogLine, type ToolRun, type ToolSettings, toolSettingsSchema } from "../schemas/index.ts";
import type { EngramDatabase } from "./database.ts";

/** What the person decided about a tool; the defaults where nothing was. */
export async function readToolSettings(db: EngramDatabase, tool_id: string): Promise<ToolSettings> {
  return toolSettingsSchema.parse((await db.tool_settings.get(tool_id)) ?? { tool_id });
}

/** Runs of a tool that its log keeps. */
export const KEPT_TOOL_RUNS = 50;
/** Characters of what a run printed that its log keeps. */
const KEPT_LOG_CHARACTERS = 20_000;

/** Adds runs to the logs of their tools and drops the oldest. Call it inside a read-write transaction over tool_runs. */
export async function addToolRuns(db: EngramDatabase, runs: Omit<ToolRun, "id">[]): Promise<void> {
  if (runs.length === 0) return;
  await db.tool_runs.bulkAdd(runs.map((run) => ({ ...run, log: shortLog(run.log) })));
  for (const tool_id of new Set(runs.map((run) => run.tool_id))) {
    const ofTool = () => db.tool_runs.where("tool_id").equals(tool_id);
    const surplus = (await ofTool().count()) - KEPT_TOOL_RUNS;
    if (surplus > 0) await db.tool_runs.bulkDelete(await ofTool().limit(surplus).primaryKeys());
  }
}

/** The beginning of a log, and how much is missing. */
function shortLog(log: ToolLogLine[]): ToolLogLine[] {
  const kept: ToolLogLine[] = [];
  let left = KEPT_LOG_CHARACTERS;
  for (const { level, text } of log) {
    if (left <= 0) {
      kept.push({ level: "info", text: `[${log.length - kept.length} more lines are not kept]` });
      break;
    }
    kept.push({ level, text: text.length > left ? `${text.slice(0, left)} [the rest is not kept]` : text });
    left -= text.length;
  }
  return kept;
}
