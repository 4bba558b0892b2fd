/** Agents, blocks and memories through the public API. */
import { describe, expect, it } from "vitest";
import { DEFAULT_PROMPT_TEMPLATE } from "../schemas/index.ts";
import { BasicBlockMemory, ChatMemory } from "./memory-classes.ts";
import { createLocalKit, TEST_EMBEDDING_CONFIG } from "./testing/local-kit.ts";

describe("agents", () => {
  it("have unique names of 1 to 50 letters of any script", async () => {
    const { client } = await createLocalKit();
    await client.createAgent({ name: "Zoë_東京-1" });
    await expect(client.createAgent({ name: "Zoë_東京-1" })).rejects.toMatchObject({ code: "name_taken" });
    for (const name of ["", "x".repeat(51), "bad/name", "<b>"])
      await expect(client.createAgent({ name })).rejects.toMatchObject({
        code: "invalid_input",
        field: "name",
      });
    expect((await client.createAgent()).name).toMatch(/^[A-Z][a-z]+[A-Z][a-z]+$/);
    expect(await client.listAgents()).toHaveLength(2);
  });

  it("are found by id and by name, bare or not", async () => {
    const { client } = await createLocalKit();
    const { id } = await client.createAgent({ name: "Ada" });
    expect(await client.getAgentId("Ada")).toBe(id);
    expect(await client.getAgentId({ agent_name: "Bob" })).toBeNull();
    expect((await client.getAgent(id)).name).toBe("Ada");
    expect((await client.getAgent({ agent_name: "Ada" })).id).toBe(id);
    expect(await client.agentExists({ agent_name: "Ada" })).toBe(true);
    expect(await client.agentExists({ agent_id: "agent-nope" })).toBe(false);
    await expect(client.agentExists({})).rejects.toMatchObject({ code: "invalid_input" });
    await expect(client.getAgent("agent-nope")).rejects.toMatchObject({ code: "not_found", status: 404 });
  });

  it("are renamed and updated, the system message rebuilt only where it changes", async () => {
    const { client } = await createLocalKit();
    const { id } = await client.createAgent({ name: "Ada" });
    const before = (await client.getInContextMessages(id))[0]?.id;
    await client.renameAgent({ agent_id: id, new_name: "Grace" });
    await client.updateAgent({ agent_id: id, description: "d", metadata: { a: 1 } });
    expect((await client.getInContextMessages(id))[0]?.id).toBe(before);
    const updated = await client.updateAgent({ agent_id: id, system: "You are short. {CORE_MEMORY} End." });
    expect(updated).toMatchObject({ name: "Grace", description: "d", metadata_: { a: 1 } });
    const system = (await client.getInContextMessages(id))[0];
    expect(system?.id).not.toBe(before);
    expect(system?.text).toMatch(/^You are short\. ### Memory[\s\S]*<\/human> End\.$/);
  });

  it("refuse message ids of others, and tools that are not there", async () => {
    const { client } = await createLocalKit();
    const one = await client.createAgent({ name: "One" });
    const two = await client.createAgent({ name: "Two" });
    await expect(
      client.updateAgent({
        agent_id: one.id,
        message_ids: [one.message_ids[0] ?? "", two.message_ids[1] ?? ""],
      }),
    ).rejects.toMatchObject({ field: "message_ids" });
    await expect(client.updateAgent({ agent_id: one.id, tools: ["nope"] })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(client.createAgent({ tools: ["nope"] })).rejects.toMatchObject({ code: "not_found" });
    expect(await client.listAgents()).toHaveLength(2);
  });

  it("mend a context whose call lost its return", async () => {
    const { client, llm } = await createLocalKit();
    const agent = await client.createAgent();
    await client.updateAgent({ agent_id: agent.id, message_ids: agent.message_ids.slice(0, 2) });
    llm.script({ tool: ["send_message", { message: "hi" }] });
    await client.userMessage({ agent_id: agent.id, message: "hello" });
    const roles = llm.requests[0]?.messages.map((message) => message.role);
    expect(roles).toEqual(["system", "assistant", "tool", "user"]);
    expect(llm.requests[0]?.messages[2]?.content).toContain("Failed");
  });

  it("take everything of theirs along when deleted, but not what others share", async () => {
    const { client, db } = await createLocalKit();
    const one = await client.createAgent({ name: "One" });
    const shared = one.memory.memory.human;
    if (!shared) throw new Error("no human section");
    const two = await client.createAgent({
      name: "Two",
      memory: { memory: { persona: { value: "p" }, human: shared } },
    });
    await client.insertArchivalMemory({ agent_id: one.id, memory: "secret" });
    await client.deleteAgent(one.id);
    expect(await client.agentExists({ agent_id: one.id })).toBe(false);
    expect(await db.messages.where("[agent_id+seq]").between([one.id, 0], [one.id, 1e9]).count()).toBe(0);
    expect(await db.passages.count()).toBe(0);
    expect(await db.vectors.count()).toBe(0);
    expect(await db.vector_spaces.count()).toBe(0);
    expect((await client.getInContextMemory(two.id)).memory.human?.id).toBe(shared.id);
    await client.deleteAgent(two.id);
    const left = await client.listBlocks({ templates_only: false });
    expect(left.filter((block) => !block.template)).toEqual([]);
  });

  it("live on after the database is closed and opened again", async () => {
    const first = await createLocalKit({ name: "reopened" });
    const { id } = await first.client.createAgent({ name: "Ada" });
    first.llm.script({ tool: ["core_memory_append", { name: "human", content: "Lives in Oslo" }] });
    await first.client.userMessage({ agent_id: id, message: "I live in Oslo" });
    await first.client.insertArchivalMemory({ agent_id: id, memory: "The boat is blue" });
    first.client.close();
    const { client } = await createLocalKit({ name: "reopened" });
    expect((await client.getInContextMemory(id)).memory.human?.value).toContain("Lives in Oslo");
    expect((await client.searchArchivalMemory({ agent_id: id, query: "boat" }))[0]?.passage.text).toBe(
      "The boat is blue",
    );
  });
});

describe("core memory", () => {
  it("has sections of one's own and a template of one's own, checked when set", async () => {
    const { client } = await createLocalKit();
    const memory = new BasicBlockMemory([{ label: "goals", value: "Learn Dutch", limit: 100 }], {
      prompt_template:
        "{% for block in memory.values() %}\n[{{ block.label }}] {{ block.value }}{% endfor %}",
    });
    const agent = await client.createAgent({ memory, system: "S" });
    expect((await client.getInContextMessages(agent.id))[0]?.text).toMatch(
      /\n\n\[goals\] Learn Dutch$|\n\[goals\] Learn Dutch$/,
    );
    await expect(
      client.createAgent({ memory: { memory: {}, prompt_template: "{% for x" } }),
    ).rejects.toMatchObject({ code: "invalid_input", field: "prompt_template" });
    await expect(
      client.createAgent({ memory: new ChatMemory({ persona: "x".repeat(2001), human: "" }) }),
    ).rejects.toMatchObject({ code: "invalid_input", field: "memory.persona.value" });
  });

  it("is edited by the person, as a text or as lines", async () => {
    const { client } = await createLocalKit();
    const { id } = await client.createAgent({ memory: new ChatMemory({ persona: "p", human: "h" }) });
    const memory = await client.updateInContextMemory({ agent_id: id, section: "human", value: ["a", "b"] });
    expect(memory.memory.human?.value).toBe("a\nb");
    expect(memory.prompt_template).toBe(DEFAULT_PROMPT_TEMPLATE);
    expect((await client.getInContextMessages(id))[0]?.text).toContain(
      '<human characters="3/2000">\na\nb\n</human>',
    );
    await expect(client.updateInContextMemory({ agent_id: id, section: "x", value: "y" })).rejects.toThrow(
      /"x"/,
    );
  });
});

describe("the library", () => {
  it("starts with personas and humans, and keeps what the person does to it", async () => {
    const { client } = await createLocalKit();
    expect((await client.listPersonas()).length).toBeGreaterThanOrEqual(5);
    const human = await client.createHuman({ name: "h1", text: "Human one" });
    expect(human).toMatchObject({ label: "human", template: true, limit: 2000, value: "Human one" });
    await expect(client.createHuman({ name: "h1", text: "again" })).rejects.toMatchObject({
      code: "name_taken",
    });
    expect(await client.getHumanId("h1")).toBe(human.id);
    expect((await client.updateHuman({ human_id: human.id, text: "changed" })).value).toBe("changed");
    await expect(client.getPersona(human.id)).rejects.toMatchObject({ code: "not_found" });
    expect((await client.deleteHuman(human.id)).id).toBe(human.id);
    expect(await client.getHumanId("h1")).toBeNull();
  });

  it("gives a new agent a copy, not the saved block itself", async () => {
    const { client } = await createLocalKit();
    const persona = await client.createPersona({ name: "p1", text: "Persona one" });
    const agent = await client.createAgent({ memory: { memory: { persona, human: { value: "" } } } });
    expect(agent.memory.memory.persona?.id).not.toBe(persona.id);
    await client.updateInContextMemory({ agent_id: agent.id, section: "persona", value: "grown" });
    expect((await client.getPersona(persona.id)).value).toBe("Persona one");
  });

  it("refuses to delete a block that an agent uses", async () => {
    const { client } = await createLocalKit();
    const agent = await client.createAgent({ name: "Ada" });
    const block = agent.memory.memory.human;
    await expect(client.deleteBlock(block?.id ?? "")).rejects.toThrow(/Ada/);
  });
});

describe("lists", () => {
  it("are paged by cursors, newest first", async () => {
    const { client, llm } = await createLocalKit();
    const { id: agent_id } = await client.createAgent();
    for (let n = 0; n < 3; n++) {
      llm.script({ tool: ["send_message", { message: `a${n}` }] });
      await client.userMessage({ agent_id, message: `m${n}` });
    }
    const all = await client.getMessages({ agent_id });
    expect(all).toHaveLength(13);
    const page = await client.getMessages({ agent_id, limit: 4 });
    expect(page).toEqual(all.slice(0, 4));
    expect(await client.getMessages({ agent_id, before: page[3]?.id ?? "", limit: 4 })).toEqual(
      all.slice(4, 8),
    );
    expect(await client.getMessages({ agent_id, after: all[2]?.id ?? "" })).toEqual(all.slice(0, 2));
    await expect(client.getMessages({ agent_id, before: "message-x" })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(client.getMessages({ agent_id, limit: 0 })).rejects.toMatchObject({ field: "limit" });
    const conversation = await client.getConversation({ agent_id, limit: 5 });
    expect(conversation.has_more).toBe(true);
    expect(conversation.messages.map((message) => message.id)).toEqual(
      all
        .slice(0, 5)
        .reverse()
        .map((message) => message.id),
    );
  });

  it("of memories too", async () => {
    const { client } = await createLocalKit();
    const { id: agent_id } = await client.createAgent();
    for (const memory of ["one", "two", "three"]) await client.insertArchivalMemory({ agent_id, memory });
    const all = await client.getArchivalMemory({ agent_id });
    expect(all.map((passage) => passage.text)).toEqual(["three", "two", "one"]);
    expect(await client.getArchivalMemory({ agent_id, before: all[0]?.id ?? "", limit: 1 })).toEqual([
      all[1],
    ]);
    await expect(client.insertArchivalMemory({ agent_id, memory: " " })).rejects.toMatchObject({
      code: "invalid_input",
    });
  });
});

describe("another embedding model", () => {
  it("re-embeds the agent's memories as a job, and nothing of the old model is left", async () => {
    const { client, db, embedder } = await createLocalKit();
    const { id: agent_id } = await client.createAgent();
    for (let n = 0; n < 70; n++)
      await client.insertArchivalMemory({ agent_id, memory: `memory number ${n}` });
    embedder.embedded = 0;
    const embedding_config = { ...TEST_EMBEDDING_CONFIG, embedding_model: "words-509", embedding_dim: 509 };
    await client.updateAgent({ agent_id, embedding_config });
    expect(embedder.embedded).toBe(70);
    const [job] = await client.listJobs();
    expect(job).toMatchObject({
      status: "completed",
      metadata_: { num_passages: 70, num_passages_done: 70 },
    });
    expect((await db.vector_spaces.toArray()).map((space) => space.dim)).toEqual([509]);
    const [match] = await client.searchArchivalMemory({ agent_id, query: "memory number 33" });
    expect(match?.passage).toMatchObject({
      text: "memory number 33",
      embedding_config: { embedding_dim: 509 },
    });
  });

  it("is taken up again where a closed tab left it", async () => {
    const first = await createLocalKit({ name: "half-embedded" });
    const { id: agent_id } = await first.client.createAgent();
    for (let n = 0; n < 3; n++) await first.client.insertArchivalMemory({ agent_id, memory: `fact ${n}` });
    const config = { ...TEST_EMBEDDING_CONFIG, embedding_model: "words-32", embedding_dim: 32 };
    await first.db.jobs.add({
      id: "job-1",
      status: "running",
      created_at: "2026-01-01T00:00:00Z",
      completed_at: null,
      user_id: null,
      metadata_: {
        type: "re-embed",
        agent_id,
        embedding_config: config,
        num_passages: 3,
        num_passages_done: 1,
      },
    });
    first.client.close();
    const { client } = await createLocalKit({ name: "half-embedded" });
    await client.resumeJobs();
    await expect.poll(async () => (await client.getJob("job-1")).status).toBe("completed");
    expect((await client.getAgent(agent_id)).embedding_config.embedding_model).toBe("words-32");
  });
});

describe("tools", () => {
  it("that are built in are listed with their schemas", async () => {
    const { client } = await createLocalKit();
    const tools = await client.listTools();
    expect(tools).toHaveLength(8);
    const id = await client.getToolId("core_memory_append");
    expect((await client.getTool(id ?? "")).json_schema.parameters.required).toEqual([
      "name",
      "content",
      "request_heartbeat",
    ]);
    expect(await client.getToolId("nope")).toBeNull();
  });
});
