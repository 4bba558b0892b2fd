/** What is shown of the next request is what a model is sent then. */
import { describe, expect, it } from "vitest";
import { createOpenAIProvider } from "../llm/openai.ts";
import { createLocalKit, type LocalKit } from "./testing/local-kit.ts";

async function kitWithAgent(options: Parameters<typeof createLocalKit>[0] = {}) {
  const kit = await createLocalKit(options);
  const { id } = await kit.client.createAgent({ name: "Ada" });
  return { ...kit, agent_id: id };
}

const shown = async ({ client }: LocalKit, agent_id: string, stream = false) =>
  (await client.getNextRequest({ agent_id, stream })).body;

describe("the next request", () => {
  it("is what the model receives in each step of a chain", async () => {
    const kit = await kitWithAgent();
    const { client, llm, agent_id } = kit;
    const seen: unknown[] = [];
    const look = async () => void seen.push(await shown(kit, agent_id));
    llm.script(
      {
        meanwhile: look,
        tool: ["core_memory_append", { name: "human", content: "Likes tea", request_heartbeat: true }],
      },
      { meanwhile: look, tool: ["archival_memory_insert", { content: "x", request_heartbeat: true }] },
      { meanwhile: look, tool: ["send_message", { message: "Done" }] },
    );
    await client.userMessage({ agent_id, message: "I like tea" });
    expect(seen).toEqual(llm.requests);
    expect(JSON.stringify(seen[1])).toContain("Likes tea");
  });

  it("is sent, when a message that failed is sent again", async () => {
    const kit = await kitWithAgent();
    const { client, llm, agent_id } = kit;
    llm.script({ error: "llm_server_error" });
    await expect(client.userMessage({ agent_id, message: "Hello" })).rejects.toThrow();
    const before = await shown(kit, agent_id, true);
    llm.script({ tool: ["send_message", { message: "Hi" }] });
    for await (const _item of await client.retryMessage({ agent_id, stream_tokens: true }));
    expect(llm.requests.at(-1)).toEqual(before);
  });

  it("holds what a step mends, and stores nothing of it", async () => {
    const kit = await kitWithAgent();
    const { client, llm, db, agent_id } = kit;
    const messages = await client.getInContextMessages(agent_id);
    // A call whose return is lost, and memory that was edited past the client.
    const call = messages[1];
    await client.updateAgent({
      agent_id,
      message_ids: messages.filter((one) => one.role !== "tool").map((one) => one.id),
    });
    const block = Object.values((await client.getInContextMemory(agent_id)).memory)[0];
    await db.blocks.update(block?.id as string, { value: "Edited elsewhere" });
    const count = await db.messages.count();
    const { messages: sent } = (await shown(kit, agent_id)) as unknown as {
      messages: { role: string; content: string; tool_call_id?: string }[];
    };
    expect(await db.messages.count()).toBe(count);
    expect(sent[2]).toMatchObject({ role: "tool", tool_call_id: call?.tool_calls?.[0]?.id });
    expect(sent[0]?.content).toContain("Edited elsewhere");

    llm.script({ tool: ["send_message", { message: "Hi" }] });
    await client.userMessage({ agent_id, message: "Hello" });
    // The message itself comes last, and is counted.
    const counted = (text: string | null | undefined) => text?.replace(/^\d+ previous/m, "N previous");
    const request = llm.requests.at(-1);
    expect(request?.messages.slice(1, -1)).toEqual(sent.slice(1));
    expect(counted(request?.messages[0]?.content)).toBe(counted(sent[0]?.content));
  });

  it("is the very body that an endpoint gets, without the key", async () => {
    const bodies: Record<string, unknown>[] = [];
    const urls: string[] = [];
    const provider = createOpenAIProvider({
      getKey: async () => "sk-secret",
      fetch: async (input, init) => {
        urls.push(String(input instanceof Request ? input.url : input));
        bodies.push(JSON.parse(String(init?.body)) as Record<string, unknown>);
        // One refusal: what is learned from it shows too.
        if (bodies.length === 1)
          return Response.json(
            { error: { message: "Unsupported parameter: parallel_tool_calls" } },
            { status: 400 },
          );
        const message = { role: "assistant", content: "x", tool_calls: [SAY_HI] };
        return Response.json({ choices: [{ message, finish_reason: "tool_calls" }], usage: USAGE });
      },
    });
    const kit = await kitWithAgent({ provider });
    const { client, agent_id } = kit;
    await client.userMessage({ agent_id, message: "Hello" });
    const next = await client.getNextRequest({ agent_id, stream: false });
    expect(next.url).toBe(urls[0]);
    expect(JSON.stringify(next)).not.toContain("sk-secret");
    await client.heartbeat({ agent_id });
    const sent = bodies.at(-1) as { messages: unknown[] };
    const { messages, ...rest } = next.body as { messages: unknown[] };
    expect(sent).toMatchObject(rest);
    expect(Object.keys(sent)).toEqual(Object.keys(next.body));
    expect(rest).not.toHaveProperty("parallel_tool_calls");
    expect(sent.messages.slice(1, -1)).toEqual(messages.slice(1));
  });

  it("is refused for an agent that is not there", async () => {
    const { client } = await createLocalKit();
    await expect(client.getNextRequest({ agent_id: "agent-none" })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

const SAY_HI = {
  id: "call_1",
  type: "function",
  function: { name: "send_message", arguments: '{"message":"Hi"}' },
};
const USAGE = { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 };

describe("its parts", () => {
  it("are its exact texts, with each block and each message counted", async () => {
    const kit = await kitWithAgent();
    const { client, llm, agent_id } = kit;
    llm.script({ tool: ["send_message", { message: "Hi" }] });
    await client.userMessage({ agent_id, message: "Hello" });
    const { parts, messages, used, ...limits } = await client.getContextParts({ agent_id });
    const { messages: sent, tools } = (await shown(kit, agent_id)) as unknown as {
      messages: { content: string }[];
      tools: unknown[];
    };
    expect(parts.map(({ kind, section }) => section ?? kind)).toEqual([
      "system",
      "tools",
      "metadata",
      "persona",
      "human",
      "messages",
    ]);
    const [system, ...memory] = parts.filter(({ kind }) => !["tools", "messages"].includes(kind));
    expect(sent[0]?.content).toContain(system?.text);
    for (const { text } of memory) expect(sent[0]?.content).toContain(text);
    expect(JSON.parse(parts[1]?.text ?? "")).toEqual(
      tools.map((schema) => ({ type: "function", function: schema })),
    );
    expect(JSON.parse(parts.at(-1)?.text ?? "")).toEqual(sent.slice(1));
    expect(messages.map(({ role }) => role)).toEqual([
      "assistant",
      "tool",
      "user",
      "user",
      "assistant",
      "tool",
    ]);
    const total = (list: { tokens: number }[]) => list.reduce((sum, { tokens }) => sum + tokens, 0);
    expect(total(messages)).toBe(parts.at(-1)?.tokens);
    expect(total(parts)).toBe(used);
    // The reference's overview says the same.
    expect((await client.getContextWindow({ agent_id })).context_window_size_current).toBe(used);
    expect(limits).toEqual({ model: "gpt-4", context_window: 8192, warned_at: 6144, folded_at: 7168 });
  });
});
