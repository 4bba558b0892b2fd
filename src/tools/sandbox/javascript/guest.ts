/** One fresh QuickJS runtime with the globals of a tool, driven from outside. */
import type { QuickJSContext, QuickJSHandle, VmFunctionImplementation } from "quickjs-emscripten-core";
import type { CompiledProgram } from "./compile-program.ts";
import type { Engine } from "./engine.ts";
import preludeCode from "./prelude.js?raw";
import { ProgramError } from "./program-error.ts";
import webPreludeCode from "./web-prelude.js?raw";

/** Name of the program's script in stack traces. */
const PROGRAM_FILE = "tool.js";
/** Bytes of QuickJS's stack: some 1,400 calls deep. With more, the browser's own stack could be the first to be full. */
const STACK_BYTES = 256 * 1024;
/** Jobs between two looks at the clock. */
const JOBS_AT_ONCE = 200;
const NAMES_OF_WEB_PRELUDE =
  /\b(?:URL|URLSearchParams|TextEncoder|TextDecoder|atob|btoa|structuredClone|crypto)\b/;

/** What the runtime asks of outside. Each text is JSON. */
export interface GuestHost {
  log(line: string): void;
  /** The output is more than is allowed: nothing of the program shall run any more. */
  stop(): void;
  ask(id: number, kind: "fetch" | "agent", request: string): void;
  startTimer(id: number, ms: number): void;
  stopTimer(id: number): void;
  /** Address, and base or ""; gives the parts, or null where it is no address. */
  readUrl(href: string, base: string): string;
  /** The parts once one of them is changed. */
  changeUrl(href: string, part: string, value: string): string;
  randomBytes(count: number): string;
}

export interface GuestOptions {
  engine: Engine;
  host: GuestHost;
  memoryBytes: number;
  outputCharacters: number;
  agentMethods: readonly string[];
  /** Asked again and again while the program runs: true ends it, and no `catch` of the program can help. */
  isOver: () => boolean;
}

export type GuestState = "waiting" | "done";

/** The program was ended from outside; whoever ended it knows why. */
export class InterruptedError extends Error {}

/** @throws ProgramError for what goes wrong in the program, InterruptedError where `isOver` ended it. */
export class Guest {
  readonly #context: QuickJSContext;
  readonly #engine: Engine;
  readonly #isOver: () => boolean;
  readonly #drive: QuickJSHandle;
  /** What the preludes call outside with; never the program's to see. */
  readonly #doors: QuickJSHandle;
  #promise: QuickJSHandle | null = null;

  constructor({ engine, host, memoryBytes, outputCharacters, agentMethods, isOver }: GuestOptions) {
    const runtime = engine.quickjs.newRuntime();
    runtime.setMemoryLimit(memoryBytes);
    runtime.setMaxStackSize(STACK_BYTES);
    runtime.setInterruptHandler(isOver);
    runtime.setModuleLoader(() => ({ error: new Error("A tool cannot import: it is one file.") }));
    this.#context = runtime.newContext();
    this.#engine = engine;
    this.#isOver = isOver;
    this.#doors = this.#createDoors(host);
    this.#drive = this.#installPrelude(outputCharacters, agentMethods);
  }

  /** Runs the script and calls its function. */
  start(program: CompiledProgram, name: string, source: string, args: Record<string, unknown>): void {
    if (NAMES_OF_WEB_PRELUDE.test(source)) this.#installWebPrelude();
    this.#evaluate(program.code, PROGRAM_FILE);
    const callable = this.#evaluate(name, "call");
    const text = (value: unknown) => this.#context.newString(JSON.stringify(value));
    this.#promise = this.#call("call", callable, text(args), text(program.parameters));
  }

  /** Runs what is ready to run. */
  proceed(): GuestState {
    const { runtime } = this.#context;
    while (this.#guarded(() => runtime.hasPendingJob())) {
      const ran = this.#guarded(() => runtime.executePendingJobs(JOBS_AT_ONCE));
      if (ran.error) throw this.#errorOf(ran.error);
      if (this.#isOver()) throw new InterruptedError();
    }
    const state = this.#guarded(() => this.#context.getPromiseState(this.#promise as QuickJSHandle));
    if (state.type === "rejected") throw this.#errorOf(state.error);
    return state.type === "pending" ? "waiting" : "done";
  }

  /** What the function returned, as JSON. */
  result(): string {
    const state = this.#context.getPromiseState(this.#promise as QuickJSHandle);
    if (state.type !== "fulfilled") throw new Error("The program has not come to its end.");
    return this.#textOf(this.#call("encodeResult", state.value));
  }

  settle(id: number, answer: string): void {
    this.#call("settle", this.#context.newNumber(id), this.#context.newString(answer));
  }

  fireTimer(id: number): void {
    this.#call("fire", this.#context.newNumber(id));
  }

  #createDoors(host: GuestHost): QuickJSHandle {
    const context = this.#context;
    const doors = context.newObject();
    const door = (name: string, open: VmFunctionImplementation<QuickJSHandle>) =>
      context.setProp(doors, name, context.newFunction(name, open));
    const number = (handle: QuickJSHandle | undefined) => (handle ? context.getNumber(handle) : Number.NaN);
    const text = (handle: QuickJSHandle | undefined) => (handle ? context.getString(handle) : "");
    door("log", (line) => host.log(text(line)));
    door("stop", () => host.stop());
    door("ask", (id, kind, request) =>
      host.ask(number(id), text(kind) === "fetch" ? "fetch" : "agent", text(request)),
    );
    door("startTimer", (id, ms) => host.startTimer(number(id), number(ms)));
    door("stopTimer", (id) => host.stopTimer(number(id)));
    door("readUrl", (href, base) => context.newString(host.readUrl(text(href), text(base))));
    door("changeUrl", (href, part, value) =>
      context.newString(host.changeUrl(text(href), text(part), text(value))),
    );
    door("randomBytes", (count) => context.newString(host.randomBytes(number(count))));
    return doors;
  }

  #installPrelude(outputCharacters: number, agentMethods: readonly string[]): QuickJSHandle {
    const context = this.#context;
    const settings = this.#evaluate(
      `(${JSON.stringify({ output_characters: outputCharacters, agent_methods: agentMethods })})`,
      "settings",
    );
    const prelude = this.#evaluate(preludeCode, "prelude");
    return this.#unwrap(() => context.callFunction(prelude, context.undefined, this.#doors, settings));
  }

  #installWebPrelude(): void {
    const context = this.#context;
    const prelude = this.#evaluate(webPreludeCode, "web-prelude");
    this.#unwrap(() => context.callFunction(prelude, context.undefined, this.#doors));
  }

  #evaluate(code: string, file: string): QuickJSHandle {
    return this.#unwrap(() => this.#context.evalCode(code, file, { type: "global", strict: true }));
  }

  #call(name: string, ...args: QuickJSHandle[]): QuickJSHandle {
    const context = this.#context;
    return this.#unwrap(() =>
      context.callFunction(context.getProp(this.#drive, name), context.undefined, ...args),
    );
  }

  #unwrap(work: () => ReturnType<QuickJSContext["callFunction"]>): QuickJSHandle {
    const result = this.#guarded(work);
    if (result.error) throw this.#errorOf(result.error);
    return result.value;
  }

  #textOf(handle: QuickJSHandle): string {
    return this.#guarded(() => this.#context.getString(handle));
  }

  /** The engine itself can break down (its stack, its memory); it is not used again after that. */
  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (this.#isOver()) throw new InterruptedError();
      if (error instanceof RangeError)
        throw new ProgramError("RangeError", "The stack is full: calls or data are nested too deep.");
      throw new ProgramError(
        this.#engine.isFull() ? "OutOfMemory" : "InternalError",
        this.#engine.isFull() ? OUT_OF_MEMORY : "The JavaScript engine stopped.",
      );
    }
  }

  #errorOf(thrown: QuickJSHandle): Error {
    if (this.#isOver()) return new InterruptedError();
    const described = this.#guarded(() => {
      const context = this.#context;
      return context.callFunction(context.getProp(this.#drive, "describe"), context.undefined, thrown);
    });
    if (this.#isOver()) return new InterruptedError();
    // There may be no room left even to describe it.
    if (described.error)
      return this.#engine.isFull()
        ? new ProgramError("OutOfMemory", OUT_OF_MEMORY)
        : new ProgramError("Error", "The error that was thrown cannot be read.");
    const [name, message, stack] = JSON.parse(this.#textOf(described.value)) as [string, string, string];
    // Where there is no room for an error object, nothing is thrown, or one without words.
    const wordless = (name === "InternalError" && message === "") || message === "null";
    if (message === "out of memory" || (wordless && this.#engine.isFull()))
      return new ProgramError("OutOfMemory", OUT_OF_MEMORY, lineInProgram(stack, name));
    if (name === "InternalError" && message === "stack overflow")
      return new ProgramError(
        "RangeError",
        "The stack is full: calls are nested too deep.",
        lineInProgram(stack, name),
      );
    return new ProgramError(name, message, lineInProgram(stack, name));
  }
}

const OUT_OF_MEMORY = "The program needs more memory than the tool may use.";

/** The line of the program's own code where it went wrong: not in the constructor of the error's own class. */
function lineInProgram(stack: string, errorName: string): number | null {
  for (const [, callee, line] of stack.matchAll(/^\s*at (?:(\S+) \()?tool\.js:(\d+)/gm))
    if (callee !== errorName) return Number(line);
  return null;
}
