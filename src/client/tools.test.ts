import { describe, expect, it } from "vitest";
import { ChatMemory } from "./memory-classes.ts";
import { createLocalKit, type LocalKit } from "./testing/local-kit.ts";

const DOUBLE = `/**
 * Doubles a number.
 * @param {number} x The number.
 */
function double(x) {
  console.log("doubling", x);
  return x * 2;
}`;
const NOTE = `/**
 * Notes something about the person.
 * @param what What to note.
 */
async function note(what: string) {
  await agent.appendBlock("human", what);
  await agent.insertArchival("Noted: " + what);
  const archive = await agent.searchArchival("note", 3);
  return { human: await agent.readBlock("human"), labels: (await agent.readBlocks()).map(b => b.label), found: archive.length };
}`;
const NOTE_AND_FAIL = `/** Notes and fails. */
async function fail() {
  await agent.appendBlock("human", "never");
  await agent.insertArchival("never");
  throw new RangeError("no luck");
}`;

async function agentWith(kit: LocalKit, ...sources: string[]) {
  const tools = [];
  for (const func of sources) tools.push(await kit.client.createTool({ func }));
  const agent = await kit.client.createAgent({
    memory: new ChatMemory({ persona: "I am a test.", human: "Name: Ada", limit: 60 }),
    tools: tools.map(({ name }) => name),
  });
  return { agent, tools, id: agent.id };
}

const returns = (messages: object[]) =>
  messages.flatMap((message) =>
    "role" in message && message.role === "tool"
      ? [JSON.parse((message as unknown as { text: string }).text)]
      : [],
  );

describe("tools that a person writes", () => {
  it("are called by the model, which reads what they return; the log has it", async () => {
    const kit = await createLocalKit();
    const { id, agent, tools } = await agentWith(kit, DOUBLE);
    expect(agent.tools[0]).toBe("double");
    kit.llm.script(
      { tool: ["double", { x: 21, request_heartbeat: true }] },
      { tool: ["send_message", { message: "42" }] },
    );
    const answer = await kit.client.userMessage({ agent_id: id, message: "double 21" });
    expect(returns(answer.messages)[0]).toMatchObject({ status: "OK", message: "42" });
    expect(kit.llm.requests[0]?.tools?.map(({ name }) => name)).toContain("double");
    expect(kit.llm.requests[1]?.messages.at(-2)?.content).toContain("42");
    const [run] = await kit.client.listToolRuns({ tool_id: tools[0]?.id as string });
    expect(run).toMatchObject({
      agent_id: id,
      args: { x: 21 },
      ok: true,
      return: "42",
      log: [{ level: "log", text: "doubling 21" }],
    });
  });

  it("edit memory through the agent object, committed with the step", async () => {
    const kit = await createLocalKit();
    const { id } = await agentWith(kit, NOTE);
    kit.llm.script({ tool: ["note", { what: "Likes tea" }] });
    const answer = await kit.client.userMessage({ agent_id: id, message: "I like tea" });
    const [result] = returns(answer.messages);
    expect(JSON.parse(result.message)).toEqual({
      human: "Name: Ada\nLikes tea",
      labels: ["persona", "human"],
      found: 0,
    });
    const { memory } = await kit.client.getInContextMemory(id);
    expect(memory.human?.value).toBe("Name: Ada\nLikes tea");
    expect((await kit.client.getArchivalMemory({ agent_id: id })).map(({ text }) => text)).toEqual([
      "Noted: Likes tea",
    ]);
    const [system] = await kit.client.getInContextMessages(id);
    expect(system?.text).toContain("Likes tea");
  });

  it("leave nothing behind where they fail, and say where", async () => {
    const kit = await createLocalKit();
    const { id } = await agentWith(kit, NOTE_AND_FAIL);
    kit.llm.script({ tool: ["fail", {}] }, { tool: ["send_message", { message: "sorry" }] });
    const answer = await kit.client.userMessage({ agent_id: id, message: "go" });
    expect(returns(answer.messages)[0]).toMatchObject({
      status: "Failed",
      message: "RangeError: no luck (line 5)",
    });
    expect((await kit.client.getInContextMemory(id)).memory.human?.value).toBe("Name: Ada");
    expect(await kit.client.getArchivalMemory({ agent_id: id })).toEqual([]);
  });
});
