import type { ArchivalFilter } from "../../../client/index.ts";
import type { MemoryOrigin } from "../../../schemas/index.ts";
import { endOfDay, startOfDay } from "./local-days.ts";

/** What the person narrows archival memory to, as its fields hold it. */
export interface MemoryFilter {
  /** Local days, `YYYY-MM-DD`, both inclusive; empty where open. */
  from: string;
  to: string;
  origin: MemoryOrigin["kind"] | "";
  /** `own`, `all`, or a source's id. */
  owner: string;
}

export const NO_FILTER: MemoryFilter = { from: "", to: "", origin: "", owner: "own" };

/** The same as the client takes it. */
export function toArchivalFilter(
  { from, to, origin, owner }: MemoryFilter,
  agentId: string,
  sourceIds: string[],
): ArchivalFilter {
  return {
    owners: owner === "own" ? [agentId] : owner === "all" ? [agentId, ...sourceIds] : [owner],
    from: startOfDay(from),
    to: endOfDay(to),
    ...(origin ? { origins: [origin] } : {}),
  };
}
