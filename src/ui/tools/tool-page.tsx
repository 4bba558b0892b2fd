/** One tool: its source or schema, a try-out, what it may do, who may call it, what it did. */
import { Button, TagsInput } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { type ErrorRecord, TOOL_LANGUAGES, type Tool, type ToolLanguage } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { Bar } from "../shell.tsx";
import { useStoredDraft } from "../stored-draft.ts";
import { toolTexts as t } from "../texts/tools.ts";
import { useLive } from "../use-live.ts";
import { usePageTitle } from "../window/page-title.ts";
import { useDeletedTool } from "./deleted-tool.ts";
import { Permissions } from "./permissions.tsx";
import { SchemaPreview } from "./schema-preview.tsx";
import { SourceEditor } from "./source-editor.tsx";
import { useSourceReading } from "./source-reading.ts";
import { ToolAgents } from "./tool-agents.tsx";
import { ToolRuns } from "./tool-runs.tsx";
import { TryOut } from "./try-out.tsx";

const isLanguage = (value: string | null): value is ToolLanguage =>
  TOOL_LANGUAGES.some((language) => language === value);

/** The source of a tool, to be changed: saved when the person says so. */
function EditedSource({
  tool,
  language,
  begin,
}: {
  tool: Tool;
  language: ToolLanguage;
  begin: Record<string, unknown> | null;
}) {
  const client = useClient();
  const stored = tool.source_code ?? "";
  const [source, setSource] = useStoredDraft(`tool.${tool.id}`, stored);
  const [tags, setTags] = useState(tool.tags);
  const [busy, setBusy] = useState(false);
  const [saved, setSaved] = useState(false);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const live = useSourceReading(source, language);
  const changed = source !== stored || tags.join("\n") !== tool.tags.join("\n");
  const save = () => {
    setBusy(true);
    setError(null);
    client
      .updateTool({
        id: tool.id,
        tags,
        ...(source === stored ? {} : { func: source, source_type: language }),
      })
      .then(
        () => setSaved(true),
        (thrown: unknown) => setError(asErrorRecord(thrown)),
      )
      .finally(() => setBusy(false));
  };
  const schema = live.reading?.json_schema ?? null;
  return (
    <>
      <SourceEditor
        source={source}
        language={language}
        live={live}
        onChange={(next) => {
          setSource(next);
          setSaved(false);
        }}
      />
      <div className="row" style={{ alignItems: "flex-end", marginTop: 14 }}>
        <TagsInput
          label={t.tags}
          description={t.tagsHint}
          value={tags}
          style={{ flex: "0 1 360px" }}
          onChange={(next) => {
            setTags(next);
            setSaved(false);
          }}
        />
        <Button onClick={save} loading={busy} disabled={!changed || !schema || !live.current}>
          {t.save}
        </Button>
        {changed && (
          <Button
            variant="subtle"
            color="gray"
            onClick={() => {
              setSource(stored);
              setTags(tool.tags);
            }}
          >
            {t.discard}
          </Button>
        )}
        <span role="status" className="quiet">
          {changed ? t.unsaved : saved ? t.saved : ""}
        </span>
      </div>
      {error && (
        <div style={{ marginTop: 12 }}>
          <ErrorNotice error={error} />
        </div>
      )}
      {schema && (
        <>
          <h2>{t.tryOut}</h2>
          <p className="lead">{t.tryOutText}</p>
          <TryOut
            schema={schema}
            what={changed ? { source_code: source, source_type: language } : { tool_id: tool.id }}
            begin={begin}
          />
        </>
      )}
    </>
  );
}

export default function ToolPage({ toolId }: { toolId: string }) {
  const client = useClient();
  const [, navigate] = useLocation();
  const live = useLive((one) => one.getTool(toolId), [toolId]);
  const [begin, setBegin] = useState<Record<string, unknown> | null>(null);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const tool = live.value;
  usePageTitle(tool?.name);
  if (live.error)
    return (
      <div className="full-screen">
        <ErrorNotice error={live.error}>
          <Button size="compact-sm" variant="default" component={Link} href="/tools">
            {t.back}
          </Button>
        </ErrorNotice>
      </div>
    );
  if (!tool) return null;
  const kind = tool.source_type ?? "built-in";
  const isBuiltIn = kind === "built-in";
  const remove = async () => {
    const settings = await client.getToolSettings({ tool_id: tool.id });
    const { detached_from } = await client.deleteTool(tool.id);
    useDeletedTool.setState({ last: { tool, settings, detached_from } });
    navigate("/tools");
  };
  return (
    <>
      <Bar onlyNarrow>{tool.name}</Bar>
      <div className="page">
        <div className="page-inner page-wide">
          <Link href="/tools" className="chip">
            <IconArrowLeft size={13} aria-hidden /> {t.back}
          </Link>
          <div className="row" style={{ margin: "14px 0 16px" }}>
            <h1 className="mono" style={{ margin: 0, overflowWrap: "anywhere" }}>
              {tool.name}
            </h1>
            <span className="chip">{t.kinds[kind] ?? kind}</span>
            <span className="grow" />
            {!isBuiltIn && (
              <Button
                variant="subtle"
                color="red"
                onClick={() => {
                  remove().catch((thrown: unknown) => setError(asErrorRecord(thrown)));
                }}
              >
                {t.delete}
              </Button>
            )}
          </div>
          {error && <ErrorNotice error={error} />}
          {isLanguage(tool.source_type) ? (
            <EditedSource key={tool.id} tool={tool} language={tool.source_type} begin={begin} />
          ) : (
            <>
              <SchemaPreview schema={tool.json_schema} />
              {!isBuiltIn && (
                <>
                  <h2>{t.tryOut}</h2>
                  <TryOut schema={tool.json_schema} what={{ tool_id: tool.id }} begin={begin} />
                </>
              )}
            </>
          )}
          <h2>{t.agents}</h2>
          <ToolAgents tool={tool} />
          {!isBuiltIn && (
            <>
              <h2>{t.permissions}</h2>
              <Permissions tool={tool} />
              <h2>{t.runs}</h2>
              <ToolRuns toolId={tool.id} onAgain={(args) => setBegin({ ...args })} />
            </>
          )}
        </div>
      </div>
    </>
  );
}
