/** Making a context fit: the oldest messages are folded away, or, where none can be, the longest text is shortened. */
import type { ChatMessage } from "../llm/provider.ts";
import { CancelledError, isoTime, type Message } from "../schemas/index.ts";
import { readCount } from "../storage/counters.ts";
import { appendMessages } from "../storage/messages.ts";
import { patchRun } from "../storage/runs.ts";
import type { ContextTokens } from "./context-window.ts";
import { summaryEvent } from "./events.ts";
import { type LoadedAgent, newMessage } from "./load-agent.ts";
import type { EmitRunEvent } from "./run-events.ts";
import type { EngineServices } from "./services.ts";
import { findCut, type SummaryRequest, summarize } from "./summarizer.ts";

/** Messages at the end that wait for the model's answer: they are no part of the buffer that is folded. */
function waitingFrom(messages: Message[]): number {
  let from = messages.length;
  while (from > 1 && messages[from - 1]?.role === "user") from--;
  return from;
}

export interface FoldParams {
  services: EngineServices;
  tokens: ContextTokens;
  agent: LoadedAgent;
  signal: AbortSignal;
  emit: EmitRunEvent;
  onUsage: SummaryRequest["onUsage"];
}

/**
 * Folds the oldest messages into a summary that stands at index 1; the folded ones stay in recall memory. A failed
 * or empty summary does not block: the messages are then folded without one, and it is said.
 *
 * @returns whether anything was folded.
 */
export async function foldOldest({
  services,
  tokens,
  agent,
  signal,
  emit,
  onUsage,
}: FoldParams): Promise<boolean> {
  const { db, clock, timeZone, llm } = services;
  const { row, messages } = agent;
  const buffer = messages.slice(0, waitingFrom(messages));
  const counts = await tokens.ofMessages(buffer, row.llm_config.model);
  const cut = findCut(buffer, counts);
  const folded = buffer.slice(1, cut);
  if (folded.length <= 1) return false;

  emit({ type: "notice", notice: { type: "summary-start" } });
  const summary = await summarize(folded, {
    llm,
    tokens,
    config: row.llm_config,
    ...(row.user_id ? { user: row.user_id } : {}),
    signal,
    onRetry: (retry) => emit({ type: "notice", notice: { type: "retry", ...retry } }),
    onUsage,
  });
  if (signal.aborted) throw new CancelledError();

  await db.transaction("rw", db.agents, db.messages, db.counters, db.runs, db.folds, async () => {
    const total = await readCount(db, "messages", row.id);
    const left = messages.length - folded.length;
    const message = newMessage(row, isoTime(clock), {
      role: "user",
      text: summaryEvent(
        { hidden: Math.max(folded.length, total - left), total, folded: folded.length },
        summary,
        {
          now: clock.now(),
          ...(timeZone ? { timeZone } : {}),
        },
      ),
    });
    await appendMessages(db, row.id, [message]);
    await db.folds.add({ message_id: message.id, agent_id: row.id, folded: folded.map(({ id }) => id) });
    const gone = new Set(folded.map((old) => old.id));
    const current = (await db.agents.get(row.id))?.message_ids ?? row.message_ids;
    const [systemId, ...others] = current.filter((id) => !gone.has(id));
    await db.agents.update(row.id, { message_ids: [systemId as string, message.id, ...others] });
    await patchRun(db, row.id, isoTime(clock), { memory_pressure_warned: false });
  });
  emit({
    type: "notice",
    notice: { type: "summary-end", folded: folded.length, without_summary: summary === null },
  });
  return true;
}

/** The least that is left of a shortened text (characters). */
const SHORTEST = 400;

/**
 * Shortens the longest tool return or user message of a request to a share of its length: the last resort, for a
 * context that cannot be folded. What is stored stays whole.
 *
 * @returns the new messages, or null where nothing long is left.
 */
export function shortenLongest(
  messages: ChatMessage[],
  share: number,
): { messages: ChatMessage[]; what: string; from: number; to: number } | null {
  let longest = -1;
  for (const [index, message] of messages.entries()) {
    if (message.role !== "tool" && message.role !== "user") continue;
    if ((message.content?.length ?? 0) > (messages[longest]?.content?.length ?? SHORTEST)) longest = index;
  }
  const message = messages[longest];
  if (!message?.content) return null;
  const from = message.content.length;
  const keep = Math.max(SHORTEST, Math.floor(from * share));
  const half = Math.floor(keep / 2);
  const content = `${message.content.slice(0, half)}\n[... ${from - 2 * half} characters left out so that the request fits ...]\n${message.content.slice(-half)}`;
  if (content.length >= from) return null;
  const next = [...messages];
  next[longest] = { ...message, content };
  return {
    messages: next,
    what: message.role === "tool" ? "a tool's return" : "a message",
    from,
    to: content.length,
  };
}
