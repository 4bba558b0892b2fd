/** Code of tools in JavaScript, in the sandbox of the built app: what it can do, and what it cannot. */
import type { ToolTrial } from "../src/client/abstract-client.ts";
import type { App } from "./support/app.ts";
import { expect, test } from "./support/fixtures.ts";

const SECOND = 1000;
const MEGABYTE = 1024 ** 2;

interface Attempt {
  body: string;
  /** Names that its failure may have. */
  fails: string[];
  limits?: { time_ms?: number; memory_bytes?: number };
}

const ATTEMPTS: Record<string, Attempt> = {
  "the page": { body: "return window.parent.document.title", fails: ["ReferenceError"] },
  "the database": { body: "return indexedDB.databases()", fails: ["ReferenceError"] },
  "the worker's own scope": { body: "return self.postMessage('x')", fails: ["ReferenceError"] },
  "a script from elsewhere": {
    body: "return importScripts('https://example.com/x.js')",
    fails: ["ReferenceError"],
  },
  "a module from elsewhere": { body: "return import('https://example.com/x.js')", fails: ["Error"] },
  "a host that is not granted": { body: "return fetch('https://example.com/')", fails: ["Error"] },
  "the scope through a constructor": {
    body: "return (() => {}).constructor('return this')().navigator.userAgent",
    fails: ["TypeError"],
  },
  "an endless loop": { body: "for (;;);", fails: ["Timeout"], limits: { time_ms: SECOND } },
  "an endless loop of promises": {
    body: "for (;;) await null",
    fails: ["Timeout"],
    limits: { time_ms: SECOND },
  },
  // No handler of the engine is asked in there: only the end of the worker helps.
  "a loop inside the engine": {
    body: "return new Array(4e8).join('x').length",
    fails: ["Timeout"],
    limits: { time_ms: SECOND, memory_bytes: 1024 * MEGABYTE },
  },
  "all calls of the stack": { body: "const f = () => 1 + f(); return f()", fails: ["RangeError"] },
  "calls through the engine": { body: "const f = () => [1].map(f); return f()", fails: ["RangeError"] },
  "nesting without an end": {
    body: "return JSON.parse('['.repeat(1e5))",
    fails: ["RangeError", "SyntaxError"],
  },
  "a buffer of gigabytes": { body: "return new ArrayBuffer(3e9)", fails: ["OutOfMemory", "RangeError"] },
  "gigabytes in pieces": {
    body: "const all = []; for (;;) all.push(new ArrayBuffer(1e6))",
    fails: ["OutOfMemory"],
  },
  "a result of a hundred megabytes": {
    body: "return 'x'.repeat(1e8)",
    fails: ["OutputTooLarge"],
    limits: { memory_bytes: 512 * MEGABYTE },
  },
  "a log of a hundred megabytes": {
    body: "for (;;) console.log('x'.repeat(1e6))",
    fails: ["OutputTooLarge"],
  },
  "a promise that is never settled": { body: "await new Promise(() => {})", fails: ["NeverSettled"] },
};

/** Stores a tool of that body, as the person would, and tries it out. */
function attempt(app: App, { body, limits }: Pick<Attempt, "body" | "limits">): Promise<ToolTrial> {
  return app.client(
    async (client, { source, limits }) => {
      const tool = await client.createTool({ func: source, name: "attempt" });
      await client.updateToolSettings({ tool_id: tool.id, limits });
      return client.runTool({ tool_id: tool.id });
    },
    {
      source: `/** Tries something. */\nexport async function attempt() {\n${body}\n}`,
      limits: { time_ms: 20 * SECOND, memory_bytes: 64 * MEGABYTE, ...limits },
    },
  );
}

test("tools in JavaScript and TypeScript run in the page's sandbox", async ({ app }) => {
  await app.open();
  const script = await attempt(app, {
    body: "console.warn('so', { far: 1n });\nreturn { sum: [1, 2n, new Date(0)] }",
  });
  expect(script).toMatchObject({
    ok: true,
    value: { sum: [1, "2", "1970-01-01T00:00:00.000Z"] },
    log: [{ level: "warn", text: 'so {"far":"1"}' }],
  });
  const typed = await app.client((client) =>
    client.runTool({
      source_code:
        "/**\n * Adds.\n * @param a One.\n * @param b Other.\n */\nexport function add(a: number, b: number = 3): number { return a + b }",
      source_type: "typescript",
      args: { a: 4 },
    }),
  );
  expect(typed).toMatchObject({ ok: true, value: 7 });
  const failed = await attempt(app, { body: "\nthrow new RangeError('no')" });
  expect(failed.failure).toEqual({ name: "RangeError", message: "no", line: 4 });
});

test("what would break out, or never end, fails, and the next call works", async ({ app }) => {
  test.setTimeout(300_000);
  await app.open();
  for (const [what, { fails, ...tried }] of Object.entries(ATTEMPTS)) {
    const { ok, failure, value } = await attempt(app, tried);
    expect(ok, what).toBe(false);
    expect(fails, `${what}: ${failure?.message}`).toContain(failure?.name);
    expect(value, what).toBeNull();
    expect(await attempt(app, { body: "return typeof left" }), `after ${what}`).toMatchObject({
      value: "undefined",
    });
  }
  // The page is what it was.
  expect(await app.page.evaluate(() => "polluted" in {})).toBe(false);
  await expect(app.startButton).toBeVisible();
});

test("a host is reached once it is granted, until the grant is taken back; the app itself never", async ({
  app,
  llm,
}) => {
  await app.open();
  const asks = (address: string, allowed_hosts: string[]) =>
    app.client(
      async (client, { source, hosts }) => {
        const tool = await client.createTool({ func: source, name: "ask" });
        await client.updateToolSettings({ tool_id: tool.id, allowed_hosts: hosts });
        return client.runTool({ tool_id: tool.id });
      },
      {
        source: `/** Asks. */\nexport async function ask() { const answer = await fetch("${address}"); return [answer.status, typeof (await answer.json())] }`,
        hosts: allowed_hosts,
      },
    );
  const models = `${llm.url}/models`;
  const { host } = new URL(models);
  expect(await asks(models, [host])).toMatchObject({ ok: true, value: [200, "object"] });
  const refused = await asks(models, []);
  expect(refused.ok).toBe(false);
  expect(refused.failure?.message).toContain(host);

  const own = new URL(app.url);
  const itself = await asks(new URL("v1/agents", own).href, [own.host]);
  expect(itself.ok).toBe(false);
  expect(itself.failure?.message).toContain("this app itself");
});
