import {
  Autocomplete,
  Button,
  Checkbox,
  NumberInput,
  PasswordInput,
  SegmentedControl,
  Select,
  TextInput,
} from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Diagnosis } from "../../client/index.ts";
import type { ErrorRecord, LLMConfig } from "../../schemas/index.ts";
import { hostOf } from "../agents/model-choice.ts";
import { useClient, useCredentials } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { Bar } from "../shell.tsx";
import { t } from "../texts.ts";
import { useLive } from "../use-live.ts";
import { usePageTitle } from "../window/page-title.ts";
import { EmbeddingModels } from "./embedding-models.tsx";
import { KeyLock } from "./key-lock.tsx";
import { useStoredKeys } from "./stored-keys.ts";

const MARKS: Record<string, string> = { passed: "✓", failed: "✕", warning: "!", skipped: "–" };
const COLORS: Record<string, string> = {
  passed: "var(--ink-memory)",
  failed: "var(--ink-danger)",
  warning: "var(--ink-tool)",
  skipped: "var(--text-quiet)",
};

function DiagnosisList({ diagnosis }: { diagnosis: Diagnosis }) {
  return (
    <div className="card" role="status" style={{ marginTop: 12 }}>
      {diagnosis.ok && <strong>{t.models.works}</strong>}
      <ul className="plain-list">
        {diagnosis.checks.map((check) => (
          <li key={check.name} style={{ display: "flex", gap: 10, padding: "4px 0" }}>
            <span style={{ color: COLORS[check.outcome], fontWeight: 700, width: 14 }} aria-hidden>
              {MARKS[check.outcome]}
            </span>
            <span className="grow">
              <span className="visually-hidden">{t.models.outcome[check.outcome]}: </span>
              <strong>{check.name}.</strong> {check.message}
              {check.advice && <div className="quiet">{check.advice}</div>}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

type Thoughts = "auto" | "arguments" | "content";
const toThoughts = (value: boolean | null | undefined): Thoughts =>
  value == null ? "auto" : value ? "arguments" : "content";

interface ModelForm {
  type: string;
  endpoint: string;
  key: string;
  keep: "session" | "device";
  model: LLMConfig;
}

/** Where a new endpoint begins. */
function blank(type: string, endpoint: string): ModelForm {
  return {
    type,
    endpoint,
    key: "",
    keep: "session",
    model: {
      model: "",
      model_endpoint_type: type,
      model_endpoint: endpoint,
      model_wrapper: null,
      context_window: 8192,
    },
  };
}

function SetUp() {
  const client = useClient();
  const credentials = useCredentials();
  const keys = useStoredKeys();
  const presets = client.listPresets();
  const agents = useLive((one) => one.listAgents(), []).value ?? [];
  const [form, setForm] = useState<ModelForm>(() =>
    blank(presets[0]?.type ?? "custom", presets[0]?.endpoint ?? ""),
  );
  const [models, setModels] = useState<LLMConfig[]>([]);
  const [busy, setBusy] = useState<"list" | "test" | "save" | null>(null);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const [diagnosis, setDiagnosis] = useState<Diagnosis | null>(null);
  const [saved, setSaved] = useState<string | null>(null);
  const [forAgents, setForAgents] = useState<string[]>([]);
  const preset = presets.find((one) => one.type === form.type);
  const endpoint = form.endpoint.trim().replace(/\/+$/, "");
  const hasKey = keys.some((one) => one.endpoint === endpoint);
  const config: LLMConfig = { ...form.model, model_endpoint_type: form.type, model_endpoint: endpoint };

  const act = (kind: "list" | "test" | "save", work: () => Promise<void>) => {
    setBusy(kind);
    setError(null);
    setSaved(null);
    setDiagnosis(null);
    work()
      .catch((thrown: unknown) => setError(asErrorRecord(thrown)))
      .finally(() => setBusy(null));
  };
  /** A key that was typed is stored before anything asks with it, and leaves its field. */
  const keepKey = async () => {
    if (form.key.trim() === "") return;
    await credentials.set({ endpoint, key: form.key, remember: form.keep });
    setForm((now) => ({ ...now, key: "" }));
  };
  const choose = (type: string) => {
    const next = presets.find((one) => one.type === type);
    setForm(blank(type, next?.endpoint ?? ""));
    setModels([]);
    setError(null);
    setDiagnosis(null);
    setSaved(null);
  };
  const setModel = (patch: Partial<LLMConfig>) =>
    setForm((now) => ({ ...now, model: { ...now.model, ...patch } }));
  const pick = (name: string) => setModel(models.find((model) => model.model === name) ?? { model: name });
  const list = () =>
    act("list", async () => {
      await keepKey();
      const found = await client.listEndpointModels({ endpoint, type: form.type });
      setModels(found);
      if (form.model.model === "" && found[0]) setModel(found[0]);
    });
  const test = () =>
    act("test", async () => {
      await keepKey();
      setDiagnosis(await client.diagnose({ llm_config: config }));
    });
  const save = (event: FormEvent) => {
    event.preventDefault();
    act("save", async () => {
      await keepKey();
      const name = config.model.trim();
      if (name === "") throw Object.assign(new Error(`${t.models.model}: ${t.models.modelHint}`));
      const others = (await client.listConnections()).find((one) => one.endpoint === endpoint)?.models ?? [];
      await client.saveConnection({
        endpoint,
        type: form.type,
        models: [config, ...others.filter((one) => one.model !== name)],
      });
      await client.updateSettings({ default_llm_config: config });
      for (const agent_id of forAgents) await client.updateAgent({ agent_id, llm_config: config });
      setSaved(name);
    });
  };
  const optional = (value: string | number): number | null => (value === "" ? null : Number(value));
  return (
    <form onSubmit={save} className="card">
      <div className="row" style={{ alignItems: "flex-start" }}>
        <Select
          label={t.models.provider}
          data={presets.map((one) => ({ value: one.type, label: one.name }))}
          value={form.type}
          allowDeselect={false}
          onChange={(value) => value && choose(value)}
          style={{ width: 200 }}
        />
        <TextInput
          className="grow"
          label={t.models.endpoint}
          value={form.endpoint}
          placeholder="https://"
          required
          style={{ minWidth: 220 }}
          onChange={(event) => setForm({ ...form, endpoint: event.currentTarget.value })}
        />
      </div>
      {preset?.note && <p className="quiet">{preset.note}</p>}
      <div className="row" style={{ alignItems: "flex-end", marginTop: 10 }}>
        <PasswordInput
          className="grow"
          label={t.models.key}
          description={hasKey ? t.models.keyStored : preset?.needs_key ? undefined : t.models.keyNone}
          value={form.key}
          autoComplete="off"
          style={{ minWidth: 220 }}
          onChange={(event) => setForm({ ...form, key: event.currentTarget.value })}
        />
        <SegmentedControl
          aria-label={t.models.keep}
          value={form.keep}
          onChange={(keep) => setForm({ ...form, keep: keep as ModelForm["keep"] })}
          data={[
            { value: "session", label: t.models.session },
            { value: "device", label: t.models.device },
          ]}
        />
      </div>
      {preset?.key_url && (
        <p style={{ margin: "6px 0 0" }}>
          <a href={preset.key_url} target="_blank" rel="noopener noreferrer">
            {t.models.getKey}
          </a>
        </p>
      )}
      <div className="row" style={{ alignItems: "flex-end", marginTop: 12 }}>
        <Autocomplete
          className="grow"
          label={t.models.model}
          description={t.models.modelHint}
          value={form.model.model}
          data={models.map((model) => model.model)}
          limit={200}
          style={{ minWidth: 220 }}
          onChange={pick}
        />
        <Button variant="default" onClick={list} loading={busy === "list"} disabled={endpoint === ""}>
          {t.models.fetch}
        </Button>
      </div>
      <details style={{ marginTop: 14 }}>
        <summary style={{ cursor: "pointer" }}>{t.models.advanced}</summary>
        <div className="row" style={{ alignItems: "flex-end", marginTop: 8 }}>
          <NumberInput
            label={t.models.window}
            value={form.model.context_window}
            min={1024}
            step={1024}
            style={{ width: 200 }}
            onChange={(value) => setModel({ context_window: Number(value) || 8192 })}
          />
          <NumberInput
            label={t.models.promptPrice}
            description={t.models.priceHint}
            value={form.model.prompt_price ?? ""}
            min={0}
            step={0.1}
            style={{ width: 250 }}
            onChange={(value) => setModel({ prompt_price: optional(value) })}
          />
          <NumberInput
            label={t.models.completionPrice}
            value={form.model.completion_price ?? ""}
            min={0}
            step={0.1}
            style={{ width: 250 }}
            onChange={(value) => setModel({ completion_price: optional(value) })}
          />
          <Select
            label={t.models.thoughts}
            value={toThoughts(form.model.put_inner_thoughts_in_kwargs)}
            allowDeselect={false}
            style={{ width: 220 }}
            data={[
              { value: "auto", label: t.models.thoughtsAuto },
              { value: "arguments", label: t.models.thoughtsArguments },
              { value: "content", label: t.models.thoughtsContent },
            ]}
            onChange={(value) =>
              setModel({ put_inner_thoughts_in_kwargs: value === "auto" ? null : value === "arguments" })
            }
          />
          <Select
            label={t.models.tools}
            value={form.model.tool_mode ?? "auto"}
            allowDeselect={false}
            style={{ width: 180 }}
            data={[
              { value: "auto", label: t.models.toolsAuto },
              { value: "native", label: t.models.toolsNative },
              { value: "json", label: t.models.toolsJson },
              { value: "prompt", label: t.models.toolsPrompt },
            ]}
            onChange={(value) =>
              setModel({
                tool_mode: value === "auto" ? null : (value as NonNullable<LLMConfig["tool_mode"]>),
              })
            }
          />
          <NumberInput
            label={t.models.temperature}
            value={form.model.temperature ?? ""}
            min={0}
            max={2}
            step={0.1}
            style={{ width: 140 }}
            onChange={(value) => setModel({ temperature: optional(value) })}
          />
          <NumberInput
            label={t.models.maxTokens}
            value={form.model.max_tokens ?? ""}
            min={1}
            style={{ width: 200 }}
            onChange={(value) => setModel({ max_tokens: optional(value) })}
          />
        </div>
      </details>
      {agents.length > 0 && (
        <Checkbox.Group label={t.models.useFor} value={forAgents} onChange={setForAgents} mt="md">
          <div className="row" style={{ marginTop: 6 }}>
            {agents.map((agent) => (
              <Checkbox key={agent.id} value={agent.id} label={agent.name} />
            ))}
          </div>
        </Checkbox.Group>
      )}
      {error && (
        <div style={{ marginTop: 12 }}>
          <ErrorNotice error={error} />
        </div>
      )}
      {diagnosis && <DiagnosisList diagnosis={diagnosis} />}
      <div className="row" style={{ marginTop: 16 }}>
        <Button type="submit" loading={busy === "save"}>
          {t.models.use}
        </Button>
        <Button variant="default" onClick={test} loading={busy === "test"} disabled={endpoint === ""}>
          {t.models.test}
        </Button>
        {saved && (
          <span role="status" style={{ color: "var(--ink-memory)" }}>
            {t.models.saved(saved)}
          </span>
        )}
      </div>
    </form>
  );
}

function Connections() {
  const client = useClient();
  const credentials = useCredentials();
  const connections = useLive((one) => one.listConnections(), []).value ?? [];
  const settings = useLive((one) => one.getSettings(), []).value;
  const [error, setError] = useState<ErrorRecord | null>(null);
  const used = settings?.default_llm_config;
  const isDemo = !used || used.model_endpoint_type === "demo";
  return (
    <>
      <h2>{t.models.connections}</h2>
      {error && <ErrorNotice error={error} />}
      {connections.length === 0 && <p className="quiet">{t.models.noConnections}</p>}
      {connections.map((connection) => (
        <div key={connection.endpoint} className="card row">
          <div className="grow">
            <strong>{connection.name}</strong> <span className="quiet mono">{connection.endpoint}</span>
            <div className="quiet">
              {connection.models.map((model) => model.model).join(", ")}
              {used?.model_endpoint === connection.endpoint && ` · ${used.model} ${t.models.default}`}
            </div>
          </div>
          <Button
            variant="default"
            size="compact-sm"
            onClick={() => {
              const gone = async () => {
                await credentials.remove(connection.endpoint);
                await client.deleteConnection(connection);
                if (used?.model_endpoint === connection.endpoint)
                  await client.updateSettings({ default_llm_config: null });
              };
              gone().catch((thrown: unknown) => setError(asErrorRecord(thrown)));
            }}
          >
            {t.models.forget}
          </Button>
        </div>
      ))}
      <div className="card row" style={{ marginTop: 10 }}>
        <div className="grow">
          <strong>{t.models.demoTitle}</strong>
          <div className="quiet">{t.models.demoText}</div>
        </div>
        {isDemo ? (
          <span className="chip">{t.models.default}</span>
        ) : (
          <Button
            variant="default"
            size="compact-sm"
            title={used ? hostOf(used) : undefined}
            onClick={() => {
              client
                .updateSettings({ default_llm_config: null })
                .catch((thrown: unknown) => setError(asErrorRecord(thrown)));
            }}
          >
            {t.models.useDemo}
          </Button>
        )}
      </div>
    </>
  );
}

export default function ModelsPage() {
  usePageTitle(t.models.title);
  return (
    <>
      <Bar onlyNarrow>{t.models.title}</Bar>
      <div className="page">
        <div className="page-inner">
          <h1>{t.models.title}</h1>
          <p className="lead">{t.models.lead}</p>
          <SetUp />
          <Connections />
          <KeyLock />
          <EmbeddingModels />
        </div>
      </div>
    </>
  );
}
