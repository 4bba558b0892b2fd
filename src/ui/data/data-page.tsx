import { Button, Progress } from "@mantine/core";
import { useEffect, useState } from "react";
import type { StorageStatus } from "../../client/index.ts";
import type { ErrorRecord } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { bytes } from "../format.ts";
import { Bar } from "../shell.tsx";
import { t } from "../texts.ts";
import { useLive } from "../use-live.ts";
import { usePageTitle } from "../window/page-title.ts";
import { BackupSection } from "./backup-section.tsx";

export default function DataPage() {
  const client = useClient();
  usePageTitle(t.data.title);
  const [status, setStatus] = useState<StorageStatus | null>(null);
  const [refused, setRefused] = useState(false);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const counts = useLive(async (one) => {
    const agents = await one.listAgents();
    let messages = 0;
    let passages = 0;
    for (const agent of agents) {
      messages += (await one.getRecallMemorySummary(agent.id)).size;
      passages += (await one.getArchivalMemorySummary(agent.id)).size;
    }
    return { agents: agents.length, messages, passages };
  }, []).value;
  useEffect(() => {
    client.getStorageStatus().then(setStatus, (thrown: unknown) => setError(asErrorRecord(thrown)));
  }, [client]);
  const ask = () => {
    setRefused(false);
    client
      .requestPersistence()
      .then(async (granted) => {
        setRefused(granted !== true);
        setStatus(await client.getStorageStatus());
      })
      .catch((thrown: unknown) => setError(asErrorRecord(thrown)));
  };
  const { persisted, usage, quota } = status ?? { persisted: null, usage: null, quota: null };
  return (
    <>
      <Bar onlyNarrow>{t.data.title}</Bar>
      <div className="page">
        <div className="page-inner">
          <h1>{t.data.title}</h1>
          <p className="lead">{t.data.lead}</p>
          {error && <ErrorNotice error={error} />}
          <div className="card">
            <p style={{ marginTop: 0 }} role="status">
              {persisted === true ? t.data.kept : persisted === false ? t.data.notKept : t.data.unknown}
              {refused && ` ${t.data.refused}`}
            </p>
            {persisted !== true && (
              <Button variant="default" onClick={ask}>
                {t.data.ask}
              </Button>
            )}
            {usage !== null && quota !== null && quota > 0 && (
              <div style={{ marginTop: 14 }}>
                <div className="quiet numbers">{t.data.usage(bytes(usage), bytes(quota))}</div>
                <Progress
                  value={Math.max(0.5, (100 * usage) / quota)}
                  size="sm"
                  mt={4}
                  aria-label={t.data.usage(bytes(usage), bytes(quota))}
                />
              </div>
            )}
          </div>
          <BackupSection />
          <h2>{t.data.counts}</h2>
          <p className="numbers">
            {counts ? t.data.agents(counts.agents) : "…"} · {counts ? t.mind.messages(counts.messages) : "…"}{" "}
            · {counts ? t.mind.memories(counts.passages) : "…"}
          </p>
          <h2>{t.data.where}</h2>
          <dl className="card" style={{ margin: 0 }}>
            {t.data.rows.map(([what, where]) => (
              <div key={what} style={{ padding: "4px 0" }}>
                <dt>{what}</dt>
                <dd className="quiet" style={{ margin: 0 }}>
                  {where}
                </dd>
              </div>
            ))}
          </dl>
        </div>
      </div>
    </>
  );
}
