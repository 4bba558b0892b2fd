import { CancelledError } from "../../schemas/index.ts";

/**
 * Runs `work` for `time_ms` milliseconds at most. At the limit, and when `stop` is aborted, the signal that `work` was
 * given is aborted and the result is not waited for.
 *
 * @throws what `atLimit` makes, or CancelledError.
 */
export function within<T>(
  { time_ms, stop, atLimit }: { time_ms: number; stop?: AbortSignal | undefined; atLimit: () => Error },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (stop?.aborted) return Promise.reject(new CancelledError());
  const inner = new AbortController();
  return new Promise<T>((resolve, reject) => {
    const end = (error: Error) => {
      inner.abort(error);
      reject(error);
    };
    const timer = setTimeout(() => end(atLimit()), time_ms);
    const onStop = () => end(new CancelledError());
    stop?.addEventListener("abort", onStop, { once: true });
    work(inner.signal)
      .then(resolve, reject)
      .finally(() => {
        clearTimeout(timer);
        stop?.removeEventListener("abort", onStop);
      });
  });
}
