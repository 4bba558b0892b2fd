import { type ToolSettings, toolSettingsSchema } from "../schemas/index.ts";
import type { EngramDatabase } from "./database.ts";

/** What the person decided about a tool; the defaults where nothing was. */
export async function readToolSettings(db: EngramDatabase, tool_id: string): Promise<ToolSettings> {
  return toolSettingsSchema.parse((await db.tool_settings.get(tool_id)) ?? { tool_id });
}
