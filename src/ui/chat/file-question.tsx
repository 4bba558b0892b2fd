/** Files dropped on a conversation: into this message, or into a source that the agent can look things up in. */
import { Button, Modal, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import type { AgentState, ErrorRecord } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import type { DroppedFile } from "../sources/dropped-files.ts";
import { sourceTexts } from "../texts/sources.ts";
import { t as common } from "../texts.ts";
import { useLive } from "../use-live.ts";

const t = sourceTexts.dropOnChat;

/** Characters from which on a text is better looked up than sent whole: about a quarter of a common context window. */
const LONG_TEXT = 24_000;
const FRESH = "fresh";

export interface FileQuestionProps {
  agent: AgentState;
  files: DroppedFile[];
  onClose: () => void;
  /** The files' text, to stand in the message. */
  onText: (text: string) => void;
}

const quoted = (title: string, text: string) => {
  // A fence longer than any in the text, so that the text cannot end it.
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${title}\n${fence}\n${text.trim()}\n${fence}`;
};

export default function FileQuestion({ agent, files, onClose, onText }: FileQuestionProps) {
  const client = useClient();
  const sources = useLive((one) => one.listSources(), []).value ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [name, setName] = useState(files.length === 1 ? (files[0]?.file.name ?? "") : "");
  const [busy, setBusy] = useState<"message" | "source" | null>(null);
  const [tooLong, setTooLong] = useState<string | null>(null);
  const [added, setAdded] = useState<{ id: string; name: string } | null>(null);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const usable = sources.filter(
    ({ embedding_config }) => embedding_config?.embedding_model === agent.embedding_config.embedding_model,
  );
  const target = chosen ?? usable[0]?.id ?? FRESH;
  const act = (kind: "message" | "source", work: () => Promise<void>) => {
    setBusy(kind);
    setError(null);
    work()
      .catch((thrown: unknown) => setError(asErrorRecord(thrown)))
      .finally(() => setBusy(null));
  };
  const toMessage = () =>
    act("message", async () => {
      const texts: string[] = [];
      for (const { file } of files) {
        const { title, text } = await client.readFile({ file });
        texts.push(quoted(title, text));
      }
      const all = texts.join("\n\n");
      if (all.length > LONG_TEXT && tooLong === null) {
        setTooLong(all);
        return;
      }
      onText(all);
      onClose();
    });
  const toSource = () =>
    act("source", async () => {
      const source =
        target === FRESH
          ? await client.createSource({ name: name.trim() || (files[0]?.file.name ?? "Files") })
          : await client.getSource(target);
      await client.attachSourceToAgent({ agent_id: agent.id, source_id: source.id });
      await client.loadFiles({ source_id: source.id, files, blocking: false });
      setAdded(source);
    });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t.title(files.length)}
      closeButtonProps={{ "aria-label": common.close }}
    >
      <p className="quiet" style={{ marginTop: 0, overflowWrap: "anywhere" }}>
        {files
          .slice(0, 8)
          .map(({ file, path }) => path ?? file.name)
          .join(", ")}
        {files.length > 8 && " …"}
      </p>
      {added ? (
        <>
          <p role="status">{t.added(added.name)}</p>
          <div className="row">
            <Button component={Link} href={`/sources/${added.id}`}>
              {t.openSource}
            </Button>
            <Button variant="default" onClick={onClose}>
              {common.close}
            </Button>
          </div>
        </>
      ) : (
        <>
          <div className="card">
            <div className="row" style={{ alignItems: "flex-end" }}>
              <Select
                className="grow"
                label={t.choose}
                value={target}
                allowDeselect={false}
                data={[
                  ...usable.map((source) => ({ value: source.id, label: source.name })),
                  { value: FRESH, label: t.fresh },
                ]}
                onChange={setChosen}
              />
              {target === FRESH && (
                <TextInput
                  className="grow"
                  label={sourceTexts.name}
                  value={name}
                  onChange={(event) => setName(event.currentTarget.value)}
                />
              )}
            </div>
            <p className="quiet" style={{ margin: "6px 0 10px" }}>
              {t.sourceHint}
            </p>
            <Button onClick={toSource} loading={busy === "source"} disabled={busy !== null}>
              {t.source}
            </Button>
          </div>
          <div className="card">
            <p className="quiet" style={{ margin: "0 0 10px" }}>
              {tooLong === null ? t.messageHint : t.tooLong(tooLong.length)}
            </p>
            <Button
              variant="default"
              onClick={
                tooLong === null
                  ? toMessage
                  : () => {
                      onText(tooLong);
                      onClose();
                    }
              }
              loading={busy === "message"}
              disabled={busy !== null}
            >
              {files.length === 1 ? t.message : t.messageMany}
            </Button>
          </div>
          {error && (
            <div style={{ marginTop: 12 }}>
              <ErrorNotice error={error} />
            </div>
          )}
        </>
      )}
    </Modal>
  );
}
