/** Source on the left, what a model will read of it on the right. */
import { Loader } from "@mantine/core";
import { Suspense } from "react";
import type { ToolLanguage } from "../../schemas/index.ts";
import { ErrorNotice } from "../components/error-notice.tsx";
import { loadable } from "../loadable.tsx";
import { toolTexts as t } from "../texts/tools.ts";
import { ProblemList, SchemaPreview } from "./schema-preview.tsx";
import type { LiveReading } from "./source-reading.ts";

export const CodeEditor = loadable(() => import("../components/code-editor.tsx"));

export interface SourceEditorProps {
  source: string;
  language: ToolLanguage;
  live: LiveReading;
  onChange: (source: string) => void;
}

export function SourceEditor({ source, language, live, onChange }: SourceEditorProps) {
  const problems = live.reading?.problems ?? [];
  return (
    <div className="tool-split">
      <div>
        <Suspense fallback={<Loader size="sm" aria-label={t.schemaWait} />}>
          <CodeEditor
            value={source}
            onChange={onChange}
            language={language}
            label={t.editorLabel}
            problems={problems}
            minLines={16}
          />
        </Suspense>
        <p className="quiet" style={{ margin: "6px 2px 0", fontSize: "0.8rem" }}>
          {t.editorHint}
        </p>
      </div>
      <section aria-label={t.schema} aria-busy={!live.current}>
        <div className="quiet" style={{ fontSize: "0.8rem", marginBottom: 6 }}>
          {t.schema}
        </div>
        {live.error ? (
          <ErrorNotice error={live.error} />
        ) : live.reading === null ? (
          <p className="quiet">{t.schemaWait}</p>
        ) : problems.length > 0 || live.reading.json_schema === null ? (
          <ProblemList problems={problems} />
        ) : (
          <SchemaPreview schema={live.reading.json_schema} />
        )}
      </section>
    </div>
  );
}
