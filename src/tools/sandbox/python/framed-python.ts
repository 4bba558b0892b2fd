import { CancelledError, EngramError } from "../../../schemas/index.ts";
import type { ToolExecution, ToolFailure, ToolLogLine, ToolOutcome } from "../tool-sandbox.ts";
import { createHostAnswers } from "./host-answers.ts";
import { died, readOutcome, timeout } from "./outcome.ts";
import { readPythonFiles, workerAddress } from "./python-files.ts";
import { type FromWorker, fromWorkerSchema, type StartMessage, type ToWorker } from "./python-messages.ts";
import { openPlainWorker, type PythonPlace } from "./python-place.ts";
import { openSandboxFrame } from "./sandbox-frame.ts";

/** How long Python may take to load, in milliseconds. A tool's own time begins after it. */
const LOAD_WITHIN_MS = 120_000;

type Hear = (message: FromWorker) => void;

/** One Python in a frame of its own. Removing the frame ends it, whatever it does. */
export class FramedPython {
  busy = false;
  alive = true;
  readonly #channel = new MessageChannel();
  readonly #trouble = new MessageChannel();
  #place: PythonPlace | null = null;
  #ready: Promise<void> | null = null;
  #hear: Hear = () => {};

  /** Ends the interpreter. What waits for it hears that it died. */
  end(): void {
    this.alive = false;
    this.#place?.end();
    this.#channel.port1.close();
    this.#trouble.port1.close();
    this.#hear({ type: "died", message: "" });
  }

  /** One call; to be awaited before the next. */
  async run({ program, args, limits, host, signal }: ToolExecution): Promise<ToolOutcome> {
    await this.#load(signal);
    const began = performance.now();
    let log: ToolLogLine[] = [];
    let characters = 0;
    const over = new AbortController();
    const answer = createHostAnswers(host, over.signal);

    const outcome = await new Promise<Pick<ToolOutcome, "failure" | "value"> | "cancelled">((resolve) => {
      const fail = (failure: ToolFailure) => resolve({ failure, value: null });
      const timer = setTimeout(() => {
        fail(timeout(limits.time_ms));
        this.end();
      }, limits.time_ms);
      const cancel = () => {
        resolve("cancelled");
        this.end();
      };
      signal?.addEventListener("abort", cancel);
      over.signal.addEventListener("abort", () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", cancel);
      });

      this.#hear = (message) => {
        switch (message.type) {
          case "log":
            for (const line of message.lines) characters += line.text.length + 1;
            // The worker keeps the limit; one that does not is not ours any more.
            if (characters > limits.output_characters * 2 + 1000) {
              fail(died("It logged without an end."));
              this.end();
            } else log.push(...message.lines);
            break;
          case "forget-log":
            log = [];
            characters = 0;
            break;
          case "ask":
            void answer(message.question).then((text) => {
              if (!over.signal.aborted) this.#post({ type: "answer", id: message.id, answer: text });
            });
            break;
          case "outcome": {
            const read = readOutcome(message.outcome, limits);
            resolve(read);
            // Its memory is full, and does not shrink.
            if (read.failure?.name === "OutOfMemory") this.end();
            break;
          }
          case "died":
            fail(died(message.message));
            if (this.alive) this.end();
        }
      };
      if (signal?.aborted) return cancel();
      const { name, source_code } = program;
      const { memory_bytes, output_characters } = limits;
      this.#post({
        type: "run",
        run: { source_code, name, args: JSON.stringify(args), output_characters },
        memory_bytes,
      });
    });
    this.#hear = () => {};
    over.abort();
    if (outcome === "cancelled") throw new CancelledError();
    return { ...outcome, log, duration_ms: performance.now() - began };
  }

  #post(message: ToWorker): void {
    this.#channel.port1.postMessage(message);
  }

  /** Waits until Python is there; a first call that is cancelled meanwhile leaves it loading. */
  async #load(signal: AbortSignal | undefined): Promise<void> {
    this.#ready ??= this.#start();
    const cancelled = new Promise<never>((_, reject) => {
      signal?.addEventListener("abort", () => reject(new CancelledError()), { once: true });
    });
    try {
      await Promise.race([this.#ready, cancelled]);
    } catch (error) {
      if (!(error instanceof CancelledError)) this.end();
      throw error;
    }
  }

  async #start(): Promise<void> {
    const { code, files } = await readPythonFiles();
    if (!this.alive) throw new CancelledError();
    const place = import.meta.env.DEV ? openPlainWorker(workerAddress) : openSandboxFrame();
    this.#place = place;
    await new Promise<void>((resolve, reject) => {
      const fail = (detail: string) => {
        clearTimeout(timer);
        reject(notStarted(detail));
      };
      const timer = setTimeout(() => fail(`not ready after ${LOAD_WITHIN_MS / 1000} s`), LOAD_WITHIN_MS);
      this.#hear = (message) => {
        if (message.type === "died") fail(message.message);
        if (message.type !== "ready") return;
        clearTimeout(timer);
        this.#hear = () => {};
        resolve();
      };
      this.#channel.port1.onmessage = ({ data }) => {
        const message = fromWorkerSchema.safeParse(data);
        if (message.success) this.#hear(message.data);
      };
      this.#trouble.port1.onmessage = ({ data }) => this.#hear({ type: "died", message: String(data) });
      const start: StartMessage = { files, port: this.#channel.port2 };
      void place.start({ code, start, trouble: this.#trouble.port2 });
    });
  }
}

function notStarted(detail: string): EngramError {
  return new EngramError("tool_sandbox_unavailable", 503, "The sandbox for Python could not be started.", {
    hint: "Reload the page and try again.",
    detail,
  });
}
