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

  it("meet the limits of core memory like the agent's own tools", async () => {
    const kit = await createLocalKit();
    const { id } = await agentWith(kit, NOTE);
    kit.llm.script(
      { tool: ["note", { what: "x".repeat(60) }] },
      { tool: ["send_message", { message: "Too long." }] },
    );
    const answer = await kit.client.userMessage({ agent_id: id, message: "note it" });
    const [failed] = returns(answer.messages);
    expect(failed.status).toBe("Failed");
    expect(failed.message).toMatch(/Exceeds 60 character limit \(requested 70\)/);
    expect(failed.message).toMatch(/line 6/);
    expect((await kit.client.getInContextMemory(id)).memory.human?.value).toBe("Name: Ada");
    expect(await kit.client.getArchivalMemory({ agent_id: id })).toEqual([]);
  });

  it("cannot write where a block is read-only", async () => {
    const kit = await createLocalKit();
    const { id } = await agentWith(kit, NOTE);
    const { memory } = await kit.client.getInContextMemory(id);
    const human = memory.human;
    if (human) await kit.db.blocks.update(human.id, { metadata_: { read_only: true } });
    kit.llm.script({ tool: ["note", { what: "tea" }] }, { tool: ["send_message", { message: "No." }] });
    const answer = await kit.client.userMessage({ agent_id: id, message: "note it" });
    expect(returns(answer.messages)[0].message).toMatch(/read-only/);
  });

  it("undo only themselves where they fail among others", async () => {
    const kit = await createLocalKit();
    await kit.client.updateSettings({ parallel_tool_calls: true });
    const { id } = await agentWith(kit, NOTE, NOTE_AND_FAIL);
    kit.llm.script(
      {
        tools: [
          ["note", { what: "one" }],
          ["fail", {}],
          ["note", { what: "two" }],
        ],
      },
      { tool: ["send_message", { message: "ok" }] },
    );
    const answer = await kit.client.userMessage({ agent_id: id, message: "go" });
    expect(returns(answer.messages).map(({ status }) => status)).toEqual(["OK", "Failed", "OK", "OK"]);
    expect((await kit.client.getInContextMemory(id)).memory.human?.value).toBe("Name: Ada\none\ntwo");
    expect(await kit.client.getArchivalMemorySummary(id)).toEqual({ size: 2 });
  });

  it("reach the hosts that were granted, and no others", async () => {
    const asked: string[] = [];
    const kit = await createLocalKit({
      fetch: async (url) => {
        asked.push(String(url));
        return new Response('{"sun": true}', { headers: { "content-type": "application/json" } });
      },
    });
    const { id, tools } = await agentWith(
      kit,
      "/**\n * Tells the weather.\n * @param {string} host Whom to ask.\n */\nasync function weather(host) {\n  const answer = await fetch('https://' + host + '/today');\n  return (await answer.json()).sun;\n}",
    );
    const tool_id = tools[0]?.id as string;
    await kit.client.updateToolSettings({ tool_id, allowed_hosts: ["api.weather.test"] });
    kit.llm.script(
      { tool: ["weather", { host: "evil.test", request_heartbeat: true }] },
      { tool: ["weather", { host: "api.weather.test", request_heartbeat: true }] },
      { tool: ["send_message", { message: "Sun." }] },
    );
    const [refused, granted] = returns(
      (await kit.client.userMessage({ agent_id: id, message: "?" })).messages,
    );
    expect(refused).toMatchObject({ status: "Failed" });
    expect(refused.message).toContain("may not reach evil.test");
    expect(granted).toMatchObject({ status: "OK", message: "true" });
    expect(asked).toEqual(["https://api.weather.test/today"]);
    await kit.client.updateToolSettings({ tool_id, allowed_hosts: [] });
    const trial = await kit.client.runTool({ tool_id, args: { host: "api.weather.test" } });
    expect(trial).toMatchObject({
      ok: false,
      failure: { message: expect.stringContaining("may not reach") },
    });
    await expect(
      kit.client.updateToolSettings({ tool_id, allowed_hosts: ["https://api.test/path"] }),
    ).rejects.toMatchObject({ code: "invalid_input" });
  });

  it("run again where memory was edited meanwhile, unless they did not look at it", async () => {
    let asked = 0;
    let edit = async () => {};
    const kit = await createLocalKit({
      fetch: async () => {
        asked++;
        await edit();
        return new Response("ok");
      },
    });
    const { id, tools } = await agentWith(
      kit,
      "/** Asks. */\nasync function ask() {\n  return (await fetch('https://a.test/')).text();\n}",
      "/** Asks and notes. */\nasync function ask_and_note() {\n  await fetch('https://a.test/');\n  await agent.appendBlock('human', 'asked');\n  return agent.readBlock('human');\n}",
    );
    for (const { id: tool_id } of tools)
      await kit.client.updateToolSettings({ tool_id, allowed_hosts: ["a.test"] });
    let names = ["Eve", "Ivy"];
    edit = async () => {
      const [name, ...rest] = names;
      names = rest;
      if (name)
        await kit.client.updateInContextMemory({ agent_id: id, section: "human", value: `Name: ${name}` });
    };
    kit.llm.script({ tool: ["ask", {}] }, { tool: ["ask_and_note", {}] });
    names = ["Eve"];
    await kit.client.userMessage({ agent_id: id, message: "one" });
    expect(asked).toBe(1);
    names = ["Ivy"];
    const answer = await kit.client.userMessage({ agent_id: id, message: "two" });
    expect(asked).toBe(3);
    expect(returns(answer.messages)[0].message).toBe("Name: Ivy\nasked");
    expect((await kit.client.getInContextMemory(id)).memory.human?.value).toBe("Name: Ivy\nasked");
    expect(await kit.client.listToolRuns({ tool_id: tools[1]?.id as string })).toHaveLength(2);
  });

  it("are broken off where they are called alike again and again", async () => {
    const kit = await createLocalKit();
    const { id } = await agentWith(kit, DOUBLE);
    for (let count = 0; count < 3; count++)
      kit.llm.script({ tool: ["double", { x: 1, request_heartbeat: true }] });
    expect((await kit.client.userMessage({ agent_id: id, message: "go" })).stopped).toBe("cap");
  });

  it("are stopped by the person", async () => {
    let stop = () => {};
    const kit = await createLocalKit({
      fetch: () => {
        stop();
        return new Promise(() => {});
      },
    });
    const { id, tools } = await agentWith(
      kit,
      "/** Waits. */\nasync function wait() {\n  await fetch('https://a.test/');\n}",
    );
    await kit.client.updateToolSettings({ tool_id: tools[0]?.id as string, allowed_hosts: ["a.test"] });
    stop = () => void kit.client.stopAgent({ agent_id: id });
    kit.llm.script({ tool: ["wait", {}] });
    const answer = await kit.client.userMessage({ agent_id: id, message: "go" });
    expect(answer.stopped).toBe("cancelled");
    expect(returns(answer.messages)[0]).toMatchObject({ status: "Failed", message: "Stopped." });
  });

  it("keep the last fifty runs, and no more of a log than is of use", async () => {
    const kit = await createLocalKit();
    const tool = await kit.client.createTool({
      func: "/**\n * Talks.\n * @param {number} n How often.\n */\nfunction talk(n) {\n  for (let i = 0; i < n; i++) console.log('x'.repeat(1000));\n  return n;\n}",
    });
    for (let count = 0; count < 52; count++) await kit.client.runTool({ tool_id: tool.id, args: { n: 0 } });
    await kit.client.runTool({ tool_id: tool.id, args: { n: 100 } });
    const runs = await kit.client.listToolRuns({ tool_id: tool.id });
    expect(runs).toHaveLength(50);
    expect(runs[0]?.args).toEqual({ n: 100 });
    expect(runs[0]?.log.length).toBeLessThan(25);
    expect(runs[0]?.log.at(-1)?.text).toContain("are not kept");
    expect(await kit.client.listToolRuns({ tool_id: tool.id, limit: 2 })).toHaveLength(2);
  });
});

describe("createTool", () => {
  it("takes a function whose doc comment is in its body", async () => {
    const { client } = await createLocalKit();
    const greet = new Function(
      "return (name) => {\n  /**\n   * Greets.\n   * @param {string} name Whom.\n   */\n  return 'Hi ' + name;\n};",
    )();
    const tool = await client.createTool({ func: greet, name: "greet" });
    expect(tool).toMatchObject({ name: "greet", source_type: "javascript", description: "Greets." });
    expect((await client.runTool({ tool_id: tool.id, args: { name: "Ada" } })).text).toBe("Hi Ada");
  });

  it("says what a function lacks, and where it has to stand", async () => {
    const { client } = await createLocalKit();
    await expect(
      client.createTool({
        func: function twice(x: number) {
          return x * 2;
        },
      }),
    ).rejects.toMatchObject({
      code: "invalid_input",
      hint: expect.stringContaining("JSDoc"),
      detail: { problems: expect.any(Array) },
    });
  });

  it("gives a tool another name than its function", async () => {
    const { client } = await createLocalKit();
    const tool = await client.createTool({ func: DOUBLE, name: "twice" });
    expect(tool.json_schema.name).toBe("twice");
    expect((await client.runTool({ tool_id: tool.id, args: { x: 4 } })).value).toBe(8);
  });

  it("keeps what the person decided where a tool is replaced, and forgets it with the tool", async () => {
    const { client, db } = await createLocalKit();
    const tool = await client.createTool({ func: DOUBLE });
    await client.updateToolSettings({ tool_id: tool.id, requires_approval: true, limits: { time_ms: 500 } });
    await client.createTool({ func: DOUBLE.replace("x * 2", "x + x") });
    expect(await client.getToolSettings({ tool_id: tool.id })).toMatchObject({
      requires_approval: true,
      limits: { time_ms: 500, memory_bytes: 64 * 1024 * 1024 },
    });
    await client.deleteTool(tool.id);
    expect(await db.tool_settings.count()).toBe(0);
    expect(await db.tool_runs.count()).toBe(0);
  });
});

describe("starter tools", () => {
  it("are stored as the person's own, once each", async () => {
    const { client } = await createLocalKit();
    const starters = await client.listStarterTools();
    expect(starters.length).toBeGreaterThanOrEqual(6);
    for (const { name } of starters) await client.addStarterTool({ name });
    const stored = (await client.listTools()).filter(({ tags }) => tags.includes("starter"));
    expect(stored.map(({ name }) => name).sort()).toEqual(starters.map(({ name }) => name).sort());
    await expect(client.addStarterTool({ name: "calculate" })).rejects.toMatchObject({ code: "name_taken" });
    await expect(client.addStarterTool({ name: "nothing" })).rejects.toMatchObject({ code: "not_found" });
    const id = (await client.getToolId("calculate")) as string;
    expect((await client.getToolSettings({ tool_id: id })).allowed_hosts).toEqual([]);
  });
});
