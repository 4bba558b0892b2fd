/** A call that waits for the person, decided about over HTTP. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { RESTClient } from "../client/rest-client.ts";
import { createLocalKit, type LocalKit, TEST_LLM_CONFIG } from "../client/testing/local-kit.ts";
import type { Message, StreamItem } from "../schemas/index.ts";
import { createRouter } from "./router.ts";
import { listen } from "./testing/listen.ts";

let kit: LocalKit;
let server: Awaited<ReturnType<typeof listen>>;
let rest: RESTClient;
let agent_id: string;
let tool_id: string;

beforeAll(async () => {
  kit = await createLocalKit();
  server = await listen(createRouter({ client: kit.client, version: "test" }));
  rest = await new RESTClient({ base_url: server.url }).connect();
  const tool = await rest.createTool({
    func: "/**\n * Rings a bell.\n * @param times How often.\n */\nfunction ring(times: number) {\n  return 'ding '.repeat(times).trim();\n}",
  });
  tool_id = tool.id;
  await kit.client.updateToolSettings({ tool_id, requires_approval: true });
  agent_id = (await rest.createAgent({ llm_config: TEST_LLM_CONFIG, tools: ["ring"] })).id;
});
afterAll(async () => {
  await server.close();
  kit.client.close();
});

const post = async (path: string, body: unknown) => {
  const response = await fetch(`${server.url}/v1${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
};

async function ask(): Promise<string> {
  kit.llm.script({ tool: ["ring", { times: 2, request_heartbeat: true }] });
  const stream = await rest.sendMessage({
    agent_id,
    role: "user",
    message: "Ring.",
    stream_steps: true,
    include_notices: true,
  });
  const items: StreamItem[] = [];
  for await (const item of stream) items.push(item);
  for (const item of items)
    if (typeof item === "object" && "notice" in item && item.notice.type === "approval-needed")
      return item.notice.call.id;
  throw new Error(`no call waits: ${JSON.stringify(items)}`);
}

it("is approved with other arguments, and answered as a document", async () => {
  const call_id = await ask();
  kit.llm.script({ tool: ["send_message", { message: "It rang." }] });
  const { status, body } = await post(`/agents/${agent_id}/approvals`, {
    call_id,
    decision: "approve",
    arguments: { times: 3 },
    return_message_object: true,
  });
  expect(status).toBe(200);
  expect(body.stopped).toBeNull();
  expect((body.messages as Message[])[0]?.text).toContain("ding ding ding");
  const again = await post(`/agents/${agent_id}/approvals`, { call_id, decision: "approve" });
  expect(again.status).toBe(404);
});

it("is denied through a client, streamed", async () => {
  const call_id = await ask();
  kit.llm.script({ tool: ["send_message", { message: "Fine." }] });
  const stream = await rest.decideCall({
    agent_id,
    call_id,
    decision: "deny",
    reason: "It is late",
    stream_steps: true,
  });
  const items: StreamItem[] = [];
  for await (const item of stream) items.push(item);
  expect(JSON.stringify(items)).toContain("It is late");
  expect(items.at(-1)).toBe("[DONE]");
});

it("cannot be done away with by a request: what the person decided is no field of a tool", async () => {
  for (const [method, path] of [
    ["POST", "/tools?update=true"],
    ["PATCH", `/tools/${tool_id}`],
  ]) {
    const response = await fetch(`${server.url}/v1${path}`, {
      method,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        name: "ring",
        source_code: "/** Rings. */\nfunction ring() {\n  return 'ding';\n}",
        requires_approval: false,
        allowed_hosts: ["evil.test"],
        limits: { time_ms: 600_000 },
      }),
    });
    expect(response.status).toBe(200);
  }
  expect(await kit.client.getToolSettings({ tool_id })).toMatchObject({
    requires_approval: true,
    allowed_hosts: [],
    limits: { time_ms: 10_000 },
  });
});

it("is refused with the field named where a decision is none", async () => {
  const { status, body } = await post(`/agents/${agent_id}/approvals`, { call_id: "x", decision: "maybe" });
  expect(status).toBe(422);
  expect(JSON.stringify(body)).toContain("decision");
});
