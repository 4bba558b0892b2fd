/** All sources: what each holds, who uses it, and what is being loaded. */
import "./sources.css";
import { Button, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { Link, Route, Switch, useLocation } from "wouter";
import type { ErrorRecord, Source, SourceStatus } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { bytes } from "../format.ts";
import { loadable } from "../loadable.tsx";
import { Bar } from "../shell.tsx";
import { sourceTexts as t } from "../texts/sources.ts";
import { t as common } from "../texts.ts";
import { useLive } from "../use-live.ts";
import { usePageTitle } from "../window/page-title.ts";
import { Jobs } from "./jobs.tsx";

const SourcePage = loadable(() => import("./source-page.tsx"));

function NewSource() {
  const client = useClient();
  const [, navigate] = useLocation();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorRecord | null>(null);
  if (!open)
    return (
      <Button leftSection={<IconPlus size={16} />} onClick={() => setOpen(true)}>
        {t.newSource}
      </Button>
    );
  const create = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    client
      .createSource({ name: name.trim(), description: description.trim() || null })
      .then(
        (source) => navigate(`/sources/${source.id}`),
        (thrown: unknown) => setError(asErrorRecord(thrown)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <form className="card" onSubmit={create} style={{ width: "100%" }}>
      <div className="row" style={{ alignItems: "flex-start" }}>
        <TextInput
          label={t.name}
          required
          data-autofocus
          autoFocus
          value={name}
          style={{ flex: "1 1 200px" }}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t.description}
          description={t.descriptionHint}
          inputWrapperOrder={["label", "input", "description", "error"]}
          value={description}
          style={{ flex: "2 1 260px" }}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
      </div>
      {error && (
        <div style={{ marginTop: 10 }}>
          <ErrorNotice error={error} />
        </div>
      )}
      <div className="row" style={{ marginTop: 12 }}>
        <Button type="submit" loading={busy} disabled={name.trim() === ""}>
          {t.create}
        </Button>
        <Button variant="default" onClick={() => setOpen(false)}>
          {common.cancel}
        </Button>
      </div>
    </form>
  );
}

function SourceCard({ source, status }: { source: Source; status: SourceStatus | undefined }) {
  return (
    <Link href={`/sources/${source.id}`} className="card source-card">
      <div className="row">
        <strong style={{ flex: "1 1 180px", overflowWrap: "anywhere" }}>{source.name}</strong>
        {status && (
          <span className="quiet numbers">
            {t.documents(status.num_documents)} · {t.passages(status.num_passages)} · {bytes(status.bytes)}
          </span>
        )}
      </div>
      {source.description && <div>{source.description}</div>}
      {status && (
        <div className="quiet">
          {status.attached_agents.length > 0
            ? t.attachedTo(status.attached_agents.map((agent) => agent.name))
            : t.attachedNone}
        </div>
      )}
    </Link>
  );
}

function SourcesHome() {
  const sources = useLive(async (client) => {
    const all = await client.listSources();
    return Promise.all(
      all.map(async (source) => ({ source, status: await client.getSourceStatus(source.id) })),
    );
  }, []);
  usePageTitle(t.title);
  return (
    <>
      <Bar onlyNarrow>{t.title}</Bar>
      <div className="page">
        <div className="page-inner">
          <h1>{t.title}</h1>
          <p className="lead">{t.lead}</p>
          {sources.error && <ErrorNotice error={sources.error} />}
          {sources.value?.length === 0 && <p className="quiet">{t.empty}</p>}
          <div className="row" style={{ marginBottom: 16 }}>
            <NewSource />
          </div>
          {sources.value?.map(({ source, status }) => (
            <SourceCard key={source.id} source={source} status={status} />
          ))}
          <Jobs sourceId={null} />
        </div>
      </div>
    </>
  );
}

export default function SourcesPage() {
  return (
    <Switch>
      <Route path="/sources/:id">{({ id }) => <SourcePage key={id} sourceId={id} />}</Route>
      <Route>
        <SourcesHome />
      </Route>
    </Switch>
  );
}
