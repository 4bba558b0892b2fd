/** A thousand requests that are wrong in some way: each is refused with words, and changes nothing. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { createLocalKit, type LocalKit } from "../client/testing/local-kit.ts";
import { seededRandom } from "../vector/testing/sample-vectors.ts";
import { createRouter } from "./router.ts";

const REQUESTS = 1000;

interface Wrong {
  method: string;
  path: string;
  body?: string;
  headers?: Record<string, string>;
}

const TOOL_SOURCE =
  "/**\n * Doubles.\n * @param x A number.\n */\nfunction twice(x: number) {\n  return 2 * x;\n}";

let kit: LocalKit;
let agent: string;
let block: string;
let source: string;
let tool: string;
let answer: (request: Request) => Promise<Response>;

beforeAll(async () => {
  kit = await createLocalKit();
  agent = (await kit.client.createAgent({ name: "Fuzzed" })).id;
  block = (await kit.client.createBlock({ label: "note", name: "fuzzed", text: "kept" })).id;
  source = (await kit.client.createSource("fuzzed")).id;
  tool = (await kit.client.createTool({ func: TOOL_SOURCE })).id;
  answer = createRouter({ client: kit.client, version: "test" });
});
afterAll(() => kit.client.close());

async function everything(): Promise<string> {
  const tables = await Promise.all(
    kit.db.tables.map(async (table) => [table.name, await table.toArray()] as const),
  );
  return JSON.stringify(tables);
}

/** Bodies that are right, with the fields that must be what they are: spoiling one of those makes the body wrong. */
const bodies = (): { method: string; path: string; body: Record<string, unknown>; needed: string[] }[] => [
  {
    method: "POST",
    path: "/v1/agents",
    body: { name: "x" },
    needed: ["name", "tools", "memory", "llm_config", "metadata_"],
  },
  {
    method: "PATCH",
    path: `/v1/agents/${agent}`,
    body: { description: "x" },
    needed: ["description", "tools", "memory", "llm_config", "message_ids"],
  },
  { method: "PATCH", path: `/v1/agents/${agent}/memory`, body: { human: "x" }, needed: ["human"] },
  { method: "POST", path: `/v1/agents/${agent}/archival`, body: { text: "x" }, needed: ["text"] },
  {
    method: "POST",
    path: `/v1/agents/${agent}/messages`,
    body: { messages: [{ role: "user", text: "x" }] },
    needed: ["messages"],
  },
  { method: "POST", path: `/v1/agents/${agent}/command`, body: { command: "memory" }, needed: ["command"] },
  {
    method: "POST",
    path: "/v1/blocks",
    body: { label: "l", name: "n", value: "v" },
    needed: ["label", "name", "value", "limit"],
  },
  { method: "PATCH", path: `/v1/blocks/${block}`, body: { value: "v" }, needed: ["value", "name", "limit"] },
  { method: "POST", path: "/v1/sources", body: { name: "s" }, needed: ["name", "description", "metadata_"] },
  {
    method: "PATCH",
    path: `/v1/sources/${source}`,
    body: { name: "s" },
    needed: ["name", "description", "metadata_"],
  },
  {
    method: "POST",
    path: "/v1/tools",
    body: { source_code: TOOL_SOURCE },
    needed: ["source_code", "name", "source_type", "json_schema", "tags"],
  },
  {
    method: "PATCH",
    path: `/v1/tools/${tool}`,
    body: { name: "twice" },
    needed: ["source_code", "name", "source_type", "json_schema", "tags", "description"],
  },
  {
    method: "POST",
    path: "/v1/tools/run",
    body: { source_code: TOOL_SOURCE, args: { x: 1 } },
    needed: ["source_code", "source_type", "args", "name", "agent_id"],
  },
  {
    method: "POST",
    path: `/v1/agents/${agent}/approvals`,
    body: { call_id: "none", decision: "deny" },
    needed: ["call_id", "decision", "reason", "arguments"],
  },
];

/** What no field above takes: numbers, truth, nested lists of numbers. */
const spoiled = (random: () => number): unknown => {
  const kinds = [
    () => Math.floor(random() * 1e9) * (random() < 0.5 ? -1 : 1) - 0.5,
    () => true,
    () => [[random()], { length: 3 }],
    () => -1e308,
    () => [null],
  ];
  return kinds[Math.floor(random() * kinds.length)]?.();
};

function wrongRequests(): Wrong[] {
  const random = seededRandom(20_261_124);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const noise = (length: number) =>
    Array.from({ length }, () => pick([..."abcXYZ019 _-{}[]\"'\\%é語🌵"])).join("");
  const all = bodies();
  const kinds: (() => Wrong)[] = [
    // Broken JSON.
    () => {
      const { method, path, body } = pick(all);
      const text = JSON.stringify(body);
      return {
        method,
        path,
        body: pick([text.slice(0, -1 - Math.floor(random() * 4)), `${text}]`, "", noise(20), "{'a':1}"]),
      };
    },
    // No object at all.
    () => {
      const { method, path } = pick(all);
      return { method, path, body: JSON.stringify(pick([null, 1, "text", [], [{}], true])) };
    },
    // A field that has the wrong type.
    () => {
      const { method, path, body, needed } = pick(all);
      return { method, path, body: JSON.stringify({ ...body, [pick(needed)]: spoiled(random) }) };
    },
    // Messages that cannot be.
    () => {
      const messages = pick<unknown>([
        [],
        [{ role: "user" }],
        [{ role: "assistant", text: "x" }],
        [{ role: "tool", text: noise(4) }],
        [{ role: "user", text: "" }],
        [{ role: "user", text: "   " }],
        [{ role: "user", text: "/memory" }],
        [{ role: "user", text: 7 }],
        [
          { role: "user", text: "one" },
          { role: "user", text: "two" },
        ],
        "text",
        { role: "user", text: "x" },
      ]);
      return { method: "POST", path: `/v1/agents/${agent}/messages`, body: JSON.stringify({ messages }) };
    },
    () => ({
      method: "POST",
      path: `/v1/agents/${agent}/messages`,
      body: JSON.stringify({
        messages: [{ role: "user", text: "x" }],
        ...pick<object>([
          { stream_tokens: true },
          { stream_steps: "yes" },
          { run_async: true },
          { return_message_object: 1 },
        ]),
      }),
    }),
    // Ids and names of nothing, and keys that mean something elsewhere.
    () => {
      const id = pick([
        "__proto__",
        "constructor",
        "toString",
        "agent-0",
        "..%2f..%2f",
        "%00",
        noise(8),
        "a".repeat(5000),
      ]);
      const path = pick(["agents", "blocks", "tools", "sources", "jobs", "tools/name", "sources/name"]);
      return {
        method: "GET",
        path: `/v1/${path}/${id.includes("%2f") || id === "%00" ? id : encodeURIComponent(id)}`,
      };
    },
    () => {
      const id = encodeURIComponent(pick(["agent-none", noise(6), "__proto__"]));
      const rest = pick([
        "/memory",
        "/messages",
        "/archival",
        "/memory/recall",
        "/memory/archival",
        "/memory/messages",
        "/sources",
        "/context",
      ]);
      return { method: "GET", path: `/v1/agents/${id}${rest}` };
    },
    () => ({
      method: "DELETE",
      path: `/v1/${pick([`agents/none-${noise(3)}`, `agents/${agent}/archival/none`, "blocks/none", "sources/none", "requests/none", "tools/none", "tools/tool-send_message"]).replace(/[^\w/-]/g, "")}`,
    }),
    () => ({
      method: "PATCH",
      path: `/v1/agents/${agent}/messages/none`,
      body: JSON.stringify({ text: "x" }),
    }),
    () => ({
      method: "PATCH",
      path: `/v1/agents/${agent}/memory`,
      body: JSON.stringify(
        pick<object>([
          { nothing: "x" },
          { __proto__x: "x" },
          { human: "y".repeat(3000) },
          { human: "fine", other: "x" },
        ]),
      ),
    }),
    // Queries.
    () => ({
      method: "GET",
      path: `/v1/agents/${agent}/${pick(["messages", "archival"])}?${pick(["limit=0", "limit=-1", "limit=1.5", "limit=many", "limit=99999999999999999999", "before=none", "after=none"])}`,
    }),
    () => ({
      method: "GET",
      path: `/v1/agents/${agent}/messages?msg_object=${encodeURIComponent(noise(4))}x`,
    }),
    () => ({ method: "GET", path: `/v1/blocks?templates_only=${encodeURIComponent(noise(3))}x` }),
    () => ({
      method: "POST",
      path: `/v1/sources/${source}/${pick(["attach", "detach"])}${pick(["", "?agent_id=", "?agent_id=none", "?agent=x"])}`,
    }),
    // Methods and places that are not there.
    () => ({
      method: pick(["PUT", "DELETE", "PATCH"]),
      path: pick(["/v1/agents", "/v1/health", "/v1/models", "/v1/jobs/active"]),
    }),
    () => ({
      method: pick(["GET", "POST"]),
      path: `/${pick(["", "v2/agents", "v1", "v1/agent", `v1/${encodeURIComponent(noise(9))}`, "api/x"])}`,
      ...(random() < 0.3 ? {} : {}),
    }),
    // Uploads without a file.
    () => ({
      method: "POST",
      path: `/v1/sources/${source}/upload`,
      body: noise(30),
      headers: {
        "content-type": pick([
          "application/json",
          "multipart/form-data",
          "multipart/form-data; boundary=x",
          "text/plain",
        ]),
      },
    }),
    // Edits over their limits.
    () => ({
      method: "PATCH",
      path: `/v1/blocks/${block}`,
      body: JSON.stringify(
        pick<object>([
          { value: "z".repeat(2001) },
          { limit: 0 },
          { limit: 2.5 },
          { limit: 1 },
          { limit: "9" },
        ]),
      ),
    }),
    () => ({
      method: "POST",
      path: "/v1/agents",
      body: JSON.stringify(
        pick<object>([
          { name: "Fuzzed" },
          { name: "" },
          { name: "a/b" },
          { name: "n".repeat(51) },
          { name: "x", tools: ["no_such_tool"] },
          { name: "x", memory: {} },
          { name: "x", memory: { memory: { human: { value: "v".repeat(9000) } } } },
          { name: "x", memory: { memory: { human: {} } } },
          { name: "x", memory: { memory: {}, prompt_template: "{% for %}" } },
          { name: "x", llm_config: { model: "" } },
          { name: "x", llm_config: { model: "m", context_window: -5 } },
        ]),
      ),
    }),
  ];
  return Array.from({ length: REQUESTS }, (_, nth) => (kinds[nth % kinds.length] as () => Wrong)());
}

it(`${REQUESTS} malformed requests are answered with 4xx, and change nothing`, {
  timeout: 60_000,
}, async () => {
  const before = await everything();
  const seen = new Map<number, number>();
  for (const wrong of wrongRequests()) {
    const { method, path, body, headers } = wrong;
    const shown = `${method} ${path.slice(0, 120)} ${body?.slice(0, 200) ?? ""}`;
    const response = await answer(
      new Request(`http://engram.local${path}`, {
        method,
        ...(headers ? { headers } : {}),
        ...(body === undefined || method === "GET" ? {} : { body }),
      }),
    );
    expect(response.status, shown).toBeGreaterThanOrEqual(400);
    expect(response.status, shown).toBeLessThan(500);
    const said = (await response.json()) as { detail?: unknown; error?: { message?: string } };
    expect(said.detail, shown).toBeTruthy();
    expect(said.error?.message, shown).toBeTruthy();
    seen.set(response.status, (seen.get(response.status) ?? 0) + 1);
  }
  expect(await everything()).toBe(before);
  // All the ways of saying no were needed.
  expect([...seen.keys()].sort()).toEqual([400, 404, 405, 409, 422]);
});
