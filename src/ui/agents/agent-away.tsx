/** An agent as a template, out of the way, or deleted. */
import { Button, Checkbox, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import type { AgentState, ErrorRecord } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { agentTexts as t } from "../texts/agents.ts";
import { archive, deleteWithUndo } from "./leaving.ts";

export function SaveAsTemplate({ agent }: { agent: AgentState }) {
  const client = useClient();
  const [name, setName] = useState(agent.name);
  const [withSources, setWithSources] = useState(false);
  const [saved, setSaved] = useState<string | null>(null);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const save = (event: FormEvent) => {
    event.preventDefault();
    setSaved(null);
    setError(null);
    client.saveAgentTemplate({ agent_id: agent.id, name, with_sources: withSources }).then(
      (template) => setSaved(template.name),
      (thrown: unknown) => setError(asErrorRecord(thrown)),
    );
  };
  return (
    <form className="card" onSubmit={save}>
      <p className="quiet" style={{ margin: "0 0 10px" }}>
        {t.templateText}
      </p>
      <div className="row" style={{ alignItems: "flex-end" }}>
        <TextInput
          label={t.templateName}
          value={name}
          maxLength={60}
          error={error?.code === "name_taken" || error?.code === "invalid_input" ? error.message : null}
          style={{ flex: "0 1 280px" }}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={name.trim() === ""}>
          {t.templateSave}
        </Button>
      </div>
      <Checkbox
        label={t.templateSources}
        checked={withSources}
        mt="sm"
        onChange={(event) => setWithSources(event.currentTarget.checked)}
      />
      <p role="status" className="quiet" style={{ margin: saved ? "10px 0 0" : 0 }}>
        {saved && t.templateSaved(saved)}
      </p>
      {error && error.code !== "name_taken" && error.code !== "invalid_input" && (
        <ErrorNotice error={error} />
      )}
    </form>
  );
}

export function Away({ agent, isArchived }: { agent: AgentState; isArchived: boolean }) {
  const client = useClient();
  const [, navigate] = useLocation();
  const [error, setError] = useState<ErrorRecord | null>(null);
  const act = (work: Promise<unknown>, then?: () => void) => {
    setError(null);
    work.then(then, (thrown: unknown) => setError(asErrorRecord(thrown)));
  };
  return (
    <div className="card">
      <div className="row">
        <span className="grow quiet" style={{ flexBasis: 260 }}>
          {t.archiveText}
        </span>
        {isArchived ? (
          <Button variant="default" onClick={() => act(client.unarchiveAgent({ agent_id: agent.id }))}>
            {t.bringBack}
          </Button>
        ) : (
          <Button variant="default" onClick={() => act(archive(client, agent))}>
            {t.archive}
          </Button>
        )}
      </div>
      <div className="row" style={{ marginTop: 12 }}>
        <span className="grow quiet" style={{ flexBasis: 260 }}>
          {t.deleteText}
        </span>
        <Button
          variant="subtle"
          color="red"
          onClick={() => act(deleteWithUndo(client, agent), () => navigate("/"))}
        >
          {t.delete}
        </Button>
      </div>
      {error && <ErrorNotice error={error} />}
    </div>
  );
}
