import { describe, expect, it, vi } from "vitest";
import { createToolSandbox } from "./create-tool-sandbox.ts";
import { toolRunner } from "./testing/tool-runner.ts";
import type { ToolExecution, ToolSandbox } from "./tool-sandbox.ts";

const answering = (answer: string) => {
  const sandbox = {
    run: vi.fn(async (_execution: ToolExecution) => ({
      failure: null,
      value: answer,
      log: [],
      duration_ms: 0,
    })),
    close: vi.fn(),
  };
  return sandbox satisfies ToolSandbox;
};

describe("the sandbox of all languages", () => {
  it("starts the one of a language with its first program, and closes what it started", async () => {
    const [javascript, python] = [answering("js"), answering("py")];
    const makeJavaScript = vi.fn(async () => javascript);
    const makePython = vi.fn(async () => python);
    const sandbox = createToolSandbox({
      javascript: makeJavaScript,
      typescript: makeJavaScript,
      python: makePython,
    });
    const run = toolRunner(sandbox);
    expect((await run("")).value).toBe("js");
    expect((await run("", { language: "typescript" })).value).toBe("js");
    expect(makeJavaScript).toHaveBeenCalledTimes(1);
    expect(makePython).not.toHaveBeenCalled();
    expect((await run("", { language: "python" })).value).toBe("py");
    sandbox.close();
    await vi.waitFor(() => expect(python.close).toHaveBeenCalled());
    expect(javascript.close).toHaveBeenCalled();
  });

  it("loads anew what could not be loaded", async () => {
    const made = answering("js");
    const make = vi.fn(async (): Promise<ToolSandbox> => made);
    make.mockRejectedValueOnce(new Error("offline"));
    const run = toolRunner(createToolSandbox({ javascript: make, typescript: make, python: make }));
    await expect(run("")).rejects.toThrow("offline");
    expect((await run("")).value).toBe("js");
  });
});
