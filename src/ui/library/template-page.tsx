/** A template: its name, what it is for, its prompt and the texts it begins with. Saved as they are changed. */
import { Button, Textarea } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "wouter";
import type { AgentTemplate, ErrorRecord } from "../../schemas/index.ts";
import { SavedText } from "../agents/saved-field.tsx";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { offerUndo } from "../notices/undo.ts";
import { Bar } from "../shell.tsx";
import { useStoredDraft } from "../stored-draft.ts";
import { agentTexts as t } from "../texts/agents.ts";
import { libraryTexts } from "../texts/library.ts";
import { t as common } from "../texts.ts";
import { useLive } from "../use-live.ts";
import { usePageTitle } from "../window/page-title.ts";

interface LongTextProps {
  draftName: string;
  label: string;
  value: string;
  /** Characters. */
  limit: number | null;
  onSave: (next: string) => Promise<unknown>;
}

/** A long text: saved when the person says so, since half of one is of no use. */
function LongText({ draftName, label, value, limit, onSave }: LongTextProps) {
  const [draft, setDraft] = useStoredDraft(draftName, value);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const over = limit !== null && draft.length > limit;
  const save = () => {
    setError(null);
    onSave(draft).then(
      () => offerUndo(t.changed(label), () => onSave(value).then(() => setDraft(value))),
      (thrown: unknown) => setError(asErrorRecord(thrown)),
    );
  };
  return (
    <div style={{ marginTop: 18 }}>
      <Textarea
        label={label}
        description={limit === null ? null : common.mind.characters(draft.length, limit)}
        autosize
        minRows={3}
        maxRows={16}
        value={draft}
        error={over ? common.mind.over(draft.length, limit) : error?.message}
        onChange={(event) => setDraft(event.currentTarget.value)}
      />
      {draft !== value && (
        <div className="row" style={{ marginTop: 8 }}>
          <Button size="compact-sm" onClick={save} disabled={over} aria-label={libraryTexts.saveText(label)}>
            {common.save}
          </Button>
          <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setDraft(value)}>
            {libraryTexts.discard}
          </Button>
        </div>
      )}
    </div>
  );
}

function TemplateFields({ template }: { template: AgentTemplate }) {
  const client = useClient();
  const { id: template_id, sections } = template;
  const change = (patch: Omit<Parameters<typeof client.updateAgentTemplate>[0], "template_id">) =>
    client.updateAgentTemplate({ template_id, ...patch });
  return (
    <>
      <h1 style={{ margin: "14px 0 4px", overflowWrap: "anywhere" }}>{template.name}</h1>
      <p className="lead">{t.templateLead}</p>
      <div className="row" style={{ alignItems: "flex-start" }}>
        <SavedText label={t.name} value={template.name} maxLength={60} onSave={(name) => change({ name })} />
        <SavedText
          label={t.description}
          value={template.description ?? ""}
          maxLength={1000}
          onSave={(description) => change({ description })}
        />
      </div>
      <LongText
        draftName={`template.${template_id}.system`}
        label={t.prompt}
        value={template.system}
        limit={null}
        onSave={(system) => change({ system })}
      />
      {sections.map(({ section, value, limit }) => (
        <LongText
          key={section}
          draftName={`template.${template_id}.section.${section}`}
          label={section}
          value={value}
          limit={limit}
          onSave={(next) => change({ values: { [section]: next } })}
        />
      ))}
      <p style={{ marginTop: 18 }}>
        <strong>{t.tools}</strong> <span className="quiet">{template.tools.join(", ")}</span>
        <br />
        <strong>{t.model}</strong> <span className="quiet">{template.llm_config.model}</span>
      </p>
      <Button component={Link} href={`/new/${template_id}`} variant="light">
        {t.make}
      </Button>
    </>
  );
}

export default function TemplatePage({ templateId }: { templateId: string }) {
  const live = useLive(
    async (client) => (await client.listAgentTemplates()).find(({ id }) => id === templateId) ?? null,
    [templateId],
  );
  const template = live.value;
  usePageTitle(template?.name);
  return (
    <>
      <Bar onlyNarrow>{libraryTexts.title}</Bar>
      <div className="page">
        <div className="page-inner">
          <Link href="/library" className="chip">
            <IconArrowLeft size={13} aria-hidden /> {libraryTexts.back}
          </Link>
          {live.error && <ErrorNotice error={live.error} />}
          {template === null && <p>{t.templateGone}</p>}
          {template && <TemplateFields template={template} />}
        </div>
      </div>
    </>
  );
}
