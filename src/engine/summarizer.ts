/** Folding the oldest messages of a context into a summary (spec: engine, "Summarising"). */
import type { ChatMessage, CompletionUsage, LLMProvider } from "../llm/provider.ts";
import type { LLMConfig, Message } from "../schemas/index.ts";
import { CancelledError } from "../schemas/index.ts";
import { type ContextTokens, countedText } from "./context-window.ts";
import { SUMMARIZER_PROMPT } from "./prompts/summarizer-prompt.ts";

/** Share of the buffer's tokens that is folded away. */
const FOLD_SHARE = 0.75;
/** Messages at the end that are never folded. */
const KEEP_LAST = 3;

/**
 * Where to cut: messages `[1, cut)` are folded. Walks from the front until more than three quarters of the buffer's
 * tokens are covered, leaving the last three; moves one on where the cut falls on a user message, and further where
 * a tool message would come first after it.
 *
 * @param messages the context, system message first, without messages that still wait for their answer.
 * @param tokens tokens of each message.
 * @returns the cut; 1 where nothing can be folded.
 */
export function findCut(messages: Message[], tokens: number[]): number {
  const candidates = messages.length - 1 - KEEP_LAST;
  if (candidates < 1) return 1;
  const buffer = tokens.slice(1).reduce((sum, count) => sum + count, 0);
  const wanted = Math.floor(buffer * FOLD_SHARE);
  let covered = 0;
  let last = 0;
  for (let index = 0; index < candidates; index++) {
    last = index;
    covered += tokens[index + 1] ?? 0;
    if (covered > wanted) break;
  }
  // Folding one message alone gains nothing: a giant near the front is folded too.
  let cut = Math.max(last + 1, Math.min(3, candidates + 1));
  if (messages[cut]?.role === "user") cut++;
  while (messages[cut]?.role === "tool") cut++;
  return Math.min(cut, messages.length);
}

/** One message as the summariser reads it. */
function transcriptLine(message: Message): string {
  return `${message.role}: ${countedText(message).trim()}`;
}

export interface SummaryRequest {
  llm: LLMProvider;
  tokens: ContextTokens;
  config: LLMConfig;
  user?: string;
  signal: AbortSignal;
  onRetry?: (retry: { attempt: number; max_attempts: number; delay_ms: number; reason: string }) => void;
  onUsage?: (usage: CompletionUsage | null) => void;
}

/** Halvings of an input too long for the window: 2^4 parts are more than any window's worth of folded messages. */
const MAX_HALVINGS = 4;

/**
 * Asks the model for a summary of the messages. Input too long for the window is folded in halves first.
 *
 * @returns null where the model fails or answers nothing: the caller then folds without one.
 * @throws CancelledError when the person stops.
 */
export async function summarize(
  messages: Message[],
  request: SummaryRequest,
  halvings = 0,
): Promise<string | null> {
  const { config } = request;
  const transcript = messages.map(transcriptLine).join("\n");
  const room = config.context_window * 0.8 - (await request.tokens.ofText(SUMMARIZER_PROMPT, config.model));
  const needed = await request.tokens.ofText(transcript, config.model);
  if (needed > room && halvings < MAX_HALVINGS) {
    if (messages.length > 1) return inHalves(messages, request, halvings);
    // One giant message: its beginning and end tell most.
    const [only] = messages as [Message];
    const keep = Math.floor((transcript.length * room) / needed / 2);
    return ask(`${transcriptLine(only).slice(0, keep)}\n[...]\n${transcript.slice(-keep)}`, request);
  }
  return ask(transcript, request);
}

async function inHalves(
  messages: Message[],
  request: SummaryRequest,
  halvings: number,
): Promise<string | null> {
  const middle = Math.ceil(messages.length / 2);
  const first = await summarize(messages.slice(0, middle), request, halvings + 1);
  const second = await summarize(messages.slice(middle), request, halvings + 1);
  const parts = [first, second].filter((part): part is string => part !== null);
  if (parts.length < 2) return parts[0] ?? null;
  return ask(`Earlier: ${parts[0]}\nLater: ${parts[1]}`, request);
}

async function ask(
  transcript: string,
  { llm, config, user, signal, onRetry, onUsage }: SummaryRequest,
): Promise<string | null> {
  const messages: ChatMessage[] = [
    { role: "system", content: SUMMARIZER_PROMPT },
    { role: "user", content: transcript },
  ];
  try {
    const completion = await llm.complete(
      { config, messages, stream: false, ...(user ? { user } : {}) },
      { signal, ...(onRetry ? { onRetry } : {}) },
    );
    onUsage?.(completion.usage);
    return completion.content?.trim() || null;
  } catch {
    // Only the person may stop a summary; any other failure must not block the chat.
    if (signal.aborted) throw new CancelledError();
    return null;
  }
}
