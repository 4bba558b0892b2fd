/** What happens between a message and its answer, through the public API. */
import { describe, expect, it } from "vitest";
import type { Message, SimpleMessage, StreamItem } from "../schemas/index.ts";
import type { MessageStream } from "./abstract-client.ts";
import { createLocalKit } from "./testing/local-kit.ts";

async function collect(stream: MessageStream): Promise<StreamItem[]> {
  const items: StreamItem[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

const event = (message: { text?: string | null; content?: string | null } | undefined) =>
  JSON.parse(String(message?.text ?? message?.content)) as Record<string, string | null>;

async function talk() {
  const kit = await createLocalKit();
  const agent = await kit.client.createAgent({ name: "Ada" });
  return { ...kit, agent_id: agent.id };
}

/** A context that a model would take: every call has its return, in place. */
function expectValid(messages: Message[]) {
  expect(messages[0]?.role).toBe("system");
  messages.forEach((message, index) => {
    for (const [nth, call] of (message.tool_calls ?? []).entries())
      expect(messages[index + 1 + nth]?.tool_call_id).toBe(call.id);
  });
}

describe("a new agent", () => {
  it("starts with system, boot call, its return and a login", async () => {
    const { client, agent_id } = await talk();
    const messages = await client.getInContextMessages(agent_id);
    expect(messages.map((message) => message.role)).toEqual(["system", "assistant", "tool", "user"]);
    expect(messages[1]?.tool_calls?.[0]?.function.name).toBe("send_message");
    expect(event(messages[2])).toMatchObject({ status: "OK", message: null });
    expect(Object.keys(event(messages[2]))).toEqual(["status", "message", "time"]);
    expect(event(messages[3])).toMatchObject({ type: "login", last_login: "Never (first login)" });
    expect(messages[0]?.text).toContain("### Memory [last modified: 2026-11-23 09:22:57 PM UTC+0000]");
  });
});

describe("a message", () => {
  it("is packaged, answered and stored", async () => {
    const { client, llm, agent_id } = await talk();
    llm.script({ tool: ["send_message", { message: "Hi Ann" }] });
    const response = await client.sendMessage({ agent_id, role: "user", message: "Hello" });
    expect(response.usage).toMatchObject({ prompt_tokens: 100, completion_tokens: 20, step_count: 1 });
    expect((response.messages as Message[]).map((message) => message.role)).toEqual(["assistant", "tool"]);
    const request = llm.requests[0];
    expect(request?.messages.at(-1)).toEqual({
      role: "user",
      content:
        '{\n  "type": "user_message",\n  "message": "Hello",\n  "time": "2026-11-23 09:22:57 PM UTC+0000"\n}',
    });
    // The message itself is counted: it is stored before the model is asked.
    expect(request?.messages[0]?.content).toContain("5 previous messages between you and the user");
    expect(request?.tools?.map((tool) => tool.name)).toEqual([
      "send_message",
      "pause_heartbeats",
      "conversation_search",
      "conversation_search_date",
      "archival_memory_insert",
      "archival_memory_search",
      "core_memory_append",
      "core_memory_replace",
    ]);
    expect(await client.getRecallMemorySummary(agent_id)).toEqual({ size: 7 });
    expectValid(await client.getInContextMessages(agent_id));
    expect((await client.getRun({ agent_id })).state).toBe("idle");
  });

  it("refuses what is no message, naming the field", async () => {
    const { client, agent_id } = await talk();
    await expect(client.sendMessage({ agent_id, role: "user", message: "  " })).rejects.toMatchObject({
      code: "invalid_input",
      field: "message",
    });
    await expect(client.sendMessage({ agent_id, role: "user", message: "/pop" })).rejects.toMatchObject({
      field: "message",
    });
    await expect(
      client.sendMessage({ agent_id, role: "robot" as "user", message: "x" }),
    ).rejects.toMatchObject({ field: "role" });
    await expect(
      client.sendMessage({ agent_id: "agent-x", role: "user", message: "x" }),
    ).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await client.getRecallMemorySummary(agent_id)).toEqual({ size: 4 });
  });

  it("streams in pieces that add up to what is stored", async () => {
    const { client, llm, agent_id } = await talk();
    llm.script({ content: "let me greet", tool: ["send_message", { message: "Hello there, friend" }] });
    const items = await collect(
      await client.sendMessage({
        agent_id,
        role: "user",
        message: "Hi",
        stream_tokens: true,
        include_usage: true,
      }),
    );
    const simple = items.filter((item): item is SimpleMessage => typeof item === "object" && "id" in item);
    const monologue = simple
      .map((item) => ("internal_monologue" in item ? item.internal_monologue : ""))
      .join("");
    const args = simple
      .map((item) => ("function_call" in item ? (item.function_call.arguments ?? "") : ""))
      .join("");
    expect(monologue).toBe("let me greet");
    expect(JSON.parse(args)).toEqual({ message: "Hello there, friend" });
    const stored = (await client.getMessages({ agent_id, limit: 2 }))[1];
    expect(new Set(simple.filter((item) => !("function_return" in item)).map((item) => item.id))).toEqual(
      new Set([stored?.id]),
    );
    expect(stored?.text).toBe("let me greet");
    expect(items.filter((item) => typeof item === "string")).toEqual(["[DONE_GEN]", "[DONE_STEP]", "[DONE]"]);
    expect(items.at(-2)).toMatchObject({ usage: { step_count: 1 } });
  });

  it("takes the first of several calls, and all of them in order where that is set", async () => {
    const { client, llm, agent_id } = await talk();
    const two: [string, Record<string, unknown>][] = [
      ["core_memory_append", { name: "human", content: "Likes tea", request_heartbeat: false }],
      ["send_message", { message: "Noted" }],
    ];
    llm.script({ tools: two }, { tools: two });
    await client.userMessage({ agent_id, message: "I like tea" });
    expect((await client.getInContextMessages(agent_id)).at(-2)?.tool_calls).toHaveLength(1);
    await client.updateSettings({ parallel_tool_calls: true });
    const response = await client.userMessage({ agent_id, message: "I like tea" });
    expect((response.messages as Message[]).map((message) => message.role)).toEqual([
      "assistant",
      "tool",
      "tool",
    ]);
    expectValid(await client.getInContextMessages(agent_id));
  });

  it("without a call is a thought, and ends there", async () => {
    const { client, llm, agent_id } = await talk();
    llm.script({ content: "just thinking" });
    const { messages, usage } = await client.sendMessage({
      agent_id,
      role: "user",
      message: "x",
      return_message_object: false,
    });
    expect(messages).toMatchObject([{ internal_monologue: "just thinking" }]);
    expect(usage.step_count).toBe(1);
  });
});

describe("heartbeats", () => {
  it("chain steps while the agent asks for them, and show the edited memory", async () => {
    const { client, llm, agent_id } = await talk();
    llm.script(
      { tool: ["core_memory_append", { name: "human", content: "Lives in Oslo", request_heartbeat: true }] },
      {
        tool: [
          "core_memory_replace",
          { name: "human", old_content: "Oslo", new_content: "Bergen", request_heartbeat: "true" },
        ],
      },
      { tool: ["send_message", { message: "Noted" }] },
    );
    const response = await client.userMessage({ agent_id, message: "I moved" });
    expect(response.usage.step_count).toBe(3);
    expect(event(llm.requests[1]?.messages.at(-1))).toMatchObject({ type: "heartbeat" });
    expect(llm.requests[1]?.messages[0]?.content).toContain("Lives in Oslo");
    expect(llm.requests[2]?.messages[0]?.content).toContain("Lives in Bergen");
    const memory = await client.getInContextMemory(agent_id);
    expect(memory.memory.human?.value).toMatch(/Lives in Bergen$/);
    expectValid(await client.getInContextMessages(agent_id));
  });

  it("follow failures, so that the model can mend its call", async () => {
    const { client, llm, agent_id } = await talk();
    llm.script(
      { tool: ["no_such_tool", { a: 1 }] },
      { tool: ["send_message", "no json at all {{{"] },
      { tool: ["send_message", { msg: "wrong key" }] },
      { tool: ["send_message", { message: "ok now" }] },
    );
    const response = await client.userMessage({ agent_id, message: "x" });
    const returns = (response.messages as Message[]).filter((message) => message.role === "tool").map(event);
    expect(returns.map((one) => one.status)).toEqual(["Failed", "Failed", "Failed", "OK"]);
    expect(returns[0]?.message).toContain("No function named no_such_tool");
    expect(returns[2]?.message).toContain("msg");
    expect(event(llm.requests[1]?.messages.at(-1))?.reason).toContain("failed");
  });

  it("repairs arguments that are nearly JSON", async () => {
    const { client, llm, agent_id } = await talk();
    llm.script({ tool: ["send_message", "{message: 'single quotes',}"] });
    const response = await client.userMessage({ agent_id, message: "x" });
    expect(response.usage.step_count).toBe(1);
    expect(event((response.messages as Message[])[1])).toMatchObject({ status: "OK", message: "None" });
  });

  it("stop at the cap of steps, and go on when the person says so", async () => {
    const { client, llm, agent_id } = await talk();
    await client.updateSettings({
      limits: { max_steps: 2, max_tokens: 400_000, max_cost: 1, max_repeated_calls: 3 },
    });
    const more = (n: number) => ({
      tool: ["conversation_search", { query: `q${n}`, request_heartbeat: true }] as [
        string,
        Record<string, unknown>,
      ],
    });
    llm.script(more(1), more(2), { tool: ["send_message", { message: "done" }] });
    const response = await client.userMessage({ agent_id, message: "x" });
    expect(response.stopped).toBe("cap");
    expect(response.usage.step_count).toBe(2);
    expect(await client.getRun({ agent_id })).toMatchObject({
      state: "capped",
      error: { code: "cap_steps" },
    });
    expectValid(await client.getInContextMessages(agent_id));
    const items = await collect(await client.continueAgent({ agent_id }));
    expect(items.some((item) => typeof item === "object" && "function_call" in item)).toBe(true);
    expect((await client.getRun({ agent_id })).state).toBe("idle");
  });

  it("stop at the caps of tokens and of cost", async () => {
    const { client, llm, agent_id } = await talk();
    const again = {
      tool: ["conversation_search", { query: "a", request_heartbeat: true }] as [
        string,
        Record<string, unknown>,
      ],
    };
    await client.updateSettings({
      limits: { max_steps: 50, max_tokens: 1000, max_cost: 1, max_repeated_calls: 3 },
    });
    llm.script({ ...again, usage: { prompt_tokens: 900, completion_tokens: 200, total_tokens: 1100 } });
    expect((await client.userMessage({ agent_id, message: "x" })).stopped).toBe("cap");
    await client.updateSettings({
      limits: { max_steps: 50, max_tokens: 400_000, max_cost: 0.01, max_repeated_calls: 3 },
    });
    const { llm_config } = await client.getAgent(agent_id);
    await client.updateAgent({
      agent_id,
      llm_config: { ...llm_config, prompt_price: 10, completion_price: 30 },
    });
    llm.script({ ...again, usage: { prompt_tokens: 900, completion_tokens: 200, total_tokens: 1100 } });
    const response = await client.userMessage({ agent_id, message: "y" });
    expect(response.usage.cost).toBeCloseTo(0.015);
    expect(await client.getRun({ agent_id })).toMatchObject({ error: { code: "cap_cost" } });
  });

  it("are broken off when the same call comes a third time", async () => {
    const { client, llm, agent_id } = await talk();
    const same = {
      tool: ["core_memory_append", { name: "human", content: "x", request_heartbeat: true }] as [
        string,
        Record<string, unknown>,
      ],
    };
    llm.script(same, same, same, same);
    const response = await client.userMessage({ agent_id, message: "go" });
    expect(response.stopped).toBe("cap");
    expect(llm.left).toBe(1);
    const memory = await client.getInContextMemory(agent_id);
    expect(memory.memory.human?.value.match(/\nx/g)).toHaveLength(2);
    expect(event((response.messages as Message[]).at(-1))?.status).toBe("Failed");
    expectValid(await client.getInContextMessages(agent_id));
  });
});

describe("memory pressure", () => {
  it("is told once, until the next summary", async () => {
    const { client, llm, agent_id } = await talk();
    const full = { prompt_tokens: 6000, completion_tokens: 200, total_tokens: 6200 };
    llm.script(
      { tool: ["send_message", { message: "a" }], usage: full },
      { tool: ["send_message", { message: "saved" }], usage: full },
      { tool: ["send_message", { message: "b" }], usage: full },
    );
    await client.userMessage({ agent_id, message: "x" });
    expect(llm.requests).toHaveLength(2);
    expect(event(llm.requests[1]?.messages.at(-1))?.type).toBe("system_alert");
    await client.userMessage({ agent_id, message: "y" });
    expect(llm.requests).toHaveLength(3);
  });
});

async function longTalk(turns: number, size = 400) {
  const kit = await talk();
  for (let turn = 0; turn < turns; turn++) {
    kit.llm.script({
      tool: ["send_message", { message: `answer ${turn} ${"sit amet ".repeat(size / 18)}` }],
    });
    await kit.client.userMessage({
      agent_id: kit.agent_id,
      message: `message ${turn} ${"lorem ".repeat(size / 12)}`,
    });
  }
  kit.llm.requests.length = 0;
  return kit;
}

describe("a context that is too long", () => {
  it("is folded when the endpoint says so, and the step is done again", async () => {
    const { client, llm, agent_id } = await longTalk(6);
    llm.script(
      { error: "llm_context_overflow" },
      { content: "We spoke of lorem." },
      { tool: ["send_message", { message: "still here" }] },
    );
    const items = await collect(
      await client.sendMessage({
        agent_id,
        role: "user",
        message: "one more",
        stream: true,
        include_notices: true,
      }),
    );
    expect(llm.requests[1]?.tools).toBeUndefined();
    const retried = llm.requests[2]?.messages;
    const folded = event(retried?.[1]);
    expect(folded.type).toBe("system_alert");
    expect(folded.message).toContain("summary of the previous 16 messages");
    expect(folded.message).toContain("We spoke of lorem.");
    expect(retried?.map((message) => message.role)).toEqual([
      "system",
      "user",
      "assistant",
      "tool",
      "user",
      "assistant",
      "tool",
      "user",
    ]);
    expect(items).toContainEqual({ notice: { type: "summary-end", folded: 16, without_summary: false } });
    expectValid(await client.getInContextMessages(agent_id));
    // Folded messages stay in recall.
    expect((await client.searchMessages({ agent_id, query: "message 0" }))[0]?.text).toContain(
      "message 0 lorem",
    );
  });

  it("is folded by our own count before anything is sent", async () => {
    const { client, llm, agent_id } = await longTalk(6);
    const { llm_config } = await client.getAgent(agent_id);
    const { context_window_size_current: now } = await client.getContextWindow({ agent_id });
    await client.updateAgent({
      agent_id,
      llm_config: { ...llm_config, context_window: Math.ceil(now * 1.2) },
    });
    llm.script({ content: "short" }, { tool: ["send_message", { message: "ok" }] });
    await client.userMessage({ agent_id, message: "more" });
    expect(llm.requests[0]?.tools).toBeUndefined();
    expect(llm.requests[1]?.messages.length).toBeLessThan(12);
  });

  it("is folded without a summary where the model gives none, and that is said", async () => {
    for (const reply of [{ error: "llm_server_error" as const }, { content: "   " }]) {
      const { client, llm, agent_id } = await longTalk(6);
      llm.script({ error: "llm_context_overflow" }, reply, { tool: ["send_message", { message: "ok" }] });
      const items = await collect(
        await client.sendMessage({
          agent_id,
          role: "user",
          message: "x",
          stream: true,
          include_notices: true,
        }),
      );
      expect(items).toContainEqual({ notice: { type: "summary-end", folded: 16, without_summary: true } });
      expect((await client.getInContextMessages(agent_id))[1]?.text).toContain("There is no summary");
    }
  });

  it("has its longest text shortened where nothing can be folded", async () => {
    const { client, llm, agent_id } = await talk();
    const huge = "word ".repeat(20_000);
    llm.script({ tool: ["send_message", { message: "long" }] });
    const items = await collect(
      await client.sendMessage({
        agent_id,
        role: "user",
        message: huge,
        stream: true,
        include_notices: true,
      }),
    );
    expect(
      items.some((item) => typeof item === "object" && "notice" in item && item.notice.type === "shortened"),
    ).toBe(true);
    const stored = (await client.searchMessages({ agent_id, query: "word word" }))[0];
    expect(stored?.text?.length).toBeGreaterThan(huge.length);
    expect(JSON.stringify(llm.requests[0]?.messages).length).toBeLessThan(8192 * 4);
  });

  it("that no means can shorten ends in an error, never in a loop", async () => {
    const { client, llm, agent_id } = await talk();
    llm.script(...Array.from({ length: 30 }, () => ({ error: "llm_context_overflow" as const })));
    await expect(client.userMessage({ agent_id, message: "x" })).rejects.toMatchObject({
      code: "llm_context_overflow",
    });
    expect(llm.requests.length).toBeLessThan(15);
    expect((await client.getRun({ agent_id })).state).toBe("failed");
  });
});

describe("a failure", () => {
  it("leaves the message unanswered, and a retry sends it once", async () => {
    const { client, llm, agent_id } = await talk();
    llm.script({ error: "llm_wrong_key" });
    await expect(client.userMessage({ agent_id, message: "important" })).rejects.toMatchObject({
      code: "llm_wrong_key",
    });
    const run = await client.getRun({ agent_id });
    expect(run).toMatchObject({ state: "failed", error: { code: "llm_wrong_key" } });
    expect((await client.getInContextMessages(agent_id)).at(-1)?.id).toBe(run.message_id);
    llm.script({ tool: ["send_message", { message: "yes" }] });
    await collect(await client.retryMessage({ agent_id }));
    const sent = llm.requests.at(-1)?.messages.filter((message) => message.content?.includes("important"));
    expect(sent).toHaveLength(1);
    expect((await client.getRun({ agent_id })).state).toBe("idle");
    expect(await client.getRecallMemorySummary(agent_id)).toEqual({ size: 7 });
  });

  it("can be dismissed: the message leaves the context and stays in recall", async () => {
    const { client, llm, agent_id } = await talk();
    llm.script({ error: "llm_offline" });
    await client.userMessage({ agent_id, message: "lost" }).catch(() => {});
    await client.dismissRun({ agent_id });
    expect((await client.getInContextMessages(agent_id)).length).toBe(4);
    expect(await client.searchMessages({ agent_id, query: "lost" })).toHaveLength(1);
    expect((await client.getRun({ agent_id })).state).toBe("idle");
  });

  it("in a stream is told as an error, then the stream ends", async () => {
    const { client, llm, agent_id } = await talk();
    llm.script({ error: "llm_no_credit" });
    const items = await collect(
      await client.sendMessage({ agent_id, role: "user", message: "x", stream: true }),
    );
    expect(items).toMatchObject([{ error: { code: "llm_no_credit" } }, "[DONE]"]);
  });

  it("of a cut-off reply is an error, not a stored half", async () => {
    const { client, llm, agent_id } = await talk();
    llm.script({ tool: ["send_message", '{"message": "half'], finish_reason: "length" });
    await expect(client.userMessage({ agent_id, message: "x" })).rejects.toMatchObject({
      code: "llm_truncated",
    });
    expect(await client.getRecallMemorySummary(agent_id)).toEqual({ size: 5 });
  });
});

describe("stopping", () => {
  it("in the middle of a stream keeps a valid conversation and the draft", async () => {
    const { client, llm, agent_id } = await talk();
    llm.script({ hangAfter: "I was about to" });
    const stream = await client.sendMessage({ agent_id, role: "user", message: "x", stream_tokens: true });
    const items: StreamItem[] = [];
    for await (const item of stream) {
      items.push(item);
      if (typeof item === "object" && "internal_monologue" in item) await client.stopAgent({ agent_id });
    }
    expect(items.at(-1)).toBe("[DONE]");
    expect(await client.getRun({ agent_id })).toMatchObject({
      state: "stopped",
      draft: { monologue: "I was about to" },
    });
    expectValid(await client.getInContextMessages(agent_id));
    llm.script({ tool: ["send_message", { message: "back" }] });
    await client.userMessage({ agent_id, message: "go on" });
    expectValid(await client.getInContextMessages(agent_id));
    expect((await client.getRun({ agent_id })).draft).toBeNull();
  });

  it("between steps keeps what was done", async () => {
    const { client, llm, agent_id } = await talk();
    llm.script(
      { tool: ["core_memory_append", { name: "human", content: "Kept", request_heartbeat: true }] },
      { meanwhile: () => client.stopAgent({ agent_id }), tool: ["send_message", { message: "never" }] },
    );
    const response = await client.userMessage({ agent_id, message: "x" });
    expect(response.stopped).toBe("cancelled");
    expect((await client.getInContextMemory(agent_id)).memory.human?.value).toContain("Kept");
    expectValid(await client.getInContextMessages(agent_id));
  });
});

describe("two messages at once", () => {
  it("are answered one after the other, none lost", async () => {
    const { client, llm, agent_id } = await talk();
    llm.script({ tool: ["send_message", { message: "1" }] }, { tool: ["send_message", { message: "2" }] });
    await Promise.all([
      client.userMessage({ agent_id, message: "first" }),
      client.userMessage({ agent_id, message: "second" }),
    ]);
    const messages = await client.getInContextMessages(agent_id);
    expect(messages.slice(4).map((message) => message.role)).toEqual([
      "user",
      "assistant",
      "tool",
      "user",
      "assistant",
      "tool",
    ]);
    expectValid(messages);
  });
});

describe("memory edited from elsewhere", () => {
  it("is seen by the next step, and an edit meanwhile is not overwritten", async () => {
    const { client, llm, agent_id } = await talk();
    llm.script(
      {
        meanwhile: async () => {
          await client.updateInContextMemory({ agent_id, section: "human", value: "Name: Grace" });
        },
        tool: ["core_memory_append", { name: "human", content: "Likes tea", request_heartbeat: true }],
      },
      { tool: ["send_message", { message: "ok" }] },
    );
    await client.userMessage({ agent_id, message: "x" });
    expect((await client.getInContextMemory(agent_id)).memory.human?.value).toBe("Name: Grace\nLikes tea");
    expect(llm.requests[1]?.messages[0]?.content).toContain("Name: Grace\nLikes tea");
  });

  it("by an agent that shares the block is seen before each step", async () => {
    const { client, llm, agent_id } = await talk();
    const { memory } = await client.getInContextMemory(agent_id);
    const other = await client.createAgent({
      name: "Bo",
      memory: { memory: { persona: { value: "Bo" }, human: memory.human! } },
    });
    llm.script(
      { tool: ["core_memory_append", { name: "human", content: "Shared fact", request_heartbeat: false }] },
      { tool: ["send_message", { message: "I see" }] },
    );
    await client.userMessage({ agent_id, message: "x" });
    await client.userMessage({ agent_id: other.id, message: "y" });
    expect(llm.requests[1]?.messages[0]?.content).toContain("Shared fact");
  });

  it("over its limit is refused with both numbers, memory unchanged", async () => {
    const { client, llm, agent_id } = await talk();
    const before = await client.getInContextMemory(agent_id);
    llm.script(
      { tool: ["core_memory_append", { name: "human", content: "z".repeat(3000), request_heartbeat: true }] },
      {
        tool: [
          "core_memory_replace",
          { name: "human", old_content: "", new_content: "x", request_heartbeat: true },
        ],
      },
      { tool: ["core_memory_append", { name: "nowhere", content: "x", request_heartbeat: true }] },
      { tool: ["send_message", { message: "sorry" }] },
    );
    const response = await client.userMessage({ agent_id, message: "x" });
    const returns = (response.messages as Message[]).filter((message) => message.role === "tool").map(event);
    expect(returns[0]?.message).toMatch(/Exceeds 2000 character limit \(requested \d{4}\)/);
    expect(returns.slice(0, 3).every((one) => one.status === "Failed")).toBe(true);
    expect(await client.getInContextMemory(agent_id)).toEqual(before);
    await expect(
      client.updateInContextMemory({ agent_id, section: "human", value: "z".repeat(2001) }),
    ).rejects.toMatchObject({ code: "memory_edit_refused" });
  });
});

describe("archival and recall tools", () => {
  it("store and find, paged, with the memory's own time", async () => {
    const { client, llm, agent_id, clock } = await talk();
    for (let n = 0; n < 12; n++)
      await client.insertArchivalMemory({ agent_id, memory: `Fact ${n}: cat ${n} likes fish` });
    clock.time += 86_400_000;
    const search = (page: unknown) => ({
      tool: ["archival_memory_search", { query: "cat fish", page, request_heartbeat: true }] as [
        string,
        Record<string, unknown>,
      ],
    });
    llm.script(search(0), search("1"), search(9), { tool: ["send_message", { message: "Fish" }] });
    const response = await client.userMessage({ agent_id, message: "cats?" });
    const returns = (response.messages as Message[]).filter((message) => message.role === "tool").map(event);
    expect(returns[0]?.message).toMatch(/^Showing 5 of 12 results \(page 0\/2\): \[/);
    expect(returns[0]?.message).toContain("timestamp: 2026-11-23 09:22:57 PM UTC+0000, memory: Fact");
    expect(returns[1]?.message).toMatch(/^Showing 5 of 12 results \(page 1\/2\)/);
    expect(returns[2]?.message).toBe("No results on page 9: the last page is 2 (12 results in all).");
    expect(llm.requests[0]?.messages[0]?.content).toContain("12 total memories you created");
  });

  it("insert with the step, or not at all", async () => {
    const { client, llm, agent_id } = await talk();
    llm.script({
      tool: ["archival_memory_insert", { content: "The key is under the mat", request_heartbeat: false }],
    });
    await client.userMessage({ agent_id, message: "remember" });
    expect(await client.getArchivalMemorySummary(agent_id)).toEqual({ size: 1 });
    const [match] = await client.searchArchivalMemory({ agent_id, query: "key" });
    expect(match?.passage.text).toBe("The key is under the mat");
    await client.deleteArchivalMemory({ agent_id, memory_id: match?.passage.id ?? "" });
    expect(await client.searchArchivalMemory({ agent_id, query: "key" })).toEqual([]);
    expect(await client.getArchivalMemorySummary(agent_id)).toEqual({ size: 0 });
  });

  it("find what was said, sent words included, and by date", async () => {
    const { client, llm, agent_id } = await talk();
    llm.script({ tool: ["send_message", { message: "Pelicans are birds" }] });
    await client.userMessage({ agent_id, message: "Tell me of PELICANS" });
    llm.script(
      { tool: ["conversation_search", { query: "pelicans", request_heartbeat: true }] },
      {
        tool: [
          "conversation_search_date",
          { start_date: "2026-11-23", end_date: "2026-11-23", page: null, request_heartbeat: true },
        ],
      },
      {
        tool: [
          "conversation_search_date",
          { start_date: "yesterday", end_date: "2026-11-23", request_heartbeat: true },
        ],
      },
      { tool: ["send_message", { message: "found" }] },
    );
    const response = await client.userMessage({ agent_id, message: "search" });
    const returns = (response.messages as Message[]).filter((message) => message.role === "tool").map(event);
    expect(returns[0]?.message).toMatch(/^Showing 2 of 2 results \(page 0\/0\)/);
    expect(returns[0]?.message).toContain("Pelicans are birds");
    expect(returns[0]?.message).not.toContain("user_message");
    expect(returns[1]?.message).toMatch(/^Showing \d of \d results/);
    expect(returns[2]).toMatchObject({ status: "Failed" });
    expect(returns[2]?.message).toContain("start_date");
  });

  it("never exceed the budget of a return", async () => {
    const { client, llm, agent_id } = await talk();
    for (let n = 0; n < 5; n++)
      await client.insertArchivalMemory({ agent_id, memory: `cat ${"x".repeat(9000)}${n}` });
    llm.script(
      { tool: ["archival_memory_search", { query: "cat", request_heartbeat: true }] },
      { tool: ["send_message", { message: "ok" }] },
    );
    const response = await client.userMessage({ agent_id, message: "?" });
    const returned = event((response.messages as Message[])[1])?.message ?? "";
    expect(returned.length).toBeLessThan(8192 * 0.25 * 3 + 200);
    expect(returned).toContain("characters, of which");
  });
});

describe("the first reply", () => {
  it("is checked only where that is set", async () => {
    const { client, llm, agent_id } = await talk();
    await client.updateSettings({ first_message_check: true });
    llm.script(
      { content: "I call core_memory_append now", tool: ["send_message", { message: "a" }] },
      { content: "fine", tool: ["core_memory_append", { name: "human", content: "x" }] },
      { content: "", tool: ["send_message", { message: "b" }] },
      { content: "a sound thought", tool: ["send_message", { message: "c" }] },
    );
    const response = await client.userMessage({ agent_id, message: "hi" });
    expect(llm.requests).toHaveLength(4);
    expect(response.usage).toMatchObject({ step_count: 1, total_tokens: 480 });
  });
});

describe("commands", () => {
  it("look at and change what is stored", async () => {
    const { client, llm, agent_id } = await talk();
    llm.script({ tool: ["send_message", { message: "one" }] });
    await client.userMessage({ agent_id, message: "hello" });
    const run = async (command: string) => (await client.runCommand({ agent_id, command })).result ?? "";
    expect(await run("/memory")).toContain("<persona");
    expect(await run("dump 2")).toContain("one");
    expect(JSON.parse(await run("dumpraw"))).toHaveLength(7);
    await run("rethink A better thought");
    await run("rewrite Better words");
    const last = (await client.getInContextMessages(agent_id)).at(-2);
    expect(last?.text).toBe("A better thought");
    expect(last?.tool_calls?.[0]?.function.arguments).toBe('{"message":"Better words"}');
    llm.script({ tool: ["send_message", { message: "again" }] });
    await run("retry");
    const context = await client.getInContextMessages(agent_id);
    expect(context).toHaveLength(7);
    expect(JSON.stringify(context)).toContain("again");
    expect(JSON.stringify(context)).not.toContain("Better words");
    await run("pop 2");
    expectValid(await client.getInContextMessages(agent_id));
    await run("pop 99");
    const least = await client.getInContextMessages(agent_id);
    expect(least.map((message) => message.role)).toEqual(["system", "assistant", "tool"]);
    for (const refused of ["exit", "/wipe", "nonsense", "constructor"])
      await expect(run(refused)).rejects.toMatchObject({ code: "invalid_input" });
  });

  it("heartbeat and memorywarning make the agent run", async () => {
    const { client, llm, agent_id } = await talk();
    llm.script(
      { tool: ["send_message", { message: "awake" }] },
      { tool: ["send_message", { message: "warned" }] },
    );
    await client.runCommand({ agent_id, command: "heartbeat" });
    expect(event(llm.requests[0]?.messages.at(-1))?.type).toBe("heartbeat");
    await client.runCommand({ agent_id, command: "memorywarning" });
    expect(event(llm.requests[1]?.messages.at(-1))?.type).toBe("system_alert");
  });
});

describe("pause_heartbeats", () => {
  it("is held to six hours and remembered", async () => {
    const { client, llm, agent_id, clock } = await talk();
    llm.script({ tool: ["pause_heartbeats", { minutes: 9999 }] });
    const response = await client.userMessage({ agent_id, message: "x" });
    expect(event((response.messages as Message[])[1])?.message).toBe("Pausing timed heartbeats for 360 min");
    expect((await client.getRun({ agent_id })).heartbeats_paused_until).toBe(
      new Date(clock.time + 360 * 60_000).toISOString(),
    );
  });
});
