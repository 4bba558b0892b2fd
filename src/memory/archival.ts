import type { Embedder } from "../embeddings/embedder.ts";
import {
  type Clock,
  type EmbeddingConfig,
  InvalidInputError,
  isoTime,
  localTime,
  newId,
} from "../schemas/index.ts";
import type { AgentRow, EngramDatabase, PassageRow } from "../storage/database.ts";
import { appendPassages, findPassages } from "../storage/passages.ts";
import { putVectors } from "../storage/vectors.ts";
import { spaceOf, type VectorIndex } from "../vector/vector-index.ts";
import { RESULTS_PER_PAGE, type ResultPage } from "./pages.ts";

/** How deep archival search looks before paging. */
export const ARCHIVAL_SEARCH_DEPTH = 100;

export interface ArchivalServices {
  db: EngramDatabase;
  embedder: Embedder;
  vectors: VectorIndex;
  clock: Clock;
}

/** A passage that is ready to be stored: embedding is slow and network-like, so it happens before the transaction. */
export interface PreparedPassage {
  row: Omit<PassageRow, "seq">;
  vector: Float32Array;
}

/**
 * Splits and embeds a text for an agent's archival memory. Nothing is stored yet.
 *
 * @throws InvalidInputError for an empty text.
 */
export async function preparePassages(
  services: Pick<ArchivalServices, "embedder" | "clock">,
  agent: Pick<AgentRow, "id" | "user_id" | "embedding_config">,
  text: string,
  signal?: AbortSignal,
): Promise<PreparedPassage[]> {
  if (text.trim() === "") throw new InvalidInputError("content", "an empty memory cannot be stored");
  const config = agent.embedding_config;
  const parts = await services.embedder.split(text, config);
  const vectors = await services.embedder.embed(parts, config, { kind: "passage", signal });
  const created_at = isoTime(services.clock);
  return parts.map((part, index) => ({
    row: {
      id: newId("passage"),
      text: part,
      embedding_config: config,
      created_at,
      user_id: agent.user_id,
      agent_id: agent.id,
      source_id: null,
      doc_id: null,
      metadata_: {},
    },
    vector: vectors[index] as Float32Array,
  }));
}

/** Stores prepared passages and their vectors, inside the caller's transaction. */
export async function storePassages(
  db: EngramDatabase,
  agentId: string,
  config: EmbeddingConfig,
  prepared: PreparedPassage[],
): Promise<PassageRow[]> {
  if (prepared.length === 0) return [];
  const rows = await appendPassages(
    db,
    agentId,
    prepared.map((passage) => passage.row),
  );
  await putVectors(
    db,
    spaceOf(agentId, config.embedding_model),
    prepared.map((passage) => ({ id: passage.row.id, vector: passage.vector })),
  );
  return rows;
}

/** Every space an agent's archival search looks into: its own and its attached sources'. */
export function spacesOf(agent: AgentRow): string[] {
  return [agent.id, ...agent.source_ids].map((owner) =>
    spaceOf(owner, agent.embedding_config.embedding_model),
  );
}

/** Passages nearest in meaning, best first. */
export async function searchArchival(
  { db, embedder, vectors }: Pick<ArchivalServices, "db" | "embedder" | "vectors">,
  agent: AgentRow,
  query: string,
  limit: number,
  signal?: AbortSignal,
): Promise<{ passage: PassageRow; score: number }[]> {
  if (query.trim() === "") throw new InvalidInputError("query", "an empty query finds nothing");
  const [vector] = await embedder.embed([query], agent.embedding_config, { kind: "query", signal });
  if (!vector) return [];
  const matches = await vectors.search({ spaces: spacesOf(agent), query: vector, k: limit });
  const passages = await findPassages(
    db,
    matches.map((match) => match.id),
  );
  return matches.flatMap((match, index) => {
    const passage = passages[index];
    return passage ? [{ passage, score: match.score }] : [];
  });
}

/** The archival_memory_search tool's page. */
export async function archivalPage(
  services: Pick<ArchivalServices, "db" | "embedder" | "vectors">,
  agent: AgentRow,
  query: string,
  page: number,
  { timeZone, signal }: { timeZone?: string; signal?: AbortSignal } = {},
): Promise<ResultPage> {
  const found = await searchArchival(services, agent, query, ARCHIVAL_SEARCH_DEPTH, signal);
  return {
    results: found
      .slice(page * RESULTS_PER_PAGE, (page + 1) * RESULTS_PER_PAGE)
      .map(
        ({ passage }) =>
          `timestamp: ${localTime(new Date(passage.created_at), timeZone)}, memory: ${passage.text}`,
      ),
    total: found.length,
    page,
  };
}
