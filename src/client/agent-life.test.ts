/** Agents out of the way, deletions that are taken back, and agents made from others: through the public API. */
import { describe, expect, it } from "vitest";
import type { LocalClient } from "./local-client.ts";
import { createLocalKit, TEST_LLM_CONFIG } from "./testing/local-kit.ts";

/** In the order of the alphabet: agents made at one moment come in any. */
const names = (agents: { name: string }[]) => agents.map(({ name }) => name).sort();

describe("an archived agent", () => {
  it("is told apart, keeps everything, and comes back", async () => {
    const { client, llm } = await createLocalKit();
    const { id } = await client.createAgent({ name: "Ada" });
    await client.createAgent({ name: "Bob" });
    expect(await client.listHiddenAgents()).toEqual([]);
    const hidden = await client.archiveAgent({ agent_id: id });
    expect(hidden.archived_at).toMatch(/^2026-11-23T/);
    expect(await client.listHiddenAgents()).toEqual([hidden]);
    // The reference API knows nothing of it.
    expect(names(await client.listAgents())).toEqual(["Ada", "Bob"]);
    expect(await client.getAgent(id)).not.toHaveProperty("archived_at");
    llm.script({ tool: ["send_message", { message: "still here" }] });
    await client.userMessage({ agent_id: id, message: "hello" });
    expect(await client.listHiddenAgents()).toEqual([hidden]);
    await client.updateAgent({ agent_id: id, description: "d" });
    await client.archiveAgent({ agent_id: id });
    expect(await client.listHiddenAgents()).toEqual([hidden]);
    await client.unarchiveAgent({ agent_id: id });
    expect(await client.listHiddenAgents()).toEqual([]);
    await expect(client.archiveAgent({ agent_id: "agent-nope" })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

it("an agent out of the way is not woken by a heartbeat, and is once it is back", async () => {
  const { client, llm } = await createLocalKit();
  const { id } = await client.createAgent({ name: "Ada" });
  await client.archiveAgent({ agent_id: id });
  await expect(client.heartbeat({ agent_id: id })).rejects.toMatchObject({ code: "invalid_input" });
  await client.unarchiveAgent({ agent_id: id });
  await client.deleteAgentLater({ agent_id: id });
  await expect(client.heartbeat({ agent_id: id })).rejects.toMatchObject({ code: "invalid_input" });
  expect(llm.requests).toEqual([]);
  await client.keepAgent({ agent_id: id });
  llm.script({ tool: ["send_message", { message: "awake" }] });
  await client.heartbeat({ agent_id: id });
  expect(llm.requests).toHaveLength(1);
  client.close();
});

it("a copy of an archived agent is in sight", async () => {
  const { client } = await createLocalKit();
  const { id } = await client.createAgent({ name: "Ada" });
  await client.archiveAgent({ agent_id: id });
  const copy = await client.duplicateAgent({ agent_id: id, with_conversation: true, with_archival: true });
  expect(await client.listHiddenAgents()).toMatchObject([{ agent_id: id }]);
  expect(copy.name).not.toBe("Ada");
});

describe("a deletion that is put off", () => {
  it("hides the agent, keeps its name, and is taken back without a loss", async () => {
    const { client } = await createLocalKit();
    const { id } = await client.createAgent({ name: "Ada" });
    await client.insertArchivalMemory({ agent_id: id, memory: "The boat is blue" });
    const before = await client.getAgent(id);
    const { deletion_at } = await client.deleteAgentLater({ agent_id: id });
    expect(deletion_at).toBe("2026-11-23T21:23:57.000Z");
    expect(await client.listHiddenAgents()).toMatchObject([{ agent_id: id, deletion_at }]);
    await expect(client.createAgent({ name: "Ada" })).rejects.toMatchObject({ code: "name_taken" });
    await client.keepAgent({ agent_id: id });
    expect(await client.listHiddenAgents()).toEqual([]);
    expect(await client.getAgent(id)).toEqual(before);
    expect(await client.getArchivalMemorySummary(id)).toEqual({ size: 1 });
    client.close();
  });

  it("is done when its time is over, by whoever opens the app next", async () => {
    const { client, clock, db } = await createLocalKit({ name: "put-off" });
    const { id } = await client.createAgent({ name: "Ada" });
    const kept = await client.createAgent({ name: "Bob" });
    await client.deleteAgentLater({ agent_id: id });
    await client.deleteAgentLater({ agent_id: kept.id });
    await client.keepAgent({ agent_id: kept.id });
    await client.resumeJobs();
    expect(names(await client.listAgents())).toEqual(["Ada", "Bob"]);
    client.close();
    db.close();

    clock.time += 61_000;
    const next = await createLocalKit({ name: "put-off", clock });
    await next.client.resumeJobs();
    expect(names(await next.client.listAgents())).toEqual(["Bob"]);
    await expect(next.client.keepAgent({ agent_id: id })).rejects.toMatchObject({ code: "not_found" });
    expect(await next.db.messages.where("[agent_id+seq]").between([id, 0], [id, 1e9]).count()).toBe(0);
    await next.client.createAgent({ name: "Ada" });
    next.client.close();
  });

  it("is taken back in another tab, after the time of this one began to run out", async () => {
    const { client, clock } = await createLocalKit();
    const { id } = await client.createAgent({ name: "Ada" });
    await client.deleteAgentLater({ agent_id: id });
    clock.time += 61_000;
    await Promise.all([client.keepAgent({ agent_id: id }), client.resumeJobs()]);
    // Whoever was first: it is whole, or gone altogether.
    const left = await client.listAgents();
    expect(left.length === 0 || (await client.listHiddenAgents()).length === 0).toBe(true);
    client.close();
  });

  it("stops what the agent is doing", async () => {
    const { client, llm } = await createLocalKit();
    const { id } = await client.createAgent({ name: "Ada" });
    llm.script({
      hangAfter: "Let me",
      meanwhile: async () => {
        await client.deleteAgentLater({ agent_id: id });
      },
    });
    const { stopped } = await client.userMessage({ agent_id: id, message: "hello" }).catch((error) => ({
      stopped: String(error.code),
    }));
    expect(stopped).toBe("cancelled");
    client.close();
  });
});

describe("a template", () => {
  async function teacher(client: LocalClient) {
    const agent = await client.createAgent({
      name: "Teacher",
      description: "Teaches knots",
      system: "You teach. {CORE_MEMORY}",
      memory: {
        memory: {
          persona: { value: "I tie knots.", limit: 500, description: "Who I am" },
          plan: { value: "Begin with the bowline.", limit: 900, label: "plan" },
        },
        tool_names: ["core_memory_append"],
      },
    });
    await client.setSearchMode({ agent_id: agent.id, mode: "words" });
    await client.insertArchivalMemory({ agent_id: agent.id, memory: "The boat is blue" });
    return agent;
  }

  it("makes agents that are what the first one was, with a life of their own", async () => {
    const { client } = await createLocalKit();
    const first = await teacher(client);
    const template = await client.saveAgentTemplate({ agent_id: first.id, name: "Knots" });
    await client.updateInContextMemory({ agent_id: first.id, section: "plan", value: "Something else." });
    await client.deleteAgent(first.id);
    const { agent, left_out } = await client.createAgentFromTemplate({
      template_id: template.id,
      name: "Second",
      llm_config: { ...TEST_LLM_CONFIG, model: "other" },
    });
    expect(left_out).toEqual({ tools: [], sources: [] });
    expect(agent).toMatchObject({
      name: "Second",
      description: "Teaches knots",
      system: "You teach. {CORE_MEMORY}",
      tools: first.tools,
      llm_config: { model: "other" },
    });
    expect(Object.keys(agent.memory.memory)).toEqual(["persona", "plan"]);
    expect(agent.memory.memory.plan).toMatchObject({ value: "Begin with the bowline.", limit: 900 });
    expect(agent.memory.memory.persona?.description).toBe("Who I am");
    expect(await client.getSearchMode({ agent_id: agent.id })).toBe("words");
    expect(await client.getArchivalMemorySummary(agent.id)).toEqual({ size: 0 });
    expect(await client.getRecallMemorySummary(agent.id)).toEqual({ size: 4 });
    expect((await client.getInContextMessages(agent.id))[0]?.text).toContain("Begin with the bowline.");
    // Two of one template share nothing.
    const third = await client.createAgentFromTemplate({ template_id: template.id });
    await client.updateInContextMemory({ agent_id: agent.id, section: "plan", value: "Mine." });
    expect((await client.getInContextMemory(third.agent.id)).memory.plan?.value).toBe(
      "Begin with the bowline.",
    );
  });

  it("says what is not there any more, and makes the agent without it", async () => {
    const { client } = await createLocalKit();
    const first = await teacher(client);
    const tool = await client.createTool({ func: "/** Says hi. */\nfunction say_hi() { return 'hi'; }" });
    await client.attachToolToAgent({ agent_id: first.id, tool_id: tool.id });
    const source = await client.createSource({ name: "Notes" });
    const gone = await client.createSource({ name: "Gone" });
    for (const { id } of [source, gone])
      await client.attachSourceToAgent({ agent_id: first.id, source_id: id });
    const bare = await client.saveAgentTemplate({ agent_id: first.id, name: "Bare" });
    expect(bare.source_ids).toEqual([]);
    const { id: template_id } = await client.saveAgentTemplate({
      agent_id: first.id,
      name: "Knots",
      with_sources: true,
    });
    await client.deleteSource(gone.id);
    await client.deleteTool(tool.id);
    const { agent, left_out } = await client.createAgentFromTemplate({ template_id });
    expect(left_out.tools).toEqual(["say_hi"]);
    expect(left_out.sources).toEqual([gone.id]);
    expect(agent.tools).not.toContain("say_hi");
    expect(names(await client.listAttachedSources(agent.id))).toEqual(["Notes"]);
  });

  it("is renamed, changed, deleted and brought back; two have never one name", async () => {
    const { client } = await createLocalKit();
    const first = await teacher(client);
    const one = await client.saveAgentTemplate({ agent_id: first.id, name: "Knots" });
    const two = await client.saveAgentTemplate({ agent_id: first.id, name: "Ropes" });
    await expect(client.saveAgentTemplate({ agent_id: first.id, name: "Knots" })).rejects.toMatchObject({
      code: "name_taken",
    });
    await expect(client.updateAgentTemplate({ template_id: two.id, name: "Knots" })).rejects.toMatchObject({
      code: "name_taken",
    });
    await expect(client.saveAgentTemplate({ agent_id: first.id, name: "" })).rejects.toMatchObject({
      code: "invalid_input",
      field: "name",
    });
    const changed = await client.updateAgentTemplate({
      template_id: one.id,
      name: "Bends",
      values: { plan: "The sheet bend." },
    });
    expect(changed.sections.map(({ value }) => value)).toEqual(["I tie knots.", "The sheet bend."]);
    await expect(
      client.updateAgentTemplate({ template_id: one.id, values: { persona: "x".repeat(501) } }),
    ).rejects.toMatchObject({ code: "invalid_input" });
    const deleted = await client.deleteAgentTemplate(one.id);
    expect(names(await client.listAgentTemplates())).toEqual(["Ropes"]);
    await client.restoreAgentTemplate({ template: deleted });
    expect(await client.listAgentTemplates()).toEqual([changed, two]);
    await expect(client.createAgentFromTemplate({ template_id: "template-nope" })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("a system prompt", () => {
  it("is shown as the model would read it, before it is the agent's", async () => {
    const { client } = await createLocalKit();
    const { id } = await client.createAgent({ name: "Ada" });
    const text = await client.previewSystemPrompt({ agent_id: id, system: "Short. {CORE_MEMORY} End." });
    expect(text).toMatch(/^Short\. ### Memory[\s\S]*<persona[\s\S]*<\/human> End\.$/);
    const before = await client.getAgent(id);
    expect(before.system).toBe(await client.getDefaultSystemPrompt());
    await client.updateAgent({ agent_id: id, system: "Short. {CORE_MEMORY} End." });
    expect((await client.getInContextMessages(id))[0]?.text).toBe(text);
  });
});
