/** Changing an agent's embedding model: its passages are embedded anew as a job, and change over all at once. */
import type { Embedder } from "../embeddings/embedder.ts";
import { type Clock, type EmbeddingConfig, isoTime, newId, toErrorRecord } from "../schemas/index.ts";
import { getAgentRow } from "../storage/agents.ts";
import { forgetCount, readCount } from "../storage/counters.ts";
import type { EngramDatabase, JobRow } from "../storage/database.ts";
import { editedPassages, passagesAfter, passagesEditedAfter, passageTables } from "../storage/passages.ts";
import { dropSpace, putVectors, vectorTables } from "../storage/vectors.ts";
import { spaceOf, type VectorIndex } from "../vector/vector-index.ts";
import { messageSpaceOf } from "./message-meaning.ts";

export interface ReEmbedServices {
  db: EngramDatabase;
  embedder: Embedder;
  vectors: VectorIndex;
  clock: Clock;
}

const BATCH = 64;
const KIND = "re-embed";

interface ReEmbedProgress {
  type: typeof KIND;
  agent_id: string;
  embedding_config: EmbeddingConfig;
  num_passages: number;
  num_passages_done: number;
  [key: string]: unknown;
}

/** Stores the job; `runReEmbedJob` does the work. */
export async function createReEmbedJob(
  { db, clock }: ReEmbedServices,
  agentId: string,
  config: EmbeddingConfig,
): Promise<JobRow> {
  const agent = await getAgentRow(db, agentId);
  const progress: ReEmbedProgress = {
    type: KIND,
    agent_id: agentId,
    embedding_config: config,
    num_passages: await readCount(db, "passages", agentId),
    num_passages_done: 0,
  };
  const job: JobRow = {
    id: newId("job"),
    status: "created",
    created_at: isoTime(clock),
    completed_at: null,
    user_id: agent.user_id,
    metadata_: progress,
  };
  await db.jobs.add(job);
  return job;
}

/**
 * Embeds an agent's passages with the job's model, beside the old vectors; the agent changes over in the last
 * transaction. Vectors of two models are never mixed, and a job that dies leaves the agent as it was; run again, it
 * starts over.
 */
export async function runReEmbedJob(
  services: ReEmbedServices,
  jobId: string,
  signal?: AbortSignal,
): Promise<void> {
  const { db, embedder, vectors, clock } = services;
  const job = await db.jobs.get(jobId);
  if (!job || job.metadata_.type !== KIND) return;
  const progress = job.metadata_ as ReEmbedProgress;
  const { agent_id: agentId, embedding_config: config } = progress;
  const space = spaceOf(agentId, config.embedding_model);
  try {
    const before = (await getAgentRow(db, agentId)).embedding_config;
    const sameModel = before.embedding_model === config.embedding_model;
    await db.jobs.update(jobId, { status: "running" });
    if (!sameModel) await db.transaction("rw", vectorTables(db), () => dropSpace(db, space));
    let done = 0;
    let after = 0;
    let edit = (await editedPassages(db, agentId, 0)).last;
    for (;;) {
      signal?.throwIfAborted();
      const ahead = sameModel ? [] : await passagesAfter(db, agentId, after, BATCH);
      // What was edited, or brought back, behind this job's back.
      const edited = sameModel || ahead.length > 0 ? [] : await passagesEditedAfter(db, agentId, edit, BATCH);
      const rows = [...ahead, ...edited];
      if (rows.length > 0) {
        const embedded = await embedder.embed(
          rows.map((row) => row.text),
          config,
          { kind: "passage", ...(signal ? { signal } : {}) },
        );
        after = ahead.at(-1)?.seq ?? after;
        edit = edited.at(-1)?.edit_seq ?? edit;
        done += ahead.length;
        await db.transaction("rw", [...vectorTables(db), db.jobs], async () => {
          await putVectors(
            db,
            space,
            rows.map((row, index) => ({ id: row.id, vector: embedded[index] as Float32Array })),
          );
          await db.jobs.update(jobId, { metadata_: { ...progress, num_passages_done: done } });
        });
        continue;
      }
      const changedOver = await db.transaction("rw", [...passageTables(db), db.jobs, db.agents], async () => {
        // A memory that came in or changed while the last batch was embedded gets its turn first.
        if (
          !sameModel &&
          ((await passagesAfter(db, agentId, after, 1)).length > 0 ||
            (await passagesEditedAfter(db, agentId, edit, 1)).length > 0)
        )
          return false;
        await db.passages
          .where("[agent_id+seq]")
          .between([agentId, 0], [agentId, Number.MAX_SAFE_INTEGER])
          .modify({ embedding_config: config });
        await db.agents.update(agentId, { embedding_config: config });
        if (!sameModel) {
          await dropSpace(db, spaceOf(agentId, before.embedding_model));
          // What was said is embedded anew when there is time.
          await dropSpace(db, messageSpaceOf({ id: agentId, embedding_config: before }));
          await forgetCount(db, "embedded_messages", agentId);
        }
        await db.jobs.update(jobId, {
          status: "completed",
          completed_at: isoTime(clock),
          metadata_: { ...progress, num_passages: done, num_passages_done: done },
        });
        return true;
      });
      if (changedOver) break;
    }
    vectors.changed(space);
  } catch (error) {
    const record = toErrorRecord(error);
    await db.jobs.update(jobId, {
      status: "failed",
      completed_at: isoTime(clock),
      error: record,
      metadata_: { ...progress, error: record.message },
    });
    throw error;
  }
}

/** Jobs that a closed tab left behind, to be run again. */
export async function unfinishedReEmbedJobs(db: EngramDatabase): Promise<JobRow[]> {
  const jobs = await db.jobs.where("status").anyOf("created", "running").toArray();
  return jobs.filter((job) => job.metadata_.type === KIND);
}
