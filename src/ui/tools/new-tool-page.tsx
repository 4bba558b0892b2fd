import { Button, SegmentedControl, TagsInput } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { type ErrorRecord, TOOL_LANGUAGES, type ToolLanguage } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { Bar } from "../shell.tsx";
import { useStoredDraft } from "../stored-draft.ts";
import { TOOL_TEMPLATES, toolTexts as t } from "../texts/tools.ts";
import { SourceEditor } from "./source-editor.tsx";
import { useSourceReading } from "./source-reading.ts";
import { TryOut } from "./try-out.tsx";

const template = (language: ToolLanguage) => TOOL_TEMPLATES[language] ?? "";

export default function NewToolPage() {
  const client = useClient();
  const [, navigate] = useLocation();
  const [chosen, setChosen] = useStoredDraft("new-tool.language", "typescript");
  const language = TOOL_LANGUAGES.find((one) => one === chosen) ?? "typescript";
  const [source, setSource] = useStoredDraft("new-tool", template(language));
  const [tags, setTags] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const live = useSourceReading(source, language);
  const schema = live.current ? live.reading?.json_schema : null;

  const choose = (next: ToolLanguage) => {
    // What the person has written stays; an untouched example becomes the other language's.
    if (source.trim() === "") setSource(template(language));
    setChosen(next);
  };
  const create = () => {
    setBusy(true);
    setError(null);
    client
      .createTool({ func: source, source_type: language, tags, update: false })
      .then(
        (tool) => {
          setSource(template(language));
          navigate(`/tools/${tool.id}`);
        },
        (thrown: unknown) => setError(asErrorRecord(thrown)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <>
      <Bar onlyNarrow>{t.newTitle}</Bar>
      <div className="page">
        <div className="page-inner page-wide">
          <Link href="/tools" className="chip">
            <IconArrowLeft size={13} aria-hidden /> {t.back}
          </Link>
          <h1 style={{ marginTop: 14 }}>{t.newTitle}</h1>
          <p className="lead">{t.newLead}</p>
          <div className="row" style={{ marginBottom: 12 }}>
            <SegmentedControl
              aria-label={t.language}
              value={language}
              data={TOOL_LANGUAGES.map((value) => ({ value, label: t.languages[value] ?? value }))}
              onChange={(value) => choose(value as ToolLanguage)}
            />
          </div>
          <SourceEditor source={source} language={language} live={live} onChange={setSource} />
          <div className="row" style={{ alignItems: "flex-end", marginTop: 14 }}>
            <TagsInput
              label={t.tags}
              description={t.tagsHint}
              value={tags}
              onChange={setTags}
              style={{ flex: "0 1 360px" }}
            />
            <Button onClick={create} loading={busy} disabled={!schema}>
              {t.create}
            </Button>
          </div>
          {error && (
            <div style={{ marginTop: 12 }}>
              <ErrorNotice error={error} />
            </div>
          )}
          {live.reading?.json_schema && (
            <>
              <h2>{t.tryOut}</h2>
              <p className="lead">{t.tryOutText}</p>
              <TryOut
                schema={live.reading.json_schema}
                what={{ source_code: source, source_type: language }}
                begin={null}
              />
            </>
          )}
        </div>
      </div>
    </>
  );
}
