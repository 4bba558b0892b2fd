import { proxy, type Remote, wrap } from "comlink";
import { CancelledError, EngramError } from "../../schemas/errors.ts";
import { FileError } from "./errors.ts";
import type { ExtractService, ExtractStep } from "./extract-service.ts";
import type { FileExtractor } from "./file-extractor.ts";

export interface WorkerExtractorOptions {
  /** For tests: another worker than the app's. */
  startWorker?: () => Worker;
  /** A worker that neither gives nor tells anything for this long is given up, in milliseconds. Default 120,000. */
  silentForMs?: number;
  /** An idle worker is ended after this long, with all that its readers hold, in milliseconds. Default 30,000. */
  idleForMs?: number;
}

interface ReaderWorker {
  remote: Remote<ExtractService>;
  /** Rejects once the worker is gone. */
  gone: Promise<never>;
  end(reason: unknown): void;
}

/**
 * Reads files in workers: each file that is under way has one for itself, so that a file which brings its reader down,
 * or is cancelled in the midst of a long task, takes nothing else with it. The last one idle serves the next file.
 */
export function createWorkerExtractor({
  startWorker = () => new Worker(new URL("./extract.worker.ts", import.meta.url), { type: "module" }),
  silentForMs = 120_000,
  idleForMs = 30_000,
}: WorkerExtractorOptions = {}): FileExtractor {
  let idle: { worker: ReaderWorker; timer: ReturnType<typeof setTimeout> } | null = null;
  const busy = new Set<ReaderWorker>();
  let closed = false;

  const start = (): ReaderWorker => {
    const worker = startWorker();
    let reject: (reason: unknown) => void = () => {};
    const gone = new Promise<never>((_, rejectGone) => {
      reject = rejectGone;
    });
    gone.catch(() => {});
    const started: ReaderWorker = {
      remote: wrap<ExtractService>(worker),
      gone,
      end(reason) {
        worker.terminate();
        busy.delete(started);
        if (idle?.worker === started) {
          clearTimeout(idle.timer);
          idle = null;
        }
        reject(reason);
      },
    };
    worker.addEventListener("error", (event) =>
      started.end(new Error(event.message || "the worker broke down")),
    );
    return started;
  };

  const take = (): ReaderWorker => {
    if (closed) throw new CancelledError();
    const worker = idle?.worker ?? start();
    if (idle) clearTimeout(idle.timer);
    idle = null;
    busy.add(worker);
    return worker;
  };

  const giveBack = (worker: ReaderWorker): void => {
    if (!busy.delete(worker)) return;
    if (idle || closed) worker.end(new CancelledError());
    else idle = { worker, timer: setTimeout(() => worker.end(new CancelledError()), idleForMs) };
  };

  return {
    async *extract(file, { signal, onProgress } = {}) {
      if (signal?.aborted) throw new CancelledError();
      const worker = take();
      const cancel = () => worker.end(new CancelledError());
      signal?.addEventListener("abort", cancel);
      let heard = Date.now();
      let waiting = false;
      // Time in which nobody asked for more is not the worker's.
      const watch = setInterval(
        () => {
          if (waiting && Date.now() - heard > silentForMs) worker.end(new Error("the worker gave no sign"));
        },
        Math.min(silentForMs, 5000),
      );
      const ask = async <T>(question: Promise<T>): Promise<T> => {
        heard = Date.now();
        waiting = true;
        try {
          return await Promise.race([question, worker.gone]);
        } catch (cause) {
          if (EngramError.isInstance(cause)) throw cause;
          throw FileError.of("file_reading_stopped", `"${file.name}" could not be read to its end.`, {
            hint: "It may be damaged, or need more memory than there is. Split it, or try again.",
            detail: cause instanceof Error ? cause.message : String(cause),
            cause,
          });
        } finally {
          waiting = false;
        }
      };
      let finished = false;
      try {
        const progress = proxy((done: number, total: number) => {
          heard = Date.now();
          onProgress?.(done, total);
        });
        await ask(worker.remote.open({ name: file.name, content: file.content }, progress));
        for (;;) {
          const step = await ask<ExtractStep>(worker.remote.next());
          if ("error" in step) {
            finished = true;
            const { code, status, message, hint, detail } = step.error;
            if (code.startsWith("file_"))
              throw FileError.of(code as FileError["code"], message, { hint, detail });
            throw new EngramError(code, status, message, { hint, detail });
          }
          yield* step.extracted;
          if (signal?.aborted) throw new CancelledError();
          if (step.done) break;
        }
        finished = true;
      } finally {
        clearInterval(watch);
        signal?.removeEventListener("abort", cancel);
        // Left in the midst of a file, it may be busy for long: another one serves the next.
        if (finished) giveBack(worker);
        else worker.end(new CancelledError());
      }
    },
    close() {
      closed = true;
      for (const worker of [...busy]) worker.end(new CancelledError());
      idle?.worker.end(new CancelledError());
    },
  };
}
