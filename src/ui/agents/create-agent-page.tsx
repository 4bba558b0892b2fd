import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { ChatMemory, DEFAULT_TEXTS } from "../../client/index.ts";
import type { Block, ErrorRecord } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { Bar } from "../shell.tsx";
import { t } from "../texts.ts";
import { useLive } from "../use-live.ts";
import { modelOptions, sameModel } from "./model-choice.ts";

const LIMIT = 2000;

interface LibraryTextProps {
  label: string;
  hint: string;
  library: Block[];
  value: string;
  onChange: (text: string) => void;
  error: string | null;
}

/** A text that may start from the library. */
function LibraryText({ label, hint, library, value, onChange, error }: LibraryTextProps) {
  return (
    <div style={{ marginBottom: 18 }}>
      <Textarea
        label={label}
        description={`${hint} ${t.mind.characters(value.length, LIMIT)}`}
        autosize
        minRows={4}
        maxRows={12}
        value={value}
        error={value.length > LIMIT ? t.mind.over(value.length, LIMIT) : error}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <div className="row" style={{ marginTop: 6, gap: 6 }}>
        <span className="quiet" style={{ fontSize: "0.8rem" }}>
          {t.create.from}
        </span>
        {library.map((block) => (
          <Button
            key={block.id}
            size="compact-xs"
            variant={block.value === value ? "light" : "default"}
            title={block.description ?? undefined}
            onClick={() => onChange(block.value)}
          >
            {(block.name ?? "").replaceAll("_", " ")}
          </Button>
        ))}
      </div>
    </div>
  );
}

/** The field an error names, so that it can stand there. */
const fieldOf = (error: ErrorRecord | null) =>
  error?.code === "invalid_input" || error?.code === "name_taken" ? error : null;

export default function CreateAgentPage() {
  const client = useClient();
  const [, navigate] = useLocation();
  const library = useLive(
    async (one) => ({
      personas: await one.listPersonas(),
      humans: await one.listHumans(),
      models: await one.listModels(),
      settings: await one.getSettings(),
    }),
    [],
  ).value;
  const [name, setName] = useState("");
  const [persona, setPersona] = useState<string>(DEFAULT_TEXTS.persona);
  const [human, setHuman] = useState<string>(DEFAULT_TEXTS.human);
  const [model, setModel] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorRecord | null>(null);
  if (!library) return null;
  const models = library.models;
  const preferred = library.settings.default_llm_config;
  const chosen =
    model ??
    String(
      Math.max(
        0,
        models.findIndex((one) => preferred !== null && sameModel(one, preferred)),
      ),
    );
  const nameError = fieldOf(error)?.message.match(/^name|named/) ? (error?.message ?? null) : null;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    client
      .createAgent({
        ...(name.trim() === "" ? {} : { name }),
        memory: new ChatMemory({ persona, human }),
        llm_config: models[Number(chosen)] ?? null,
      })
      .then(
        (agent) => navigate(`/agents/${agent.id}`),
        (thrown: unknown) => {
          setError(asErrorRecord(thrown));
          setBusy(false);
        },
      );
  };
  return (
    <>
      <Bar onlyNarrow>{t.create.title}</Bar>
      <div className="page">
        <form className="page-inner" onSubmit={submit}>
          <h1>{t.create.title}</h1>
          <p className="lead">{t.create.lead}</p>
          <TextInput
            label={t.create.name}
            description={t.create.nameHint}
            value={name}
            maxLength={60}
            error={nameError}
            style={{ marginBottom: 18, maxWidth: 380 }}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <LibraryText
            label={t.create.persona}
            hint={t.create.personaHint}
            library={library.personas}
            value={persona}
            onChange={setPersona}
            error={null}
          />
          <LibraryText
            label={t.create.human}
            hint={t.create.humanHint}
            library={library.humans}
            value={human}
            onChange={setHuman}
            error={null}
          />
          <Select
            label={t.create.model}
            data={modelOptions(models)}
            value={chosen}
            onChange={setModel}
            allowDeselect={false}
            searchable={models.length > 8}
            style={{ marginBottom: 24, maxWidth: 380 }}
          />
          {error && nameError === null && <ErrorNotice error={error} />}
          <Button
            type="submit"
            size="md"
            loading={busy}
            disabled={persona.length > LIMIT || human.length > LIMIT}
          >
            {t.create.submit}
          </Button>
        </form>
      </div>
    </>
  );
}
