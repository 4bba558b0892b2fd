import { describe, expect, it } from "vitest";
import { archivalPage } from "../memory/archival.ts";
import { lastEmbeddedMessage } from "../memory/message-meaning.ts";
import { printPage } from "../memory/pages.ts";
import { recallPage } from "../memory/recall.ts";
import { type Message, spokenText } from "../schemas/index.ts";
import { getAgentRow } from "../storage/agents.ts";
import { createLocalKit, type LocalKit } from "./testing/local-kit.ts";

const NOTES = [
  "The cellar key hangs behind the clock.",
  "Nora painted the boat blue.",
  "The train to Oslo leaves at nine.",
];

async function agentWithNotes(kit: LocalKit): Promise<string> {
  const { id } = await kit.client.createAgent({});
  for (const memory of NOTES) {
    await kit.client.insertArchivalMemory({ agent_id: id, memory });
    // Memories of different days are no neighbours.
    kit.clock.time += 86_400_000;
  }
  return id;
}

describe("what was said", () => {
  async function talked(kit: LocalKit): Promise<string> {
    const { id } = await kit.client.createAgent({});
    for (const message of ["The ferry sails on Sunday.", "My brother repairs clocks in Bergen."]) {
      kit.llm.script({ tool: ["send_message", { message: "Noted." }] });
      await kit.client.sendMessage({ agent_id: id, role: "user", message });
    }
    return id;
  }

  it("is found by meaning, embedded when it is asked for, and each message once", async () => {
    const kit = await createLocalKit();
    const agent_id = await talked(kit);
    const find = async () =>
      (
        await kit.client.searchMessages({ agent_id, query: "a brother in Bergen", mode: "meaning", limit: 1 })
      )[0];
    expect(spokenText((await find()) as Message)).toBe("My brother repairs clocks in Bergen.");
    const { embedded } = kit.embedder;
    await find();
    expect(kit.embedder.embedded).toBe(embedded + 1);
    const both = await kit.client.searchMessages({ agent_id, query: "ferries", mode: "hybrid", limit: 1 });
    expect(spokenText(both[0] as Message)).toBe("The ferry sails on Sunday.");
  });

  it("is embedded in idle time, goes on where it was left, and is gone with the agent", async () => {
    let work: (() => void) | null = null;
    const idle = {
      later(next: () => void) {
        work = next;
        return () => {
          work = null;
        };
      },
    };
    const kit = await createLocalKit({ idle });
    const agent_id = await talked(kit);
    const known = () => lastEmbeddedMessage(kit.db, agent_id);
    expect(await known()).toBe(0);
    const size = async () => (await kit.client.getRecallMemorySummary(agent_id)).size;
    (work as unknown as () => void)();
    await expect.poll(known).toBe(await size());
    kit.llm.script({ tool: ["send_message", { message: "Noted." }] });
    await kit.client.sendMessage({ agent_id, role: "user", message: "And one more." });
    const { embedded } = kit.embedder;
    (work as unknown as () => void)();
    await expect.poll(known).toBe(await size());
    expect(kit.embedder.embedded - embedded).toBeLessThan(5);
    await kit.client.deleteAgent(agent_id);
    expect(await kit.db.vectors.count()).toBe(0);
    expect(await known()).toBe(0);
  });

  it("is searched for words by the agent, and for likeness where no words are found", async () => {
    const kit = await createLocalKit();
    const agent_id = await talked(kit);
    const page = async (query: string) =>
      printPage(await recallPage(kit.services, await getAgentRow(kit.db, agent_id), query, 0));
    expect(await page("zebra")).toBe("No results found.");
    await kit.client.searchMessages({ agent_id, query: "anything", mode: "meaning" });
    expect(await page("ferry")).toContain("Showing 1 of 1 results");
    expect(await page("zebra")).toContain("comes nearest in meaning");
  });
});

describe("archival search", () => {
  it("says why something was found", async () => {
    const kit = await createLocalKit();
    const agent_id = await agentWithNotes(kit);
    const { matches, reach } = await kit.client.findInArchivalMemory({
      agent_id,
      query: "Who paints boats?",
    });
    expect(reach).toEqual({ words: true, meaning: true, notice: null });
    expect(matches[0]?.passage.text).toBe(NOTES[1]);
    expect(matches[0]?.found_by).toMatchObject({ words: ["paints", "boats"], beside: false });
    expect(typeof matches[0]?.found_by.meaning).toBe("number");
  });

  it("goes by what the agent goes by, or what is asked for", async () => {
    const kit = await createLocalKit();
    const agent_id = await agentWithNotes(kit);
    expect(await kit.client.getSearchMode({ agent_id })).toBe("hybrid");
    const query = "painting";
    const texts = async (mode?: "words" | "meaning") =>
      (await kit.client.searchArchivalMemory({ agent_id, query, ...(mode ? { mode } : {}) })).length;
    // The test's embedder knows no forms of a word: by meaning all are found, and none for its words.
    expect(await texts()).toBe(3);
    expect(await texts("words")).toBe(1);
    expect(await texts("meaning")).toBe(3);
    await kit.client.setSearchMode({ agent_id, mode: "words" });
    expect(await kit.client.getSearchMode({ agent_id })).toBe("words");
    expect(await texts()).toBe(1);
    await expect(
      kit.client.setSearchMode({ agent_id, mode: "smell" as unknown as "words" }),
    ).rejects.toMatchObject({ code: "invalid_input" });
    await expect(kit.client.getSearchMode({ agent_id: "agent-none" })).rejects.toMatchObject({ status: 404 });
    expect(Object.keys(await kit.client.getAgent(agent_id))).not.toContain("search_mode");
  });

  it("finds what was just stored, and not what was just deleted", async () => {
    const kit = await createLocalKit();
    const agent_id = await agentWithNotes(kit);
    const [stored] = await kit.client.insertArchivalMemory({
      agent_id,
      memory: "The ferry sails on Sunday.",
    });
    const first = async () => (await kit.client.searchArchivalMemory({ agent_id, query: "ferry" }))[0];
    expect((await first())?.passage.id).toBe(stored?.id);
    await kit.client.deleteArchivalMemory({ agent_id, memory_id: stored?.id as string });
    expect((await first())?.passage.id).not.toBe(stored?.id);
  });

  it("is cited with source and place, and without them where the agent wrote it itself", async () => {
    const kit = await createLocalKit();
    const agent_id = await agentWithNotes(kit);
    const source = await kit.client.createSource({ name: "harbour" });
    await kit.client.loadFileIntoSource({
      filename: new File(["Mooring fees are due on Monday."], "fees.txt", { type: "text/plain" }),
      source_id: source.id,
    });
    await kit.client.attachSourceToAgent({ source_id: source.id, agent_id });
    await kit.db.passages
      .where("[source_id+seq]")
      .between([source.id, 0], [source.id, 99])
      .modify({
        metadata_: { file: "fees.pdf", page: 2, heading: "Mooring" },
      });
    const page = async (query: string) =>
      (await archivalPage(kit.services, await getAgentRow(kit.db, agent_id), query, 0, { timeZone: "UTC" }))
        .results[0];
    expect(await page("mooring fees")).toMatch(
      /^timestamp: .+, source: fees\.pdf, page 2, section "Mooring", memory: Mooring fees are due on Monday\.$/,
    );
    expect(await page("cellar key")).toMatch(/^timestamp: [^,]+, memory: The cellar key/);
    await kit.client.detachSourceFromAgent({ source_id: source.id, agent_id });
    expect(await page("mooring fees")).not.toContain("Mooring fees");
  });

  it("follows the agent to another embedding model", async () => {
    const kit = await createLocalKit();
    const agent_id = await agentWithNotes(kit);
    const { embedding_config } = await kit.client.getAgent(agent_id);
    await kit.client.changeEmbeddingModel({
      agent_id,
      embedding_config: { ...embedding_config, embedding_model: "other-words" },
    });
    await expect
      .poll(async () => (await kit.client.getAgent(agent_id)).embedding_config.embedding_model)
      .toBe("other-words");
    const [match] = await kit.client.searchArchivalMemory({ agent_id, query: "where is the cellar key" });
    expect(match?.passage.text).toBe(NOTES[0]);
  });
});
