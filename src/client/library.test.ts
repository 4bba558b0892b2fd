/** The library through the public API: its starters, once, and the texts of the person. */
import { describe, expect, it } from "vitest";
import { seedLibrary } from "./library.ts";
import { createLocalKit } from "./testing/local-kit.ts";

const names = (blocks: { name: string | null }[]) => blocks.map(({ name }) => name);

describe("starters", () => {
  it("are ten personas, four humans and three system prompts, each with what it is for", async () => {
    const { client } = await createLocalKit();
    expect(await client.listPersonas()).toHaveLength(10);
    expect(await client.listHumans()).toHaveLength(4);
    const prompts = await client.listBlocks({ label: "system" });
    expect(prompts).toHaveLength(3);
    for (const block of await client.listBlocks()) expect(block.description).toBeTruthy();
    // A prompt is longer than a section may be; it has room to be changed.
    for (const { value, limit } of prompts) expect(limit).toBeGreaterThan(2 * value.length);
  });

  it("come once: what was deleted stays away", async () => {
    const { client, db } = await createLocalKit();
    for (const { id } of await client.listBlocks()) await client.deleteBlock(id);
    await seedLibrary(db);
    expect(await client.listBlocks()).toEqual([]);
  });

  it("that were added since reach a library of before, and leave what is the person's alone", async () => {
    const { client, db } = await createLocalKit();
    await db.blocks.clear();
    await db.settings.put({ key: "library_seeded", value: true });
    const own = await client.createPersona({ name: "journal keeper", text: "I keep a journal of bees." });
    await Promise.all([seedLibrary(db), seedLibrary(db)]);
    const personas = await client.listPersonas();
    // Those of the first version were deleted here: they stay away.
    expect(names(personas).sort()).toEqual([
      "journal keeper",
      "kitchen companion",
      "language partner",
      "pair programmer",
      "research librarian",
    ]);
    expect(personas.find(({ name }) => name === own.name)).toMatchObject({ id: own.id, value: own.value });
    expect(names(await client.listHumans()).sort()).toEqual(["at work", "learner"]);
    await seedLibrary(db);
    expect(await client.listPersonas()).toHaveLength(5);
  });
});

describe("texts of the library", () => {
  it("are stored, changed and brought back with all that belongs to them", async () => {
    const { client } = await createLocalKit();
    const made = await client.saveLibraryBlock({
      label: "system",
      name: " mine ",
      text: "You are mine.",
      description: "For me",
    });
    expect(made).toMatchObject({ name: "mine", description: "For me", limit: 20_000, template: true });
    const changed = await client.saveLibraryBlock({
      id: made.id,
      label: "system",
      name: "ours",
      text: "You are ours.",
    });
    expect(changed).toMatchObject({ id: made.id, name: "ours", value: "You are ours.", description: null });
    await client.deleteBlock(made.id);
    expect(await client.getBlockId({ label: "system", name: "ours" })).toBeNull();
    const { id, label, value: text, limit } = changed;
    expect(await client.saveLibraryBlock({ id, label, name: "ours", text, limit })).toEqual(changed);
  });

  it("are refused with the field that is wrong: name, length, a name that is taken", async () => {
    const { client } = await createLocalKit();
    const text = "I am.";
    await expect(
      client.saveLibraryBlock({ label: "persona", name: "warm assistant", text }),
    ).rejects.toMatchObject({ code: "name_taken" });
    await expect(client.saveLibraryBlock({ label: "persona", name: " ", text })).rejects.toMatchObject({
      code: "invalid_input",
      field: "name",
    });
    await expect(
      client.saveLibraryBlock({ label: "persona", name: "long", text: "x".repeat(2001) }),
    ).rejects.toMatchObject({ code: "invalid_input", field: "value" });
    expect(
      (await client.saveLibraryBlock({ label: "persona", name: "long", text: "x".repeat(2001), limit: 3000 }))
        .limit,
    ).toBe(3000);
    // The same name under another label is another text.
    await client.saveLibraryBlock({ label: "human", name: "warm assistant", text });
  });

  it("do not change under an agent that was made with them", async () => {
    const { client } = await createLocalKit();
    const [persona] = await client.listPersonas();
    if (!persona) throw new Error("no persona");
    const agent = await client.createAgent({
      memory: { memory: { persona, human: { value: "Ada" } } },
    });
    await client.saveLibraryBlock({ id: persona.id, label: "persona", name: "other", text: "Someone else." });
    expect((await client.getInContextMemory(agent.id)).memory.persona?.value).toBe(persona.value);
  });

  it("are not what agents have in core memory", async () => {
    const { client } = await createLocalKit();
    const { id, memory } = await client.createAgent();
    const block_id = memory.memory.persona?.id ?? "";
    await expect(
      client.saveLibraryBlock({ id: block_id, label: "persona", name: "taken over", text: "Mine now." }),
    ).rejects.toMatchObject({ code: "not_found" });
    expect(await client.getInContextMemory(id)).toEqual(memory);
  });
});
