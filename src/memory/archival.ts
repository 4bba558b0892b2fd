import type { Embedder } from "../embeddings/embedder.ts";
import {
  type Clock,
  DEFAULT_SEARCH_MODE,
  type EmbeddingConfig,
  type FoundBy,
  InvalidInputError,
  isoTime,
  localTime,
  type MemoryOrigin,
  newId,
  type SearchMode,
  type SearchReach,
} from "../schemas/index.ts";
import { sharedWords } from "../search/terms.ts";
import type { TextSearch, TextSpace } from "../search/text-search.ts";
import type { AgentRow, EngramDatabase, PassageRow } from "../storage/database.ts";
import { appendPassages, findPassages } from "../storage/passages.ts";
import { putVectors } from "../storage/vectors.ts";
import { spaceOf, type VectorIndex } from "../vector/vector-index.ts";
import { blendedSearch } from "./blended-search.ts";
import { citationOf } from "./citation.ts";
import { messageOwner } from "./message-meaning.ts";
import { RESULTS_PER_PAGE, type ResultPage } from "./pages.ts";

/** How deep archival search looks before paging. */
export const ARCHIVAL_SEARCH_DEPTH = 100;

export interface ArchivalServices {
  db: EngramDatabase;
  embedder: Embedder;
  vectors: VectorIndex;
  /** Search by words, and by words and meaning together. */
  texts: TextSearch;
  clock: Clock;
}

/** A passage that is ready to be stored: embedding is slow and network-like, so it happens before the transaction. */
export interface PreparedPassage {
  row: Omit<PassageRow, "seq">;
  vector: Float32Array;
}

/** A passage of an agent's own archival memory, not stored yet. */
export function newOwnPassage(
  agent: Pick<AgentRow, "id" | "user_id" | "embedding_config">,
  told: Pick<PassageRow, "text" | "created_at" | "metadata_">,
): PreparedPassage["row"] {
  return {
    id: newId("passage"),
    ...told,
    embedding_config: agent.embedding_config,
    user_id: agent.user_id,
    agent_id: agent.id,
    source_id: null,
    doc_id: null,
  };
}

/**
 * Splits and embeds a text for an agent's archival memory. Nothing is stored yet.
 *
 * @param origin kept with each passage, in `metadata_.origin`.
 *
 * @throws InvalidInputError for an empty text.
 */
export async function preparePassages(
  services: Pick<ArchivalServices, "embedder" | "clock">,
  agent: Pick<AgentRow, "id" | "user_id" | "embedding_config">,
  text: string,
  origin: MemoryOrigin,
  signal?: AbortSignal,
): Promise<PreparedPassage[]> {
  if (text.trim() === "") throw new InvalidInputError("content", "an empty memory cannot be stored");
  const config = agent.embedding_config;
  const parts = await services.embedder.split(text, config);
  const vectors = await services.embedder.embed(parts, config, { kind: "passage", signal });
  const created_at = isoTime(services.clock);
  return parts.map((part, index) => ({
    row: newOwnPassage(agent, { text: part, created_at, metadata_: { origin } }),
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

/** What of an agent its archival search goes by. */
export type SearchingAgent = Pick<AgentRow, "id" | "source_ids" | "embedding_config" | "search_mode">;

/** Every space an agent's archival search looks into: its own and its attached sources'. */
export function spacesOf(agent: SearchingAgent): string[] {
  return [agent.id, ...agent.source_ids].map((owner) =>
    spaceOf(owner, agent.embedding_config.embedding_model),
  );
}

/** The spaces that hold vectors of an owner's passages: two while they are embedded with another model. */
export async function heldSpaces(db: EngramDatabase, owner: string): Promise<string[]> {
  const held = await db.vector_spaces.where("space").startsWith(spaceOf(owner, "")).primaryKeys();
  const ofMessages = spaceOf(messageOwner(owner), "");
  return held.filter((space) => !space.startsWith(ofMessages));
}

export interface FoundPassage {
  passage: PassageRow;
  /** Cosine where the agent searches by meaning only; otherwise 0 to 1, words and meaning together. */
  score: number;
  found_by: FoundBy;
}

export interface ArchivalFinding {
  matches: FoundPassage[];
  reach: SearchReach;
}

/**
 * Passages of the agent's own and of its attached sources, best first: by words and meaning together, unless the agent
 * goes by one of them.
 */
export async function searchArchival(
  services: Pick<ArchivalServices, "db" | "embedder" | "vectors" | "texts">,
  agent: SearchingAgent,
  query: string,
  limit: number,
  {
    mode,
    owners = [agent.id, ...agent.source_ids],
    signal,
  }: {
    mode?: SearchMode | undefined;
    /** Whose passages; those of the agent and of all its sources by default. */
    owners?: string[] | undefined;
    signal?: AbortSignal | undefined;
  } = {},
): Promise<ArchivalFinding> {
  if (query.trim() === "") throw new InvalidInputError("query", "an empty query finds nothing");
  const { matches, reach } = await blendedSearch(services, {
    query,
    mode: mode ?? agent.search_mode ?? DEFAULT_SEARCH_MODE,
    limit,
    texts: owners.map((owner): TextSpace => ({ list: "passages", owner })),
    vectors: owners.map((owner) => spaceOf(owner, agent.embedding_config.embedding_model)),
    config: agent.embedding_config,
    signal,
  });
  const passages = await findPassages(
    services.db,
    matches.map((match) => match.id),
  );
  const found = matches.flatMap(({ score, words, meaning }, index): FoundPassage[] => {
    const passage = passages[index];
    if (!passage) return [];
    const shared = sharedWords(query, passage.text);
    return [
      { passage, score, found_by: { words: shared, beside: shared.length === 0 && words > 0, meaning } },
    ];
  });
  return { matches: found, reach };
}

/** The archival_memory_search tool's page. */
export async function archivalPage(
  services: Pick<ArchivalServices, "db" | "embedder" | "vectors" | "texts">,
  agent: SearchingAgent,
  query: string,
  page: number,
  { timeZone, signal }: { timeZone?: string | undefined; signal?: AbortSignal | undefined } = {},
): Promise<ResultPage> {
  const { matches, reach } = await searchArchival(services, agent, query, ARCHIVAL_SEARCH_DEPTH, { signal });
  const shown = matches.slice(page * RESULTS_PER_PAGE, (page + 1) * RESULTS_PER_PAGE);
  const sourceIds = [...new Set(shown.flatMap(({ passage }) => passage.source_id ?? []))];
  const sources = await services.db.sources.bulkGet(sourceIds);
  const names = new Map(sources.map((source, index) => [sourceIds[index], source?.name ?? null]));
  return {
    results: shown.map(({ passage }) => {
      const citation = citationOf(passage, names.get(passage.source_id ?? "") ?? null);
      const time = localTime(new Date(passage.created_at), timeZone);
      return `timestamp: ${time}, ${citation ? `source: ${citation}, ` : ""}memory: ${passage.text}`;
    }),
    total: matches.length,
    page,
    notice: reach.notice,
  };
}
