import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { BasicBlockMemory, DEFAULT_TEXTS } from "../../client/index.ts";
import type { Block, ErrorRecord } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { useIsServer } from "../servers/use-is-server.ts";
import { Bar } from "../shell.tsx";
import { t } from "../texts.ts";
import { useLive } from "../use-live.ts";
import { usePageTitle } from "../window/page-title.ts";
import { FromTemplate } from "./from-template.tsx";
import { modelOptions, sameModel } from "./model-choice.ts";
import { TemplateList } from "./template-list.tsx";

/** Characters that a section may hold where its text is of no library. */
const LIMIT = 2000;

interface SectionText {
  value: string;
  /** Characters. */
  limit: number;
}

/** The choice of no prompt of one's own. */
const STANDARD = "standard";

interface LibraryTextProps {
  label: string;
  hint: string;
  library: Block[];
  value: string;
  /** Characters. */
  limit: number;
  onChange: (text: string, from?: Block) => void;
}

/** A text that may start from the library. */
function LibraryText({ label, hint, library, value, limit, onChange }: LibraryTextProps) {
  return (
    <div style={{ marginBottom: 18 }}>
      <Textarea
        label={label}
        description={`${hint} ${t.mind.characters(value.length, limit)}`}
        autosize
        minRows={4}
        maxRows={12}
        value={value}
        error={value.length > limit ? t.mind.over(value.length, limit) : null}
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
            onClick={() => onChange(block.value, block)}
          >
            {(block.name ?? "").replaceAll("_", " ")}
          </Button>
        ))}
      </div>
    </div>
  );
}

const byName = (blocks: Block[]) => blocks.sort((a, b) => (a.name ?? "").localeCompare(b.name ?? ""));

/** The field an error names, so that it can stand there. */
const fieldOf = (error: ErrorRecord | null) =>
  error?.code === "invalid_input" || error?.code === "name_taken" ? error : null;

/** @param from id of the template, or of the library's text, to begin with. */
export default function CreateAgentPage({ from }: { from: string | null }) {
  return from?.startsWith("template-") ? <FromTemplate templateId={from} /> : <FromTexts from={from} />;
}

function FromTexts({ from }: { from: string | null }) {
  const client = useClient();
  const canCarry = !useIsServer();
  usePageTitle(t.create.title);
  const [, navigate] = useLocation();
  const library = useLive(
    async (one) => ({
      personas: byName(await one.listPersonas()),
      humans: byName(await one.listHumans()),
      prompts: byName(await one.listBlocks({ label: "system" })),
      models: await one.listModels(),
      settings: await one.getSettings(),
    }),
    [],
  ).value;
  const [name, setName] = useState("");
  const [typedPersona, setPersona] = useState<SectionText | null>(null);
  const [typedHuman, setHuman] = useState<SectionText | null>(null);
  const [chosenPrompt, setPrompt] = useState<string | null>(null);
  const [model, setModel] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorRecord | null>(null);
  if (!library) return null;
  const { models, prompts } = library;
  const begun = [...library.personas, ...library.humans, ...prompts].find(({ id }) => id === from);
  const beginning = (label: string) => (begun?.label === label ? begun : undefined);
  const persona = typedPersona ?? beginning("persona") ?? { value: DEFAULT_TEXTS.persona, limit: LIMIT };
  const human = typedHuman ?? beginning("human") ?? { value: DEFAULT_TEXTS.human, limit: LIMIT };
  const prompt = chosenPrompt ?? beginning("system")?.id ?? STANDARD;
  const isOver = ({ value, limit }: SectionText) => value.length > limit;
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
        memory: new BasicBlockMemory([
          { label: "persona", value: persona.value, limit: persona.limit },
          { label: "human", value: human.value, limit: human.limit },
        ]),
        system: prompts.find(({ id }) => id === prompt)?.value ?? null,
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
          <div className="row">
            <h1 className="grow">{t.create.title}</h1>
            {canCarry && (
              <Button
                component="a"
                href="#/import"
                variant="default"
                size="compact-md"
                leftSection={<IconFileImport size={16} />}
              >
                {t.welcome.import}
              </Button>
            )}
          </div>
          <p className="lead">{t.create.lead}</p>
          <TemplateList />
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
            value={persona.value}
            limit={persona.limit}
            onChange={(value, block) => setPersona({ value, limit: block?.limit ?? persona.limit })}
          />
          <LibraryText
            label={t.create.human}
            hint={t.create.humanHint}
            library={library.humans}
            value={human.value}
            limit={human.limit}
            onChange={(value, block) => setHuman({ value, limit: block?.limit ?? human.limit })}
          />
          {prompts.length > 0 && (
            <Select
              label={t.create.system}
              description={t.create.systemHint}
              data={[
                { value: STANDARD, label: t.create.standard },
                ...prompts.map(({ id, name }) => ({ value: id, label: name ?? id })),
              ]}
              value={prompt}
              onChange={setPrompt}
              allowDeselect={false}
              style={{ marginBottom: 18, maxWidth: 380 }}
            />
          )}
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
          <Button type="submit" size="md" loading={busy} disabled={isOver(persona) || isOver(human)}>
            {t.create.submit}
          </Button>
        </form>
      </div>
    </>
  );
}
