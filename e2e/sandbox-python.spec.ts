/** Tools in Python, in Chromium over the built app: what they can do, and what they try in vain. */
import type { ToolTrial } from "../src/client/index.ts";
import type { ToolLimits } from "../src/schemas/index.ts";
import type { App } from "./support/app.ts";
import { expect, test } from "./support/fixtures.ts";
import { reply } from "./support/scripted-llm.ts";

// Each tool has a Python of its own: some seconds to load, and many more on a busy machine.
test.describe.configure({ timeout: 400_000 });

/** The source of a tool with these lines. */
const sourceOf = (lines: string, name = "tool"): string =>
  `def ${name}():\n    """Does something."""\n${lines.replace(/^/gm, "    ")}\n`;

/** Stores a tool and runs it, with limits of its own. */
function run(app: App, lines: string, limits: Partial<ToolLimits> = {}): Promise<ToolTrial> {
  return app.client(
    async (client, { func, limits }) => {
      const { id } = await client.createTool({ func, source_type: "python" });
      const { limits: usual } = await client.getToolSettings({ tool_id: id });
      await client.updateToolSettings({ tool_id: id, limits: { ...usual, ...limits } });
      const { value, ...trial } = await client.runTool({ tool_id: id });
      await client.deleteTool(id);
      return { ...trial, value };
    },
    { func: sourceOf(lines), limits },
  );
}

test("a tool in Python runs for an agent, without a connection, and edits its memory", async ({
  app,
  llm,
  context,
}) => {
  await app.open();
  const agent = await app.createScriptedAgent(llm);
  const tool = await app.client((client) =>
    client.createTool({
      source_type: "python",
      func: `def push_task(self: "Agent", task: str, notes: Optional[List[str]] = None) -> str:
    """
    Adds a task.

    Args:
        task (str): What to do.
        notes (Optional[List[str]]): Notes.
    """
    print("adding", task)
    current = self.memory.get_block("human").value
    self.memory.update_block_value(label="human", value=current + "\\nTask: " + task)
    self.persistence_manager.archival_memory.insert("A task was added: " + task)
    return f"{len(self.memory.list_block_labels())} blocks"
`,
    }),
  );
  await app.client((client, ids) => client.attachToolToAgent(ids), { agent_id: agent.id, tool_id: tool.id });
  // Loaded once, it needs nothing any more.
  const first = await app.client(
    (client, id) => client.runTool({ tool_id: id, args: { task: "x" } }),
    tool.id,
  );
  expect(first.failure).toMatchObject({ name: "AgentError", line: 10 });
  await context.route(/pyodide|python/, (route) => route.abort());

  llm.enqueue(
    reply.call("push_task", { inner_thoughts: "Noted.", task: "water the plants", request_heartbeat: true }),
    reply.say("It is on your list.", "Done."),
  );
  await app.openAgent(agent.id);
  await app.send("Remind me to water the plants.");
  await expect(app.agentMessages.last()).toContainText("It is on your list.", { timeout: 120_000 });
  await expect(app.block("human")).toContainText("Task: water the plants");
  const found = await app.client(
    (client, agent_id) => client.searchArchivalMemory({ agent_id, query: "task" }),
    agent.id,
  );
  expect(found[0]?.passage.text).toBe("A task was added: water the plants");
});

test("what leads out of Python is not there", async ({ app }) => {
  await app.open();
  const attempts = {
    "import js": "no page",
    "import js; js.fetch('/')": "no page",
    "from js import window, parent, indexedDB, importScripts, document": "no page",
    "import pyodide_js": "no page",
    "__import__('js')": "no page",
    "import importlib; importlib.import_module('js')": "no page",
    "import pyodide.code; pyodide.code.run_js('1')": "no page",
    "import micropip": "cannot be installed",
    "import requests": "http_fetch",
    "import urllib.request; urllib.request.urlopen('https://example.com')": "http_fetch",
    "import socket; socket.create_connection(('example.com', 80))": "http_fetch",
    "import _socket; _socket.socket().connect(('127.0.0.1', 80))": "Error",
    "http_fetch('https://example.com/')": "Error",
    "agent.read_blocks()": "AgentError",
    "open('/etc/shadow').read()": "FileNotFoundError",
    "import subprocess; subprocess.run(['ls'])": "does not support processes",
    "import os; os.fork()": "OSError",
    "import os; got = os.system('ls'); assert got == 0": "AssertionError",
    "import threading; threading.Thread(target=print).start()": "can't start new thread",
    "import ctypes; ctypes.CDLL('libc.so.6')": "Error",
    "import multiprocessing; multiprocessing.Process(target=print).start()": "Error",
    "import webbrowser; assert webbrowser.open('https://example.com')": "Error",
    "raise SystemExit(1)": "SystemExit",
    "f = lambda: f()\nglobals()['f'] = f\nf()": "RecursionError",
  };
  const { failure, value } = await run(
    app,
    `results = []
for attempt in ${JSON.stringify(Object.keys(attempts))}:
    try:
        exec(attempt, {"agent": agent, "http_fetch": http_fetch})
        results.append("it worked")
    except BaseException as error:
        results.append(f"{type(error).__name__}: {error}")
return results`,
    { time_ms: 120_000 },
  );
  expect(failure).toBeNull();
  const results = value as string[];
  expect(results).toHaveLength(Object.keys(attempts).length);
  for (const [index, [attempt, expected]] of Object.entries(attempts).entries())
    expect.soft(results[index], attempt).toContain(expected);
});

test("whoever gets through to JavaScript is in an origin without anything", async ({ app, watch }) => {
  watch.expect(/Content Security Policy|Failed to (load|create|construct)/);
  await app.open();
  await app.page.evaluate("localStorage.setItem('secret', 'x')");
  const { failure, value } = await run(
    app,
    `from pyodide import webloop
function = webloop.scheduleCallback
try:
    return str(function.constructor("return globalThis")())
except BaseException as error:
    return type(error).__name__ + ": " + str(error)`,
  );
  expect(failure).toBeNull();
  expect(value).toMatch(/Error/);

  // The rest as code in the worker itself, which is more than Python can do, and in a worker that it starts.
  const worker = app.page.workers().find((one) => one.url().startsWith("blob:null"));
  const tried = await worker!.evaluate(
    ([code, address]) =>
      new Promise<Record<string, string>>((resolve, reject) => {
        const nested = new Worker(URL.createObjectURL(new Blob([code])));
        nested.onmessage = ({ data }) => resolve(data);
        nested.onerror = ({ message }) => reject(new Error(message));
        nested.postMessage(address);
      }),
    [BREAK_OUT, app.url] as const,
  );
  expect(tried.origin).toBe("null");
  expect(Object.keys(tried)).toHaveLength(13);
  for (const [name, result] of Object.entries(tried)) expect.soft(result, name).not.toContain("got");
});

/** Code of a worker that tries whatever a worker can do, at the app's address, and tells what came of it. */
const BREAK_OUT = `onmessage = async ({ data: address }) => {
  const results = { origin: self.origin };
  const attempt = async (name, work) => {
    try {
      results[name] = "got " + (await work());
    } catch (error) {
      results[name] = error.name;
    }
  };
  const event = (target, good, bad = "error") => new Promise((resolve, reject) => {
    target["on" + good] = () => resolve(good);
    target["on" + bad] = () => reject(new TypeError("refused"));
  });
  const request = (url) => {
    const xhr = new XMLHttpRequest();
    xhr.open("GET", url);
    xhr.send();
    return event(xhr, "load");
  };
  await attempt("request", () => request(address));
  await attempt("data", () => request("data:text/plain,x"));
  await attempt("fetch", () => fetch(address));
  await attempt("beacon", () => navigator.sendBeacon(address) || Promise.reject(new TypeError()));
  await attempt("socket", () => event(new WebSocket(address.replace("http", "ws")), "open"));
  await attempt("events", () => event(new EventSource(address), "open"));
  await attempt("import", () => import(address + "service-worker.js"));
  await attempt("importScripts", () => importScripts(address + "service-worker.js"));
  await attempt("indexedDB", () => indexedDB.open("engram"));
  await attempt("caches", () => caches.open("engram"));
  await attempt("files", () => navigator.storage.getDirectory());
  await attempt("eval", () => new Function("return 1")());
  postMessage(results);
}`;

test("what never ends, takes all or breaks Python is ended, and the next call works", async ({ app }) => {
  await app.open();
  const endings: [string, Partial<ToolLimits>, string][] = [
    ["print('before')\nwhile True: pass", { time_ms: 1000 }, "Timeout"],
    ["import asyncio\nasyncio.run(asyncio.Event().wait())", { time_ms: 1000 }, "Timeout"],
    [
      "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
      { time_ms: 1000 },
      "Timeout",
    ],
    ["a = []\nwhile True: a.append(bytearray(2 ** 20))", { time_ms: 60_000 }, "OutOfMemory"],
    ["return len('x' * 2_000_000_000)", {}, "OutOfMemory"],
    ["return 'x' * 100_000_000", { memory_bytes: 512 * 1024 ** 2 }, "OutputTooLarge"],
    ["while True: print('x' * 1000)", { time_ms: 60_000 }, "OutputTooLarge"],
    [
      "import sys\nsys.setrecursionlimit(10 ** 9)\nf = lambda g: g(g)\nreturn f(f)",
      { time_ms: 60_000 },
      "RecursionError",
    ],
    ["import os\nos._exit(0)", { time_ms: 5000 }, "SandboxStopped"],
    ["import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", { time_ms: 5000 }, "SandboxStopped"],
  ];
  for (const [lines, limits, name] of endings) {
    const { ok, failure, log } = await run(app, lines, limits);
    expect.soft(ok, lines).toBe(false);
    expect.soft(failure?.name, lines).toMatch(name);
    if (lines.startsWith("print")) expect(log).toEqual([{ level: "log", text: "before" }]);
  }
  expect((await run(app, "return 'alive'")).value).toBe("alive");
  await expect(app.startButton).toBeVisible();
});

test("one tool sees nothing of another, nor of its own last call", async ({ app }) => {
  await app.open();
  const spoil = `import builtins, sys, json, os
builtins.leak = sys.leak = json.leak = 1
builtins.len = lambda x: 42
globals()["leak"] = 1
open("/tmp/leak", "w").write("x")
os.environ["LEAK"] = "x"
return len("abc")`;
  const look = `import builtins, sys, json, os
return [hasattr(builtins, "leak"), hasattr(sys, "leak"), hasattr(json, "leak"), "leak" in globals(),
    len("abc"), os.path.exists("/tmp/leak"), "LEAK" in os.environ]`;
  expect((await run(app, spoil)).value).toBe(42);
  expect((await run(app, look)).value).toEqual([false, false, false, false, 3, false, false]);

  const counter = sourceOf(`globals()["count"] = globals().get("count", 0) + 1\nreturn count`);
  const counts = await app.client(async (client, func) => {
    const { id } = await client.createTool({ func, source_type: "python" });
    const first = await client.runTool({ tool_id: id });
    return [first.value, (await client.runTool({ tool_id: id })).value];
  }, counter);
  expect(counts).toEqual([1, 1]);
});

test("a call that is cancelled ends at once, while it runs and while Python loads", async ({ app }) => {
  await app.open();
  const codes = await app.client(async (client, func) => {
    const { id } = await client.createTool({ func, source_type: "python" });
    const cancelled = async (after: number) => {
      const stop = new AbortController();
      setTimeout(() => stop.abort(), after);
      const ended = client.runTool({ tool_id: id, signal: stop.signal });
      return ended.then(
        ({ failure }) => failure?.name ?? "it ended",
        (error) => error.code,
      );
    };
    const { limits } = await client.getToolSettings({ tool_id: id });
    await client.updateToolSettings({ tool_id: id, limits: { ...limits, time_ms: 600_000 } });
    return [await cancelled(50), await cancelled(60_000)];
  }, sourceOf("while True: pass"));
  expect(codes).toEqual(["cancelled", "cancelled"]);
});
