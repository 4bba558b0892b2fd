/** One source: loading into it, what it holds, who uses it. */
import { Button, Modal, NumberInput, Tabs, TextInput } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { Link, useLocation } from "wouter";
import type { ErrorRecord, Source, SourceStatus } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { AgentChecks } from "../components/agent-checks.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { bytes } from "../format.ts";
import { Bar } from "../shell.tsx";
import { sourceTexts as t } from "../texts/sources.ts";
import { t as common } from "../texts.ts";
import { useLive } from "../use-live.ts";
import { usePageTitle } from "../window/page-title.ts";
import { Documents } from "./documents.tsx";
import { DropZone } from "./drop-zone.tsx";
import type { DroppedFile } from "./dropped-files.ts";
import { Jobs } from "./jobs.tsx";
import { LoadAddress } from "./load-address.tsx";
import { Passages } from "./passages.tsx";

function SourceAgents({ source }: { source: Source }) {
  const client = useClient();
  const agents = useLive(
    async (one) => {
      const all = await one.listAgents();
      return Promise.all(
        all.map(async (agent) => ({
          agent,
          attached: (await one.listAttachedSources(agent.id)).some(({ id }) => id === source.id),
        })),
      );
    },
    [source.id],
  ).value;
  if (!agents) return null;
  const model = source.embedding_config?.embedding_model;
  return (
    <AgentChecks
      agents={agents.map((one) => ({
        ...one,
        hindrance: one.agent.embedding_config.embedding_model === model ? undefined : t.otherModel,
      }))}
      text={agents.length === 0 ? t.noAgents : t.agentsText}
      onChange={(agent, attached) => {
        const params = { agent_id: agent.id, source_id: source.id };
        return attached ? client.attachSourceToAgent(params) : client.detachSourceFromAgent(params);
      }}
    />
  );
}

function DeleteSource({
  source,
  status,
  onClose,
}: {
  source: Source;
  status: SourceStatus | undefined;
  onClose: () => void;
}) {
  const client = useClient();
  const [, navigate] = useLocation();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorRecord | null>(null);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t.deleteTitle(source.name)}
      closeButtonProps={{ "aria-label": common.close }}
    >
      <p style={{ marginTop: 0 }}>{t.deleteText(status?.num_documents ?? 0, status?.num_passages ?? 0)}</p>
      <p>{t.deleteAgents((status?.attached_agents ?? []).map(({ name }) => name))}</p>
      {error && <ErrorNotice error={error} />}
      <div className="row">
        <Button
          color="red"
          loading={busy}
          onClick={() => {
            setBusy(true);
            client.deleteSource(source.id).then(
              () => navigate("/sources"),
              (thrown: unknown) => {
                setBusy(false);
                setError(asErrorRecord(thrown));
              },
            );
          }}
        >
          {common.delete}
        </Button>
        <Button variant="default" onClick={onClose}>
          {common.cancel}
        </Button>
      </div>
    </Modal>
  );
}

/** What a passage repeats of the one before it where nothing else is set (docs/sources.md). */
const DEFAULT_OVERLAP = 32;

function withOverlap({ metadata_ }: Source, overlap: number | string): Record<string, unknown> {
  const { chunk_overlap: _old, ...others } = metadata_;
  return overlap === "" ? others : { ...others, chunk_overlap: Number(overlap) };
}

function EditSource({ source, onClose }: { source: Source; onClose: () => void }) {
  const client = useClient();
  const [name, setName] = useState(source.name);
  const [description, setDescription] = useState(source.description ?? "");
  const [overlap, setOverlap] = useState<number | string>(
    typeof source.metadata_.chunk_overlap === "number" ? source.metadata_.chunk_overlap : "",
  );
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const save = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    client
      .updateSource({ source_id: source.id, name, description, metadata_: withOverlap(source, overlap) })
      .then(onClose, (thrown: unknown) => setError(asErrorRecord(thrown)))
      .finally(() => setBusy(false));
  };
  return (
    <Modal opened onClose={onClose} title={t.rename} closeButtonProps={{ "aria-label": common.close }}>
      <form onSubmit={save}>
        <TextInput
          label={t.name}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          mt="sm"
          label={t.description}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <NumberInput
          mt="sm"
          label={t.overlap}
          description={t.overlapHint}
          placeholder={String(DEFAULT_OVERLAP)}
          min={0}
          max={64}
          value={overlap}
          onChange={setOverlap}
        />
        {error && <ErrorNotice error={error} />}
        <Button type="submit" mt="md" loading={busy} disabled={name.trim() === ""}>
          {common.save}
        </Button>
      </form>
    </Modal>
  );
}

export default function SourcePage({ sourceId }: { sourceId: string }) {
  const client = useClient();
  const live = useLive((one) => one.getSource(sourceId), [sourceId]);
  const status = useLive((one) => one.getSourceStatus(sourceId), [sourceId]).value;
  const [dialog, setDialog] = useState<"edit" | "delete" | null>(null);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const source = live.value;
  usePageTitle(source?.name);
  if (live.error)
    return (
      <div className="full-screen">
        <ErrorNotice error={live.error}>
          <Button size="compact-sm" variant="default" component={Link} href="/sources">
            {t.back}
          </Button>
        </ErrorNotice>
      </div>
    );
  if (!source) return null;
  const fail = (thrown: unknown) => setError(asErrorRecord(thrown));
  const load = (files: DroppedFile[]) => {
    setError(null);
    client.loadFiles({ source_id: sourceId, files, blocking: false }).catch(fail);
  };
  return (
    <>
      <Bar onlyNarrow>{source.name}</Bar>
      <div className="page">
        <div className="page-inner">
          <Link href="/sources" className="chip">
            <IconArrowLeft size={13} aria-hidden /> {t.back}
          </Link>
          <div className="row" style={{ margin: "14px 0 4px" }}>
            <h1 className="grow" style={{ overflowWrap: "anywhere" }}>
              {source.name}
            </h1>
            <Button variant="default" size="compact-sm" onClick={() => setDialog("edit")}>
              {t.rename}
            </Button>
            <Button variant="subtle" color="red" size="compact-sm" onClick={() => setDialog("delete")}>
              {t.delete}
            </Button>
          </div>
          {source.description && <p style={{ margin: "0 0 4px" }}>{source.description}</p>}
          <p className="quiet numbers" style={{ margin: "0 0 16px" }}>
            {status
              ? `${t.documents(status.num_documents)} · ${t.passages(status.num_passages)} · ${bytes(status.bytes)}`
              : "…"}
          </p>
          <DropZone onFiles={load} onError={fail} />
          <LoadAddress source={source} onError={fail} />
          {error && (
            <div style={{ marginTop: 12 }}>
              <ErrorNotice error={error} />
            </div>
          )}
          <Jobs sourceId={sourceId} />
          <Tabs defaultValue="documents" mt="lg" keepMounted={false}>
            <Tabs.List mb="sm">
              <Tabs.Tab value="documents">{t.tabDocuments}</Tabs.Tab>
              <Tabs.Tab value="passages">{t.tabPassages}</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="documents">
              <Documents sourceId={sourceId} />
            </Tabs.Panel>
            <Tabs.Panel value="passages">
              <Passages sourceId={sourceId} />
            </Tabs.Panel>
          </Tabs>
          <h2>{t.agents}</h2>
          <SourceAgents source={source} />
        </div>
      </div>
      {dialog === "delete" && (
        <DeleteSource source={source} status={status} onClose={() => setDialog(null)} />
      )}
      {dialog === "edit" && <EditSource source={source} onClose={() => setDialog(null)} />}
    </>
  );
}
