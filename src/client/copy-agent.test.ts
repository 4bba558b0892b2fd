/** Branches and copies of agents, through the public API. */
import { describe, expect, it } from "vitest";
import { spokenText } from "../schemas/index.ts";
import { createLocalKit } from "./testing/local-kit.ts";
import type { ScriptedReply } from "./testing/scripted-provider.ts";

const say = (message: string): ScriptedReply => ({ content: null, tool: ["send_message", { message }] });
const call = (name: string, args: Record<string, unknown>): ScriptedReply => ({
  content: null,
  tool: [name, { ...args, request_heartbeat: true }],
});

async function grown() {
  const kit = await createLocalKit();
  const { client, llm } = kit;
  const { id: agent_id } = await client.createAgent({ name: "Ada" });
  const ask = async (id: string, message: string, ...replies: ScriptedReply[]) => {
    llm.script(...replies);
    await client.sendMessage({ agent_id: id, role: "user", message });
  };
  const said = async (id: string) =>
    (await client.getConversation({ agent_id: id })).messages
      .flatMap((one) => spokenText(one) ?? [])
      .slice(1);
  const human = async (id: string) => (await client.getInContextMemory(id)).memory.human?.value ?? "";
  const archived = async (id: string) =>
    (await client.getArchivalMemory({ agent_id: id })).map(({ text }) => text).reverse();
  await ask(
    agent_id,
    "I am Ann.",
    call("core_memory_append", { name: "human", content: "Name: Ann." }),
    call("archival_memory_insert", { content: "Ann came by on foot." }),
    say("Hi Ann"),
  );
  await ask(
    agent_id,
    "I keep bees.",
    call("core_memory_append", { name: "human", content: "Keeps bees." }),
    call("archival_memory_insert", { content: "Her bees are calm." }),
    say("How many?"),
  );
  const { messages } = await client.getConversation({ agent_id });
  const idOf = (text: string) => messages.find((one) => spokenText(one) === text)?.id as string;
  return { ...kit, agent_id, ask, said, human, archived, idOf };
}

describe("a branch", () => {
  it("has what the agent had at the message: conversation, blocks, archival memory", async () => {
    const { client, agent_id, ask, said, human, archived, idOf, embedder, llm } = await grown();
    const embedded = embedder.embedded;
    const branch = await client.branchAgent({ agent_id, message_id: idOf("Hi Ann") });
    expect(branch.name).toBe("Ada branch");
    expect(branch.metadata_.lineage).toMatchObject({ kind: "branch", agent_id, message_id: idOf("Hi Ann") });
    expect(await said(branch.id)).toEqual(["I am Ann.", "Hi Ann"]);
    expect(await human(branch.id)).toContain("Name: Ann.");
    expect(await human(branch.id)).not.toContain("bees");
    expect(await archived(branch.id)).toEqual(["Ann came by on foot."]);
    expect(embedder.embedded).toBe(embedded);
    const [found] = await client.searchArchivalMemory({ agent_id: branch.id, query: "on foot" });
    expect(found?.passage).toMatchObject({ text: "Ann came by on foot.", agent_id: branch.id });

    // Each goes its own way.
    await ask(
      branch.id,
      "I keep cats.",
      call("core_memory_append", { name: "human", content: "Cats." }),
      say("Oh"),
    );
    expect(JSON.stringify(llm.requests.at(-1)?.messages)).not.toContain("bees");
    expect(llm.requests.at(-1)?.messages[0]?.content).toContain("1 total memories");
    expect(await human(agent_id)).not.toContain("Cats");
    expect(await said(agent_id)).toEqual(["I am Ann.", "Hi Ann", "I keep bees.", "How many?"]);
    expect((await client.branchAgent({ agent_id, message_id: idOf("Hi Ann") })).name).toBe("Ada branch 2");
  });

  it("can have its own steps undone, and outlives the agent", async () => {
    const { client, agent_id, said, human, archived, idOf } = await grown();
    const { id } = await client.branchAgent({ agent_id, message_id: idOf("How many?") });
    await client.deleteAgent({ agent_id });
    await client.undoTo({
      agent_id: id,
      message_id: (await client.getInContextMessages(id))[3]?.id as string,
    });
    expect(await said(id)).toEqual([]);
    expect(await human(id)).not.toContain("Ann");
    expect(await archived(id)).toEqual([]);
  });

  it("has the words of the person's own edits from before the message only", async () => {
    const { client, clock, agent_id, ask, human } = await grown();
    clock.time += 1000;
    await client.updateInContextMemory({ agent_id, section: "human", value: "Ann, and she told me so." });
    clock.time += 1000;
    await ask(agent_id, "So?", say("So."));
    const at = (await client.getMessages({ agent_id, limit: 2 }))[1]?.id as string;
    clock.time += 1000;
    await client.updateInContextMemory({ agent_id, section: "human", value: "Changed later." });
    const branch = await client.branchAgent({ agent_id, message_id: at });
    expect(await human(branch.id)).toBe("Ann, and she told me so.");
  });
});

describe("a copy", () => {
  it("has everything, and shares nothing", async () => {
    const { client, agent_id, said, human, archived } = await grown();
    const copy = await client.duplicateAgent({ agent_id });
    expect(copy.name).toBe("Ada copy");
    expect(await said(copy.id)).toEqual(await said(agent_id));
    expect(await human(copy.id)).toBe(await human(agent_id));
    expect(await archived(copy.id)).toEqual(["Ann came by on foot.", "Her bees are calm."]);
    const original = await client.getAgent(agent_id);
    const shared = new Set(Object.values(original.memory.memory).map(({ id }) => id));
    expect(Object.values(copy.memory.memory).some(({ id }) => shared.has(id))).toBe(false);
    expect(copy.message_ids).toHaveLength(original.message_ids.length);
    expect(copy.message_ids.some((id) => original.message_ids.includes(id))).toBe(false);
  });

  it("can begin anew, with or without its memories", async () => {
    const { client, agent_id, said, human, archived } = await grown();
    const copy = await client.duplicateAgent({ agent_id, name: "Bea", with_conversation: false });
    expect(copy.name).toBe("Bea");
    expect(copy.message_ids).toHaveLength(4);
    expect(await said(copy.id)).toEqual([]);
    expect(await human(copy.id)).toContain("Keeps bees.");
    expect(await archived(copy.id)).toHaveLength(2);
    const bare = await client.duplicateAgent({ agent_id, with_conversation: false, with_archival: false });
    expect(await archived(bare.id)).toEqual([]);
    await expect(client.duplicateAgent({ agent_id, name: "Bea" })).rejects.toMatchObject({
      code: "name_taken",
    });
  });

  it("leaves nothing behind where it fails in the middle", async () => {
    const { client, db, agent_id } = await grown();
    const counts = async () => Promise.all(db.tables.map((table) => table.count()));
    const before = await counts();
    const fail = () => {
      throw new Error("the disk is full");
    };
    db.passages.hook("creating", fail);
    await expect(client.duplicateAgent({ agent_id })).rejects.toThrow();
    db.passages.hook("creating").unsubscribe(fail);
    expect(await counts()).toEqual(before);
  });
});
