/** The tool that was deleted last, for a change of mind on the page one lands on. */
import { create } from "zustand";
import type { DeletedTool } from "../../client/index.ts";
import type { Tool, ToolSettings } from "../../schemas/index.ts";

export interface TakenAway {
  tool: Tool;
  settings: ToolSettings;
  detached_from: DeletedTool["detached_from"];
}

export const useDeletedTool = create<{ last: TakenAway | null }>(() => ({ last: null }));
