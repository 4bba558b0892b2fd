/** An agent's system prompt: written, taken from the library, and shown as the model would read it. */
import { Button, Select, Textarea } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import type { AgentState, ErrorRecord } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { offerUndo } from "../notices/undo.ts";
import { useStoredDraft } from "../stored-draft.ts";
import { agentTexts as t } from "../texts/agents.ts";
import { t as common } from "../texts.ts";
import { useLive } from "../use-live.ts";

/** How long typing rests before the preview follows, in milliseconds. */
const REST_MS = 300;

function Preview({ agentId, system }: { agentId: string; system: string }) {
  const [settled] = useDebouncedValue(system, REST_MS);
  const preview = useLive(
    (client) => client.previewSystemPrompt({ agent_id: agentId, system: settled }),
    [agentId, settled],
  );
  // While the next one is compiled, the one before stands.
  const [shown, setShown] = useState("");
  if (preview.value !== undefined && preview.value !== shown) setShown(preview.value);
  if (preview.error) return <ErrorNotice error={preview.error} />;
  return (
    <>
      <p className="quiet numbers" style={{ margin: "8px 0 4px" }}>
        {t.previewSize(shown.length)}
      </p>
      <Textarea
        aria-label={t.preview}
        readOnly
        autosize
        minRows={4}
        maxRows={20}
        classNames={{ input: "mono" }}
        value={shown}
      />
    </>
  );
}

export function PromptField({ agent, isLocal }: { agent: AgentState; isLocal: boolean }) {
  const client = useClient();
  const [draft, setDraft] = useStoredDraft(`system.${agent.id}`, agent.system);
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const known = useLive(
    async (one) => ({
      prompts: await one.listBlocks({ label: "system" }),
      standard: await one.getDefaultSystemPrompt(),
    }),
    [],
  ).value;
  const changed = draft !== agent.system;
  const store = (system: string) => client.updateAgent({ agent_id: agent.id, system });
  const save = (next: string) => {
    const before = agent.system;
    if (next === before) return;
    setBusy(true);
    setError(null);
    store(next)
      .then(
        () => offerUndo(t.changed(t.prompt), () => store(before).then(() => setDraft(before))),
        (thrown: unknown) => setError(asErrorRecord(thrown)),
      )
      .finally(() => setBusy(false));
  };
  const take = (text: string) => {
    setDraft(text);
    save(text);
  };
  const { prompts = [], standard } = known ?? {};
  const isStandard = agent.system === standard;
  return (
    <>
      <Textarea
        aria-label={t.prompt}
        description={t.promptText}
        autosize
        minRows={8}
        maxRows={22}
        value={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
      />
      {error && (
        <div style={{ marginTop: 10 }}>
          <ErrorNotice error={error} />
        </div>
      )}
      <div className="row" style={{ marginTop: 10 }}>
        <Button onClick={() => save(draft)} loading={busy} disabled={!changed || draft.trim() === ""}>
          {common.save}
        </Button>
        {changed && (
          <Button variant="subtle" color="gray" onClick={() => setDraft(agent.system)}>
            {t.discard}
          </Button>
        )}
        <span role="status" className="quiet">
          {changed ? t.promptUnsaved : isStandard ? t.promptIsStandard : ""}
        </span>
        <span className="grow" />
        {standard !== undefined && !isStandard && (
          <Button variant="default" onClick={() => take(standard)}>
            {t.promptStandard}
          </Button>
        )}
        {prompts.length > 0 && (
          <Select
            aria-label={t.promptFrom}
            placeholder={t.promptFrom}
            data={prompts.map(({ id, name }) => ({ value: id, label: name ?? id }))}
            value={prompts.find(({ value }) => value === agent.system)?.id ?? null}
            allowDeselect={false}
            style={{ flex: "0 1 260px" }}
            onChange={(id) => {
              const prompt = prompts.find((one) => one.id === id);
              if (prompt) take(prompt.value);
            }}
          />
        )}
      </div>
      {isLocal && (
        <details
          open={open}
          onToggle={(event) => setOpen(event.currentTarget.open)}
          style={{ marginTop: 14 }}
        >
          <summary>{t.preview}</summary>
          {open && <Preview agentId={agent.id} system={draft} />}
        </details>
      )}
    </>
  );
}
