import { Button } from "@mantine/core";
import { useState } from "react";
import { Redirect, useLocation } from "wouter";
import type { ErrorRecord } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { Bar } from "../shell.tsx";
import { t } from "../texts.ts";
import { useLive } from "../use-live.ts";

/** The first meeting, or the agent that was made last. */
export function Home() {
  const client = useClient();
  const [, navigate] = useLocation();
  const agents = useLive(async (one) => {
    const [all, hidden] = await Promise.all([one.listAgents(), one.listHiddenAgents()]);
    return all.filter(({ id }) => !hidden.some(({ agent_id }) => agent_id === id));
  }, []);
  const settings = useLive((one) => one.getSettings(), []).value;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorRecord | null>(null);
  if (agents.error)
    return (
      <div className="full-screen">
        <ErrorNotice error={agents.error} />
      </div>
    );
  if (agents.value === undefined) return null;
  const latest = agents.value.at(-1);
  if (latest && !busy) return <Redirect to={`/agents/${latest.id}`} replace />;

  const start = () => {
    setBusy(true);
    setError(null);
    client.createAgent().then(
      (agent) => navigate(`/agents/${agent.id}`, { replace: true }),
      (thrown: unknown) => {
        setError(asErrorRecord(thrown));
        setBusy(false);
      },
    );
  };
  const model = settings?.default_llm_config;
  return (
    <div className="page">
      <span className="only-narrow" style={{ position: "absolute", width: "100%" }}>
        <Bar>{null}</Bar>
      </span>
      <div className="welcome">
        <div className="welcome-inner">
          <img src="./icon.svg" alt="" width={52} height={52} />
          <h1>{t.welcome.title}</h1>
          <p className="lead">{t.welcome.lead}</p>
          <div className="row">
            <Button size="md" onClick={start} loading={busy}>
              {t.welcome.start}
            </Button>
            <Button size="md" variant="default" component="a" href="#/new">
              {t.welcome.own}
            </Button>
            <Button size="md" variant="subtle" component="a" href="#/import">
              {t.welcome.import}
            </Button>
          </div>
          <p className="quiet" style={{ marginTop: 18 }}>
            {model && model.model_endpoint_type !== "demo" ? t.welcome.ready(model.model) : t.welcome.demo}
          </p>
          {error && <ErrorNotice error={error} onRetry={start} />}
        </div>
      </div>
    </div>
  );
}
