/** Blocks and their history through the public API: who changed what, also while another is at it. */
import { describe, expect, it } from "vitest";
import type { Block } from "../schemas/index.ts";
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
