/** Loading as jobs in this page: files and connectors, and what one can do about a job. Loaded when first asked for. */
import {
  CancelledError,
  InvalidInputError,
  isoTime,
  type Job,
  type LoadProgress,
  loadProgressSchema,
  NotFoundError,
  type Source,
} from "../schemas/index.ts";
import { type DataConnector, filesOf, isFileConnector } from "../sources/data-connector.ts";
import type { FileToLoad } from "../sources/job-input.ts";
import {
  createConnectorJob,
  createFileJob,
  endLostLoadJob,
  runLoadJob,
  unfinishedLoadJobs,
} from "../sources/load-job.ts";
import type { JobRow } from "../storage/database.ts";
import { jobTables, removeUnfinished } from "../storage/documents.ts";
import { countOpenJobFiles, forgetJobFiles } from "../storage/job-files.ts";
import { explainWriteFailure } from "../storage/open-database.ts";
import type { AbstractClient } from "./abstract-client.ts";
import { hasEnded, throwIfFailed } from "./job-outcome.ts";
import type { LocalServices } from "./local-services.ts";
import { type LocalSources, spaceOfSource, toJob } from "./local-sources.ts";
import { filesToLoadSchema, parse, single } from "./params.ts";
import type { FileText } from "./workspace.ts";

/** How often a job that is held is looked at by who waits for it, in milliseconds. */
const LOOK_EVERY_MS = 300;

const lockOf = (jobId: string) => `job|${jobId}`;

/** What stands between the sections of a file that becomes a message. */
const BETWEEN = "\n\n";

export class LocalJobs {
  readonly #services: LocalServices;
  readonly #sources: LocalSources;
  /** Jobs that this tab works on. */
  readonly #running = new Map<string, AbortController>();
  /** Those, and jobs that wait for their turn. */
  readonly #stops = new Set<AbortController>();

  constructor(services: LocalServices, sources: LocalSources) {
    this.#services = services;
    this.#sources = sources;
  }

  get #db() {
    return this.#services.db;
  }

  async loadFileIntoSource(params: Parameters<AbstractClient["loadFileIntoSource"]>[0]): Promise<Job> {
    const file = params.filename;
    if (!(file instanceof File)) throw new InvalidInputError("filename", "this is required, as a File");
    return this.loadFiles({ ...params, files: [{ file }] });
  }

  async loadFiles(params: { source_id: string; files: FileToLoad[]; blocking?: boolean }): Promise<Job> {
    const source = await this.#sources.getSource(single(params, "source_id"));
    const files = parse(filesToLoadSchema, params.files, "files");
    const job = await this.#writing(() => createFileJob(this.#services, source, files));
    return this.#started(job.id, this.#runAndTell(job.id), params.blocking ?? true);
  }

  async loadData(params: Parameters<AbstractClient["loadData"]>[0]): Promise<Job> {
    const source_name = single(params, "source_name");
    const id = await this.#sources.getSourceId(source_name);
    if (id === null) throw new NotFoundError("source", source_name);
    const { connector } = params;
    if (typeof connector?.generateDocuments !== "function")
      throw new InvalidInputError("connector", "it must have a method generateDocuments");
    const source = await this.#sources.getSource(id);
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
  }

  /** Works on a job in this tab, when no other does. */
  async #run(jobId: string, connector?: DataConnector): Promise<void> {
    const stop = new AbortController();
    this.#stops.add(stop);
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
      return this.#sources.getJob(jobId);
    }
    await running;
    for (;;) {
      const job = await this.#sources.getJob(jobId);
      if (hasEnded(job)) {
        throwIfFailed(job);
        return job;
      }
      // Held by somebody, or gone over to another tab.
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
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
    const job = await this.#sources.getJob(params);
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
      this.#db.transaction("rw", jobTables(this.#db), async () => {
        for (const job of await this.#db.jobs.bulkGet(ids)) {
          if (job?.metadata_.type === "load")
            await this.#removeUnfinished(job.id, String(job.metadata_.source_id));
        }
        await this.#db.jobs.bulkDelete(ids);
        for (const id of ids) await forgetJobFiles(this.#db, id);
      }),
    );
  }

  /** Changes a loading job in one transaction over `jobTables`. */
  async #changeJob(
    id: string,
    change: (job: JobRow, progress: LoadProgress) => Promise<Partial<JobRow>>,
  ): Promise<Job> {
    const { jobs } = this.#db;
    return this.#writing(() =>
      this.#db.transaction("rw", jobTables(this.#db), async () => {
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

  async #writing<T>(write: () => PromiseLike<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      throw explainWriteFailure(error);
    }
  }
}

const isActive = ({ status }: Job) => status !== "completed" && status !== "failed";
