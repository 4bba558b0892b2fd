import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MemoryEditError, type ToolLimits, toolLimitsSchema } from "../../../schemas/index.ts";
import type { ToolFetchRequest, ToolHost, ToolOutcome } from "../tool-sandbox.ts";
import { createInProcessPythonSandbox } from "./testing/in-process-python-sandbox.ts";

const sandbox = createInProcessPythonSandbox();
// Loading Python takes seconds, and longer where much else is running.
beforeAll(() => evaluate("1"), 120_000);
afterAll(() => sandbox.close());

const NOBODY: ToolHost = {
  fetch: () => Promise.reject(new Error("No host is allowed.")),
  callAgent: () => Promise.reject(new Error("There is no agent.")),
};

/** A host with a memory, that keeps what it was asked. */
function createHost() {
  const blocks: Record<string, string> = { human: "Name: Ann", persona: "I am Ada." };
  const archive: string[] = [];
  const asked: [string, unknown[]][] = [];
  const requests: ToolFetchRequest[] = [];
  const host: ToolHost = {
    async fetch(request) {
      requests.push(request);
      if (!request.url.startsWith("https://api.example.com/")) throw new Error("This host is not allowed.");
      return {
        url: request.url,
        status: 201,
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ sent: request.body }),
      };
    },
    async callAgent(method, args) {
      asked.push([method, args]);
      const [first, second, third] = args.map(String) as [string, string, string];
      if (method === "readBlocks")
        return Object.entries(blocks).map(([label, value]) => ({
          label,
          value,
          limit: 100,
          read_only: false,
        }));
      if (method === "readBlock") return blocks[first];
      if (method === "insertArchival") return void archive.push(first);
      if (method === "searchArchival")
        return archive
          .filter((text) => text.includes(first))
          .map((text) => ({ text, created_at: "2026-11-24T10:00:00Z", score: 1 }));
      const before = blocks[first] ?? "";
      const value =
        method === "appendBlock" ? `${before}${before && "\n"}${second}` : before.replace(second, third);
      if (value.length > 100)
        throw new MemoryEditError("The block would be too long.", { hint: "Shorten it." });
      blocks[first] = value;
      return null;
    },
  };
  return { host, blocks, archive, asked, requests };
}

interface Options {
  args?: Record<string, unknown>;
  limits?: Partial<ToolLimits>;
  host?: ToolHost;
  signal?: AbortSignal;
  name?: string;
}

/** Runs the function `tool` of a source. */
const run = (
  source_code: string,
  { args = {}, limits, host = NOBODY, signal, name = "tool" }: Options = {},
): Promise<ToolOutcome> =>
  sandbox.run({
    program: { language: "python", name, source_code },
    args,
    limits: toolLimitsSchema.parse(limits ?? {}),
    host,
    signal,
  });

/** What `return <expression>` gives. */
async function evaluate(expression: string, imports = ""): Promise<unknown> {
  const { failure, value } = await run(`${imports}\ndef tool():\n    return ${expression}`);
  expect(failure).toBeNull();
  return value;
}

describe("values", () => {
  it("takes arguments by their names", async () => {
    const source = "def tool(a, b: int, c='d', *, e=None):\n    return [a, b, c, e]";
    const outcome = await run(source, { args: { e: { f: [true, null, 1.5] }, b: 2, a: "x" } });
    expect(outcome.value).toEqual(["x", 2, "d", { f: [true, null, 1.5] }]);
  });

  it.each([
    ["None", null],
    ["'text'", "text"],
    ["12", 12],
    ["True", true],
    ["2 ** 60", "1152921504606846976"],
    ["0.1", 0.1],
    ["float('nan')", "nan"],
    ["[float('inf'), (1, 2), {3}]", ["inf", [1, 2], [3]]],
    ["{'a': {1: None, None: 2}}", { a: { "1": null, None: 2 } }],
    ["'é'.encode()", "é"],
    ["b'\\xff\\x00'", "/wA="],
    ["(n * n for n in range(3))", [0, 1, 4]],
    ["{'a': 1}.values()", [1]],
    ["'\\ud800'", "?"],
    ["object.__name__", "object"],
  ])("returns %s as %j", async (expression, value) => {
    expect(await evaluate(expression)).toEqual(value);
  });

  it.each([
    [
      "datetime.date(2026, 1, 2), Decimal('1.10'), Fraction(1, 3)",
      "import datetime\nfrom decimal import Decimal\nfrom fractions import Fraction",
      ["2026-01-02", "1.10", "1/3"],
    ],
    [
      "[P(1, 'a'), C.RED, N(1, 2)]",
      `from dataclasses import dataclass
from enum import Enum
from collections import namedtuple
@dataclass
class P:
    x: int
    y: str
class C(Enum):
    RED = "red"
N = namedtuple("N", "a b")`,
      [{ x: 1, y: "a" }, "red", [1, 2]],
    ],
  ])("returns %s as data", async (expression, imports, value) => {
    expect(await evaluate(expression, imports)).toEqual(value);
  });

  it("refuses a value that contains itself", async () => {
    const { failure } = await run("def tool():\n    a = []\n    a.append(a)\n    return a");
    expect(failure).toMatchObject({
      name: "ValueError",
      message: expect.stringContaining("contains itself"),
    });
  });

  it("knows the names of typing without an import", async () => {
    const source = `def tool(self: "Agent", a: Optional[str] = None, b: List[Dict[str, Any]] = []) -> Union[str, int]:
    return str(Optional[str])`;
    expect((await run(source)).value).toBe("str | None");
  });

  it("runs a function of the standard library's kind, recursive and with helpers beside it", async () => {
    const source = `import re, json, math, collections
WORDS = re.compile(r"\\w+")
def count(text):
    return collections.Counter(WORDS.findall(text))
def tool(text: str):
    return json.dumps(count(text), sort_keys=True)`;
    expect((await run(source, { args: { text: "a b a" } })).value).toBe('{"a": 2, "b": 1}');
  });

  it("awaits an async function, and runs one that brings its own loop", async () => {
    const source = "import asyncio\nasync def tool():\n    await asyncio.sleep(0.01)\n    return 'slept'";
    expect((await run(source)).value).toBe("slept");
  });
});

describe("failures", () => {
  it.each([
    ["def tool():\n    x = 1\n    raise RuntimeError('it broke')", "RuntimeError", "it broke", 3],
    ["def f():\n    return {}['a']\ndef tool():\n    return f()", "KeyError", "'a'", 2],
    ["import json\ndef tool():\n    return json.loads('{')", "JSONDecodeError", /^Expecting property/, 3],
    ["def tool():\n    return 1 +", "SyntaxError", "invalid syntax", 2],
    ["x = 1 / 0\ndef tool():\n    pass", "ZeroDivisionError", /by zero/, 1],
    ["def other():\n    pass", "NameError", "The source has no function named 'tool'.", null],
    ["def tool(a):\n    pass", "TypeError", /missing 1 required positional argument: 'a'/, null],
    ["def tool():\n    return tool()", "RecursionError", /maximum recursion depth/, 2],
    ["import sys\ndef tool():\n    sys.exit(3)", "SystemExit", "The tool called exit(3).", 3],
    ["def tool():\n    raise KeyboardInterrupt", "KeyboardInterrupt", "", 2],
    ["async def tool():\n    assert False, 'no'", "AssertionError", "no", 2],
    ["class E(Exception):\n    def __str__(self):\n        return 1\ndef tool():\n    raise E", "E", "", 5],
    ["def tool():\n    raise ExceptionGroup('both', [ValueError('a')])", "ExceptionGroup", /^both/, 2],
  ])("%j fails", async (source, name, message, line) => {
    const { failure, value } = await run(source);
    expect(failure).toEqual({
      name,
      message: typeof message === "string" ? message : expect.stringMatching(message),
      line,
    });
    expect(value).toBeNull();
  });
});

describe("the log", () => {
  it("has what was printed, with errors as warnings", async () => {
    const source = `import sys, logging
def tool():
    print("one", 2)
    print("no end", end="")
    sys.stderr.write("bad\\n")
    logging.warning("careful")
    return "ok"`;
    const { log, value } = await run(source);
    expect(value).toBe("ok");
    expect(log).toEqual([
      { level: "log", text: "one 2" },
      { level: "warn", text: "bad" },
      { level: "warn", text: "WARNING:root:careful" },
      { level: "log", text: "no end" },
    ]);
  });

  it("keeps what came before a failure", async () => {
    const { log, failure } = await run("def tool():\n    print('before')\n    raise ValueError('x')");
    expect(failure?.name).toBe("ValueError");
    expect(log).toEqual([{ level: "log", text: "before" }]);
  });
});

describe("limits", () => {
  const limits = { output_characters: 1000, time_ms: 200 };

  it.each([
    ["returned", "return 'x' * 10_000"],
    ["returned", "return list(range(10_000))"],
    ["returned", "return iter(int, 1)"],
    ["returned", "return 10 ** 100_000"],
    ["logged", "print('x' * 10_000)"],
    ["logged", "for n in range(10_000): print()"],
    ["logged", "try:\n        print('x' * 10_000)\n    except OSError: pass"],
  ])("what is %s: %s", async (what, body) => {
    const { failure, log } = await run(`def tool():\n    ${body}`, { limits: { output_characters: 1000 } });
    expect(failure).toEqual({
      name: "OutputTooLarge",
      message: `The tool ${what} more than 1,000 characters.`,
      line: null,
    });
    expect(log.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(1000);
    expect((await run("def tool():\n    print('a')\n    return 1")).log).toHaveLength(1);
  });

  it("ends what never settles", async () => {
    const source = "import asyncio\nasync def tool():\n    print('waits')\n    await asyncio.Future()";
    const { failure, log } = await run(source, { limits });
    expect(failure).toEqual({
      name: "Timeout",
      message: "The tool did not come to its end within 0.2 s.",
      line: null,
    });
    expect(log).toEqual([{ level: "log", text: "waits" }]);
    expect(await evaluate("1")).toBe(1);
  });

  it("stops when told to", async () => {
    const stop = new AbortController();
    const source = "import asyncio\nasync def tool():\n    await asyncio.Future()";
    const outcome = run(source, { signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    await expect(outcome).rejects.toMatchObject({ code: "cancelled" });
    await expect(run(source, { signal: stop.signal })).rejects.toMatchObject({ code: "cancelled" });
  });
});

describe("calls know nothing of each other", () => {
  it("gives each its own globals, builtins and streams", async () => {
    await run(`import builtins, sys, io
seen = 1
def tool():
    builtins.print = lambda *a: 1 / 0
    builtins.leaked = True
    sys.stdout = io.StringIO()
    sys.setrecursionlimit(50)`);
    const source = `def tool():
    print("fine")
    return [name in globals() or hasattr(__builtins__, name) for name in ("seen", "leaked")]`;
    const { value, log, failure } = await run(source);
    expect({ value, failure, log: log.length }).toEqual({ value: [false, false], failure: null, log: 1 });
  });

  it("ends tasks that a call leaves behind", async () => {
    await run(`import asyncio
async def late():
    await asyncio.sleep(0.05)
    print("late")
async def tool():
    asyncio.create_task(late())`);
    const source = "import asyncio\nasync def tool():\n    await asyncio.sleep(0.1)";
    expect((await run(source)).log).toEqual([]);
  });
});

describe("the agent's memory", () => {
  it("is there for tools written for a Python server: waits without await", async () => {
    const { host, blocks, archive, asked } = createHost();
    const source = `def tool(self: "Agent", task: str):
    """Push a task."""
    import json
    print("labels", self.memory.list_block_labels())
    current = str(self.memory.get_block("human").value)
    self.memory.update_block_value(label="human", value=current + "\\n" + task)
    self.persistence_manager.archival_memory.insert("did " + task)
    found, total = self.persistence_manager.archival_memory.search("did", count=5)
    return {"human": self.memory.get_block("human").value, "found": found, "total": total}`;
    const { failure, value, log } = await run(source, { args: { task: "wash" }, host });
    expect(failure).toBeNull();
    expect(value).toEqual({
      human: "Name: Ann\nwash",
      found: [{ timestamp: "2026-11-24T10:00:00Z", content: "did wash" }],
      total: 1,
    });
    expect(blocks.human).toBe("Name: Ann\nwash");
    expect(archive).toEqual(["did wash"]);
    expect(log).toEqual([{ level: "log", text: "labels ['human', 'persona']" }]);
    // Nothing was asked twice.
    expect(asked.map(([method]) => method)).toEqual([
      "readBlocks",
      "readBlocks",
      "readBlocks",
      "replaceInBlock",
      "insertArchival",
      "searchArchival",
      "readBlocks",
    ]);
  });

  it("is `agent`, awaited in an async def and not elsewhere", async () => {
    const { host, asked } = createHost();
    const lines = `blocks = AWAIT agent.read_blocks()
    one = AWAIT agent.read_block("persona")
    AWAIT agent.append_block("human", "a")
    AWAIT agent.replace_in_block("human", "a", "b")
    AWAIT agent.insert_archival("fact")
    found = AWAIT agent.search_archival("fact", limit=3)
    return [blocks[1]["value"], one, [one["text"] for one in found]]`;
    const expected = ["I am Ada.", "I am Ada.", ["fact"]];
    const waiting = await run(`def tool():\n    ${lines.replaceAll("AWAIT ", "")}`, { host });
    expect(waiting).toMatchObject({ failure: null, value: expected });
    const calls = asked.splice(0);
    const awaiting = await run(`async def tool():\n    ${lines.replaceAll("AWAIT", "await")}`, { host });
    expect(awaiting).toMatchObject({ failure: null, value: [...expected.slice(0, 2), ["fact", "fact"]] });
    expect(asked).toEqual(calls);
    expect(calls.slice(2)).toEqual([
      ["appendBlock", ["human", "a"]],
      ["replaceInBlock", ["human", "a", "b"]],
      ["insertArchival", ["fact"]],
      ["searchArchival", ["fact", 3]],
    ]);
  });

  it("refuses with an error that can be caught, and names the line", async () => {
    const { host } = createHost();
    const long = `agent.append_block("human", "x" * 200)`;
    const { failure } = await run(`def tool():\n    ${long}`, { host });
    expect(failure).toEqual({
      name: "AgentError",
      message: "The block would be too long. Shorten it.",
      line: 2,
    });
    const caught = await run(
      `def tool():\n    try:\n        ${long}\n    except Exception as error:\n        return f"no: {error}"`,
      { host },
    );
    expect(caught.value).toBe("no: The block would be too long. Shorten it.");
    const missing = await run(`def tool(self):\n    self.memory.get_block("tasks")`, { host });
    expect(missing.failure).toMatchObject({ name: "KeyError", message: expect.stringContaining("tasks") });
  });

  it("says why, where it would have to be asked again but something else is", async () => {
    const { host } = createHost();
    const source = `import random
def tool():
    agent.append_block("human", str(random.random()))
    agent.read_blocks()`;
    const { failure } = await run(source, { host });
    // Where Python can wait, it just runs.
    if (failure) expect(failure.message).toContain("did not ask the same again");
  });
});

describe("the network", () => {
  it("is http_fetch, where it is allowed", async () => {
    const { host, requests } = createHost();
    const source = `def tool(url: str):
    answer = http_fetch(url, method="post", headers={"X-A": 1}, body={"q": 1})
    return [answer.status, answer.ok, answer.headers["content-type"], answer.json()]`;
    const { value, failure } = await run(source, { args: { url: "https://api.example.com/a" }, host });
    expect(failure).toBeNull();
    expect(value).toEqual([201, true, "application/json", { sent: '{"q": 1}' }]);
    expect(requests).toEqual([
      {
        url: "https://api.example.com/a",
        method: "POST",
        headers: { "X-A": "1", "content-type": "application/json" },
        body: '{"q": 1}',
      },
    ]);
    const refused = await run(source, { args: { url: "https://other.example.com/" }, host });
    expect(refused.failure).toEqual({ name: "FetchError", message: expect.any(String), line: 2 });
    expect(refused.failure?.message).toContain("This host is not allowed.");
  });

  it.each([
    ["import urllib.request\n    urllib.request.urlopen('https://example.com')", "FetchError"],
    ["from urllib.request import urlopen\n    urlopen('http://example.com')", "FetchError"],
    ["import http.client\n    http.client.HTTPConnection('example.com').request('GET', '/')", "FetchError"],
    ["import socket\n    socket.create_connection(('127.0.0.1', 80))", "FetchError"],
    ["import requests", "ModuleNotFoundError"],
    ["import pyodide.http", "ModuleNotFoundError"],
  ])("%j says what to use", async (body, name) => {
    const { failure } = await run(`def tool():\n    ${body}`);
    expect(failure).toMatchObject({ name, message: expect.stringContaining("http_fetch(url") });
  });
});

describe("what is not there", () => {
  it.each([
    ["import js", "ModuleNotFoundError"],
    ["import pyodide_js", "ModuleNotFoundError"],
    ["import pyodide.code\n    pyodide.code.run_js('1')", "ModuleNotFoundError"],
    ["import micropip", "ModuleNotFoundError"],
    ["import subprocess\n    subprocess.run(['ls'])", "OSError"],
    ["import os\n    os.fork()", "OSError"],
    ["import threading\n    threading.Thread(target=print).start()", "RuntimeError"],
    ["open('/etc/passwd')", "FileNotFoundError"],
    ["open('/work')", "FileNotFoundError"],
    ["input()", "EOFError"],
  ])("%j fails", async (body, name) => {
    const { failure } = await run(`def tool():\n    ${body}`);
    expect(failure?.name).toBe(name);
  });
});
