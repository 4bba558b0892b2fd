/** What of an agent can be taken out as a file. */
import { Button, Checkbox, Modal, Select } from "@mantine/core";
import { useState } from "react";
import type { AgentState, ErrorRecord } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { saveFile } from "../components/save-file.ts";
import { asErrorRecord } from "../error-record.ts";
import { carryTexts as t } from "../texts/carry.ts";
import { t as common } from "../texts.ts";

export type ExportKind = "agent" | "conversation";

export interface ExportDialogProps {
  agent: AgentState;
  /** Null where nothing is exported. */
  kind: ExportKind | null;
  onClose: () => void;
}

interface WrittenFile {
  filename: string;
  type: string;
  text: string;
}

export default function ExportDialogs({ agent, kind, onClose }: ExportDialogProps) {
  return (
    <>
      <Modal
        opened={kind === "agent"}
        onClose={onClose}
        title={t.exportAgent}
        closeButtonProps={{ "aria-label": common.close }}
      >
        <AgentExport agent={agent} />
      </Modal>
      <Modal
        opened={kind === "conversation"}
        onClose={onClose}
        title={t.exportConversation}
        closeButtonProps={{ "aria-label": common.close }}
      >
        <ConversationExport agent={agent} />
      </Modal>
    </>
  );
}

function DownloadButton({ write }: { write: () => Promise<WrittenFile> }) {
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<string | null>(null);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const start = () => {
    setBusy(true);
    setError(null);
    setDone(null);
    write()
      .then(
        ({ filename, type, text }) => {
          saveFile(new File([text], filename, { type }));
          setDone(filename);
        },
        (thrown: unknown) => setError(asErrorRecord(thrown)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <>
      <Button mt="md" onClick={start} loading={busy} data-autofocus>
        {t.download}
      </Button>
      <p className="quiet" role="status" style={{ margin: "10px 0 0" }}>
        {done === null ? "" : t.downloaded(done)}
      </p>
      {error && <ErrorNotice error={error} onRetry={start} />}
    </>
  );
}

function AgentExport({ agent }: { agent: AgentState }) {
  const client = useClient();
  const [with_archival, setArchival] = useState(true);
  const [with_sources, setSources] = useState(false);
  const write = async () => {
    const file = await client.exportAgentFile({ agent_id: agent.id, with_archival, with_sources });
    return {
      filename: `${agent.name.replaceAll(" ", "-")}.af`,
      type: "application/json",
      text: `${JSON.stringify(file, null, 2)}\n`,
    };
  };
  return (
    <>
      <p style={{ marginTop: 0 }}>{t.exportAgentText}</p>
      <Checkbox
        label={t.withArchival}
        checked={with_archival}
        onChange={(event) => setArchival(event.currentTarget.checked)}
      />
      <Checkbox
        label={t.withSources}
        mt={10}
        checked={with_sources}
        onChange={(event) => setSources(event.currentTarget.checked)}
      />
      <DownloadButton write={write} />
    </>
  );
}

function ConversationExport({ agent }: { agent: AgentState }) {
  const client = useClient();
  const [format, setFormat] = useState<"markdown" | "json">("markdown");
  const [include_steps, setSteps] = useState(false);
  const write = () => client.exportConversation({ agent_id: agent.id, format, include_steps });
  return (
    <>
      <Select
        label={t.format}
        data={[
          { value: "markdown", label: t.formats.markdown },
          { value: "json", label: t.formats.json },
        ]}
        value={format}
        allowDeselect={false}
        onChange={(value) => setFormat(value === "json" ? "json" : "markdown")}
      />
      <Checkbox
        label={t.includeSteps}
        mt={14}
        checked={include_steps}
        onChange={(event) => setSteps(event.currentTarget.checked)}
      />
      <DownloadButton write={write} />
    </>
  );
}
