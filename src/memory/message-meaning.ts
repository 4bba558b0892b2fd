/** The meaning of what was said: vectors of messages, made when nothing else is to be done. */
import type { Embedder } from "../embeddings/embedder.ts";
import { spokenText } from "../schemas/index.ts";
import { readCount, writeCount } from "../storage/counters.ts";
import type { AgentRow, EngramDatabase } from "../storage/database.ts";
import { messagesAfter } from "../storage/messages.ts";
import { putVectors, vectorTables } from "../storage/vectors.ts";
import { spaceOf, type VectorIndex } from "../vector/vector-index.ts";

export interface MessageMeaningServices {
  db: EngramDatabase;
  embedder: Embedder;
  vectors: VectorIndex;
}

/** Messages embedded at a time; between two lots a question to the model gets its turn. */
const LOT = 32;

/** Whose the vectors of what was said with an agent are. */
export const messageOwner = (agentId: string) => `${agentId}|messages`;

/** Name of the space of what was said with an agent. It goes with the agent's other spaces. */
export function messageSpaceOf(agent: Pick<AgentRow, "id" | "embedding_config">): string {
  return spaceOf(messageOwner(agent.id), agent.embedding_config.embedding_model);
}

/** Place of the last message whose meaning is known; 0 where none is. */
export function lastEmbeddedMessage(db: EngramDatabase, agentId: string): Promise<number> {
  return readCount(db, "embedded_messages", agentId);
}

/**
 * Goes on where it was left, until all is embedded, `signal` says stop, or `limit` messages were read. Two tabs at once
 * do the same work twice, and no harm.
 *
 * @returns whether all is embedded.
 */
export async function embedMessages(
  { db, embedder, vectors }: MessageMeaningServices,
  agent: Pick<AgentRow, "id" | "embedding_config">,
  { signal, limit = Number.POSITIVE_INFINITY }: { signal?: AbortSignal; limit?: number } = {},
): Promise<boolean> {
  const space = messageSpaceOf(agent);
  const config = agent.embedding_config;
  let read = 0;
  while (read < limit && !signal?.aborted) {
    const rows = await messagesAfter(db, agent.id, await lastEmbeddedMessage(db, agent.id), LOT);
    const last = rows.at(-1);
    if (!last) return true;
    const said = rows.flatMap((row) => {
      const text = spokenText(row)?.trim();
      return text ? [{ id: row.id, text }] : [];
    });
    const embedded =
      said.length === 0
        ? []
        : await embedder.embed(
            said.map(({ text }) => text),
            config,
            { kind: "passage", ...(signal ? { signal } : {}) },
          );
    const tables = [db.agents, db.counters, ...vectorTables(db)];
    const stored = await db.transaction("rw", tables, async () => {
      const current = await db.agents.get(agent.id);
      // Gone, or with another embedding model by now: these vectors are nobody's.
      if (current?.embedding_config.embedding_model !== config.embedding_model) return false;
      await putVectors(
        db,
        space,
        said.map(({ id }, index) => ({ id, vector: embedded[index] as Float32Array })),
      );
      await writeCount(db, "embedded_messages", agent.id, last.seq);
      return true;
    });
    if (!stored) return false;
    vectors.changed(space);
    read += rows.length;
  }
  return false;
}
