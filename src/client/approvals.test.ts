/** Calls that wait for the person, through the public API. */
import { describe, expect, it } from "vitest";
import type { Message, RunState, StreamItem } from "../schemas/index.ts";
import type { DecideCallParams, MessageStream } from "./abstract-client.ts";
import { ChatMemory } from "./memory-classes.ts";
import { createLocalKit, type LocalKit } from "./testing/local-kit.ts";

const SEND = `/**
 * Sends money.
 * @param {string} to To whom.
 * @param {number} amount How much.
 */
async function send_money(to, amount) {
  await agent.appendBlock("human", amount + " to " + to);
  return "sent " + amount + " to " + to;
}`;
const LOOK = `/** Looks at the balance. */
function look() {
  return "100 left";
}`;

async function shop(options: Parameters<typeof createLocalKit>[0] = {}) {
  const kit = await createLocalKit(options);
  const send = await kit.client.createTool({ func: SEND });
  await kit.client.createTool({ func: LOOK });
  await kit.client.updateToolSettings({ tool_id: send.id, requires_approval: true });
  const { id } = await kit.client.createAgent({
    memory: new ChatMemory({ persona: "I am a test.", human: "Name: Ada" }),
    tools: ["send_money", "look"],
  });
  return { ...kit, id, tool_id: send.id };
}

const args = (amount: number, request_heartbeat = false) => ({ to: "Bob", amount, request_heartbeat });

async function ask(kit: LocalKit & { id: string }, text = "pay Bob") {
  kit.llm.script({ tool: ["send_money", args(5, true)] });
  const answer = await kit.client.userMessage({ agent_id: kit.id, message: text });
  const run = await kit.client.getRun({ agent_id: kit.id });
  return { answer, run, call_id: run.pending?.calls[0]?.call.id as string };
}

const returned = (message: Message | undefined) => JSON.parse(message?.text ?? "null");
const human = async ({ client, id }: LocalKit & { id: string }) =>
  (await client.getInContextMemory(id)).memory.human?.value;

/** A context that a model would take: every call has its return, in place. */
function expectValid(messages: Message[], waiting: string[] = []) {
  expect(messages[0]?.role).toBe("system");
  messages.forEach((message, index) => {
    for (const [nth, call] of (message.tool_calls ?? []).entries())
      if (!waiting.includes(call.id)) expect(messages[index + 1 + nth]?.tool_call_id).toBe(call.id);
  });
}

async function collect(stream: MessageStream): Promise<StreamItem[]> {
  const items: StreamItem[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

describe("a call that needs the person's word", () => {
  it("waits: the reply is stored without a return, and nothing has run", async () => {
    const kit = await shop();
    const { answer, run, call_id } = await ask(kit);
    expect(answer.stopped).toBe("approval");
    expect((answer.messages as Message[]).map(({ role }) => role)).toEqual(["assistant"]);
    expect(run).toMatchObject({
      state: "waiting",
      pending: { calls: [{ asks: true, call: { function: { name: "send_money" } } }], step: 1 },
    });
    expect(await human(kit)).toBe("Name: Ada");
    expectValid(await kit.client.getInContextMessages(kit.id), [call_id]);
    expect(await kit.client.isRunning({ agent_id: kit.id })).toBe(false);
  });

  it("is told in the stream", async () => {
    const kit = await shop();
    kit.llm.script({ tool: ["send_money", args(5)] });
    const stream = await kit.client.sendMessage({
      agent_id: kit.id,
      role: "user",
      message: "pay",
      stream_steps: true,
      include_notices: true,
    });
    const items = await collect(stream);
    const notice = items.find(
      (item) => typeof item === "object" && "notice" in item && item.notice.type === "approval-needed",
    );
    expect(notice).toMatchObject({ notice: { call: { function: { name: "send_money" } } } });
    expect(items.at(-1)).toBe("[DONE]");
  });

  it("runs once approved, and the agent goes on with what came of it", async () => {
    const kit = await shop();
    const { call_id } = await ask(kit);
    kit.llm.script({ tool: ["send_message", { message: "Paid." }] });
    const answer = await kit.client.decideCall({ agent_id: kit.id, call_id, decision: "approve" });
    const messages = answer.messages as Message[];
    expect(messages.map(({ role }) => role)).toEqual(["tool", "assistant", "tool"]);
    expect(returned(messages[0])).toMatchObject({ status: "OK", message: "sent 5 to Bob" });
    expect(answer.usage.step_count).toBe(1);
    expect(await human(kit)).toBe("Name: Ada\n5 to Bob");
    expect(kit.llm.requests.at(-1)?.messages.at(-1)?.content).toContain("request_heartbeat=true");
    const context = await kit.client.getInContextMessages(kit.id);
    expectValid(context);
    expect(await kit.client.getRun({ agent_id: kit.id })).toMatchObject({ state: "idle", pending: null });
    expect((await kit.client.listToolRuns({ tool_id: kit.tool_id }))[0]).toMatchObject({ ok: true });
    await expect(
      kit.client.decideCall({ agent_id: kit.id, call_id, decision: "approve" }),
    ).rejects.toMatchObject({ code: "not_found" });
  });

  it("is denied with a reason, which the agent reads", async () => {
    const kit = await shop();
    const { call_id } = await ask(kit);
    kit.llm.script({ tool: ["send_message", { message: "Understood." }] });
    const stream = await kit.client.decideCall({
      agent_id: kit.id,
      call_id,
      decision: "deny",
      reason: "Bob is paid already",
      stream_steps: true,
    });
    const items = await collect(stream);
    expect(JSON.stringify(items)).toContain("Bob is paid already");
    expect(kit.llm.requests.at(-1)?.messages.at(-2)?.content).toContain(
      "The person denied this call: Bob is paid already",
    );
    expect(kit.llm.requests.at(-1)?.messages.at(-1)?.content).toContain("Function call failed");
    expect(await human(kit)).toBe("Name: Ada");
    expectValid(await kit.client.getInContextMessages(kit.id));
  });

  it("runs with the arguments the person gave it; the stored call says so", async () => {
    const kit = await shop();
    const { call_id } = await ask(kit);
    const decide = (given: Record<string, unknown>): Promise<unknown> =>
      kit.client.decideCall({
        agent_id: kit.id,
        call_id,
        decision: "approve",
        arguments: given,
      } as DecideCallParams);
    await expect(decide({ to: "Bob", amount: "much" })).rejects.toMatchObject({ code: "invalid_input" });
    await expect(decide({ amount: 1 })).rejects.toMatchObject({ code: "invalid_input" });
    expect((await kit.client.getRun({ agent_id: kit.id })).state).toBe("waiting");
    kit.llm.script({ tool: ["send_message", { message: "Paid 3." }] });
    await decide({ to: "Bob", amount: 3 });
    expect(await human(kit)).toBe("Name: Ada\n3 to Bob");
    const context = await kit.client.getInContextMessages(kit.id);
    const call = context.flatMap(({ tool_calls }) => tool_calls ?? []).find(({ id }) => id === call_id);
    expect(JSON.parse(call?.function.arguments ?? "")).toEqual({
      to: "Bob",
      amount: 3,
      request_heartbeat: true,
    });
    expect(JSON.parse(call?.edited_from ?? "")).toEqual(args(5, true));
    // The model sees what ran, and no field that endpoints do not know.
    const sent = kit.llm.requests.at(-1)?.messages.flatMap(({ tool_calls }) => tool_calls ?? []);
    expect(sent?.find(({ id }) => id === call_id)).not.toHaveProperty("edited_from");
  });

  it("still waits after a reload, and in another tab", async () => {
    const name = `reload-${Math.random()}`;
    const kit = await shop({ name });
    const { call_id } = await ask(kit);
    kit.client.close();
    const again = await createLocalKit({ name });
    const run: RunState = await again.client.getRun({ agent_id: kit.id });
    expect(run.state).toBe("waiting");
    expect(run.pending?.calls[0]?.call.id).toBe(call_id);
    // What loads the agent meanwhile does not take the call for lost.
    await again.client.updateInContextMemory({ agent_id: kit.id, section: "human", value: "Name: Eve" });
    expectValid(await again.client.getInContextMessages(kit.id), [call_id]);
    again.llm.script({ tool: ["send_message", { message: "Paid." }] });
    await again.client.decideCall({ agent_id: kit.id, call_id, decision: "approve" });
    expect(await human({ ...again, id: kit.id })).toBe("Name: Eve\n5 to Bob");
  });

  it("is denied by a message that the person writes instead", async () => {
    const kit = await shop();
    const { call_id } = await ask(kit);
    kit.llm.script({ tool: ["send_message", { message: "Fine." }] });
    const answer = await kit.client.userMessage({ agent_id: kit.id, message: "never mind" });
    expect(returned((answer.messages as Message[])[0])).toMatchObject({ status: "Failed" });
    expect(kit.llm.requests.at(-1)?.messages.at(-2)?.content).toContain(
      "wrote something instead of deciding",
    );
    expect(kit.llm.requests.at(-1)?.messages.at(-1)?.content).toContain("never mind");
    expectValid(await kit.client.getInContextMessages(kit.id));
    await expect(
      kit.client.decideCall({ agent_id: kit.id, call_id, decision: "approve" }),
    ).rejects.toMatchObject({ code: "not_found" });
    expect(await human(kit)).toBe("Name: Ada");
  });

  it.each([
    [
      "stopped",
      (kit: LocalKit, agent_id: string) => kit.client.stopAgent({ agent_id }),
      "Stopped by the person",
    ],
    ["idle", (kit: LocalKit, agent_id: string) => kit.client.dismissRun({ agent_id }), "dismissed"],
  ])("ends where the run is %s by the person", async (state, end, words) => {
    const kit = await shop();
    await ask(kit);
    await end(kit, kit.id);
    const context = await kit.client.getInContextMessages(kit.id);
    expectValid(context);
    expect(returned(context.at(-1)).message).toContain(words);
    expect(await kit.client.getRun({ agent_id: kit.id })).toMatchObject({ state, pending: null });
    kit.llm.script({ tool: ["send_message", { message: "Hello." }] });
    await kit.client.userMessage({ agent_id: kit.id, message: "hello" });
    expectValid(await kit.client.getInContextMessages(kit.id));
  });

  it("stands between the calls of one reply: those before it run, those behind it wait", async () => {
    const kit = await shop();
    await kit.client.updateSettings({ parallel_tool_calls: true });
    kit.llm.script({
      tools: [
        ["look", {}],
        ["send_money", args(1)],
        ["look", {}],
        ["send_money", args(2)],
      ],
    });
    const first = await kit.client.userMessage({ agent_id: kit.id, message: "pay twice" });
    expect((first.messages as Message[]).map(({ role }) => role)).toEqual(["assistant", "tool"]);
    const waiting = async () =>
      (await kit.client.getRun({ agent_id: kit.id })).pending?.calls.map(
        ({ asks, call }) => [call.id, asks] as const,
      ) ?? [];
    const [one, , two] = await waiting();
    expect((await waiting()).map(([, asks]) => asks)).toEqual([true, false, true]);
    await expect(
      kit.client.decideCall({ agent_id: kit.id, call_id: two?.[0] as string, decision: "approve" }),
    ).rejects.toMatchObject({ code: "invalid_input" });
    const second = await kit.client.decideCall({
      agent_id: kit.id,
      call_id: one?.[0] as string,
      decision: "deny",
    });
    expect(second.stopped).toBe("approval");
    expect((second.messages as Message[]).map((message) => returned(message).status)).toEqual([
      "Failed",
      "OK",
    ]);
    kit.llm.script({ tool: ["send_message", { message: "Done." }] });
    await kit.client.decideCall({ agent_id: kit.id, call_id: two?.[0] as string, decision: "approve" });
    expect(await human(kit)).toBe("Name: Ada\n2 to Bob");
    // One of the reply's calls had failed: the agent gets to know.
    expect(kit.llm.requests.at(-1)?.messages.at(-1)?.content).toContain("Function call failed");
    expectValid(await kit.client.getInContextMessages(kit.id));
  });

  it("counts on: the limits of a run hold over its waits", async () => {
    const kit = await shop();
    await kit.client.updateSettings({
      limits: { max_steps: 2, max_tokens: 400_000, max_cost: 1, max_repeated_calls: 3 },
    });
    const { call_id } = await ask(kit);
    kit.llm.script({ tool: ["send_money", args(6, true)] });
    const second = await kit.client.decideCall({ agent_id: kit.id, call_id, decision: "approve" });
    expect(second.stopped).toBe("approval");
    const next = (await kit.client.getRun({ agent_id: kit.id })).pending;
    expect(next).toMatchObject({ step: 2, usage: { step_count: 2 } });
    const third = await kit.client.decideCall({
      agent_id: kit.id,
      call_id: next?.calls[0]?.call.id as string,
      decision: "approve",
    });
    expect(third.stopped).toBe("cap");
  });

  it("breaks off where the same call is asked for again and again", async () => {
    const kit = await shop();
    await ask(kit);
    let stopped: string | null | undefined = "approval";
    for (let count = 2; stopped === "approval"; count++) {
      const { pending } = await kit.client.getRun({ agent_id: kit.id });
      kit.llm.script({ tool: ["send_money", args(5, true)] });
      const answer = await kit.client.decideCall({
        agent_id: kit.id,
        call_id: pending?.calls[0]?.call.id as string,
        decision: "deny",
      });
      stopped = answer.stopped;
      if (stopped === "cap") expect(count).toBe(3);
      expect(count).toBeLessThan(5);
    }
    expect(stopped).toBe("cap");
  });

  it("is not asked for where the call would fail anyway, nor where the tool needs no word any more", async () => {
    const kit = await shop();
    kit.llm.script({ tool: ["send_money", { to: "Bob" }] }, { tool: ["send_message", { message: "Hm." }] });
    const answer = await kit.client.userMessage({ agent_id: kit.id, message: "pay" });
    expect(answer.stopped).toBeNull();
    kit.llm.script({
      tool: ["send_money", args(4)],
      meanwhile: async () => {
        await kit.client.updateToolSettings({ tool_id: kit.tool_id, requires_approval: false });
      },
    });
    expect((await kit.client.userMessage({ agent_id: kit.id, message: "pay" })).stopped).toBeNull();
    expect(await human(kit)).toBe("Name: Ada\n4 to Bob");
  });

  it("waits no longer once its message has left the context", async () => {
    const kit = await shop();
    const { call_id } = await ask(kit);
    const [system] = await kit.client.getInContextMessages(kit.id);
    await kit.client.updateAgent({ agent_id: kit.id, message_ids: [system?.id as string] });
    await expect(
      kit.client.decideCall({ agent_id: kit.id, call_id, decision: "approve" }),
    ).rejects.toMatchObject({ code: "not_found" });
    expect(await kit.client.getRun({ agent_id: kit.id })).toMatchObject({ state: "idle", pending: null });
    expect(await human(kit)).toBe("Name: Ada");
  });

  it("asks again where carrying it out could not be stored", async () => {
    const kit = await shop();
    const { call_id } = await ask(kit);
    const broken = new Error("the disk is full");
    kit.db.tool_runs.hook("creating", () => {
      throw broken;
    });
    await expect(kit.client.decideCall({ agent_id: kit.id, call_id, decision: "approve" })).rejects.toThrow();
    expect(await kit.client.getRun({ agent_id: kit.id })).toMatchObject({ state: "waiting" });
    expect(await human(kit)).toBe("Name: Ada");
  });
});
