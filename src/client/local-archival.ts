/** Archival memory of the engine in this page: looking through it, and changing it by hand. Loaded when first asked for. */
import { z } from "zod";
import {
  heldSpaces,
  newOwnPassage,
  type PreparedPassage,
  preparePassages,
  searchArchival,
} from "../memory/archival.ts";
import {
  EXPORT_FORMATS,
  EXPORT_TYPES,
  type ExportedMemory,
  type MemoryFile,
  memoriesOfJson,
  memoriesOfTable,
  splitMemories,
  writingOf,
} from "../memory/memory-file.ts";
import {
  BY_PERSON,
  type EmbeddingConfig,
  InvalidInputError,
  isoTime,
  type MemoryOrigin,
  memoryOriginSchema,
  memoryTextSchema,
  type NewMemory,
  NotFoundError,
  newMemorySchema,
  originOf,
  type Passage,
  passageSchema,
  searchModeSchema,
  timeSchema,
} from "../schemas/index.ts";
import { getAgentRow } from "../storage/agents.ts";
import type { AgentRow, PassageRow } from "../storage/database.ts";
import { explainWriteFailure } from "../storage/open-database.ts";
import {
  countPassages,
  type PassageOwner,
  type PassageSpan,
  passagesByDate,
  walkPassages,
} from "../storage/passage-pages.ts";
import {
  appendPassages,
  findPassages,
  listPassages,
  passageTables,
  putBackPassages,
  putEditedPassages,
  removePassages,
  toPassage,
} from "../storage/passages.ts";
import { deleteVectors, getVectors, putVectors, spaceStamps } from "../storage/vectors.ts";
import type { Projection } from "../vector/projection.ts";
import { spaceOf } from "../vector/vector-index.ts";
import type { PageParams } from "./abstract-client.ts";
import type { LocalServices } from "./local-services.ts";
import { parse, readLimit, single } from "./params.ts";
import type {
  ArchivalFilter,
  ArchivalPage,
  ArchivalSearch,
  ArchivalSearchParams,
  ExportArchivalParams,
  InsertArchivalParams,
  InsertedMemories,
  ProjectArchivalParams,
  RemovedMemory,
} from "./workspace.ts";

/** Memories split, embedded and stored at a time: what a stop leaves whole. */
const BATCH = 64;
/** Matches looked through for those that pass a filter. */
const DEEPEST_SEARCH = 10_000;
/** Bytes of a file of memories. */
const LARGEST_FILE = 50_000_000;
/** Memories a page of the list holds unless told otherwise. */
const PAGE = 100;

const memoriesSchema = z
  .array(z.union([memoryTextSchema.transform((text) => newMemorySchema.parse({ text })), newMemorySchema]))
  .min(1, "at least one memory is required")
  .max(200_000, "at most 200000 at a time");

const idsSchema = z.array(z.string().min(1)).max(100_000, "at most 100000 at a time");

const filterSchema = z.object({
  owners: z.array(z.string().min(1)).optional(),
  from: timeSchema.nullish(),
  to: timeSchema.nullish(),
  origins: z.array(memoryOriginSchema.shape.kind).optional(),
});

const removedSchema = z.array(
  z.object({
    passage: passageSchema,
    seq: z.number().int().positive(),
    vector: z.instanceof(Float32Array).nullable(),
  }),
);

const isCancelled = (signal: AbortSignal | undefined) => signal?.aborted === true;

/** What a search or a list is narrowed to, read and checked. */
interface Narrowed extends PassageSpan {
  accepts: (row: PassageRow) => boolean;
  /** Whether it is narrowed by more than its owners. */
  isFiltered: boolean;
}

function narrowed(agent: AgentRow, filter: ArchivalFilter, byDefault: "own" | "all"): Narrowed {
  const { owners: given, from, to, origins } = parse(filterSchema, filter, "");
  const all = [agent.id, ...agent.source_ids];
  const wanted = given ?? (byDefault === "own" ? [agent.id] : all);
  const owners = [...new Set(wanted)].map((id): PassageOwner => {
    if (!all.includes(id))
      throw new InvalidInputError("owners", `${id} is neither the agent nor one of its sources`);
    return { id, kind: id === agent.id ? "agent" : "source" };
  });
  const accepts = (row: PassageRow) =>
    (!origins || origins.includes(originOf(row))) &&
    (!from || row.created_at >= from) &&
    (!to || row.created_at < to);
  return { owners, from, to, accepts, isFiltered: Boolean(origins || from || to) };
}

export class LocalArchival {
  readonly #services: LocalServices;
  /** The last map, and the state of the vectors it is of. */
  #map: { of: string; projection: Projection } | null = null;

  constructor(services: LocalServices) {
    this.#services = services;
  }

  get #db() {
    return this.#services.db;
  }

  // --------------------------------------------------------------- looking

  async get(params: PageParams): Promise<Passage[]> {
    const row = await getAgentRow(this.#db, single(params, "agent_id"));
    const page = {
      before: params.before ?? null,
      after: params.after ?? null,
      limit: readLimit(params.limit),
    };
    return (await listPassages(this.#db, row.id, page)).map((passage) => toPassage(passage));
  }

  async list(
    params: ArchivalFilter & { agent_id: string; before?: string | null; limit?: number },
  ): Promise<ArchivalPage> {
    const agent = await getAgentRow(this.#db, single(params, "agent_id"));
    const span = narrowed(agent, params, "own");
    const before = params.before ?? null;
    const { rows, next } = await passagesByDate(this.#db, {
      ...span,
      before,
      limit: readLimit(params.limit ?? PAGE),
    });
    return {
      passages: rows.map((row) => toPassage(row)),
      next,
      total: before === null ? await countPassages(this.#db, span) : null,
    };
  }

  /** Passages that the agent searches, by id, without those that are gone. */
  async read(params: { agent_id: string; memory_ids: string[] }): Promise<Passage[]> {
    const agent = await getAgentRow(this.#db, single(params, "agent_id"));
    const rows = await findPassages(this.#db, parse(idsSchema, params.memory_ids, "memory_ids"));
    return rows.flatMap((row) => (row && isSearchedBy(agent, row) ? [toPassage(row)] : []));
  }

  async find(params: ArchivalSearchParams): Promise<ArchivalSearch> {
    const agent = await getAgentRow(this.#db, single(params, "agent_id"));
    const mode = params.mode === undefined ? undefined : parse(searchModeSchema, params.mode, "mode");
    const query = single(params, "query");
    const limit = readLimit(params.limit ?? 20);
    const { owners, accepts, isFiltered } = narrowed(agent, params, "all");
    const options = { mode, owners: owners.map(({ id }) => id), signal: params.signal };
    for (let depth = limit; ; depth = Math.min(DEEPEST_SEARCH, depth * 10)) {
      const { matches, reach } = await searchArchival(this.#services, agent, query, depth, options);
      const kept = matches.filter(({ passage }) => accepts(passage));
      if (isFiltered && kept.length < limit && matches.length === depth && depth < DEEPEST_SEARCH) continue;
      return {
        matches: kept.slice(0, limit).map((match) => ({ ...match, passage: toPassage(match.passage) })),
        reach,
      };
    }
  }

  async project(params: ProjectArchivalParams): Promise<Projection> {
    const agent = await getAgentRow(this.#db, single(params, "agent_id"));
    const { owners } = narrowed(agent, { owners: params.owners ?? [agent.id] }, "own");
    const model = agent.embedding_config.embedding_model;
    const spaces = owners.map(({ id }) => spaceOf(id, model));
    const of = JSON.stringify([spaces, await spaceStamps(this.#db, spaces)]);
    if (this.#map?.of === of) return this.#map.projection;
    const projection = await this.#services.projector.project({ owners, model }, params);
    this.#map = { of, projection };
    return projection;
  }

  // -------------------------------------------------------------- changing

  async insert(params: { agent_id: string; memory: string }): Promise<Passage[]> {
    const memory = single(params, "memory");
    const stored = await this.#storing(single(params, "agent_id"), (agent) =>
      preparePassages(this.#services, agent, memory, BY_PERSON),
    );
    return stored.map(({ row, vector }) => toPassage(row, vector));
  }

  async insertMany({
    agent_id,
    memories,
    signal,
    onProgress,
  }: InsertArchivalParams): Promise<InsertedMemories> {
    const agentId = single({ agent_id }, "agent_id");
    const given = parse(memoriesSchema, memories, "memories");
    const passage_ids: string[] = [];
    let done = 0;
    while (done < given.length && !isCancelled(signal)) {
      const batch = given.slice(done, done + BATCH);
      try {
        const stored = await this.#storing(agentId, (agent) => this.#prepare(agent, batch, signal));
        for (const { row } of stored) passage_ids.push(row.id);
      } catch (error) {
        if (isCancelled(signal)) break;
        throw error;
      }
      done += batch.length;
      onProgress?.(done, given.length);
    }
    return { memories: done, passage_ids, cancelled: done < given.length };
  }

  async update(params: { agent_id: string; memory_id: string; text: string }): Promise<Passage> {
    const agentId = single(params, "agent_id");
    const memoryId = single(params, "memory_id");
    const text = parse(memoryTextSchema, params.text, "text");
    const [edited] = await this.#writingVectors(agentId, async (agent) => {
      await this.#own(agentId, memoryId);
      const config = agent.embedding_config;
      const [vector] = await this.#services.embedder.embed([text], config, { kind: "passage" });
      return {
        config,
        write: async () => {
          // As it is now: what else was changed of it while the text was embedded stays.
          const row = await this.#own(agentId, memoryId);
          const edited_at = isoTime(this.#services.clock);
          const rows = await putEditedPassages(this.#db, agentId, [
            { ...row, text, embedding_config: config, metadata_: { ...row.metadata_, edited_at } },
          ]);
          return rows.map((one) => ({ row: one, vector: vector as Float32Array }));
        },
      };
    });
    return toPassage((edited as { row: PassageRow }).row);
  }

  async delete(params: { agent_id: string; memory_id: string }): Promise<void> {
    const memoryId = single(params, "memory_id");
    const removed = await this.#remove(single(params, "agent_id"), [memoryId], false);
    if (removed.length === 0) throw new NotFoundError("passage", memoryId);
  }

  async deleteMany(params: { agent_id: string; memory_ids: string[] }): Promise<RemovedMemory[]> {
    const ids = parse(idsSchema, params.memory_ids, "memory_ids");
    return this.#remove(single(params, "agent_id"), ids, true);
  }

  async restore(params: { agent_id: string; removed: RemovedMemory[] }): Promise<Passage[]> {
    const agentId = single(params, "agent_id");
    const removed = parse(removedSchema, params.removed, "removed");
    const stranger = removed.find(({ passage }) => passage.agent_id !== agentId);
    if (stranger) throw new InvalidInputError("removed", `${stranger.passage.id} is not this agent's own`);
    const restored = await this.#writingVectors(agentId, async ({ embedding_config: config }) => {
      const fits = ({ passage, vector }: RemovedMemory) =>
        vector !== null && passage.embedding_config?.embedding_model === config.embedding_model;
      const unknown = removed.filter((one) => !fits(one));
      const texts = unknown.map(({ passage }) => passage.text);
      const made =
        texts.length === 0
          ? []
          : await this.#services.embedder.embed(texts, config, { kind: "passage", owner: agentId });
      const vectors = new Map<string, Float32Array | null>(
        removed.map(({ passage, vector }) => [passage.id, vector]),
      );
      unknown.forEach(({ passage }, index) => void vectors.set(passage.id, made[index] as Float32Array));
      const rows = removed.map(({ passage: { embedding: _none, ...passage }, seq }) => ({
        ...passage,
        embedding_config: config,
        seq,
      }));
      return {
        config,
        write: async () =>
          (await putBackPassages(this.#db, agentId, rows)).map((row) => ({
            row,
            vector: vectors.get(row.id) as Float32Array,
          })),
      };
    });
    return restored.map(({ row }) => toPassage(row));
  }

  // ----------------------------------------------------------------- files

  async readFile({
    file,
    unit = "paragraph",
  }: {
    file: File;
    unit?: "line" | "paragraph";
  }): Promise<MemoryFile> {
    if (!(file instanceof File)) throw new InvalidInputError("file", "this is required, as a File");
    if (file.size > LARGEST_FILE)
      throw new InvalidInputError("file", `it is larger than ${LARGEST_FILE / 1e6} MB`, {
        hint: "A large document is better loaded as a source.",
      });
    const { detectEncoding } = await import("../sources/extract/text-encoding.ts");
    const text = new TextDecoder(await detectEncoding(file)).decode(await file.arrayBuffer());
    const read = await this.#readText(file.name, text, unit);
    const origin: MemoryOrigin = { kind: "import" };
    return {
      ...read,
      memories: read.memories.map((memory) => ({ ...memory, metadata_: { origin, ...memory.metadata_ } })),
    };
  }

  async #readText(name: string, text: string, unit: "line" | "paragraph"): Promise<MemoryFile> {
    if (/\.json$/i.test(name)) return memoriesOfJson(text);
    if (/\.(csv|tsv|tab)$/i.test(name)) {
      const { csvRows } = await import("../sources/extract/csv-rows.ts");
      return memoriesOfTable(csvRows(text));
    }
    const memories = splitMemories(text, unit).map((part) => newMemorySchema.parse({ text: part }));
    return { memories, skipped: 0 };
  }

  async export(params: ExportArchivalParams): Promise<File> {
    const agent = await getAgentRow(this.#db, single(params, "agent_id"));
    const format = parse(z.enum(EXPORT_FORMATS), params.format ?? "json", "format");
    const sources = await this.#db.sources.bulkGet(agent.source_ids);
    const names = new Map(sources.map((source, index) => [agent.source_ids[index], source?.name ?? null]));
    const now = isoTime(this.#services.clock);
    const { head, between, tail, one } = writingOf(format, agent.name, now);
    const parts: string[] = [head];
    let first = true;
    const write = (passages: PassageRow[]) => {
      for (const { id, text, created_at, source_id, metadata_ } of passages) {
        const source = source_id === null ? null : (names.get(source_id) ?? null);
        const memory: ExportedMemory = { id, text, created_at, source, metadata_ };
        parts.push(first ? "" : between, one(memory));
        first = false;
      }
    };
    if (params.memory_ids) {
      const rows = await findPassages(this.#db, parse(idsSchema, params.memory_ids, "memory_ids"));
      write(rows.filter((row) => row !== null && isSearchedBy(agent, row)) as PassageRow[]);
    } else await walkPassages(this.#db, narrowed(agent, params, "own"), write);
    parts.push(tail);
    const { type, ending } = EXPORT_TYPES[format];
    const name = agent.name.replace(/[^\p{L}\p{N} _-]+/gu, "").trim() || "agent";
    return new File(parts, `${name} memories ${now.slice(0, 10)}.${ending}`, { type });
  }

  // ---------------------------------------------------------------- inside

  async #own(agentId: string, memoryId: string): Promise<PassageRow> {
    const row = await this.#db.passages.get(memoryId);
    if (row?.agent_id !== agentId) throw new NotFoundError("passage", memoryId);
    return row;
  }

  /** Splits and embeds a batch of memories. */
  async #prepare(agent: AgentRow, batch: NewMemory[], signal?: AbortSignal): Promise<PreparedPassage[]> {
    const { embedder, clock } = this.#services;
    const config = agent.embedding_config;
    const taking = { owner: agent.id, ...(signal ? { signal } : {}) };
    const parts = await embedder.splitSections(
      batch.map(({ text }) => text),
      config,
      taking,
    );
    if (parts.length === 0) return [];
    const vectors = await embedder.embed(
      parts.map(({ text }) => text),
      config,
      { kind: "passage", ...taking },
    );
    const now = isoTime(clock);
    return parts.map(({ text, section }, index) => {
      const { created_at = now, metadata_ } = batch[section] as NewMemory;
      const origin = memoryOriginSchema.safeParse(metadata_.origin).data ?? BY_PERSON;
      return {
        row: newOwnPassage(agent, { text, created_at, metadata_: { ...metadata_, origin } }),
        vector: vectors[index] as Float32Array,
      };
    });
  }

  async #storing(
    agentId: string,
    prepare: (agent: AgentRow) => Promise<PreparedPassage[]>,
  ): Promise<{ row: PassageRow; vector: Float32Array }[]> {
    return this.#writingVectors(agentId, async (agent) => {
      const prepared = await prepare(agent);
      return {
        config: agent.embedding_config,
        write: async () => {
          const rows = await appendPassages(
            this.#db,
            agentId,
            prepared.map(({ row }) => row),
          );
          return rows.map((row, index) => ({ row, vector: prepared[index]?.vector as Float32Array }));
        },
      };
    });
  }

  /**
   * Writes passages with vectors in one transaction. Vectors are made before it, with the agent's model: where that is
   * another one by then, all is made anew.
   */
  async #writingVectors(
    agentId: string,
    make: (agent: AgentRow) => Promise<{
      config: EmbeddingConfig;
      write: () => Promise<{ row: PassageRow; vector: Float32Array }[]>;
    }>,
  ): Promise<{ row: PassageRow; vector: Float32Array }[]> {
    for (;;) {
      const { config, write } = await make(await getAgentRow(this.#db, agentId));
      const space = spaceOf(agentId, config.embedding_model);
      const written = await this.#writing(async () => {
        const current = await getAgentRow(this.#db, agentId);
        if (current.embedding_config.embedding_model !== config.embedding_model) return null;
        const rows = await write();
        await putVectors(
          this.#db,
          space,
          rows.map(({ row, vector }) => ({ id: row.id, vector })),
        );
        return rows;
      });
      if (!written) continue;
      this.#services.vectors.changed(space);
      return written;
    }
  }

  async #remove(agentId: string, ids: string[], withVectors: boolean): Promise<RemovedMemory[]> {
    const agent = await getAgentRow(this.#db, agentId);
    const space = spaceOf(agentId, agent.embedding_config.embedding_model);
    const removed = await this.#writing(async () => {
      const rows = await removePassages(this.#db, agentId, ids);
      const removedIds = rows.map(({ id }) => id);
      const vectors = withVectors ? await getVectors(this.#db, space, removedIds) : [];
      // Also from where they are being embedded with another model.
      for (const held of await heldSpaces(this.#db, agentId)) await deleteVectors(this.#db, held, removedIds);
      return rows.map((row, index) => ({
        passage: toPassage(row),
        seq: row.seq,
        vector: vectors[index] ?? null,
      }));
    });
    this.#services.vectors.changed(space);
    return removed;
  }

  /** One transaction over everything that passages are made of. */
  async #writing<T>(write: () => Promise<T>): Promise<T> {
    try {
      return await this.#db.transaction("rw", [this.#db.agents, ...passageTables(this.#db)], write);
    } catch (error) {
      throw explainWriteFailure(error);
    }
  }
}

const isSearchedBy = (agent: AgentRow, { agent_id, source_id }: PassageRow) =>
  agent_id === agent.id || (source_id !== null && agent.source_ids.includes(source_id));
