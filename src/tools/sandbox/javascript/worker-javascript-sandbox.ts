import { proxy, type Remote, wrap } from "comlink";
import { CancelledError, EngramError } from "../../../schemas/errors.ts";
import type { ToolExecution, ToolOutcome, ToolSandbox } from "../tool-sandbox.ts";
import type { JavaScriptService } from "./javascript-service.ts";

export interface WorkerJavaScriptSandboxOptions {
  /** For tests: another worker than the app's. */
  startWorker?: () => Worker;
  /** Calls that run at once, each in a worker of its own; more wait. Default 4. */
  mostWorkers?: number;
  /** How long a worker may be silent after a tool's time is over, in milliseconds. Default 1,500. */
  graceMs?: number;
  /** How long a worker may take to load, in milliseconds. Default 60,000. */
  startWithinMs?: number;
}

interface SandboxWorker {
  service: Remote<JavaScriptService>;
  alive: boolean;
  /** Resolves with what it said when the worker is gone, however that came. */
  gone: Promise<string>;
  end(): void;
}

type Ending<T> = { by: "itself"; value: T } | { by: "death"; message: string } | { by: "time" | "person" };

/**
 * Tools in JavaScript and TypeScript, off the page's thread. One worker is kept for the next call; one that is ended or
 * breaks down is replaced when it is needed.
 */
export function createJavaScriptSandbox({
  startWorker = () => new Worker(new URL("./javascript.worker.ts", import.meta.url), { type: "module" }),
  mostWorkers = 4,
  graceMs = 1500,
  startWithinMs = 60_000,
}: WorkerJavaScriptSandboxOptions = {}): ToolSandbox {
  const workers = new Set<SandboxWorker>();
  const queue: (() => void)[] = [];
  const closing = new AbortController();
  let kept: SandboxWorker | null = null;
  let running = 0;

  const start = (): SandboxWorker => {
    const worker = startWorker();
    let tell: (message: string) => void = () => {};
    const started: SandboxWorker = {
      service: wrap<JavaScriptService>(worker),
      alive: true,
      gone: new Promise((resolve) => {
        tell = resolve;
      }),
      end() {
        started.alive = false;
        workers.delete(started);
        if (kept === started) kept = null;
        worker.terminate();
        tell("");
      },
    };
    worker.addEventListener("error", (event) => {
      tell(event.message ?? "");
      started.end();
    });
    workers.add(started);
    return started;
  };

  const take = (): SandboxWorker => {
    const worker = kept ?? start();
    kept = null;
    return worker;
  };

  const giveBack = (worker: SandboxWorker) => {
    if (!worker.alive) return;
    if (kept) worker.end();
    else kept = worker;
  };

  /** Until one of the places is free. */
  const place = async (signal: AbortSignal): Promise<void> => {
    if (running >= mostWorkers) {
      await new Promise<void>((resolve, reject) => {
        const leave = () => {
          queue.splice(queue.indexOf(enter), 1);
          reject(new CancelledError());
        };
        const enter = () => {
          signal.removeEventListener("abort", leave);
          resolve();
        };
        queue.push(enter);
        signal.addEventListener("abort", leave);
      });
      return;
    }
    running += 1;
  };
  const leavePlace = () => {
    const next = queue.shift();
    if (next) next();
    else running -= 1;
  };

  return {
    async run({ signal, ...execution }: ToolExecution): Promise<ToolOutcome> {
      const stopped = AbortSignal.any(signal ? [closing.signal, signal] : [closing.signal]);
      if (stopped.aborted) throw new CancelledError();
      await place(stopped);
      const worker = take();
      try {
        return await runIn(worker, execution, stopped, { graceMs, startWithinMs });
      } finally {
        giveBack(worker);
        leavePlace();
      }
    },
    close() {
      closing.abort();
      for (const worker of [...workers]) worker.end();
    },
  };
}

async function runIn(
  worker: SandboxWorker,
  { host, ...execution }: Omit<ToolExecution, "signal">,
  stopped: AbortSignal,
  { graceMs, startWithinMs }: { graceMs: number; startWithinMs: number },
): Promise<ToolOutcome> {
  const { time_ms } = execution.limits;
  const ready = await endingOf(
    worker,
    worker.service.prepare(execution.program.language),
    stopped,
    startWithinMs,
  );
  if (ready.by === "person") throw new CancelledError();
  if (ready.by !== "itself")
    throw unavailable(ready.by === "death" ? ready.message : `no answer in ${startWithinMs} ms`);

  const begin = performance.now();
  const work = new AbortController();
  const hostOfCall = proxy({
    fetch: (request: Parameters<typeof host.fetch>[0]) => host.fetch(request, work.signal),
    callAgent: (method: string, args: unknown[]) => host.callAgent(method, args, work.signal),
  });
  const failed = (name: string, message: string): ToolOutcome => ({
    failure: { name, message, line: null },
    value: null,
    log: [],
    duration_ms: performance.now() - begin,
  });
  try {
    const done = await endingOf(
      worker,
      worker.service.run(execution, hostOfCall),
      stopped,
      time_ms + graceMs,
    );
    switch (done.by) {
      case "itself":
        return done.value;
      case "person":
        throw new CancelledError();
      case "time":
        return failed("Timeout", `The program did not end within ${time_ms / 1000} seconds.`);
      case "death":
        return failed(
          "SandboxStopped",
          "The sandbox stopped while the program ran. The next call starts anew.",
        );
    }
  } finally {
    work.abort();
  }
}

/** How it ends with a worker's answer. A worker that is not done is ended: nothing else makes it stop. */
async function endingOf<T>(
  worker: SandboxWorker,
  answer: Promise<T>,
  stopped: AbortSignal,
  withinMs: number,
): Promise<Ending<T>> {
  let onStop: () => void = () => {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const ending = await Promise.race<Ending<T>>([
      answer.then(
        (value) => ({ by: "itself", value }),
        (error: unknown) => ({
          by: "death",
          message: error instanceof Error ? error.message : String(error),
        }),
      ),
      worker.gone.then((message) => ({ by: "death", message })),
      new Promise((resolve) => {
        timer = setTimeout(() => resolve({ by: "time" }), withinMs);
        onStop = () => resolve({ by: "person" });
        stopped.addEventListener("abort", onStop);
        if (stopped.aborted) onStop();
      }),
    ]);
    const by = stopped.aborted ? "person" : ending.by;
    if (by !== "itself") worker.end();
    return by === "person" ? { by } : ending;
  } finally {
    clearTimeout(timer);
    stopped.removeEventListener("abort", onStop);
  }
}

function unavailable(detail: string): EngramError {
  return new EngramError(
    "tool_sandbox_unavailable",
    503,
    "The sandbox for JavaScript could not be started.",
    {
      hint: "Reload the page and try again.",
      detail,
    },
  );
}
