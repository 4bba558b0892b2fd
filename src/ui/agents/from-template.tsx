/** A new agent out of a template: what it is called, and what it thinks with. */
import { Button, Select, TextInput } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { Link, useLocation } from "wouter";
import type { AgentTemplate, ErrorRecord, LLMConfig } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { showNotice } from "../notices/notices.ts";
import { Bar } from "../shell.tsx";
import { agentTexts } from "../texts/agents.ts";
import { t } from "../texts.ts";
import { useLive } from "../use-live.ts";
import { modelOptions, sameModel } from "./model-choice.ts";
import { describeTemplate } from "./template-list.tsx";

function TemplateForm({ template, listed }: { template: AgentTemplate; listed: LLMConfig[] }) {
  const client = useClient();
  const [, navigate] = useLocation();
  const [name, setName] = useState("");
  const [model, setModel] = useState(template.llm_config);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorRecord | null>(null);
  // The template may have been made with a model that has been taken off the list since.
  const models = listed.some((one) => sameModel(one, template.llm_config))
    ? listed.map((one) => (sameModel(one, template.llm_config) ? template.llm_config : one))
    : [template.llm_config, ...listed];
  const isOfName = error?.code === "name_taken" || error?.message.startsWith("name");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    client
      .createAgentFromTemplate({
        template_id: template.id,
        ...(name.trim() === "" ? {} : { name }),
        llm_config: model,
      })
      .then(
        ({ agent, left_out }) => {
          const missing = [...left_out.tools, ...left_out.sources];
          if (missing.length > 0) showNotice({ text: agentTexts.leftOut(missing), stays: true });
          navigate(`/agents/${agent.id}`);
        },
        (thrown: unknown) => {
          setError(asErrorRecord(thrown));
          setBusy(false);
        },
      );
  };
  return (
    <form onSubmit={submit}>
      <h1 style={{ margin: "14px 0 4px", overflowWrap: "anywhere" }}>
        {agentTexts.fromTemplate(template.name)}
      </h1>
      <p className="lead">
        {agentTexts.templateHint} {describeTemplate(template)}
      </p>
      <TextInput
        label={t.create.name}
        description={t.create.nameHint}
        value={name}
        maxLength={50}
        error={isOfName ? error?.message : null}
        style={{ marginBottom: 18, maxWidth: 380 }}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Select
        label={t.create.model}
        data={modelOptions(models)}
        value={String(models.findIndex((one) => sameModel(one, model)))}
        onChange={(index) => setModel(models[Number(index)] ?? model)}
        allowDeselect={false}
        searchable={models.length > 8}
        style={{ marginBottom: 24, maxWidth: 380 }}
      />
      {error && !isOfName && <ErrorNotice error={error} />}
      <Button type="submit" size="md" loading={busy}>
        {t.create.submit}
      </Button>
    </form>
  );
}

export function FromTemplate({ templateId }: { templateId: string }) {
  const live = useLive(
    async (client) => ({
      template: (await client.listAgentTemplates()).find(({ id }) => id === templateId) ?? null,
      models: await client.listModels(),
    }),
    [templateId],
  );
  return (
    <>
      <Bar onlyNarrow>{t.create.title}</Bar>
      <div className="page">
        <div className="page-inner">
          <Link href="/new" className="chip">
            <IconArrowLeft size={13} aria-hidden /> {t.create.title}
          </Link>
          {live.error && <ErrorNotice error={live.error} />}
          {live.value?.template === null && <p>{agentTexts.templateGone}</p>}
          {live.value?.template && <TemplateForm template={live.value.template} listed={live.value.models} />}
        </div>
      </div>
    </>
  );
}
