import { Button } from "@mantine/core";
import { type ReactNode, Suspense, useEffect, useState } from "react";
import { Link } from "wouter";
import type { ContextMessage, ContextPart, ContextParts, ErrorRecord } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { when } from "../format.ts";
import { loadable } from "../loadable.tsx";
import { number } from "../texts/numbers.ts";
import { viewerTexts as t } from "../texts/viewer.ts";
import { StepPlot } from "../usage/step-plot.tsx";
import { useLive } from "../use-live.ts";
import { ContextBar, colorOf, labelOf } from "./context-bar.tsx";
import "./context.css";

const RawRequest = loadable(() => import("./raw-request.tsx"));

/** What the next request would hold, counted again whenever the agent or its memory changed. */
function useContextParts(agentId: string) {
  const client = useClient();
  const live = useLive(
    async (one) => [
      await one.getAgent(agentId),
      await one.getRecallMemorySummary(agentId),
      await one.getArchivalMemorySummary(agentId),
    ],
    [agentId],
  );
  const changed = live.value;
  const [context, setContext] = useState<ContextParts | null>(null);
  const [error, setError] = useState<ErrorRecord | null>(null);
  useEffect(() => {
    // Counting takes its time: it begins with what is there, not once before and once after.
    if (!changed) return;
    let current = true;
    client.getContextParts({ agent_id: agentId }).then(
      (next) => {
        if (!current) return;
        setContext(next);
        setError(null);
      },
      (thrown: unknown) => {
        if (current) setError(asErrorRecord(thrown));
      },
    );
    return () => {
      current = false;
    };
  }, [client, agentId, changed]);
  return { context, error: error ?? live.error };
}

/** A line that opens; what is in it is only drawn then. */
function Opening({ head, children }: { head: ReactNode; children: () => ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="context-part" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{head}</summary>
      {open && children()}
    </details>
  );
}

function ExactText({ text }: { text: string }) {
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text is scrolled by keyboard
  return <pre tabIndex={0}>{text}</pre>;
}

function MessageList({ agentId, messages }: { agentId: string; messages: ContextMessage[] }) {
  return (
    <ol className="context-messages">
      {messages.map((message) => {
        const label = `${t.roles[message.role]}, ${when(message.created_at)}`;
        return (
          <li key={message.id}>
            <Opening
              head={
                <>
                  <span className="grow">{label}</span>
                  <span className="numbers quiet">{number(message.tokens)}</span>
                </>
              }
            >
              {() => (
                <>
                  <ExactText text={message.text} />
                  <Link href={`/agents/${agentId}/messages/${message.id}`}>{t.openMessage}</Link>
                </>
              )}
            </Opening>
          </li>
        );
      })}
    </ol>
  );
}

function Part({ agentId, context, part }: { agentId: string; context: ContextParts; part: ContextPart }) {
  const messages = part.kind === "messages" && context.messages.length > 0 ? context.messages : null;
  return (
    <Opening
      head={
        <>
          <span className="swatch" style={{ background: colorOf(context.parts, part) }} />
          <span className="grow">{labelOf(part)}</span>
          <span className="numbers quiet">{number(part.tokens)}</span>
        </>
      }
    >
      {() =>
        messages ? <MessageList agentId={agentId} messages={messages} /> : <ExactText text={part.text} />
      }
    </Opening>
  );
}

export default function ContextTab({ agentId }: { agentId: string }) {
  const { context, error } = useContextParts(agentId);
  const [raw, setRaw] = useState(false);
  if (error) return <ErrorNotice error={error} />;
  if (!context)
    return (
      <p className="quiet" role="status">
        {t.counting}
      </p>
    );
  // A server tells neither its thresholds nor its requests nor what it used.
  const isOurs = context.folded_at !== null;
  return (
    <div className="context-view">
      <p className="numbers">{t.used(context.used, context.context_window)}</p>
      <ContextBar agentId={agentId} context={context} />
      <p className="quiet">{t.help}</p>
      {context.parts.map((part) => (
        <Part key={`${part.kind} ${part.section}`} agentId={agentId} context={context} part={part} />
      ))}
      {isOurs && (
        <>
          <Button size="compact-sm" variant="default" mt="xs" onClick={() => setRaw(true)}>
            {t.raw}
          </Button>
          {raw && (
            <Suspense fallback={null}>
              <RawRequest agentId={agentId} context={context} onClose={() => setRaw(false)} />
            </Suspense>
          )}
          <StepPlot agentId={agentId} window={context.context_window} />
          <Link href={`/usage/${agentId}`}>{t.overTime}</Link>
        </>
      )}
    </div>
  );
}
