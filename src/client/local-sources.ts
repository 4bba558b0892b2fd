/** Sources and jobs of the engine in this page: what LocalClient does about documents. */
import { DEFAULT_EMBEDDING_CONFIG } from "../embeddings/models.ts";
import { searchArchival } from "../memory/archival.ts";
import {
  type Document,
  type DocumentSummary,
  InvalidInputError,
  isoTime,
  type Job,
  NameTakenError,
  NotFoundError,
  newId,
  type Passage,
  type Source,
  type SourceStatus,
  sourceSchema,
} from "../schemas/index.ts";
import { getAgentRow } from "../storage/agents.ts";
import { listKey, readCount } from "../storage/counters.ts";
import type { DocumentRow, JobRow } from "../storage/database.ts";
import {
  documentTables,
  jobTables,
  listDocuments,
  listPassagesOfDocument,
  listPassagesOfSource,
  readDocumentText,
  removeDocument,
  removeDocumentsOfSource,
} from "../storage/documents.ts";
import { activeJobs } from "../storage/jobs.ts";
import { explainWriteFailure, localUserId } from "../storage/open-database.ts";
import { deletePassagesOfSource, toPassage } from "../storage/passages.ts";
import { readSettings } from "../storage/settings.ts";
import { dropSpace } from "../storage/vectors.ts";
import { spaceOf } from "../vector/vector-index.ts";
import type {
  CreateSourceParams,
  SourceMatch,
  SourceOfAgentParams,
  SourcePageParams,
  UpdateSourceParams,
} from "./abstract-client.ts";
import type { LocalServices } from "./local-services.ts";
import { parse, readLimit, single } from "./params.ts";

export class LocalSources {
  readonly #services: LocalServices;

  constructor(services: LocalServices) {
    this.#services = services;
  }

  get #db() {
    return this.#services.db;
  }

  // --------------------------------------------------------------- sources

  /** With what each holds, and who has it, in `metadata_`. */
  async listSources(): Promise<Source[]> {
    const { sources, agents, counters } = this.#db;
    return this.#db.transaction("r", sources, agents, counters, async () =>
      Promise.all(
        (await sources.orderBy("name").toArray()).map(async (source) => {
          const { source_id: _id, ...status } = await this.#status(source);
          return { ...source, metadata_: { ...source.metadata_, ...status } };
        }),
      ),
    );
  }

  async getSource(params: string | { source_id: string }): Promise<Source> {
    const id = single(params, "source_id");
    const source = await this.#db.sources.get(id);
    if (!source) throw new NotFoundError("source", id);
    return source;
  }

  async getSourceId(params: string | { source_name: string }): Promise<string | null> {
    return (await this.#db.sources.where("name").equals(single(params, "source_name")).first())?.id ?? null;
  }

  async getSourceStatus(params: string | { source_id: string }): Promise<SourceStatus> {
    const id = single(params, "source_id");
    const { sources, agents, counters } = this.#db;
    return this.#db.transaction("r", sources, agents, counters, async () =>
      this.#status(await this.getSource(id)),
    );
  }

  async #status(source: Source): Promise<SourceStatus> {
    const { id } = source;
    const [num_documents, num_passages, characters] = await Promise.all(
      (["documents", "passages", "characters"] as const).map((list) => readCount(this.#db, list, id)),
    );
    const attached = await this.#db.agents.where("source_ids").equals(id).toArray();
    return {
      source_id: id,
      num_documents: num_documents ?? 0,
      num_passages: num_passages ?? 0,
      bytes: (characters ?? 0) + (num_passages ?? 0) * bytesOfPassage(source),
      attached_agents: attached.map(({ id, name }) => ({ id, name })),
    };
  }

  async listAttachedSources(params: string | { agent_id: string }): Promise<Source[]> {
    const row = await getAgentRow(this.#db, single(params, "agent_id"));
    return (await this.#db.sources.bulkGet(row.source_ids)).filter((source) => source !== undefined);
  }

  async createSource(params: string | CreateSourceParams): Promise<Source> {
    const given: CreateSourceParams = typeof params === "string" ? { name: params } : params;
    const settings = await readSettings(this.#db);
    const source = parse(
      sourceSchema,
      {
        id: newId("source"),
        name: single(given, "name"),
        description: given.description ?? null,
        metadata_: given.metadata_ ?? {},
        embedding_config: settings.default_embedding_config ?? DEFAULT_EMBEDDING_CONFIG,
        created_at: isoTime(this.#services.clock),
        user_id: await localUserId(this.#db),
      },
      "",
    );
    await this.#writing(() =>
      this.#db.transaction("rw", this.#db.sources, async () => {
        await this.#assertNameFree(source.name);
        await this.#db.sources.add(source);
      }),
    );
    return source;
  }

  async updateSource(params: UpdateSourceParams): Promise<Source> {
    const id = single(params, "source_id");
    return this.#writing(() =>
      this.#db.transaction("rw", this.#db.sources, async () => {
        const old = await this.getSource(id);
        const source = parse(
          sourceSchema,
          {
            ...old,
            ...(params.name == null ? {} : { name: params.name }),
            ...(params.description == null ? {} : { description: params.description }),
            ...(params.metadata_ == null ? {} : { metadata_: params.metadata_ }),
          },
          "",
        );
        if (source.name !== old.name) await this.#assertNameFree(source.name);
        await this.#db.sources.put(source);
        return source;
      }),
    );
  }

  async deleteSource(
    params: string | { source_id: string },
  ): Promise<{ detached_agents: { id: string; name: string }[] }> {
    const id = single(params, "source_id");
    const db = this.#db;
    const tables = [db.agents, db.word_indexes, ...jobTables(db)];
    const { endJobsOf } = await import("../sources/load-job.ts");
    return this.#writing(() =>
      db.transaction("rw", tables, async () => {
        await this.getSource(id);
        const agents = await db.agents.where("source_ids").equals(id).toArray();
        for (const agent of agents)
          await this.#setSources(agent.id, (ids) => ids.filter((other) => other !== id));
        await endJobsOf(this.#services, id);
        await removeDocumentsOfSource(db, id);
        await deletePassagesOfSource(db, id);
        for (const { space } of await db.vector_spaces.where("space").startsWith(spaceOf(id, "")).toArray())
          await dropSpace(db, space);
        await db.word_indexes.delete(listKey("passages", id));
        await db.sources.delete(id);
        return { detached_agents: agents.map(({ id, name }) => ({ id, name })) };
      }),
    );
  }

  async attachSourceToAgent(params: SourceOfAgentParams): Promise<Source> {
    return this.#changeAttachment(params, (ids, id) => [...new Set([...ids, id])]);
  }

  async detachSourceFromAgent(params: SourceOfAgentParams): Promise<Source> {
    return this.#changeAttachment(params, (ids, id) => ids.filter((other) => other !== id));
  }

  // ------------------------------------------------- documents and passages

  async listDocuments(params: SourcePageParams): Promise<DocumentSummary[]> {
    const { id } = await this.getSource(single(params, "source_id"));
    return (await listDocuments(this.#db, id, pageOf(params))).map(toSummary);
  }

  async getDocument(params: string | { doc_id: string }): Promise<DocumentSummary & Document> {
    const row = await this.#document(single(params, "doc_id"));
    return { ...toSummary(row), text: await readDocumentText(this.#db, row.id) };
  }

  async deleteDocument(params: string | { doc_id: string }): Promise<void> {
    const id = single(params, "doc_id");
    const db = this.#db;
    const space = await this.#writing(() =>
      db.transaction("rw", [db.sources, ...documentTables(db)], async () => {
        const row = await this.#document(id);
        const source = await this.getSource(row.source_id);
        const space = spaceOfSource(source);
        await removeDocument(db, row, space);
        return space;
      }),
    );
    this.#services.vectors.changed(space);
  }

  async listSourcePassages(params: SourcePageParams & { doc_id?: string | null }): Promise<Passage[]> {
    const { id } = await this.getSource(single(params, "source_id"));
    if (!params.doc_id)
      return (await listPassagesOfSource(this.#db, id, pageOf(params))).map((row) => toPassage(row));
    const document = await this.#document(params.doc_id);
    if (document.source_id !== id) throw new NotFoundError("document", document.id);
    const rows = await listPassagesOfDocument(this.#db, document.id, pageOf(params));
    return rows.map((row) => toPassage(row));
  }

  async searchSource(params: {
    source_id: string;
    query: string;
    limit?: number | null;
  }): Promise<SourceMatch[]> {
    const source = await this.getSource(single(params, "source_id"));
    const query = single(params, "query");
    if (query.trim() === "") throw new InvalidInputError("query", "an empty query finds nothing");
    const limit = readLimit(params.limit ?? 20);
    const embedding_config = source.embedding_config ?? DEFAULT_EMBEDDING_CONFIG;
    const { matches } = await searchArchival(
      this.#services,
      { id: source.id, source_ids: [], embedding_config },
      query,
      limit,
    );
    return matches.map(({ passage, score, found_by }) => ({ passage: toPassage(passage), score, found_by }));
  }

  // ------------------------------------------------------------------ jobs

  async listJobs(): Promise<Job[]> {
    return (await this.#db.jobs.orderBy("created_at").reverse().toArray()).map(toJob);
  }

  async listActiveJobs(): Promise<Job[]> {
    return (await activeJobs(this.#db).toArray()).map(toJob);
  }

  async getJob(params: string | { job_id: string }): Promise<Job> {
    const id = single(params, "job_id");
    const job = await this.#db.jobs.get(id);
    if (!job) throw new NotFoundError("job", id);
    return toJob(job);
  }

  // ---------------------------------------------------------------- inside

  async #document(id: string): Promise<DocumentRow> {
    const row = await this.#db.documents.get(id);
    if (!row) throw new NotFoundError("document", id);
    return row;
  }

  async #assertNameFree(name: string): Promise<void> {
    if (await this.#db.sources.where("name").equals(name).first()) throw new NameTakenError("source", name);
  }

  /** Inside the caller's transaction over agents. */
  async #setSources(agentId: string, change: (ids: string[]) => string[], added?: Source): Promise<void> {
    const row = await getAgentRow(this.#db, agentId);
    const source_ids = change(row.source_ids);
    const model = added?.embedding_config?.embedding_model;
    if (added && source_ids.includes(added.id) && model !== row.embedding_config.embedding_model)
      throw new InvalidInputError(
        "source_id",
        `it was embedded with ${model}, the agent's memory with ${row.embedding_config.embedding_model}`,
        { hint: "Give both the same embedding model: vectors of two models cannot be compared." },
      );
    await this.#db.agents.put({ ...row, source_ids });
  }

  async #changeAttachment(
    params: SourceOfAgentParams,
    change: (ids: string[], id: string) => string[],
  ): Promise<Source> {
    const agentId = single(params, "agent_id");
    const id = params.source_id ?? (params.source_name ? await this.getSourceId(params.source_name) : null);
    if (!params.source_id && !params.source_name)
      throw new InvalidInputError("source_id", "either source_id or source_name is required");
    if (id === null) throw new NotFoundError("source", params.source_name ?? "");
    return this.#writing(() =>
      this.#db.transaction("rw", this.#db.agents, this.#db.sources, async () => {
        const source = await this.getSource(id);
        await this.#setSources(agentId, (ids) => change(ids, id), source);
        return source;
      }),
    );
  }

  async #writing<T>(write: () => PromiseLike<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      throw explainWriteFailure(error);
    }
  }
}

/** Where the vectors of a source are. */
export function spaceOfSource({ id, embedding_config }: Source): string {
  return spaceOf(id, (embedding_config ?? DEFAULT_EMBEDDING_CONFIG).embedding_model);
}

/** What a passage takes besides its text: its vector, its row and its place in indexes, about. */
function bytesOfPassage(source: Source): number {
  const dim = source.embedding_config?.embedding_dim ?? DEFAULT_EMBEDDING_CONFIG.embedding_dim;
  return dim * 4 + 700;
}

function pageOf(params: SourcePageParams) {
  return { before: params.before ?? null, after: params.after ?? null, limit: readLimit(params.limit) };
}

function toSummary(row: DocumentRow): DocumentSummary {
  const { seq: _seq, loaded_by: _job, progress: _progress, ...summary } = row;
  return summary;
}

export function toJob(row: JobRow): Job {
  const { error: _error, ...job } = row;
  return job;
}
