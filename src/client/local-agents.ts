/** Agents out of the way, and deleting them with time to think again. Loaded when it is first asked for. */
import { readAgent } from "../engine/load-agent.ts";
import { DEFAULT_SYSTEM_PROMPT } from "../engine/prompts/system-prompt.ts";
import { compileSystemMessage } from "../engine/system-message.ts";
import { InvalidInputError, isoTime, NotFoundError } from "../schemas/index.ts";
import { getAgentRow } from "../storage/agents.ts";
import type { AgentRow } from "../storage/database.ts";
import { explainWriteFailure } from "../storage/open-database.ts";
import type { HiddenAgent } from "./agent-params.ts";
import type { LocalServices } from "./local-services.ts";
import { single } from "./params.ts";

/** How long a deletion can be taken back, in milliseconds. */
const DELETION_MS = 60_000;

function toHiddenAgent({ id, archived_at, deletion_at }: AgentRow): HiddenAgent {
  return { agent_id: id, archived_at: archived_at ?? null, deletion_at: deletion_at ?? null };
}

/** An absent field is what the indexes go by: one that is there without a value would be found. */
function mark(row: AgentRow, field: "archived_at" | "deletion_at", value: string | null): AgentRow {
  const { [field]: _before, ...rest } = row;
  return value === null ? rest : { ...rest, [field]: value };
}

async function change(
  { db }: Pick<LocalServices, "db">,
  agentId: string,
  to: (row: AgentRow) => AgentRow,
): Promise<HiddenAgent> {
  try {
    return await db.transaction("rw", db.agents, async () => {
      const next = to(await getAgentRow(db, agentId));
      await db.agents.put(next);
      return toHiddenAgent(next);
    });
  } catch (error) {
    throw explainWriteFailure(error);
  }
}

export async function archiveAgent(
  services: LocalServices,
  params: { agent_id: string },
): Promise<HiddenAgent> {
  const now = isoTime(services.clock);
  return change(services, single(params, "agent_id"), (row) =>
    row.archived_at ? row : mark(row, "archived_at", now),
  );
}

export async function unarchiveAgent(services: LocalServices, params: { agent_id: string }): Promise<void> {
  await change(services, single(params, "agent_id"), (row) => mark(row, "archived_at", null));
}

export async function keepAgent(services: LocalServices, params: { agent_id: string }): Promise<void> {
  await change(services, single(params, "agent_id"), (row) => mark(row, "deletion_at", null));
}

export async function previewSystemPrompt(
  services: LocalServices,
  params: { agent_id: string; system: string },
): Promise<string> {
  if (typeof params.system !== "string") throw new InvalidInputError("system", "a text is required");
  const { row, compiledMemory, counts } = await readAgent(services, single(params, "agent_id"));
  return compileSystemMessage({ ...row, system: params.system }, compiledMemory, counts);
}

export function defaultSystemPrompt(): string {
  return DEFAULT_SYSTEM_PROMPT;
}

/**
 * Deletions that can still be taken back. Each is a time in the agent's row, so that it outlives the tab; who opens the
 * app next looks after those that nobody has brought to an end.
 */
export class PutOffDeletions {
  readonly #services: LocalServices;
  readonly #remove: (agentId: string) => Promise<void>;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  /** @param remove deletes an agent if its time is over still when it holds the agent's lock; see `isDue`. */
  constructor(services: LocalServices, remove: (agentId: string) => Promise<void>) {
    this.#services = services;
    this.#remove = remove;
  }

  async begin(agentId: string): Promise<HiddenAgent> {
    const { clock } = this.#services;
    const at = new Date(clock.now().getTime() + DELETION_MS).toISOString();
    const hidden = await change(this.#services, agentId, (row) => mark(row, "deletion_at", at));
    this.#wait(agentId, at);
    return hidden;
  }

  /** Takes up what was begun in a tab that is closed. Resolves when those that are due are deleted. */
  async resume(): Promise<void> {
    const rows = await this.#services.db.agents.orderBy("deletion_at").toArray();
    for (const row of rows) {
      if (isDue(row, this.#services.clock.now())) await this.#end(row.id);
      else if (row.deletion_at) this.#wait(row.id, row.deletion_at);
    }
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #wait(agentId: string, at: string): void {
    clearTimeout(this.#timers.get(agentId));
    const left = Date.parse(at) - this.#services.clock.now().getTime();
    // A little later than the time itself: timers may come early.
    this.#timers.set(
      agentId,
      setTimeout(() => void this.#end(agentId), left + 100),
    );
  }

  async #end(agentId: string): Promise<void> {
    this.#timers.delete(agentId);
    try {
      await this.#remove(agentId);
    } catch (error) {
      // Another tab was first; anything else is tried again when the app is opened next.
      if (!(error instanceof NotFoundError)) console.warn(error);
    }
  }
}

/** Whether an agent's deletion can no longer be taken back. */
export function isDue(row: Pick<AgentRow, "deletion_at">, now: Date): boolean {
  return row.deletion_at !== undefined && Date.parse(row.deletion_at) <= now.getTime();
}
