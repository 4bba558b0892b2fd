/** Blocks and their history through the public API: who changed what, also while another is at it. */
import { describe, expect, it } from "vitest";
import { type Block, DEFAULT_PROMPT_TEMPLATE, type Message } from "../schemas/index.ts";
import { ChatMemory } from "./memory-classes.ts";
import { createLocalKit, type LocalKit } from "./testing/local-kit.ts";

async function agentOf(kit: LocalKit, name = "Ada") {
  const memory = new ChatMemory({ persona: "I am Ada.", human: "Name: not known yet" });
  const { id: agent_id, memory: stored } = await kit.client.createAgent({ name, memory });
  return { agent_id, human: stored.memory.human as Block, persona: stored.memory.persona as Block };
}

const append = (content: string) =>
  ({ tool: ["core_memory_append", { name: "human", content }] }) as {
    tool: [string, Record<string, unknown>];
  };

describe("what is changed while the agent thinks", () => {
  it("of a block besides its text stays, and the agent's edit comes on top", async () => {
    const kit = await createLocalKit();
    const { client, db, llm } = kit;
    const { agent_id, human } = await agentOf(kit);
    llm.script({
      ...append("Likes tea"),
      meanwhile: async () => {
        await db.blocks.update(human.id, { description: "What I know of them", name: "about them" });
      },
    });
    await client.userMessage({ agent_id, message: "I like tea" });
    expect(await client.getBlock(human.id)).toMatchObject({
      value: "Name: not known yet\nLikes tea",
      description: "What I know of them",
      name: "about them",
    });
  });

  it("into read-only makes the agent's edit fail", async () => {
    const kit = await createLocalKit();
    const { client, db, llm } = kit;
    const { agent_id, human } = await agentOf(kit);
    llm.script(
      {
        ...append("Likes tea"),
        meanwhile: async () => {
          await db.blocks.update(human.id, { metadata_: { read_only: true } });
        },
      },
      { tool: ["send_message", { message: "I cannot keep that." }] },
    );
    await client.userMessage({ agent_id, message: "I like tea" });
    expect((await client.getBlock(human.id)).value).toBe("Name: not known yet");
    expect(llm.requests[1]?.messages.at(-2)?.content).toContain("read-only");
  });

  it("of a section's name is what the agent's call is held against", async () => {
    const kit = await createLocalKit();
    const { client, db, llm } = kit;
    const { agent_id, human, persona } = await agentOf(kit);
    llm.script(
      {
        ...append("Likes tea"),
        meanwhile: async () => {
          await db.agents.update(agent_id, {
            sections: [
              { section: "persona", block_id: persona.id },
              { section: "friend", block_id: human.id },
            ],
          });
        },
      },
      { tool: ["send_message", { message: "ok" }] },
    );
    await client.userMessage({ agent_id, message: "I like tea" });
    expect(llm.requests[1]?.messages.at(-2)?.content).toContain("Sections: persona, friend");
    expect(Object.keys((await client.getInContextMemory(agent_id)).memory)).toEqual(["persona", "friend"]);
  });
});

describe("a block that agents share", () => {
  it("is shown to a new agent as it is, not as its maker believes it to be", async () => {
    const kit = await createLocalKit();
    const { client } = kit;
    const { agent_id, human } = await agentOf(kit);
    await client.updateInContextMemory({ agent_id, section: "human", value: "Name: Grace" });
    const bo = await client.createAgent({ name: "Bo", memory: { memory: { human } } });
    expect(bo.memory.memory.human?.value).toBe("Name: Grace");
    expect((await client.getInContextMessages(bo.id))[0]?.text).toContain("Name: Grace");
    expect((await client.getInContextMemory(agent_id)).memory.human?.value).toBe("Name: Grace");
  });

  it("keeps what was changed of it while an agent is given it anew", async () => {
    const kit = await createLocalKit();
    const { client, db } = kit;
    const { agent_id, human } = await agentOf(kit);
    const writing = client.updateAgent({
      agent_id,
      memory: { memory: { human: { ...human, value: "Name: Ada" } } },
    });
    await db.blocks.update(human.id, { description: "changed meanwhile" });
    await writing;
    expect(await client.getBlock(human.id)).toMatchObject({
      value: "Name: Ada",
      description: "changed meanwhile",
    });
  });
});

describe("the history of a block", () => {
  it("says who changed what and when: the person, the agent by which call, a program", async () => {
    const kit = await createLocalKit();
    const { client, clock, llm } = kit;
    const { agent_id, human } = await agentOf(kit);
    const tool = await client.createTool({
      func: "/** Notes. */\nasync function note() {\n  await agent.appendBlock('human', 'noted');\n  await agent.insertArchival('kept by a program');\n}",
      source_type: "javascript",
    });
    await client.attachToolToAgent({ agent_id, tool_id: tool.id });
    clock.time += 60_000;
    await client.updateInContextMemory({ agent_id, section: "human", value: "Name: Ada" });
    llm.script({
      tools: [
        ["core_memory_append", { name: "human", content: "Likes tea" }],
        ["core_memory_append", { name: "human", content: "z".repeat(5000) }],
        ["archival_memory_insert", { content: "Ada likes tea." }],
        ["note", {}],
      ],
    });
    await client.updateSettings({ parallel_tool_calls: true });
    llm.script({ tool: ["send_message", { message: "ok" }] });
    const { messages } = await client.userMessage({ agent_id, message: "I like tea" });
    const [reply] = messages as Message[];
    const call_ids = reply?.tool_calls?.map(({ id }) => id) ?? [];

    const versions = await client.listBlockVersions({ block_id: human.id });
    const from = { agent_id, message_id: reply?.id };
    expect(versions.map(({ by, block }) => [by, block.value])).toEqual([
      [
        { kind: "tool", ...from, tool_call_id: call_ids[3], tool_name: "note" },
        "Name: Ada\nLikes tea\nnoted",
      ],
      [
        { kind: "agent", ...from, tool_call_id: call_ids[0], tool_name: "core_memory_append" },
        "Name: Ada\nLikes tea",
      ],
      [{ kind: "person" }, "Name: Ada"],
      [{ kind: "person" }, "Name: not known yet"],
    ]);
    expect(versions.map(({ at }) => at)).toEqual([
      "2026-11-23T21:23:57.000Z",
      "2026-11-23T21:23:57.000Z",
      "2026-11-23T21:23:57.000Z",
      "2026-11-23T21:22:57.000Z",
    ]);
    const [older] = await client.listBlockVersions({
      block_id: human.id,
      before: versions[1]?.id ?? "",
      limit: 1,
    });
    expect(older).toEqual(versions[2]);

    // Archival memories say where they came from, too.
    await client.insertArchivalMemory({ agent_id, memory: "By hand." });
    const origins = (await client.getArchivalMemory({ agent_id })).map(({ metadata_ }) => metadata_.origin);
    expect(origins).toEqual([
      { kind: "person" },
      { kind: "tool", ...from, tool_call_id: call_ids[3], tool_name: "note" },
      { kind: "agent", ...from, tool_call_id: call_ids[2], tool_name: "archival_memory_insert" },
    ]);
  });

  it("holds no version of a step that was run again on what the person wrote meanwhile", async () => {
    const kit = await createLocalKit();
    const { client, llm } = kit;
    const { agent_id, human } = await agentOf(kit);
    llm.script({
      ...append("Likes tea"),
      meanwhile: async () => {
        await client.updateInContextMemory({ agent_id, section: "human", value: "Name: Grace" });
      },
    });
    await client.userMessage({ agent_id, message: "x" });
    const versions = await client.listBlockVersions({ block_id: human.id });
    expect(versions.map(({ by, block }) => [by.kind, block.value])).toEqual([
      ["agent", "Name: Grace\nLikes tea"],
      ["person", "Name: Grace"],
      ["person", "Name: not known yet"],
    ]);
  });

  it("is one for all who share the block", async () => {
    const kit = await createLocalKit();
    const { client, llm } = kit;
    const ada = await agentOf(kit);
    const bo = await agentOf(kit, "Bo");
    await client.shareBlock({ agent_id: bo.agent_id, block_id: ada.human.id, section: "friend" });
    llm.script(
      append("From Ada"),
      { tool: ["core_memory_append", { name: "friend", content: "From Bo" }] },
      { tool: ["send_message", { message: "ok" }] },
    );
    await client.userMessage({ agent_id: ada.agent_id, message: "x" });
    await client.userMessage({ agent_id: bo.agent_id, message: "y" });
    const versions = await client.listBlockVersions({ block_id: ada.human.id });
    expect(versions.map(({ by }) => by.agent_id)).toEqual([bo.agent_id, ada.agent_id, undefined]);
    expect((await client.getInContextMemory(bo.agent_id)).memory.friend?.value).toBe(
      "Name: not known yet\nFrom Ada\nFrom Bo",
    );
    expect(await client.listBlockAgents(ada.human.id)).toEqual([
      { id: ada.agent_id, name: "Ada" },
      { id: bo.agent_id, name: "Bo" },
    ]);
  });

  it("brings back any version, which is a version itself, and every system message shows it", async () => {
    const kit = await createLocalKit();
    const { client } = kit;
    const { agent_id, human } = await agentOf(kit);
    const first = (await client.listBlockVersions({ block_id: human.id }))[0]?.id ?? "";
    await client.editBlock({ block_id: human.id, value: "Name: Ada", limit: 50, read_only: true });
    const restored = await client.restoreBlockVersion({ block_id: human.id, version_id: first });
    expect(restored).toEqual(human);
    expect((await client.getInContextMessages(agent_id))[0]?.text).toContain("Name: not known yet");
    expect(await client.listBlockVersions({ block_id: human.id })).toHaveLength(3);
    const other = await agentOf(kit, "Bo");
    await expect(
      client.restoreBlockVersion({ block_id: other.human.id, version_id: first }),
    ).rejects.toMatchObject({ code: "not_found" });
  });

  it("lets one change be taken back without those after it", async () => {
    const kit = await createLocalKit();
    const { client, llm } = kit;
    const { agent_id, human } = await agentOf(kit);
    llm.script(append("Likes tea"), append("Lives in Oslo"), { tool: ["send_message", { message: "ok" }] });
    await client.userMessage({ agent_id, message: "x" });
    await client.userMessage({ agent_id, message: "y" });
    const [, tea, first] = await client.listBlockVersions({ block_id: human.id });
    const undo = (version_id = "") => client.undoBlockChange({ block_id: human.id, version_id });
    expect((await undo(tea?.id)).value).toBe("Name: not known yet\nLives in Oslo");
    expect((await client.getInContextMessages(agent_id))[0]?.text).not.toContain("Likes tea");
    await expect(undo(tea?.id)).rejects.toMatchObject({ code: "memory_edit_refused" });
    await expect(undo(first?.id)).rejects.toMatchObject({ field: "version_id" });
  });

  it("is followed live", async () => {
    const kit = await createLocalKit();
    const { client } = kit;
    const { agent_id, human } = await agentOf(kit);
    const seen: number[] = [];
    const stop = client.live(() => client.listBlockVersions({ block_id: human.id }))(
      (versions) => seen.push(versions.length),
      () => {},
    );
    await expect.poll(() => seen.at(-1)).toBe(1);
    await client.updateInContextMemory({ agent_id, section: "human", value: "Name: Ada" });
    await expect.poll(() => seen.at(-1)).toBe(2);
    stop();
  });

  it("goes with the agent, and stays with who shares the block", async () => {
    const kit = await createLocalKit();
    const { client, db } = kit;
    const library = await db.block_versions.count();
    const ada = await agentOf(kit);
    const bo = await agentOf(kit, "Bo");
    await client.shareBlock({ agent_id: bo.agent_id, block_id: ada.human.id, section: "friend" });
    await client.addSection({ agent_id: ada.agent_id, section: "goals" });
    await client.removeSection({ agent_id: ada.agent_id, section: "goals" });
    await client.deleteAgent(ada.agent_id);
    expect(await client.listBlockVersions({ block_id: ada.human.id })).toHaveLength(1);
    await client.deleteAgent(bo.agent_id);
    expect(await db.block_versions.count()).toBe(library);
  });
});

describe("a block", () => {
  it("has a text, a limit, a description and a read-only mark, each edited by itself", async () => {
    const kit = await createLocalKit();
    const { client, llm } = kit;
    const { agent_id, human } = await agentOf(kit);
    const block_id = human.id;
    await client.editBlock({ block_id, description: " What I know of them " });
    await client.editBlock({ block_id, limit: 19, read_only: true });
    expect(await client.getBlock(block_id)).toMatchObject({
      value: human.value,
      limit: 19,
      description: "What I know of them",
      metadata_: { read_only: true },
    });
    await expect(client.editBlock({ block_id, limit: 18 })).rejects.toMatchObject({ field: "limit" });
    await expect(client.editBlock({ block_id, value: "x".repeat(20) })).rejects.toMatchObject({
      field: "value",
    });
    // The person may write what the agent may not.
    llm.script(append("x"), { tool: ["send_message", { message: "It is read-only." }] });
    await client.userMessage({ agent_id, message: "x" });
    expect((await client.getBlock(block_id)).value).toBe(human.value);
    await client.editBlock({ block_id, value: "Name: Ada" });
    await client.editBlock({ block_id, read_only: false, limit: 2000 });
    llm.script(append("Likes tea"));
    await client.userMessage({ agent_id, message: "x" });
    expect((await client.getBlock(block_id)).value).toBe("Name: Ada\nLikes tea");
    expect((await client.getBlock(block_id)).metadata_).toEqual({});
  });
});

describe("sections", () => {
  it("are added, renamed and removed; the model sees it at once", async () => {
    const kit = await createLocalKit();
    const { client } = kit;
    const { agent_id } = await agentOf(kit);
    const system = async () => (await client.getInContextMessages(agent_id))[0]?.text;
    await client.addSection({ agent_id, section: "goals", value: "Learn Dutch", limit: 100, position: 1 });
    expect(Object.keys((await client.getInContextMemory(agent_id)).memory)).toEqual([
      "persona",
      "goals",
      "human",
    ]);
    expect(await system()).toContain('<goals characters="11/100">\nLearn Dutch\n</goals>');
    const { memory } = await client.renameSection({ agent_id, section: "goals", new_name: "plans" });
    expect(memory.plans).toMatchObject({ name: "plans", label: "goals", value: "Learn Dutch" });
    expect(await system()).toContain("</plans>");
    for (const section of ["plans", "human"])
      await expect(client.addSection({ agent_id, section })).rejects.toMatchObject({ code: "name_taken" });
    for (const section of ["", "<b>", " x", "x ", "x".repeat(51)])
      await expect(client.addSection({ agent_id, section })).rejects.toMatchObject({ field: "section" });
    await client.removeSection({ agent_id, section: "plans" });
    expect(await system()).not.toContain("Learn Dutch");
    await expect(client.removeSection({ agent_id, section: "plans" })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("that were removed come back to their place, with their history", async () => {
    const kit = await createLocalKit();
    const { client, db } = kit;
    const { agent_id, persona } = await agentOf(kit);
    await client.updateInContextMemory({ agent_id, section: "persona", value: "I am grown." });
    const { removed } = await client.removeSection({ agent_id, section: "persona" });
    expect(await db.blocks.get(persona.id)).toBeUndefined();
    expect(await client.listRemovedSections(agent_id)).toMatchObject([
      { removed_from: removed, block: { value: "I am grown." } },
    ]);
    const { memory } = await client.restoreSection(removed);
    expect(Object.keys(memory)).toEqual(["persona", "human"]);
    expect(memory.persona).toMatchObject({ id: persona.id, value: "I am grown." });
    expect(await client.listRemovedSections(agent_id)).toEqual([]);
    expect((await client.listBlockVersions({ block_id: persona.id })).length).toBeGreaterThan(2);
    const bo = await agentOf(kit, "Bo");
    const gone = (await client.removeSection({ agent_id, section: "persona" })).removed;
    await expect(client.restoreSection({ ...gone, agent_id: bo.agent_id })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("that are replaced by another memory can be brought back as well", async () => {
    const kit = await createLocalKit();
    const { client } = kit;
    const { agent_id, human, persona } = await agentOf(kit);
    await client.updateAgent({ agent_id, memory: { memory: { human } } });
    const [removed] = await client.listRemovedSections(agent_id);
    expect(removed?.removed_from).toEqual({
      agent_id,
      section: "persona",
      position: 0,
      block_id: persona.id,
    });
  });

  it("of a shared block leave it with the others, and are taken up again", async () => {
    const kit = await createLocalKit();
    const { client } = kit;
    const ada = await agentOf(kit);
    const bo = await agentOf(kit, "Bo");
    const block_id = ada.human.id;
    await client.shareBlock({ agent_id: bo.agent_id, block_id, section: "friend" });
    await expect(
      client.shareBlock({ agent_id: bo.agent_id, block_id, section: "again" }),
    ).rejects.toMatchObject({ field: "block_id" });
    const { removed } = await client.removeSection({ agent_id: bo.agent_id, section: "friend" });
    expect((await client.getBlock(block_id)).value).toBe("Name: not known yet");
    expect((await client.restoreSection(removed)).memory.friend?.id).toBe(block_id);

    const own = (await client.unshareBlock({ agent_id: bo.agent_id, section: "friend" })).memory.friend;
    expect(own?.id).not.toBe(block_id);
    await client.updateInContextMemory({ agent_id: ada.agent_id, section: "human", value: "Name: Ada" });
    expect((await client.getInContextMemory(bo.agent_id)).memory.friend?.value).toBe("Name: not known yet");

    const saved = await client.createHuman({ name: "saved", text: "s" });
    await expect(client.shareBlock({ agent_id: bo.agent_id, block_id: saved.id })).rejects.toMatchObject({
      field: "block_id",
    });
  });
});

describe("the prompt template", () => {
  it("is previewed, stored, and taken back; a broken one is refused", async () => {
    const kit = await createLocalKit();
    const { client } = kit;
    const { agent_id } = await agentOf(kit);
    const prompt_template =
      "{% for block in memory.values() %}\n* {{ block.name }}: {{ block.value }}{% endfor %}";
    const printed = "\n* persona: I am Ada.\n* human: Name: not known yet";
    expect(await client.previewPromptTemplate({ agent_id, prompt_template })).toEqual({
      text: printed,
      problem: null,
    });
    await client.setPromptTemplate({ agent_id, prompt_template });
    expect((await client.getInContextMessages(agent_id))[0]?.text).toContain(printed);
    const broken = `${prompt_template}\n{% if %}`;
    expect(await client.previewPromptTemplate({ agent_id, prompt_template: broken })).toMatchObject({
      text: null,
      problem: { line: 3 },
    });
    await expect(client.setPromptTemplate({ agent_id, prompt_template: broken })).rejects.toMatchObject({
      field: "prompt_template",
    });
    const { prompt_template: kept } = await client.setPromptTemplate({ agent_id, prompt_template: null });
    expect(kept).toBe(DEFAULT_PROMPT_TEMPLATE);
  });
});
