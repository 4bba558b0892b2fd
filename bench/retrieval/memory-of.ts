/** An agent whose archival memory holds a conversation, searched as the product searches. */

import { createLocalKit } from "../../src/client/testing/local-kit.ts";
import type { Embedder } from "../../src/embeddings/embedder.ts";
import { DEFAULT_EMBEDDING_CONFIG } from "../../src/embeddings/models.ts";
import { preparePassages, searchArchival, storePassages } from "../../src/memory/archival.ts";
import type { SearchMode } from "../../src/schemas/index.ts";
import { getAgentRow } from "../../src/storage/agents.ts";
import type { Conversation } from "./conversations.ts";

export interface ConversationMemory {
  /** Ids of turns, best first, each once. */
  search(question: string, mode: SearchMode, limit: number): Promise<string[]>;
  close(): Promise<void>;
}

/** Stores every turn as a memory of its own: "<date> <speaker>: <text>". */
export async function memoryOf(conversation: Conversation, embedder: Embedder): Promise<ConversationMemory> {
  const kit = await createLocalKit({ embedder });
  const { id } = await kit.client.createAgent({ embedding_config: DEFAULT_EMBEDDING_CONFIG });
  const agent = await getAgentRow(kit.db, id);
  const turnOf = new Map<string, string>();
  const turns = conversation.sessions.flatMap((session) =>
    session.turns.map((turn) => ({
      id: turn.id,
      text: `${session.date_time} ${turn.speaker}: ${turn.text}`,
    })),
  );
  const { db } = kit;
  const tables = [db.passages, db.counters, db.vectors, db.vector_chunks, db.vector_spaces];
  for (const turn of turns) {
    const prepared = await preparePassages({ embedder, clock: kit.clock }, agent, turn.text);
    for (const { row } of prepared) turnOf.set(row.id, turn.id);
    await db.transaction("rw", tables, async () => storePassages(db, id, agent.embedding_config, prepared));
  }
  return {
    async search(question, mode, limit) {
      const { matches } = await searchArchival(kit.services, agent, question, limit, { mode });
      return [...new Set(matches.map(({ passage }) => turnOf.get(passage.id) as string))];
    },
    async close() {
      kit.client.close();
      await db.delete();
    },
  };
}
