import { describe, expect, it, vi } from "vitest";
import { createInProcessSandbox } from "../testing/in-process-sandbox.ts";
import { toolRunner } from "../testing/tool-runner.ts";

const run = toolRunner(createInProcessSandbox());

describe("the function that is called", () => {
  it.each<[string, string, Record<string, unknown>, unknown]>([
    ["declared", "function tool(a, b) { return a + b }", { b: 2, a: 1 }, 3],
    ["async", "async function tool(a) { return await a }", { a: "x" }, "x"],
    ["exported", "export async function tool(a) { return a }", { a: [1] }, [1]],
    ["an arrow", "const tool = (a) => a", { a: { b: null } }, { b: null }],
    ["an exported arrow", "export const tool = async (a) => a", { a: 1 }, 1],
    ["exported in a list", "function tool() { return 1 }\nexport { tool as default };", {}, 1],
    ["the default export", "export default function tool(a) { return a }", { a: 1 }, 1],
    ["a default export without a name", "export default (a) => a + 1", { a: 1 }, 2],
    ["a default function without a name", "export default async function (a) { return a + 1 }", { a: 1 }, 2],
    ["a function's own text", "(a) => a + 1", { a: 1 }, 2],
    ["one of several", "const half = (n) => n / 2; function tool(n) { return half(n) }", { n: 4 }, 2],
    [
      "beside other exports",
      "export class Half {}\nexport const two = 2;\nfunction tool() { return two }",
      {},
      2,
    ],
    [
      "named as a global of the sandbox",
      "const agent = 1; function tool(fetch) { return fetch }",
      { fetch: 2 },
      2,
    ],
  ])("is %s", async (_, source, args, value) => {
    expect(await run(source, { args })).toMatchObject({ failure: null, value });
  });

  it.each<[string, string, Record<string, unknown>, unknown]>([
    ["by name", "function tool(b, a) { return [a, b] }", { a: 1, b: 2 }, [1, 2]],
    ["or their default", "function tool(a, b = 10, c = 3) { return [a, b, c] }", { a: 1, c: 2 }, [1, 10, 2]],
    ["or nothing", "function tool(a, b) { return [typeof b, arguments.length] }", { a: 1 }, ["undefined", 2]],
    ["all in one object", "function tool({ a, b = 2 }) { return [a, b] }", { a: 1 }, [1, 2]],
    ["all in one object or its default", "function tool({ a = 5 } = {}) { return a }", {}, 5],
    [
      "the rest as they are",
      "function tool(a, ...rest) { return [a, ...rest] }",
      { a: 1, rest: [2] },
      [1, 2],
    ],
    ["without those it does not have", "function tool(a) { return arguments.length }", { a: 1, z: 1 }, 1],
    ["null as null", "function tool(a = 1) { return a }", { a: null }, null],
    [
      "however deep",
      "function tool(a) { return a.b[1].c }",
      { a: { b: [0, { c: "\u0000\ud800é😀" }] } },
      "\u0000\ud800é😀",
    ],
  ])("gets its arguments %s", async (_, source, args, value) => {
    expect(await run(source, { args })).toMatchObject({ failure: null, value });
  });

  it("may be written in TypeScript", async () => {
    const source = `import type { Thing } from "./thing";
enum Unit { Metre = "m", Foot = "ft" }
interface Length { value: number; unit: Unit }
export type Lengths = Length[];
export async function tool(this: void, lengths: Lengths, factor?: number): Promise<string> {
  const sum = lengths.reduce<number>((all, { value }) => all + value, 0) * (factor ?? 1);
  return \`\${sum satisfies number}\${Unit.Metre as string}\`;
}`;
    expect(
      await run(source, { language: "typescript", args: { lengths: [{ value: 2 }], factor: 3 } }),
    ).toMatchObject({
      failure: null,
      value: "6m",
    });
  });
});

describe("the result", () => {
  it.each<[string, unknown]>([
    ["undefined", null],
    ["null", null],
    ["'é\\u0000\\ud800'", "é\u0000\ud800"],
    ["1.5", 1.5],
    ["NaN", "NaN"],
    ["-Infinity", "-Infinity"],
    ["2n ** 70n", "1180591620717411303424"],
    ["[1, undefined, () => 1, [2n]]", [1, null, null, ["2"]]],
    ["({ a: undefined, b: 1, c() {}, [Symbol()]: 1 })", { b: 1 }],
    ["new Date(0)", "1970-01-01T00:00:00.000Z"],
    ["new Date(NaN)", null],
    ["new Map([['a', 1], [2, new Set([3])]])", { a: 1, 2: [3] }],
    ["new Map([[{ a: 1 }, 2]])", [[{ a: 1 }, 2]]],
    ["new Set(['a', undefined])", ["a", null]],
    ["new Error('no')", { name: "Error", message: "no" }],
    ["/a+/g", "/a+/g"],
    ["new Uint8Array([1, 2])", [1, 2]],
    ["new Uint8Array([1, 2]).buffer", [1, 2]],
    ["Object.create(null, { a: { value: 1, enumerable: true } })", { a: 1 }],
    ["new (class { constructor() { this.a = 1 } get b() { return 2 } })()", { a: 1 }],
    ["({ toJSON: () => ({ a: 1n }) })", { a: "1" }],
    ["Promise.resolve({ then: (f) => f(1) })", 1],
    ["(() => { const same = {}; return [same, same] })()", [{}, {}]],
  ])("of %s", async (expression, value) => {
    expect(await run(`function tool() { return ${expression} }`)).toMatchObject({ failure: null, value });
  });

  it.each([
    ["const a = {}; a.a = a; return a", "TypeError", /contains itself/],
    ["const a = []; a.push(new Map([[1, a]])); return a", "TypeError", /contains itself/],
    ["let a = 1; for (let i = 0; i < 500; i++) a = [a]; return a", "TypeError", /nested deeper/],
    ["return () => 1", "TypeError", /function/],
    ["return Symbol('a')", "TypeError", /symbol/],
    ["return { page: fetch('https://example.com') }", "TypeError", /not awaited/],
  ])("of %s is refused", async (body, name, message) => {
    const { failure, value } = await run(`function tool() { ${body} }`);
    expect(failure).toMatchObject({ name, message: expect.stringMatching(message) });
    expect(value).toBeNull();
  });
});

describe("a failure", () => {
  it.each<[string, string, string, RegExp, number | null]>([
    ["a thrown error", "function tool() {\n  throw new RangeError('no')\n}", "RangeError", /^no$/, 2],
    ["an error of the engine", "function tool() {\n\n  return null.a\n}", "TypeError", /null/, 3],
    [
      "an error below",
      "const f = () => {\n  throw new Error('x')\n}\nfunction tool() { f() }",
      "Error",
      /x/,
      2,
    ],
    [
      "a class of its own",
      "class Odd extends Error { name = 'Odd' }\nfunction tool() { throw new Odd('x') }",
      "Odd",
      /x/,
      2,
    ],
    [
      "an error after a wait",
      "async function tool() {\n  await null;\n  throw new Error('late')\n}",
      "Error",
      /late/,
      3,
    ],
    ["an error on the way", "let a = 1;\nnull.x;\nfunction tool() {}", "TypeError", /null/, 2],
    ["a text", "function tool() { throw 'no' }", "Error", /^no$/, null],
    ["an object", "function tool() { throw { code: 1 } }", "Error", /^\{"code":1\}$/, null],
    ["nothing", "function tool() { throw undefined }", "Error", /^undefined$/, null],
    ["null", "function tool() { throw null }", "Error", /^null$/, null],
    [
      "an error that cannot be read",
      "function tool() { const e = new Error(); Object.defineProperty(e, 'message', { get() { throw e } }); throw e }",
      "Error",
      /cannot be read/,
      null,
    ],
    ["a syntax error", "function tool() {\n  return 1 +\n}", "SyntaxError", /Unexpected token/, 3],
    ["a return outside", "function tool() {}\nreturn 1", "SyntaxError", /./, 2],
    ["types in JavaScript", "function tool(a: string) {}", "SyntaxError", /./, 1],
    ["an import", "\nimport fs from 'fs';\nfunction tool() {}", "ImportError", /one file/, 2],
    ["an export from elsewhere", "export * from 'x'", "ImportError", /one file/, 1],
    ["a lazy import", "async function tool() {\n  await import('x') }", "Error", /one file/, 2],
    ["no such function", "function other() {}", "NoSuchFunction", /there is other/, null],
    ["no function", "const tool = 1", "NoSuchFunction", /no function/, null],
    ["two patterns", "function tool(a, { b }) {}", "SyntaxError", /needs a name/, 1],
    [
      "an error of a timer",
      "async function tool() {\n  setTimeout(() => { throw new Error('tick') }, 1);\n  await new Promise((f) => setTimeout(f, 1000))\n}",
      "Error",
      /tick/,
      2,
    ],
    [
      "a refused request",
      "async function tool() {\n  await null;\n  return fetch('https://evil.test')\n}",
      "Error",
      /may not reach/,
      3,
    ],
  ])("of %s", async (_, source, name, message, line) => {
    expect(await run(source)).toMatchObject({
      value: null,
      failure: { name, message: expect.stringMatching(message), line },
    });
  });

  it("tells the line of TypeScript as it was written", async () => {
    const source =
      "interface A {\n  a: string;\n}\n\nfunction tool(a: A): void {\n  throw new Error('x');\n}";
    expect((await run(source, { language: "typescript", args: { a: { a: "" } } })).failure?.line).toBe(6);
  });
});

describe("inside", () => {
  it("the log is kept, with its levels", async () => {
    const { log } = await run(`function tool() {
      console.log("a", 1, { b: [2n, undefined] }, new Map([["c", 1]]), undefined, null, "\\u0000");
      console.debug(() => 1); console.info(Symbol.iterator, 5n); console.warn(new TypeError("no"));
      const round = {}; round.self = round; console.error(round, new Proxy({}, { ownKeys() { throw 1 } }));
    }`);
    expect(log).toEqual([
      { level: "log", text: 'a 1 {"b":["2",null]} {"c":1} undefined null \u0000' },
      { level: "debug", text: "[function]" },
      { level: "info", text: "[symbol] 5n" },
      { level: "warn", text: "TypeError: no" },
      { level: "error", text: '{"self":"[itself]"} { [could not be read]' },
    ]);
  });

  it("what was logged before a failure is kept", async () => {
    const { log, failure } = await run("function tool() { console.log('so far'); null.x }");
    expect(log).toEqual([{ level: "log", text: "so far" }]);
    expect(failure?.name).toBe("TypeError");
  });

  it("fetch goes through the host", async () => {
    const fetch = vi.fn(async () => ({
      url: "https://example.com/after",
      status: 404,
      headers: { "content-type": "application/json" },
      body: '{"a":[1]}',
    }));
    const { value, failure } = await run(
      `async function tool() {
        const answer = await fetch(new URL("/x?y=1", "https://example.com"), {
          method: "post", headers: { Accept: "*/*" }, body: JSON.stringify({ q: 1 }),
        });
        return [answer.ok, answer.status, answer.url, answer.headers.get("Content-Type"), answer.headers.get("x"),
          await answer.text(), await answer.json()];
      }`,
      { host: { fetch } },
    );
    expect(failure).toBeNull();
    expect(fetch).toHaveBeenCalledWith(
      { url: "https://example.com/x?y=1", method: "POST", headers: { accept: "*/*" }, body: '{"q":1}' },
      expect.any(AbortSignal),
    );
    expect(value).toEqual([
      false,
      404,
      "https://example.com/after",
      "application/json",
      null,
      '{"a":[1]}',
      { a: [1] },
    ]);
  });

  it("the agent object goes through the host", async () => {
    const callAgent = vi.fn(async (method: string, args: unknown[]): Promise<unknown> => [method, args]);
    const { value } = await run(
      `async function tool() {
        return Promise.all([
          agent.readBlocks(), agent.readBlock("human"), agent.appendBlock("human", "x"),
          agent.replaceInBlock("human", "x", "y"), agent.insertArchival("z"), agent.searchArchival("q", { limit: 3 }),
        ]);
      }`,
      { host: { callAgent } },
    );
    expect(value).toEqual([
      ["readBlocks", []],
      ["readBlock", ["human"]],
      ["appendBlock", ["human", "x"]],
      ["replaceInBlock", ["human", "x", "y"]],
      ["insertArchival", ["z"]],
      ["searchArchival", ["q", { limit: 3 }]],
    ]);
  });

  it("an error of the host can be caught", async () => {
    const callAgent = async () => {
      throw new Error("There is no such block.");
    };
    const { value } = await run(
      "async function tool() { try { await agent.readBlock('x') } catch (error) { return [error instanceof Error, error.message] } }",
      { host: { callAgent } },
    );
    expect(value).toEqual([true, "There is no such block."]);
  });

  it("timers come in order and can be taken back", async () => {
    const { value } = await run(`async function tool() {
      const seen = [];
      setTimeout((x) => seen.push(x), 20, "later");
      setTimeout(() => seen.push("soon"), 1);
      clearTimeout(setTimeout(() => seen.push("never"), 2));
      await new Promise((done) => setTimeout(done, 60));
      return seen;
    }`);
    expect(value).toEqual(["soon", "later"]);
  });

  it("what is under way when it ends is ended", async () => {
    let signal: AbortSignal | undefined;
    const fetch = (_: unknown, given: AbortSignal) => {
      signal = given;
      return new Promise<never>(() => {});
    };
    const { value } = await run("function tool() { fetch('https://example.com'); return 1 }", {
      host: { fetch },
    });
    expect(value).toBe(1);
    expect(signal?.aborted).toBe(true);
  });

  it.each<[string, unknown]>([
    [
      "new URL('../c?d=1#e', 'https://u:p@example.com:8080/a/b').href",
      "https://u:p@example.com:8080/c?d=1#e",
    ],
    [
      "(() => { const u = new URL('https://example.com'); u.pathname = '/a b'; u.searchParams.set('q', 'x&y'); u.hash = 'z'; return u.toString() })()",
      "https://example.com/a%20b?q=x%26y#z",
    ],
    ["[URL.canParse('x'), URL.canParse('x', 'http://a')]", [false, true]],
    ["JSON.stringify([new URL('http://a')])", '["http://a/"]'],
    ["new URLSearchParams({ a: 'b c', 'd': 'é~' }).toString()", "a=b+c&d=%C3%A9%7E"],
    [
      "[...new URLSearchParams('?a=1&a=%C3%A9+x&b')]",
      [
        ["a", "1"],
        ["a", "é x"],
        ["b", ""],
      ],
    ],
    ["[...new TextEncoder().encode('é😀')]", [195, 169, 240, 159, 152, 128]],
    ["new TextDecoder().decode(new TextEncoder().encode('é😀\\u0000'))", "é😀\u0000"],
    [
      "new TextDecoder().decode(new Uint8Array([0x61, 0xe0, 0x80, 0xf0, 0x9f, 0x62]))",
      "a\ufffd\ufffd\ufffdb",
    ],
    ["btoa('\\u0000ÿab') + atob(btoa('\\u0000ÿab'))", `${btoa("\u0000ÿab")}\u0000ÿab`],
    [
      "[btoa(''), btoa('a'), btoa('ab'), btoa('abc'), atob('YQ=='), atob('YQ'), atob('Y W J j')]",
      ["", "YQ==", "YWI=", "YWJj", "a", "a", "abc"],
    ],
    [
      "(() => { const a = { d: new Date(0), m: new Map([[1, new Set([2])]]) }; a.self = a; const b = structuredClone(a); return [b !== a, b.self === b, b.d.getTime(), b.m.get(1).has(2)] })()",
      [true, true, 0, true],
    ],
    [
      "/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID())",
      true,
    ],
    ["new Set(crypto.getRandomValues(new Uint8Array(1000))).size > 100", true],
  ])("there is %s", async (expression, value) => {
    expect(await run(`function tool() { return ${expression} }`)).toMatchObject({ failure: null, value });
  });
});
