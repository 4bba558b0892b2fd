/** One entry of the conversation on the screen. */
import { ActionIcon, CopyButton } from "@mantine/core";
import { IconCheck, IconChevronRight, IconCopy } from "@tabler/icons-react";
import { memo, Suspense, useContext, useState } from "react";
import type { Usage } from "../../schemas/index.ts";
import { when } from "../format.ts";
import { loadable } from "../loadable.tsx";
import { t } from "../texts.ts";
import { ConversationActionsContext } from "./conversation-actions.ts";
import {
  type EventEntry,
  foldedCount,
  type PersonEntry,
  readArguments,
  type TurnCall,
  type TurnEntry,
} from "./conversation-entries.ts";
import { type LivePiece, liveWords } from "./live-reply.ts";
import { MessageActions } from "./message-actions.tsx";

const MessageEditor = loadable(() => import("./message-editor.tsx"));
const Markdown = loadable(() => import("./markdown.tsx"));

/** Whether a text has anything that Markdown would draw differently; plain words need no parser. */
const MARKED = /[*_`~#>|[\]<]|https?:|^\s*(?:[-+]|\d+[.)])\s|\\/m;

function Words({ text }: { text: string }) {
  const plain = <p style={{ whiteSpace: "pre-wrap" }}>{text}</p>;
  if (!MARKED.test(text)) return plain;
  return (
    <Suspense fallback={plain}>
      <Markdown text={text} />
    </Suspense>
  );
}

function CopyWords({ text }: { text: string }) {
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <ActionIcon
          className="shy"
          size="sm"
          variant="subtle"
          color="gray"
          onClick={copy}
          aria-label={copied ? t.copied : t.copy}
        >
          {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
        </ActionIcon>
      )}
    </CopyButton>
  );
}

/** A message of this tab that the agent has not begun to answer. */
export function Waiting({ text, busy, onCancel }: { text: string; busy: boolean; onCancel: () => void }) {
  return (
    <article className="entry person" aria-label={t.chat.you}>
      <div className={busy ? "person-words person-waits" : "person-words"}>{text}</div>
      {busy && (
        <div className="entry-foot" role="status">
          <span>{t.chat.queued}</span>
          <button type="button" className="link-button" onClick={onCancel}>
            {t.chat.takeBack}
          </button>
        </div>
      )}
    </article>
  );
}

export const Person = memo(function Person({ entry }: { entry: PersonEntry }) {
  const actions = useContext(ConversationActionsContext);
  if (actions?.editing === entry.id)
    return (
      <div className="entry person">
        <Suspense fallback={<div className="person-words">{entry.text}</div>}>
          <MessageEditor entry={entry} actions={actions} />
        </Suspense>
      </div>
    );
  return (
    <article className="entry person" aria-label={entry.name ?? t.chat.you} tabIndex={-1}>
      <div className="person-words">{entry.text}</div>
      <div className="entry-foot">
        <MessageActions entry={entry} />
        <CopyWords text={entry.text} />
        <time className="shy" dateTime={entry.date}>
          {when(entry.date)}
        </time>
      </div>
    </article>
  );
});

export const Event = memo(function Event({ entry }: { entry: EventEntry }) {
  const labels: Record<EventEntry["event"], string> = {
    login: t.chat.login,
    heartbeat: t.chat.heartbeat,
    alert: entry.text.startsWith("Warning") ? t.chat.pressure : t.chat.alert,
    summary: t.chat.summary(foldedCount(entry.text)),
  };
  const label = `${labels[entry.event]} · ${when(entry.date)}`;
  if (entry.text === "" || entry.event === "heartbeat")
    return (
      <div className="entry">
        <div className="event">{label}</div>
      </div>
    );
  return (
    <div className="entry">
      <details>
        <summary className="event" style={{ cursor: "pointer" }}>
          {label}
        </summary>
        <div className="thought" data-label="" style={{ marginTop: 6 }}>
          {entry.text}
        </div>
      </details>
    </div>
  );
});

const MEMORY_TOOLS = /^(core_memory_|archival_memory_|conversation_search)/;

/** What a call did, in a few words. */
function deed(call: TurnCall): string | null {
  const argument = (name: string) => call.args.find(([key]) => key === name)?.[1] ?? "";
  switch (call.name) {
    case "send_message":
      return null;
    case "core_memory_append":
    case "core_memory_replace":
      return t.chat.edited(argument("name"));
    case "archival_memory_insert":
      return t.chat.archived;
    case "archival_memory_search":
      return t.chat.searchedArchive;
    case "conversation_search":
    case "conversation_search_date":
      return t.chat.searchedRecall;
    case "pause_heartbeats":
      return t.chat.paused;
    default:
      return t.chat.called(call.name);
  }
}

function Call({ call }: { call: TurnCall }) {
  return (
    <div className="call" data-kind={MEMORY_TOOLS.test(call.name) ? "memory" : "tool"}>
      <div className="call-head">
        <span className="mono">{call.name}</span>
      </div>
      {call.args.length > 0 && (
        <dl className="call-args">
          {call.args.map(([key, value]) => (
            <div key={key} style={{ display: "contents" }}>
              <dt>{key}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {call.returned !== null && call.returned !== "" && call.returned !== "None" && (
        <div className="call-return" data-failed={call.failed}>
          {call.returned}
        </div>
      )}
    </div>
  );
}

export interface TurnProps {
  entry: TurnEntry;
  agentName: string;
  usage: Usage | undefined;
  /** What is being written now, where this is the turn of the run. */
  piece: LivePiece | null;
  waiting: boolean;
  /** Thoughts and calls stand open unless they are closed. */
  full: boolean;
}

function UsageWords({ usage }: { usage: Usage }) {
  const cost = usage.cost == null ? t.chat.priceUnknown : t.chat.cost(usage.cost);
  return (
    <span className="shy numbers" title={usage.estimated ? t.chat.estimated : undefined}>
      {t.chat.usage(usage.total_tokens)} · {cost}
    </span>
  );
}

export const Turn = memo(function Turn({ entry, agentName, usage, piece, waiting, full }: TurnProps) {
  const [chosen, setOpen] = useState<boolean | null>(null);
  const open = chosen ?? full;
  const live = piece && !entry.steps.some((step) => step.message_id === piece.message_id) ? piece : null;
  const words = live ? liveWords(live) : null;
  const calls = entry.steps.flatMap((step) => step.calls);
  const deeds = [...new Set(calls.map(deed).filter((one) => one !== null))];
  const failed = calls.filter((call) => call.failed).length;
  const hasThoughts = entry.steps.some((step) => step.thought) || (live?.monologue ?? "") !== "";
  const said = entry.said.join("\n\n");
  const silent = said === "" && words === null && !waiting && live === null && calls.length === 0;
  const hasDetails = hasThoughts || deeds.length > 0 || failed > 0;
  return (
    <article className="entry" aria-label={t.chat.agentSaid(agentName)} tabIndex={-1}>
      {hasDetails && (
        <button type="button" className="steps-line" aria-expanded={open} onClick={() => setOpen(!open)}>
          <IconChevronRight size={14} aria-hidden />
          <span>
            {hasThoughts || !live ? t.chat.thought : t.chat.thinking}
            {deeds.map((one) => (
              <span key={one}>
                {" · "}
                <span className={/edited|memor|archiv/.test(one) ? "mark-memory" : undefined}>{one}</span>
              </span>
            ))}
            {failed > 0 && <span style={{ color: "var(--ink-danger)" }}> · {t.chat.failed(failed)}</span>}
          </span>
        </button>
      )}
      {open && (
        <div className="steps">
          {entry.steps.map((step) => (
            <div key={step.message_id} style={{ display: "contents" }}>
              {step.thought && (
                <div className="thought" data-label={t.chat.thoughtLabel}>
                  {step.thought}
                </div>
              )}
              {step.calls
                .filter((call) => call.name !== "send_message" || call.failed)
                .map((call, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the calls of a stored step never change places
                  <Call key={index} call={call} />
                ))}
            </div>
          ))}
          {live && live.monologue !== "" && (
            <div className="thought" data-label={t.chat.thoughtLabel}>
              {live.monologue}
            </div>
          )}
          {live?.call && live.call !== "send_message" && (
            <Call
              call={{ name: live.call, args: readArguments(live.arguments), returned: null, failed: false }}
            />
          )}
        </div>
      )}
      {entry.said.map((text, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: what was said is only ever added to
        <div key={index} className="words">
          <Words text={text} />
        </div>
      ))}
      {words !== null && words !== "" && (
        <div className="words caret">
          <Words text={words} />
        </div>
      )}
      {waiting && (words === null || words === "") && (
        <div className="waiting" role="img" aria-label={t.chat.thinking}>
          <i />
          <i />
          <i />
        </div>
      )}
      {silent && <p className="quiet">{t.chat.noWords}</p>}
      {!waiting && (
        <div className="entry-foot">
          <time className="shy" dateTime={entry.date}>
            {when(entry.date)}
          </time>
          {usage && <UsageWords usage={usage} />}
          {said !== "" && <CopyWords text={said} />}
          {entry.steps.length > 0 && <MessageActions entry={entry} />}
        </div>
      )}
    </article>
  );
});
