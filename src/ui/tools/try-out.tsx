/** A tool run by the person: arguments from a form, and what came of it. */
import { Button, Select } from "@mantine/core";
import { IconPlayerPlay, IconPlayerStopFilled } from "@tabler/icons-react";
import { type FormEvent, useEffect, useMemo, useRef, useState } from "react";
import type { RunToolParams, ToolTrial } from "../../client/index.ts";
import type { ErrorRecord, ToolJsonSchema, ToolLogLine } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { toolTexts as t } from "../texts/tools.ts";
import { useLive } from "../use-live.ts";
import { type FieldValues, fieldsOf, type ReadFields, readFields, valuesOf } from "./schema-fields.ts";
import { SchemaForm } from "./schema-form.tsx";

export function ToolLog({ log }: { log: ToolLogLine[] }) {
  if (log.length === 0) return null;
  return (
    <section className="tool-log" aria-label={t.log}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>
        {log.map(({ level, text }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a log do not move
          <div key={index} data-level={level}>
            {text}
          </div>
        ))}
      </pre>
    </section>
  );
}

function Outcome({ trial }: { trial: ToolTrial }) {
  const { ok, text, failure, log, duration_ms } = trial;
  return (
    <div className="tool-result" data-failed={!ok} role="status">
      <div className="tool-result-head">
        <span className="grow">
          {ok ? t.result : t.failed}
          {failure?.line != null && ` ${t.atLineShort(failure.line)}`}
        </span>
        <span className="numbers" style={{ fontWeight: 400 }}>
          {t.took(duration_ms)}
        </span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>{text}</pre>
      <ToolLog log={log} />
    </div>
  );
}

export interface TryOutProps {
  schema: ToolJsonSchema;
  /** What is run: a stored tool, or a source as it stands. */
  what: { tool_id: string } | Extract<RunToolParams, { source_code: string }>;
  /** Arguments of an earlier call to begin with; another object begins anew. */
  begin: Record<string, unknown> | null;
}

export function TryOut({ schema, what, begin }: TryOutProps) {
  const client = useClient();
  const agents = useLive((one) => one.listAgents(), []).value ?? [];
  const shape = JSON.stringify(schema);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same schema in another object is the same
  const fields = useMemo(() => fieldsOf(schema), [shape]);
  const [values, setValues] = useState<FieldValues>(() => valuesOf(fields, begin ?? {}));
  const [problems, setProblems] = useState<ReadFields["problems"]>({});
  const [agentId, setAgentId] = useState<string | null>(null);
  const [trial, setTrial] = useState<ToolTrial | null>(null);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const [running, setRunning] = useState<AbortController | null>(null);
  const mounted = useRef(true);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only other arguments begin anew
  useEffect(() => {
    if (begin) setValues(valuesOf(fields, begin));
  }, [begin]);

  const run = (event: FormEvent) => {
    event.preventDefault();
    const read = readFields(fields, values);
    setProblems(read.problems);
    if (Object.keys(read.problems).length > 0) return;
    const controller = new AbortController();
    setRunning(controller);
    setError(null);
    setTrial(null);
    client
      .runTool({ ...what, args: read.args, agent_id: agentId, signal: controller.signal })
      .then(
        (done) => mounted.current && setTrial(done),
        (thrown: unknown) => {
          if (mounted.current && !controller.signal.aborted) setError(asErrorRecord(thrown));
        },
      )
      .finally(() => mounted.current && setRunning(null));
  };
  return (
    <>
      <form onSubmit={run} className="card">
        <SchemaForm fields={fields} values={values} problems={problems} onChange={setValues} />
        {agents.length > 0 && (
          <Select
            mt="sm"
            label={t.asAgent}
            description={t.asAgentHint}
            placeholder={t.noAgent}
            clearable
            value={agentId}
            data={agents.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={setAgentId}
          />
        )}
        <div className="row" style={{ marginTop: 14 }}>
          <Button type="submit" loading={running !== null} leftSection={<IconPlayerPlay size={15} />}>
            {t.run}
          </Button>
          {running && (
            <Button
              variant="default"
              leftSection={<IconPlayerStopFilled size={14} />}
              onClick={() => running.abort()}
            >
              {t.stop}
            </Button>
          )}
        </div>
      </form>
      {error && (
        <div style={{ marginTop: 12 }}>
          <ErrorNotice error={error} />
        </div>
      )}
      {trial && <Outcome trial={trial} />}
    </>
  );
}
