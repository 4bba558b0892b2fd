/** Trying again: exponential with jitter, the endpoint's own wish first, and never against hope. */
import { CancelledError } from "../schemas/index.ts";
import type { LLMError } from "./errors.ts";

const FIRST_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 60_000;
/** All waiting of one request together. */
const LONGEST_TOTAL_MS = 5 * 60_000;

/** Tries a failure is worth. A rate limit heals by waiting; an unreadable answer hardly ever does. */
const MAX_RETRIES: Partial<Record<LLMError["code"], number>> = {
  llm_rate_limited: 20,
  llm_server_error: 5,
  llm_stream_dropped: 4,
  llm_unreachable: 2,
};

export interface RetryOptions {
  signal?: AbortSignal | undefined;
  onRetry?:
    | ((retry: { attempt: number; max_attempts: number; delay_ms: number; reason: string }) => void)
    | undefined;
  /** Waits; rejects when the signal fires. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  random: () => number;
}

/** Milliseconds an answer asks to wait: `retry-after-ms`, or Retry-After as seconds or a date. Null where it does not. */
export function readRetryAfter(headers: Headers | undefined, now: number): number | null {
  const ms = headers?.get("retry-after-ms");
  if (ms && Number.isFinite(Number(ms))) return Math.max(0, Number(ms));
  const after = headers?.get("retry-after");
  if (!after) return null;
  const seconds = Number(after);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(after);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/** An error that came with the endpoint's wish when to ask again. */
export class FailedAttempt extends Error {
  readonly failure: LLMError;
  readonly retryAfterMs: number | null;
  constructor(failure: LLMError, retryAfterMs: number | null) {
    super(failure.message);
    this.failure = failure;
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * Runs `attempt` until it succeeds or is not worth another try.
 *
 * @throws LLMError of the last attempt; CancelledError when the signal fires, also while waiting.
 */
export async function withRetries<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  let waited = 0;
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (options.signal?.aborted) throw new CancelledError();
      if (!(error instanceof FailedAttempt)) throw error;
      const { failure, retryAfterMs } = error;
      const most = MAX_RETRIES[failure.code] ?? 0;
      const delay =
        retryAfterMs ??
        Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (tries - 1) * (0.75 + 0.5 * options.random()));
      if (tries > most || waited + delay > LONGEST_TOTAL_MS) throw failure;
      waited += delay;
      options.onRetry?.({
        attempt: tries,
        max_attempts: most,
        delay_ms: Math.round(delay),
        reason: failure.message,
      });
      await options.sleep(delay, options.signal);
    }
  }
}

/** Waits, unless the signal fires first. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(new CancelledError());
      return;
    }
    const onAbort = () => {
      clearTimeout(timer);
      reject(new CancelledError());
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
