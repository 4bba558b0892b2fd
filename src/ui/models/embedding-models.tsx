import { Progress, Select } from "@mantine/core";
import { useState } from "react";
import type { AgentState, EmbeddingConfig, ErrorRecord } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { t } from "../texts.ts";
import { useLive } from "../use-live.ts";

/** Changes the model that an agent's memories are embedded with, and shows how that goes. */
export function AgentEmbedding({ agent, models }: { agent: AgentState; models: EmbeddingConfig[] }) {
  const client = useClient();
  const [jobId, setJobId] = useState<string | null>(null);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const job = useLive(async (one) => (jobId === null ? null : one.getJob(jobId)), [jobId]).value;
  const done = Number(job?.metadata_.num_passages_done ?? 0);
  const all = Number(job?.metadata_.num_passages ?? 0);
  const working = job?.status === "created" || job?.status === "running";
  return (
    <div className="card">
      <Select
        label={t.models.changeEmbedding(agent.name)}
        data={models.map((model) => model.embedding_model)}
        value={agent.embedding_config.embedding_model}
        allowDeselect={false}
        disabled={working}
        style={{ maxWidth: 340 }}
        onChange={(name) => {
          const embedding_config = models.find((model) => model.embedding_model === name);
          if (!embedding_config || name === agent.embedding_config.embedding_model) return;
          setError(null);
          client
            .changeEmbeddingModel({ agent_id: agent.id, embedding_config })
            .then(setJobId, (thrown: unknown) => setError(asErrorRecord(thrown)));
        }}
      />
      {working && (
        <div role="status" style={{ marginTop: 8 }}>
          <span className="quiet numbers">{t.models.reembedding(done, all)}</span>
          <Progress
            value={all > 0 ? (100 * done) / all : 100}
            size="sm"
            animated
            aria-label={t.models.reembedding(done, all)}
          />
        </div>
      )}
      {job?.status === "failed" && (
        <ErrorNotice
          error={{
            code: "embedding_failed",
            message: String(job.metadata_.error ?? t.unexpected),
            hint: null,
            status: 503,
          }}
        />
      )}
      {error && <ErrorNotice error={error} />}
    </div>
  );
}

export function EmbeddingModels() {
  const models = useLive((one) => one.listEmbeddingModels(), []).value ?? [];
  const agents = useLive((one) => one.listAgents(), []).value ?? [];
  return (
    <>
      <h2>{t.models.embeddings}</h2>
      <p className="lead">{t.models.embeddingsText}</p>
      <ul className="card plain-list" style={{ marginBottom: 10 }}>
        {models.map((model) => (
          <li key={model.embedding_model} style={{ padding: "2px 0" }}>
            {model.embedding_model}{" "}
            <span className="quiet">
              {model.embedding_dim} ·{" "}
              {model.embedding_endpoint_type === "local" ? t.models.embeddingLocal : t.models.embeddingHub}
            </span>
          </li>
        ))}
      </ul>
      {agents.map((agent) => (
        <AgentEmbedding key={agent.id} agent={agent} models={models} />
      ))}
    </>
  );
}
