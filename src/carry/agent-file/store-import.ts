/** An import is embedded first, which takes its time, and then stored in one transaction. */
import { loadAgent } from "../../engine/load-agent.ts";
import type { EngineServices } from "../../engine/services.ts";
import { newOwnPassage, type PreparedPassage, storePassages } from "../../memory/archival.ts";
import { type EmbeddingConfig, isoTime } from "../../schemas/index.ts";
import { idOf } from "../../sources/job-input.ts";
import { writeBlock } from "../../storage/block-versions.ts";
import { writeCount } from "../../storage/counters.ts";
import type { PassageRow } from "../../storage/database.ts";
import { documentTables, putDocumentText } from "../../storage/documents.ts";
import { appendMessages } from "../../storage/messages.ts";
import { putVectors } from "../../storage/vectors.ts";
import { spaceOf } from "../../vector/vector-index.ts";
import type { ImportPlan, PlannedAgent } from "./plan-import.ts";
import type { PlannedDocument, PlannedSource } from "./plan-sources.ts";

export type ImportServices = Pick<EngineServices, "db" | "embedder" | "vectors" | "clock" | "timeZone">;

export interface ImportOptions {
  signal?: AbortSignal | undefined;
  /** Passages embedded so far, of all. */
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Texts embedded at once. */
const BATCH = 64;

/** What is embedded, ready to be stored. */
export interface EmbeddedImport {
  plan: ImportPlan;
  agents: { agent: PlannedAgent; passages: PreparedPassage[] }[];
  sources: EmbeddedSource[];
}

interface EmbeddedSource {
  source: PlannedSource["source"];
  documents: { document: PlannedDocument; passages: PlacedPassage[] }[];
  /** By passage id: documents may share one. */
  vectors: Map<string, Float32Array>;
}

interface PlacedPassage {
  id: string;
  text: string;
  metadata_: Record<string, unknown>;
}

export async function embedImport(
  { embedder }: ImportServices,
  plan: ImportPlan,
  { signal, onProgress }: ImportOptions = {},
): Promise<EmbeddedImport> {
  const split = {
    agents: await Promise.all(
      plan.agents.map(async (agent) => ({
        agent,
        passages: await splitPassages(embedder, agent),
      })),
    ),
    sources: await Promise.all(plan.sources.map((source) => splitSource(embedder, source, signal))),
  };
  const total =
    split.agents.reduce((sum, { passages }) => sum + passages.length, 0) +
    split.sources.reduce((sum, { texts }) => sum + texts.size, 0);
  let done = 0;
  const embed = async (texts: string[], config: EmbeddingConfig) => {
    const vectors: Float32Array[] = [];
    for (let from = 0; from < texts.length; from += BATCH) {
      signal?.throwIfAborted();
      const batch = texts.slice(from, from + BATCH);
      vectors.push(
        ...(await embedder.embed(batch, config, { kind: "passage", ...(signal ? { signal } : {}) })),
      );
      done += batch.length;
      onProgress?.(done, total);
    }
    return vectors;
  };
  const agents: EmbeddedImport["agents"] = [];
  for (const { agent, passages } of split.agents) {
    const vectors = await embed(
      passages.map(({ text }) => text),
      agent.row.embedding_config,
    );
    agents.push({
      agent,
      passages: passages.map((row, index) => ({ row, vector: vectors[index] as Float32Array })),
    });
  }
  const sources: EmbeddedSource[] = [];
  for (const { source, documents, texts } of split.sources) {
    const vectors = await embed([...texts.values()], source.embedding_config);
    const ids = [...texts.keys()];
    sources.push({
      source,
      documents,
      vectors: new Map(ids.map((id, index) => [id, vectors[index] as Float32Array])),
    });
  }
  return { plan, agents, sources };
}

/** A passage that is short enough for the model stays as it is, to the letter. */
async function splitPassages(
  embedder: ImportServices["embedder"],
  { row, passages }: PlannedAgent,
): Promise<PreparedPassage["row"][]> {
  const rows: PreparedPassage["row"][] = [];
  for (const { text, created_at, metadata_ } of passages) {
    const parts = await embedder.split(text, row.embedding_config);
    for (const part of parts.length > 1 ? parts : [text])
      rows.push(newOwnPassage(row, { text: part, created_at, metadata_ }));
  }
  return rows;
}

async function splitSource(
  embedder: ImportServices["embedder"],
  { source, documents }: PlannedSource,
  signal: AbortSignal | undefined,
) {
  const texts = new Map<string, string>();
  const split: EmbeddedSource["documents"] = [];
  for (const document of documents) {
    const { row, text } = document;
    const parts =
      document.passages ??
      (await embedder.splitSections([text], source.embedding_config, signal ? { signal } : {})).map(
        ({ text, offset }, position) => ({
          text,
          metadata_: { file: row.name, ...(row.path ? { path: row.path } : {}), position, offset },
        }),
      );
    const passages: PlacedPassage[] = [];
    for (const part of parts) {
      const id = await idOf("passage", source.id, part.text);
      texts.set(id, part.text);
      passages.push({ id, ...part });
    }
    split.push({ document, passages });
  }
  return { source, documents: split, texts };
}

/**
 * Stores an import in one transaction.
 *
 * @returns false where names were taken, or tools deleted, since it was planned: plan it anew.
 */
export async function storeImport(services: ImportServices, { plan, agents, sources }: EmbeddedImport) {
  const { db, clock, vectors } = services;
  const tables = [
    db.agents,
    db.blocks,
    db.block_versions,
    db.messages,
    db.tools,
    db.sources,
    ...documentTables(db),
  ];
  const stored = await db.transaction("rw", tables, async () => {
    if (!(await isStillFree(services, plan))) return false;
    await db.tools.bulkAdd(plan.tools);
    for (const block of plan.blocks) await writeBlock(db, block, { kind: "import" }, isoTime(clock));
    for (const source of sources) await storeSource(db, source);
    for (const { agent, passages } of agents) {
      await db.agents.add(agent.row);
      await appendMessages(db, agent.row.id, agent.messages);
      await storePassages(db, agent.row.id, agent.row.embedding_config, passages);
    }
    return true;
  });
  if (!stored) return false;
  for (const { row } of plan.agents) vectors.changed(spaceOf(row.id, row.embedding_config.embedding_model));
  for (const { source } of plan.sources)
    vectors.changed(spaceOf(source.id, source.embedding_config.embedding_model));
  // A system message of ours, and returns that a context lacks; what is not done here is done by the first step.
  for (const { row } of plan.agents) await loadAgent(services, row.id);
  return true;
}

/** Inside the caller's transaction. */
async function isStillFree({ db }: ImportServices, plan: ImportPlan): Promise<boolean> {
  const taken = await Promise.all([
    db.agents
      .where("name")
      .anyOf(plan.agents.map(({ row }) => row.name))
      .count(),
    db.tools
      .where("name")
      .anyOf(plan.tools.map(({ name }) => name))
      .count(),
    db.sources
      .where("name")
      .anyOf(plan.sources.map(({ source }) => source.name))
      .count(),
  ]);
  const reused = await db.tools.where("name").anyOf(plan.reused).count();
  return taken.every((count) => count === 0) && reused === plan.reused.length;
}

/** Inside the caller's transaction. */
async function storeSource(
  db: ImportServices["db"],
  { source, documents, vectors }: EmbeddedSource,
): Promise<void> {
  await db.sources.add(source);
  const rows = new Map<string, PassageRow>();
  let characters = 0;
  for (const { document, passages } of documents) {
    await db.documents.add({ ...document.row, num_passages: passages.length });
    await putDocumentText(db, document.row.id, 0, document.text);
    characters += document.text.length;
    await db.document_passages.bulkAdd(
      passages.map(({ id, metadata_ }, position) => ({
        doc_id: document.row.id,
        position,
        passage_id: id,
        metadata_,
      })),
    );
    for (const { id, text, metadata_ } of passages) {
      if (rows.has(id)) continue;
      characters += text.length;
      rows.set(id, {
        id,
        text,
        embedding_config: source.embedding_config,
        created_at: document.row.created_at,
        user_id: source.user_id,
        agent_id: null,
        source_id: source.id,
        doc_id: document.row.id,
        metadata_,
        seq: rows.size + 1,
      });
    }
  }
  await db.passages.bulkAdd([...rows.values()]);
  await putVectors(
    db,
    spaceOf(source.id, source.embedding_config.embedding_model),
    [...vectors].map(([id, vector]) => ({ id, vector })),
  );
  await writeCount(db, "documents", source.id, documents.length);
  await writeCount(db, "passages", source.id, rows.size);
  await writeCount(db, "characters", source.id, characters);
}
