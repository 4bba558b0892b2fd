import "./agents.css";
import { ActionIcon, Button } from "@mantine/core";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "wouter";
import type { AgentTemplate, ErrorRecord } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { offerUndo } from "../notices/undo.ts";
import { agentTexts as t } from "../texts/agents.ts";
import { useLive } from "../use-live.ts";

export const describeTemplate = ({ sections, tools }: AgentTemplate) =>
  t.templateOf(
    sections.map(({ section }) => section),
    tools.length,
  );

/** Agents to make others from; nothing where there are none. */
export function TemplateList() {
  const client = useClient();
  const templates = useLive((one) => one.listAgentTemplates(), []);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const remove = ({ id, name }: AgentTemplate) => {
    setError(null);
    client.deleteAgentTemplate(id).then(
      (template) => offerUndo(t.templateDeleted(name), () => client.restoreAgentTemplate({ template })),
      (thrown: unknown) => setError(asErrorRecord(thrown)),
    );
  };
  if (templates.error) return <ErrorNotice error={templates.error} />;
  if (!templates.value || templates.value.length === 0) return null;
  return (
    <>
      <h2>{t.templates}</h2>
      {error && <ErrorNotice error={error} />}
      <ul className="template-list" aria-label={t.templates}>
        {templates.value.map((template) => (
          <li key={template.id} className="card">
            <strong style={{ overflowWrap: "anywhere" }}>{template.name}</strong>
            <div className="quiet">{template.description || describeTemplate(template)}</div>
            <div className="row" style={{ gap: 4, marginTop: 8 }}>
              <Button
                component={Link}
                href={`/new/${template.id}`}
                size="compact-sm"
                variant="light"
                aria-label={t.makeFrom(template.name)}
              >
                {t.make}
              </Button>
              <span className="grow" />
              <ActionIcon
                component={Link}
                href={`/library/${template.id}`}
                variant="subtle"
                color="gray"
                aria-label={t.editTemplate(template.name)}
              >
                <IconPencil size={16} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t.deleteTemplate(template.name)}
                onClick={() => remove(template)}
              >
                <IconTrash size={16} />
              </ActionIcon>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
