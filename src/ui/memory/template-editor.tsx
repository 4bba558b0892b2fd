/** The template that prints core memory, with what it prints as one types. */
import { Button, Loader } from "@mantine/core";
import { Suspense, useEffect, useState } from "react";
import type { TemplatePreview } from "../../client/index.ts";
import { DEFAULT_PROMPT_TEMPLATE, type ErrorRecord, type Memory } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { loadable } from "../loadable.tsx";
import { coreTexts as t } from "../texts/core.ts";
import { t as common } from "../texts.ts";
import { type CoreEdit, useActing } from "./core-edits.ts";

const CodeEditor = loadable(() => import("../components/code-editor.tsx"));

/** Milliseconds without typing before the preview is made anew. */
const PAUSE_MS = 200;

interface TemplateEditorProps {
  agentId: string;
  memory: Memory;
  onDone: (edit: CoreEdit) => void;
}

/** What the template prints of the memory as it is now; the last answer while the next is made. */
function usePreview(agentId: string, memory: Memory, template: string) {
  const client = useClient();
  const [preview, setPreview] = useState<TemplatePreview | null>(null);
  const [error, setError] = useState<ErrorRecord | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the memory is read by the client, and prints anew when it changes
  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => {
      client.previewPromptTemplate({ agent_id: agentId, prompt_template: template }).then(
        (next) => {
          if (!current) return;
          setPreview(next);
          setError(null);
        },
        (thrown: unknown) => {
          if (current) setError(asErrorRecord(thrown));
        },
      );
    }, PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [client, agentId, memory, template]);
  return { preview, error };
}

export default function TemplateEditor({ agentId, memory, onDone }: TemplateEditorProps) {
  const client = useClient();
  const { busy, error, act } = useActing();
  const stored = memory.prompt_template;
  const [template, setTemplate] = useState(stored);
  const { preview, error: previewError } = usePreview(agentId, memory, template);
  const problem = preview?.problem ?? null;
  const put = (prompt_template: string | null) =>
    act(async () => {
      await client.setPromptTemplate({ agent_id: agentId, prompt_template });
      onDone({
        text: t.templateSaved,
        undo: () => client.setPromptTemplate({ agent_id: agentId, prompt_template: stored }),
      });
    });
  return (
    <div className="core-form">
      <p className="quiet" style={{ margin: 0, fontSize: "0.8rem" }}>
        {t.templateHelp}
      </p>
      <Suspense fallback={<Loader size="sm" aria-label={common.loading} />}>
        <CodeEditor
          value={template}
          onChange={setTemplate}
          language="template"
          label={t.templateLabel}
          minLines={5}
          problems={problem ? [{ ...problem, column: null }] : []}
        />
      </Suspense>
      <section aria-label={t.preview}>
        <div className="quiet" style={{ fontSize: "0.8rem", marginBottom: 4 }}>
          {t.preview}
        </div>
        {problem ? (
          <p role="alert" style={{ margin: 0, color: "var(--ink-danger)", fontSize: "0.84rem" }}>
            {t.line(problem.line, problem.message)}
          </p>
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          <pre className="template-preview" tabIndex={0}>
            {preview?.text}
          </pre>
        )}
      </section>
      {(error ?? previewError) && <ErrorNotice error={(error ?? previewError) as ErrorRecord} />}
      <div className="row">
        <Button
          size="compact-sm"
          loading={busy}
          disabled={problem !== null || template === stored}
          onClick={() => put(template)}
        >
          {common.save}
        </Button>
        {stored !== DEFAULT_PROMPT_TEMPLATE && (
          <Button size="compact-sm" variant="default" loading={busy} onClick={() => put(null)}>
            {t.standard}
          </Button>
        )}
      </div>
    </div>
  );
}
