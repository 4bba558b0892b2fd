import type { ToolExecution, ToolFailure, ToolLogLine, ToolOutcome } from "../tool-sandbox.ts";
import { changeAddress, readAddress } from "./addresses.ts";
import { compileProgram } from "./compile-program.ts";
import type { StartEngine } from "./engine.ts";
import { Guest, type GuestHost, InterruptedError } from "./guest.ts";
import { ProgramError } from "./program-error.ts";

/** Methods of a program's `agent` object. */
export const AGENT_METHODS = [
  "readBlocks",
  "readBlock",
  "appendBlock",
  "replaceInBlock",
  "insertArchival",
  "searchArchival",
] as const;

/** What may be under way at once for one program. */
const MOST_QUESTIONS = 100;
const MOST_TIMERS = 1000;
const MOST_RANDOM_BYTES = 65_536;

export type ProgramExecution = Omit<ToolExecution, "signal">;

/**
 * Runs one call from its source to its result, in the thread it is called in.
 *
 * @param cancel ends a program that waits; one that computes ends at its time limit only.
 * @returns a failure for everything that the program does wrong; never throws for it.
 */
export async function runProgram(
  execution: ProgramExecution,
  startEngine: StartEngine,
  cancel?: AbortSignal,
): Promise<ToolOutcome> {
  const begin = performance.now();
  const log: ToolLogLine[] = [];
  let failure: ToolFailure | null = null;
  let value: unknown = null;
  try {
    value = await new ProgramRun(execution, log, begin, cancel).run(startEngine);
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    failure = error.failure;
  }
  return { failure, value, log, duration_ms: performance.now() - begin };
}

class ProgramRun {
  readonly #execution: ProgramExecution;
  readonly #log: ToolLogLine[];
  readonly #deadline: number;
  readonly #work = new AbortController();
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();
  readonly #cancel: AbortSignal | undefined;
  /** What has come in for the program since it last ran. */
  #arrived: ((guest: Guest) => void)[] = [];
  #wake: () => void = () => {};
  #questions = 0;
  #outputTooLarge = false;

  constructor(
    execution: ProgramExecution,
    log: ToolLogLine[],
    begin: number,
    cancel: AbortSignal | undefined,
  ) {
    this.#execution = execution;
    this.#log = log;
    this.#deadline = begin + execution.limits.time_ms;
    this.#cancel = cancel;
  }

  async run(startEngine: StartEngine): Promise<unknown> {
    const { program, args, limits } = this.#execution;
    const alarm = setTimeout(() => this.#wake(), limits.time_ms);
    const onCancel = () => this.#wake();
    this.#cancel?.addEventListener("abort", onCancel);
    try {
      const compiled = await compileProgram(program);
      const guest = new Guest({
        engine: await startEngine(limits.memory_bytes),
        host: this.#host(),
        memoryBytes: limits.memory_bytes,
        outputCharacters: limits.output_characters,
        agentMethods: AGENT_METHODS,
        isOver: this.#isOver,
      });
      guest.start(compiled, program.name, program.source_code, args);
      while (guest.proceed() === "waiting") {
        if (this.#arrived.length === 0) await this.#arrival();
        const arrived = this.#arrived;
        this.#arrived = [];
        for (const give of arrived) give(guest);
      }
      return JSON.parse(guest.result());
    } catch (error) {
      throw error instanceof InterruptedError ? this.#reasonOfEnd() : error;
    } finally {
      clearTimeout(alarm);
      this.#cancel?.removeEventListener("abort", onCancel);
      for (const timer of this.#timers.values()) clearTimeout(timer);
      this.#work.abort();
    }
  }

  readonly #isOver = (): boolean =>
    this.#outputTooLarge || this.#cancel?.aborted === true || performance.now() >= this.#deadline;

  #reasonOfEnd(): ProgramError {
    const { time_ms, output_characters } = this.#execution.limits;
    if (this.#outputTooLarge)
      return new ProgramError(
        "OutputTooLarge",
        `The program returned or logged more than ${output_characters} characters.`,
      );
    if (this.#cancel?.aborted) return new ProgramError("Cancelled", "Stopped.");
    return new ProgramError("Timeout", `The program did not end within ${time_ms / 1000} seconds.`);
  }

  /** Until something comes in for the program. */
  async #arrival(): Promise<void> {
    if (this.#questions === 0 && this.#timers.size === 0)
      throw new ProgramError("NeverSettled", "The program waits for a promise that nothing will settle.");
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (this.#isOver()) resolve();
    });
    if (this.#isOver()) throw new InterruptedError();
  }

  #give(give: (guest: Guest) => void): void {
    this.#arrived.push(give);
    this.#wake();
  }

  #host(): GuestHost {
    return {
      log: (line) => {
        const [level, text] = JSON.parse(line) as [ToolLogLine["level"], string];
        this.#log.push({ level, text });
      },
      stop: () => {
        this.#outputTooLarge = true;
      },
      ask: (id, kind, request) => {
        if (this.#questions >= MOST_QUESTIONS)
          throw new RangeError(`More than ${MOST_QUESTIONS} requests are under way at once.`);
        this.#questions += 1;
        void this.#answer(kind, request).then((answer) => {
          this.#questions -= 1;
          this.#give((guest) => guest.settle(id, JSON.stringify(answer)));
        });
      },
      startTimer: (id, ms) => {
        if (this.#timers.size >= MOST_TIMERS)
          throw new RangeError(`More than ${MOST_TIMERS} timers are set at once.`);
        const timer = setTimeout(
          () => {
            this.#timers.delete(id);
            this.#give((guest) => guest.fireTimer(id));
          },
          // A later time would be met never, or, as browsers count, at once.
          Math.min(Math.max(ms, 0), this.#execution.limits.time_ms + 1),
        );
        this.#timers.set(id, timer);
      },
      stopTimer: (id) => {
        clearTimeout(this.#timers.get(id));
        this.#timers.delete(id);
      },
      readUrl: (href, base) => JSON.stringify(readAddress(href, base)),
      changeUrl: (href, part, value) => JSON.stringify(changeAddress(href, part, value)),
      randomBytes: (count) => {
        if (!(count >= 0 && count <= MOST_RANDOM_BYTES))
          throw new RangeError(`At most ${MOST_RANDOM_BYTES} random bytes are given at once.`);
        return JSON.stringify([...crypto.getRandomValues(new Uint8Array(count))]);
      },
    };
  }

  async #answer(kind: "fetch" | "agent", request: string): Promise<object> {
    const { host } = this.#execution;
    const { signal } = this.#work;
    try {
      if (kind === "fetch") return { ok: true, value: await host.fetch(JSON.parse(request), signal) };
      const { method, args } = JSON.parse(request) as { method: string; args: unknown[] };
      return { ok: true, value: (await host.callAgent(method, args, signal)) ?? null };
    } catch (error) {
      return { ok: false, message: error instanceof Error ? error.message : String(error) };
    }
  }
}
