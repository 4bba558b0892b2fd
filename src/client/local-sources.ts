/** Sources and jobs of the engine in this page: what LocalClient does about documents. */
import { DEFAULT_EMBEDDING_CONFIG } from "../embeddings/models.ts";
import { searchArchival } from "../memory/archival.ts";
import {
  CancelledError,
  type Document,
  type DocumentSummary,
  InvalidInputError,
  isoTime,
  type Job,
  type LoadProgress,
  loadProgressSchema,
  NameTakenError,
  NotFoundError,
  newId,
  type Passage,
  type Source,
  type SourceStatus,
  sourceSchema,
} from "../schemas/index.ts";
import { type DataConnector, filesOf, isFileConnector } from "../sources/data-connector.ts";
import type { FileToLoad } from "../sources/job-input.ts";
import { getAgentRow } from "../storage/agents.ts";
import { listKey, readCount } from "../storage/counters.ts";
import type { DocumentRow, JobRow } from "../storage/database.ts";
import {
  documentTables,
  listDocuments,
  listPassagesOfDocument,
  listPassagesOfSource,
  readDocumentText,
  removeDocument,
  removeDocumentsOfSource,
  removeUnfinished,
} from "../storage/documents.ts";
import { countOpenJobFiles, forgetJobFiles, jobsWithFilesFor } from "../storage/job-files.ts";
import { explainWriteFailure, localUserId } from "../storage/open-database.ts";
import { deletePassagesOfSource, toPassage } from "../storage/passages.ts";
import { readSettings } from "../storage/settings.ts";
import { dropSpace } from "../storage/vectors.ts";
import { spaceOf } from "../vector/vector-index.ts";
import type {
  AbstractClient,
  CreateSourceParams,
  SourceMatch,
  SourceOfAgentParams,
  SourcePageParams,
  UpdateSourceParams,
} from "./abstract-client.ts";
import { hasEnded, throwIfFailed } from "./job-outcome.ts";
import type { LocalServices } from "./local-services.ts";
import { filesToLoadSchema, parse, readLimit, single } from "./params.ts";
import type { FileText } from "./workspace.ts";

const loading = () => import("../sources/load-job.ts");

/** How often a job that is held is looked at by who waits for it, in milliseconds. */
const LOOK_EVERY_MS = 300;

const lockOf = (jobId: string) => `job|${jobId}`;

/** What stands between the sections of a file that becomes a message. */
const BETWEEN = "\n\n";

export class LocalSources {
  readonly #services: LocalServices;

  /** Jobs that this tab works on. */
  readonly #running = new Map<string, AbortController>();
  /** Those, and jobs that wait for their turn. */
  readonly #stops = new Set<AbortController>();

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
    const tables = [db.agents, db.word_indexes, ...this.#jobTables];
    return this.#writing(() =>
      db.transaction("rw", tables, async () => {
        await this.getSource(id);
        const agents = await db.agents.where("source_ids").equals(id).toArray();
        for (const agent of agents)
          await this.#setSources(agent.id, (ids) => ids.filter((other) => other !== id));
        await this.#endJobsOf(id);
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

  /** Inside the caller's transaction: jobs that load into a source end with it. */
  async #endJobsOf(sourceId: string): Promise<void> {
    const { jobs } = this.#db;
    for (const jobId of await jobsWithFilesFor(this.#db, sourceId)) await forgetJobFiles(this.#db, jobId);
    const reason = new NotFoundError("source", sourceId).toRecord();
    const ended = { status: "failed" as const, completed_at: isoTime(this.#services.clock) };
    for (const job of await jobs.where("status").anyOf("created", "running", "pending").toArray())
      if (job.metadata_.source_id === sourceId)
        await jobs.put({
          ...job,
          ...ended,
          metadata_: { ...job.metadata_, error: "The source was deleted.", reason, seconds_left: null },
        });
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

  // --------------------------------------------------------------- loading

  async loadFileIntoSource(params: Parameters<AbstractClient["loadFileIntoSource"]>[0]): Promise<Job> {
    const file = params.filename;
    if (!(file instanceof File)) throw new InvalidInputError("filename", "this is required, as a File");
    return this.loadFiles({ ...params, files: [{ file }] });
  }

  async loadFiles(params: { source_id: string; files: FileToLoad[]; blocking?: boolean }): Promise<Job> {
    const source = await this.getSource(single(params, "source_id"));
    const files = parse(filesToLoadSchema, params.files, "files");
    const { createFileJob } = await loading();
    const job = await this.#writing(() => createFileJob(this.#services, source, files));
    return this.#started(job.id, this.#runAndTell(job.id), params.blocking ?? true);
  }

  async loadData(params: Parameters<AbstractClient["loadData"]>[0]): Promise<Job> {
    const source_name = single(params, "source_name");
    const id = await this.getSourceId(source_name);
    if (id === null) throw new NotFoundError("source", source_name);
    const { connector } = params;
    if (typeof connector?.generateDocuments !== "function")
      throw new InvalidInputError("connector", "it must have a method generateDocuments");
    const source = await this.getSource(id);
    const { createConnectorJob, createFileJob } = await loading();
    if (isFileConnector(connector)) {
      const { files, failures } = await filesOf(connector);
      if (files.length + failures.length === 0) throw new InvalidInputError("connector", "it has no files");
      const job = await this.#writing(() => createFileJob(this.#services, source, files, failures));
      return this.#started(job.id, this.#runAndTell(job.id), true);
    }
    const job = await this.#writing(() => createConnectorJob(this.#services, source));
    return this.#started(job.id, this.#run(job.id, connector), true);
  }

  async readFile({ file, signal }: { file: File; signal?: AbortSignal }): Promise<FileText> {
    if (!(file instanceof File)) throw new InvalidInputError("file", "this is required, as a File");
    const given = { name: file.name, content: file };
    const texts: string[] = [];
    let title: string | null = null;
    for await (const entry of this.#services.extractor.extract(given, signal ? { signal } : {})) {
      if (entry.kind === "skipped") continue;
      title ??= entry.title;
      texts.push(...entry.sections.map((section) => section.text));
    }
    return { title: title ?? file.name, text: texts.join(BETWEEN) };
  }

  /** Takes up loads that a closed tab left behind, once no other tab has them. */
  async resumeJobs(): Promise<void> {
    const { endLostLoadJob, unfinishedLoadJobs } = await loading();
    for (const job of await unfinishedLoadJobs(this.#db)) {
      if (job.metadata_.input === "files") this.standBy(job.id);
      else if (!(await this.#services.locks.isHeld(lockOf(job.id))))
        await endLostLoadJob(this.#services, job);
    }
  }

  /** Works on a job that another tab has, should that one close. */
  standBy(jobId: string): void {
    this.#run(jobId).catch(() => {});
  }

  /** Lets go of what runs here: it stays as it is stored. */
  close(): void {
    for (const stop of this.#stops) stop.abort();
    this.#services.extractor.close();
  }

  /** Works on a job in this tab, when no other does. */
  async #run(jobId: string, connector?: DataConnector): Promise<void> {
    const stop = new AbortController();
    this.#stops.add(stop);
    const { runLoadJob } = await loading();
    try {
      await this.#services.locks.run(lockOf(jobId), stop.signal, async () => {
        this.#running.set(jobId, stop);
        try {
          await runLoadJob(this.#services, jobId, {
            signal: stop.signal,
            ...(connector ? { connector } : {}),
          });
        } finally {
          if (this.#running.get(jobId) === stop) this.#running.delete(jobId);
        }
      });
    } finally {
      this.#stops.delete(stop);
    }
  }

  /** Works on a job of files here, and tells the other tabs, should this one close. */
  #runAndTell(jobId: string): Promise<void> {
    const running = this.#run(jobId);
    this.#services.tabs.post({ type: "job", job_id: jobId });
    return running;
  }

  /** The job as it is, or once it has ended. Who does not wait finds a failure in the job. */
  async #started(jobId: string, running: Promise<void>, waits: boolean): Promise<Job> {
    if (!waits) {
      running.catch(() => {});
      return this.getJob(jobId);
    }
    await running;
    for (;;) {
      const job = await this.getJob(jobId);
      if (hasEnded(job)) {
        throwIfFailed(job);
        return job;
      }
      // Held by somebody, or gone over to another tab.
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  // ------------------------------------------------------------------ jobs

  async listJobs(): Promise<Job[]> {
    return (await this.#db.jobs.orderBy("created_at").reverse().toArray()).map(toJob);
  }

  async listActiveJobs(): Promise<Job[]> {
    return (await this.#db.jobs.where("status").anyOf("created", "running", "pending").toArray()).map(toJob);
  }

  async getJob(params: string | { job_id: string }): Promise<Job> {
    const id = single(params, "job_id");
    const job = await this.#db.jobs.get(id);
    if (!job) throw new NotFoundError("job", id);
    return toJob(job);
  }

  async pauseJob(params: string | { job_id: string }): Promise<Job> {
    const id = single(params, "job_id");
    const job = await this.#changeJob(id, async (job, progress) => {
      if (!isActive(job)) throw new InvalidInputError("job_id", "this job has ended");
      if (progress.input !== "files")
        throw new InvalidInputError("job_id", "what a connector yields cannot be held: cancel it instead");
      return { status: "pending", metadata_: { ...progress, paused: true, seconds_left: null } };
    });
    this.#running.get(id)?.abort();
    return job;
  }

  async resumeJob(params: string | { job_id: string }): Promise<Job> {
    const id = single(params, "job_id");
    const job = await this.#changeJob(id, async (job, progress) => {
      const isOver = job.status === "completed" || progress.cancelled;
      if (isOver || (job.status === "failed" && (await countOpenJobFiles(this.#db, id)) === 0))
        throw new InvalidInputError("job_id", "this job has ended, and its files are not kept", {
          hint: "Load them again: what is there is not stored twice.",
        });
      if (job.status === "running" || job.status === "created") return {};
      return {
        status: "created",
        completed_at: null,
        error: null,
        metadata_: { ...progress, paused: false, error: null, reason: null },
      };
    });
    this.#runAndTell(id).catch(() => {});
    return job;
  }

  async cancelJob(params: string | { job_id: string }): Promise<Job> {
    const id = single(params, "job_id");
    const job = await this.#changeJob(id, async (job, progress) => {
      if (!isActive(job)) throw new InvalidInputError("job_id", "this job has ended");
      await this.#removeUnfinished(id, progress.source_id);
      await forgetJobFiles(this.#db, id);
      const reason = new CancelledError("Cancelled.").toRecord();
      return {
        status: "failed",
        completed_at: isoTime(this.#services.clock),
        metadata_: {
          ...progress,
          paused: false,
          cancelled: true,
          seconds_left: null,
          error: reason.message,
          reason,
        },
      };
    });
    this.#running.get(id)?.abort();
    this.#changed(await this.#db.sources.get(String(job.metadata_.source_id)));
    return job;
  }

  /** Inside the caller's transaction. */
  async #removeUnfinished(jobId: string, sourceId: string): Promise<void> {
    const source = await this.#db.sources.get(sourceId);
    if (source) await removeUnfinished(this.#db, jobId, spaceOfSource(source));
  }

  #changed(source: Source | undefined): void {
    if (source) this.#services.vectors.changed(spaceOfSource(source));
  }

  async deleteJob(params: string | { job_id: string }): Promise<void> {
    const job = await this.getJob(params);
    if (isActive(job))
      throw new InvalidInputError("job_id", "this job is under way", { hint: "Cancel it first." });
    await this.#forgetJobs([job.id]);
  }

  async clearJobs(): Promise<number> {
    const ended = await this.#db.jobs.where("status").anyOf("completed", "failed").primaryKeys();
    await this.#forgetJobs(ended);
    return ended.length;
  }

  /** A failed load that might have gone on is not whole: what it had begun goes with it. */
  async #forgetJobs(ids: string[]): Promise<void> {
    await this.#writing(() =>
      this.#db.transaction("rw", this.#jobTables, async () => {
        for (const job of await this.#db.jobs.bulkGet(ids)) {
          if (job?.metadata_.type === "load")
            await this.#removeUnfinished(job.id, String(job.metadata_.source_id));
        }
        await this.#db.jobs.bulkDelete(ids);
        for (const id of ids) await forgetJobFiles(this.#db, id);
      }),
    );
  }

  get #jobTables() {
    const { jobs, job_files, job_file_bytes, sources } = this.#db;
    return [jobs, job_files, job_file_bytes, sources, ...documentTables(this.#db)];
  }

  /** Changes a loading job in one transaction over `#jobTables`. */
  async #changeJob(
    id: string,
    change: (job: JobRow, progress: LoadProgress) => Promise<Partial<JobRow>>,
  ): Promise<Job> {
    const { jobs } = this.#db;
    return this.#writing(() =>
      this.#db.transaction("rw", this.#jobTables, async () => {
        const job = await jobs.get(id);
        if (!job) throw new NotFoundError("job", id);
        const progress = loadProgressSchema.safeParse(job.metadata_);
        if (!progress.success)
          throw new InvalidInputError("job_id", "only jobs that load documents can be held or ended");
        const changed = { ...job, ...(await change(job, progress.data)) };
        await jobs.put(changed);
        return toJob(changed);
      }),
    );
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

function spaceOfSource({ id, embedding_config }: Source): string {
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

const isActive = ({ status }: Job) => status !== "completed" && status !== "failed";

export function toJob(row: JobRow): Job {
  const { error: _error, ...job } = row;
  return job;
}
