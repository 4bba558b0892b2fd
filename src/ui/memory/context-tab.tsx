import { useEffect, useState } from "react";
import type { ContextWindowOverview, ErrorRecord } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { number } from "../texts/numbers.ts";
import { t } from "../texts.ts";
import { useLive } from "../use-live.ts";

interface Part {
  label: string;
  tokens: number;
  color: string;
  text: string;
}

/** The parts of the next request, in their order, with their exact text. */
export function contextParts(overview: ContextWindowOverview): Part[] {
  const { parts } = t.mind;
  const json = (value: unknown) => JSON.stringify(value, null, 2);
  return [
    {
      label: parts.system,
      tokens: overview.num_tokens_system,
      color: "#7a8499",
      text: overview.system_prompt,
    },
    {
      label: parts.functions,
      tokens: overview.num_tokens_functions_definitions,
      color: "var(--ink-tool)",
      text: json(overview.functions_definitions),
    },
    {
      label: parts.external,
      tokens: overview.num_tokens_external_memory_summary,
      color: "#8fae9a",
      text: overview.external_memory_summary,
    },
    {
      label: parts.core,
      tokens: overview.num_tokens_core_memory,
      color: "var(--ink-memory)",
      text: overview.core_memory,
    },
    {
      label: parts.summary,
      tokens: overview.num_tokens_summary_memory,
      color: "var(--ink-thought)",
      text: overview.summary_memory ?? "",
    },
    {
      label: parts.messages,
      tokens: overview.num_tokens_messages,
      color: "var(--accent)",
      text: json(overview.messages),
    },
  ].filter((part) => part.tokens > 0);
}

export function ContextTab({ agentId }: { agentId: string }) {
  const client = useClient();
  const agent = useLive((one) => one.getAgent(agentId), [agentId]).value;
  const [overview, setOverview] = useState<ContextWindowOverview | null>(null);
  const [error, setError] = useState<ErrorRecord | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: counted again whenever the agent changed
  useEffect(() => {
    let current = true;
    client.getContextWindow({ agent_id: agentId }).then(
      (next) => {
        if (current) setOverview(next);
      },
      (thrown: unknown) => {
        if (current) setError(asErrorRecord(thrown));
      },
    );
    return () => {
      current = false;
    };
  }, [client, agentId, agent]);
  if (error) return <ErrorNotice error={error} />;
  if (!overview) return null;
  const { context_window_size_max: all, context_window_size_current: used } = overview;
  return (
    <>
      <p className="numbers" style={{ margin: "2px 2px 8px" }}>
        {t.agent.context(used, all)}
      </p>
      <div className="context-bar" role="img" aria-label={t.agent.context(used, all)}>
        {contextParts(overview).map((part) => (
          <div key={part.label} style={{ width: `${(100 * part.tokens) / all}%`, background: part.color }} />
        ))}
        <i />
      </div>
      <p className="quiet" style={{ fontSize: "0.78rem" }}>
        {t.mind.contextHelp}
      </p>
      {contextParts(overview).map((part) => (
        <details key={part.label} className="context-part">
          <summary>
            <span className="swatch" style={{ background: part.color }} />
            <span className="grow">{part.label}</span>
            <span className="numbers quiet">{number(part.tokens)}</span>
          </summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text is scrolled by keyboard */}
          <pre tabIndex={0}>{part.text}</pre>
        </details>
      ))}
    </>
  );
}
