/** An agent's archival memory that holds a conversation, searched as the product searches. */
import type { Embedder } from "../../src/embeddings/embedder.ts";
import { DEFAULT_EMBEDDING_CONFIG } from "../../src/embeddings/models.ts";
import { preparePassages, searchArchival, storePassages } from "../../src/memory/archival.ts";
import { type SearchMode, systemClock } from "../../src/schemas/index.ts";
import { createInProcessTextSearch } from "../../src/search/in-process-text-search.ts";
import { openDatabase } from "../../src/storage/open-database.ts";
import { createInProcessVectorIndex } from "../../src/vector/in-process-vector-index.ts";
import type { Conversation } from "./conversations.ts";

export interface ConversationMemory {
  /** Ids of turns, best first, each once. */
  search(question: string, mode: SearchMode, limit: number): Promise<string[]>;
  close(): Promise<void>;
}

/** Stores every turn as a memory of its own: "<date> <speaker>: <text>". */
export async function memoryOf(conversation: Conversation, embedder: Embedder): Promise<ConversationMemory> {
  const db = await openDatabase({
    name: `retrieval-${conversation.sample_id}`,
    marks: { read: () => null, write: () => {}, clear: () => {} },
    now: systemClock.now,
  });
  const services = {
    db,
    embedder,
    clock: systemClock,
    vectors: createInProcessVectorIndex({ db }),
    texts: createInProcessTextSearch({ db }),
  };
  const agent = {
    id: "agent-bench",
    user_id: null,
    source_ids: [],
    embedding_config: DEFAULT_EMBEDDING_CONFIG,
  };
  const turnOf = new Map<string, string>();
  const turns = conversation.sessions.flatMap((session) =>
    session.turns.map((turn) => ({
      id: turn.id,
      text: `${session.date_time} ${turn.speaker}: ${turn.text}`,
    })),
  );
  const tables = [db.passages, db.counters, db.vectors, db.vector_chunks, db.vector_spaces];
  for (const turn of turns) {
    const prepared = await preparePassages(services, agent, turn.text, { kind: "import" });
    for (const { row } of prepared) turnOf.set(row.id, turn.id);
    await db.transaction("rw", tables, async () =>
      storePassages(db, agent.id, agent.embedding_config, prepared),
    );
  }
  return {
    async search(question, mode, limit) {
      const { matches } = await searchArchival(services, agent, question, limit, { mode });
      return [...new Set(matches.map(({ passage }) => turnOf.get(passage.id) as string))];
    },
    async close() {
      services.vectors.close();
      services.texts.close();
      await db.delete();
    },
  };
}
