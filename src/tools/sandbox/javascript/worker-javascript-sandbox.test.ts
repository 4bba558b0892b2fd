import { afterEach, describe, expect, it } from "vitest";
import { WorkerStandIn } from "../../../testing/worker-stand-in.ts";
import { startEngine } from "../testing/in-process-sandbox.ts";
import { toolRunner } from "../testing/tool-runner.ts";
import type { ToolSandbox } from "../tool-sandbox.ts";
import { createJavaScriptService, type JavaScriptService } from "./javascript-service.ts";
import { createJavaScriptSandbox, type WorkerJavaScriptSandboxOptions } from "./worker-javascript-sandbox.ts";

const ONE = "function tool() { return 1 }";
const ASKS = "async function tool() { return agent.readBlock('human') }";

const opened: ToolSandbox[] = [];
afterEach(() => {
  for (const sandbox of opened.splice(0)) sandbox.close();
});

/** A sandbox over stand-ins, in the order they were started. */
function start(options: WorkerJavaScriptSandboxOptions = {}, services: Partial<JavaScriptService>[] = []) {
  const workers: WorkerStandIn[] = [];
  const sandbox = createJavaScriptSandbox({
    startWorker: () => {
      const worker = new WorkerStandIn({
        ...createJavaScriptService(startEngine),
        ...services[workers.length],
      });
      workers.push(worker);
      return worker.asWorker();
    },
    ...options,
  });
  opened.push(sandbox);
  return { sandbox, workers, run: toolRunner(sandbox) };
}

/** A host that lets each question wait until it is answered, and tells that it was asked. */
function slowHost() {
  const answers: ((value: unknown) => void)[] = [];
  let onAsked: () => void = () => {};
  const asked = new Promise<void>((resolve) => {
    onAsked = resolve;
  });
  const callAgent = (_method: string, _args: unknown[], signal: AbortSignal) =>
    new Promise<unknown>((resolve, reject) => {
      signal.addEventListener("abort", () => reject(new Error("aborted")));
      answers.push(resolve);
      onAsked();
    });
  return { host: { callAgent }, asked, answers };
}

const never = () => new Promise<never>(() => {});

describe("workers of the JavaScript sandbox", () => {
  it("one worker serves call after call", async () => {
    const { run, workers } = start();
    expect((await run(ONE)).value).toBe(1);
    expect(
      (await run("const tool = (a: number): number => a", { language: "typescript", args: { a: 2 } })).value,
    ).toBe(2);
    expect(workers).toHaveLength(1);
  });

  it("hands questions and their errors across", async () => {
    const { run } = start();
    const host = {
      callAgent: async (method: string, args: unknown[]) => ({ method, args }),
      fetch: async () => {
        throw new Error("This tool may not reach example.com.");
      },
    };
    expect((await run(ASKS, { host })).value).toEqual({ method: "readBlock", args: ["human"] });
    expect(
      (await run("async function tool() {\n  await fetch('http://example.com') }", { host })).failure,
    ).toEqual({
      name: "Error",
      message: "This tool may not reach example.com.",
      line: 2,
    });
  });

  it("a call that waits does not keep another waiting", async () => {
    const { run, workers } = start();
    const { host, asked, answers } = slowHost();
    const slow = run(ASKS, { host });
    await asked;
    expect((await run(ONE)).value).toBe(1);
    answers[0]?.("Sam");
    expect((await slow).value).toBe("Sam");
    expect(workers).toHaveLength(2);
    // One is kept warm, no more.
    expect(workers.filter(({ terminated }) => !terminated)).toHaveLength(1);
  });

  it("more calls than workers wait for their turn", async () => {
    const { run, workers } = start({ mostWorkers: 1 });
    const { host, asked, answers } = slowHost();
    const first = run(ASKS, { host });
    await asked;
    const second = run(ONE);
    const third = run("function tool() { return 3 }");
    answers[0]?.("Sam");
    expect([(await first).value, (await second).value, (await third).value]).toEqual(["Sam", 1, 3]);
    expect(workers).toHaveLength(1);
  });

  it("a worker that stays silent after the tool's time is ended, and replaced", async () => {
    const { run, workers } = start({ graceMs: 20 }, [{ run: never }]);
    expect((await run(ONE, { limits: { time_ms: 100 } })).failure?.name).toBe("Timeout");
    expect(workers[0]?.terminated).toBe(true);
    expect((await run(ONE)).value).toBe(1);
    expect(workers).toHaveLength(2);
  });

  it("a worker that breaks down fails its call, and the next one works", async () => {
    const { run, workers } = start();
    const { host, asked } = slowHost();
    const slow = run(ASKS, { host });
    await asked;
    workers[0]?.breakDown();
    expect((await slow).failure?.name).toBe("SandboxStopped");
    expect((await run(ONE)).value).toBe(1);
  });

  it("a worker that cannot load is an error of its own, and is started anew", async () => {
    const { run } = start({ startWithinMs: 50 }, [
      {
        prepare: async () => {
          throw new Error("404");
        },
      },
      { prepare: never },
    ]);
    await expect(run(ONE)).rejects.toMatchObject({ code: "tool_sandbox_unavailable", detail: "404" });
    await expect(run(ONE)).rejects.toMatchObject({ code: "tool_sandbox_unavailable" });
  });

  it("the person's stop ends the worker and what was asked outside", async () => {
    const { run, workers } = start();
    const { host, asked } = slowHost();
    const stop = new AbortController();
    let signal: AbortSignal | undefined;
    const watched = {
      callAgent: (method: string, args: unknown[], given: AbortSignal) => {
        signal = given;
        return host.callAgent(method, args, given);
      },
    };
    const slow = run(ASKS, { host: watched, signal: stop.signal });
    await asked;
    stop.abort();
    await expect(slow).rejects.toMatchObject({ code: "cancelled" });
    expect(signal?.aborted).toBe(true);
    expect(workers[0]?.terminated).toBe(true);
    await expect(run(ONE, { signal: stop.signal })).rejects.toMatchObject({ code: "cancelled" });
    expect((await run(ONE)).value).toBe(1);
  });

  it("a call can be stopped while it waits for its turn", async () => {
    const { run } = start({ mostWorkers: 1 });
    const { host, asked, answers } = slowHost();
    const first = run(ASKS, { host });
    await asked;
    const stop = new AbortController();
    const second = run(ONE, { signal: stop.signal });
    stop.abort();
    await expect(second).rejects.toMatchObject({ code: "cancelled" });
    answers[0]?.("Sam");
    expect((await first).value).toBe("Sam");
    expect((await run(ONE)).value).toBe(1);
  });

  it("closing ends what runs", async () => {
    const { run, sandbox, workers } = start();
    const { host, asked } = slowHost();
    const slow = run(ASKS, { host });
    await asked;
    sandbox.close();
    await expect(slow).rejects.toMatchObject({ code: "cancelled" });
    expect(workers.every(({ terminated }) => terminated)).toBe(true);
    await expect(run(ONE)).rejects.toMatchObject({ code: "cancelled" });
  });
});
