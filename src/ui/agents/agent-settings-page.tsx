/** What an agent is, all of it: each field is saved as it is changed, and can be undone. */
import "./agents.css";
import { Select } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { Link } from "wouter";
import { type AgentState, type LLMConfig, SEARCH_MODES, type SearchMode } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { AgentEmbedding } from "../models/embedding-models.tsx";
import { Bar } from "../shell.tsx";
import { agentTexts as t } from "../texts/agents.ts";
import { searchTexts } from "../texts/search.ts";
import { t as common } from "../texts.ts";
import { useLive } from "../use-live.ts";
import { usePageTitle } from "../window/page-title.ts";
import { Away, SaveAsTemplate } from "./agent-away.tsx";
import { AgentSources, AgentTools } from "./agent-has.tsx";
import HiddenNotice from "./hidden-notice.tsx";
import { modelOptions, sameModel } from "./model-choice.ts";
import { PromptField } from "./prompt-field.tsx";
import { SavedNumber, SavedText, useSaved } from "./saved-field.tsx";

function priceOf({ model_endpoint_type, prompt_price, completion_price }: LLMConfig): string {
  if (model_endpoint_type === "demo") return t.free;
  return prompt_price == null || completion_price == null
    ? t.priceUnknown
    : t.price(prompt_price, completion_price);
}

function ModelFields({ agent }: { agent: AgentState }) {
  const client = useClient();
  const listed = useLive((one) => one.listModels(), []).value ?? [];
  const store = (llm_config: LLMConfig) => client.updateAgent({ agent_id: agent.id, llm_config });
  const { value: config, choose, error } = useSaved(t.model, agent.llm_config, store);
  // The agent may think with a model that has been taken off the list.
  const models = listed.some((one) => sameModel(one, config)) ? listed : [config, ...listed];
  return (
    <>
      <p className="lead">{t.modelText}</p>
      <Select
        label={t.model}
        data={modelOptions(models)}
        value={String(models.findIndex((one) => sameModel(one, config)))}
        allowDeselect={false}
        searchable={models.length > 8}
        error={error?.message}
        style={{ maxWidth: 420 }}
        onChange={(index) => {
          const next = models[Number(index)];
          if (next && !sameModel(next, config)) choose(next);
        }}
      />
      <p className="quiet" style={{ margin: "6px 0 14px" }}>
        {priceOf(config)} <Link href="~/models">{common.openModels}</Link>
      </p>
      <div className="row" style={{ alignItems: "flex-start" }}>
        <SavedNumber
          label={t.window}
          description={t.windowHint}
          value={config.context_window}
          min={1000}
          max={10_000_000}
          step={1024}
          onSave={(context_window) =>
            store({ ...agent.llm_config, context_window: context_window ?? config.context_window })
          }
        />
        {config.model_endpoint_type !== "demo" && (
          <SavedNumber
            label={t.temperature}
            description={t.temperatureHint}
            value={config.temperature ?? null}
            min={0}
            max={2}
            step={0.1}
            mayBeEmpty
            onSave={(temperature) => store({ ...agent.llm_config, temperature })}
          />
        )}
      </div>
    </>
  );
}

function SearchModeField({ agentId, mode }: { agentId: string; mode: SearchMode }) {
  const client = useClient();
  const { value, choose, error } = useSaved(t.searchMode, mode, (next) =>
    client.setSearchMode({ agent_id: agentId, mode: next }),
  );
  return (
    <Select
      label={t.searchMode}
      data={SEARCH_MODES.map((one) => ({ value: one, label: searchTexts.modes[one] }))}
      value={value}
      allowDeselect={false}
      error={error?.message}
      style={{ maxWidth: 340, marginTop: 14 }}
      onChange={(chosen) => {
        const next = SEARCH_MODES.find((one) => one === chosen);
        if (next && next !== value) choose(next);
      }}
    />
  );
}

function Settings({ agent }: { agent: AgentState }) {
  const client = useClient();
  // What only an engine in this page can do is refused by a server's workspace.
  const own = useLive(
    async (one) => ({
      mode: await one.getSearchMode({ agent_id: agent.id }),
      hidden: (await one.listHiddenAgents()).find(({ agent_id }) => agent_id === agent.id) ?? null,
    }),
    [agent.id],
  );
  const embeddings = useLive((one) => one.listEmbeddingModels(), []).value ?? [];
  if (own.value === undefined && own.error === null) return null;
  const isLocal = own.error === null;
  const hidden = own.value?.hidden;
  return (
    <>
      {hidden && <HiddenNotice name={agent.name} hidden={hidden} />}
      <h2>{t.identity}</h2>
      <div className="row" style={{ alignItems: "flex-start" }}>
        <SavedText
          label={t.name}
          value={agent.name}
          maxLength={50}
          onSave={(name) => client.updateAgent({ agent_id: agent.id, name })}
        />
        <SavedText
          label={t.description}
          description={t.descriptionHint}
          value={agent.description ?? ""}
          lines={2}
          maxLength={1000}
          onSave={(description) => client.updateAgent({ agent_id: agent.id, description })}
        />
      </div>
      <h2>{t.prompt}</h2>
      <PromptField agent={agent} isLocal={isLocal} />
      <h2>{t.model}</h2>
      <ModelFields agent={agent} />
      <h2>{t.memory}</h2>
      <AgentEmbedding agent={agent} models={embeddings} />
      {own.value && <SearchModeField agentId={agent.id} mode={own.value.mode} />}
      <h2>{t.tools}</h2>
      <AgentTools agent={agent} isLocal={isLocal} />
      <h2>{t.sources}</h2>
      <AgentSources agent={agent} isLocal={isLocal} />
      {isLocal && (
        <>
          <h2>{t.template}</h2>
          <SaveAsTemplate agent={agent} />
          <h2>{t.away}</h2>
          <Away agent={agent} isArchived={Boolean(hidden?.archived_at)} />
        </>
      )}
    </>
  );
}

export default function AgentSettingsPage({ agentId }: { agentId: string }) {
  const live = useLive((client) => client.getAgent(agentId), [agentId]);
  const agent = live.value;
  usePageTitle(agent ? t.settingsOf(agent.name) : null);
  return (
    <>
      <Bar onlyNarrow>{t.settings}</Bar>
      <div className="page">
        <div className="page-inner">
          <Link href={`/agents/${agentId}`} className="chip">
            <IconArrowLeft size={13} aria-hidden /> {t.conversation}
          </Link>
          {live.error && (
            <div style={{ marginTop: 16 }}>
              <ErrorNotice error={live.error} />
            </div>
          )}
          {agent && (
            <>
              <h1 style={{ margin: "14px 0 4px", overflowWrap: "anywhere" }}>{t.settingsOf(agent.name)}</h1>
              <p className="lead">{t.lead}</p>
              <Settings agent={agent} />
            </>
          )}
        </div>
      </div>
    </>
  );
}
