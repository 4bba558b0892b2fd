/** What makes the next search quick, done in idle time: the meaning of what was said, and the indexes of words. */
import { getAgentRow } from "../storage/agents.ts";
import type { LocalServices } from "./local-services.ts";

export class LookingAhead {
  readonly #services: LocalServices;
  readonly #waiting = new Map<string, () => void>();
  readonly #working = new Map<string, AbortController>();

  constructor(services: LocalServices) {
    this.#services = services;
  }

  /** The agent has something new: it gets its turn when the page is idle. */
  later(agentId: string): void {
    this.#waiting.get(agentId)?.();
    const cancel = this.#services.idle?.later(() => {
      this.#waiting.delete(agentId);
      // Nobody waits for it: what fails here is done, or told of, when it is asked for.
      this.#work(agentId).catch(() => {});
    });
    if (cancel) this.#waiting.set(agentId, cancel);
  }

  /** The agent is at work: the embedding model and the disk are its own. */
  stop(agentId: string): void {
    this.#waiting.get(agentId)?.();
    this.#waiting.delete(agentId);
    this.#working.get(agentId)?.abort();
  }

  close(): void {
    for (const agentId of [...this.#waiting.keys(), ...this.#working.keys()]) this.stop(agentId);
  }

  async #work(agentId: string): Promise<void> {
    if (this.#working.has(agentId)) return;
    const { db, embedder, texts } = this.#services;
    const work = new AbortController();
    this.#working.set(agentId, work);
    try {
      const agent = await getAgentRow(db, agentId);
      const owners = [agent.id, ...agent.source_ids];
      await texts.prepare(owners.map((owner) => ({ list: "passages", owner })));
      const { state, model } = embedder.status();
      // A person who never searches by meaning is not made to load a model.
      if (work.signal.aborted || state !== "ready" || model !== agent.embedding_config.embedding_model)
        return;
      const { embedMessages } = await import("../memory/message-meaning.ts");
      await embedMessages(this.#services, agent, { signal: work.signal });
    } finally {
      this.#working.delete(agentId);
    }
  }
}
