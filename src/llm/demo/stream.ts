/** Giving out a finished reply as if it were being thought up: word by word, in the deltas of the provider interface. */
import { CancelledError } from "../../schemas/index.ts";
import type { CompletionObserver } from "../provider.ts";

/** Waits; rejects with CancelledError when the signal fires. */
export type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

export const timerSleep: Sleep = (milliseconds, signal) =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(new CancelledError());
      return;
    }
    const stop = () => {
      clearTimeout(timer);
      reject(new CancelledError());
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });

/** Most pieces of one text: a long one streams in larger pieces, not for longer. */
const MOST_PIECES = 400;
const LONGEST_PIECE = 24;
/** A wait this long where a short one was asked means a tab in the background, whose timers the browser holds back. */
const HELD_BACK_MS = 400;

/** A text in pieces that add up to it: a word each, never half a character. */
export function toPieces(text: string): string[] {
  const words = text.match(/\s*\S+\s*/gu) ?? (text === "" ? [] : [text]);
  const pieces = words.flatMap((word) =>
    word.length <= LONGEST_PIECE
      ? [word]
      : (Array.from(word)
          .join("")
          .match(new RegExp(`[\\s\\S]{1,${LONGEST_PIECE}}`, "gu")) ?? []),
  );
  const together = Math.ceil(pieces.length / MOST_PIECES);
  if (together <= 1) return pieces;
  return Array.from({ length: Math.ceil(pieces.length / together) }, (_, index) =>
    pieces.slice(index * together, (index + 1) * together).join(""),
  );
}

export interface StreamedReply {
  content: string | null;
  calls: { name: string; arguments: string }[];
}

/**
 * Streams a reply through the observer.
 *
 * @throws CancelledError when the observer's signal fires.
 */
export async function streamReply(
  reply: StreamedReply,
  { onDelta, signal }: CompletionObserver,
  { sleep, delayMs, now }: { sleep: Sleep; delayMs: number; now: () => number },
): Promise<void> {
  let isHeldBack = false;
  const pause = async () => {
    if (signal?.aborted) throw new CancelledError();
    if (isHeldBack || delayMs <= 0) return;
    const before = now();
    await sleep(delayMs, signal);
    if (signal?.aborted) throw new CancelledError();
    isHeldBack = now() - before > delayMs + HELD_BACK_MS;
  };
  for (const text of toPieces(reply.content ?? "")) {
    await pause();
    onDelta?.({ type: "content", text });
  }
  for (const [index, call] of reply.calls.entries()) {
    await pause();
    onDelta?.({ type: "tool-call", index, name: call.name });
    for (const piece of toPieces(call.arguments)) {
      await pause();
      onDelta?.({ type: "tool-call", index, arguments: piece });
    }
  }
}
