import { describe, expect, it } from "vitest";
import type { Passage } from "../schemas/index.ts";
import { csvRows } from "../sources/extract/csv-rows.ts";
import { spaceOf } from "../vector/vector-index.ts";
import { createLocalKit, type LocalKit, TEST_EMBEDDING_CONFIG } from "./testing/local-kit.ts";

const NOTES = [
  "The cellar key hangs behind the clock.",
  "Nora painted the boat blue.",
  "The train to Oslo leaves at nine.",
];
const DAY = 86_400_000;

async function agentWithNotes(kit: LocalKit, notes = NOTES): Promise<string> {
  const { id } = await kit.client.createAgent({});
  for (const memory of notes) {
    await kit.client.insertArchivalMemory({ agent_id: id, memory });
    kit.clock.time += DAY;
  }
  return id;
}

/** All pages of a list. */
async function listed(
  kit: LocalKit,
  params: Parameters<LocalKit["client"]["listArchivalMemory"]>[0],
): Promise<Passage[]> {
  const passages: Passage[] = [];
  let before: string | null = null;
  do {
    const page = await kit.client.listArchivalMemory({ ...params, before });
    passages.push(...page.passages);
    before = page.next;
  } while (before !== null);
  return passages;
}

const byWords = async (kit: LocalKit, agent_id: string, query: string) =>
  (await kit.client.searchArchivalMemory({ agent_id, query, mode: "words" })).map(
    ({ passage }) => passage.id,
  );

const nearest = async (kit: LocalKit, agent_id: string, query: string) =>
  (await kit.client.searchArchivalMemory({ agent_id, query, mode: "meaning", limit: 1 }))[0];

describe("an edited memory", () => {
  it("keeps its id, time and place, and is found by its new text and not by the old one", async () => {
    const kit = await createLocalKit();
    const agent_id = await agentWithNotes(kit);
    const before = (await listed(kit, { agent_id })).at(-1) as Passage;
    expect(await byWords(kit, agent_id, "cellar")).toEqual([before.id]);
    const text = "The attic lamp is broken.";
    const after = await kit.client.updateArchivalMemory({ agent_id, memory_id: before.id, text });
    expect(after).toMatchObject({ id: before.id, created_at: before.created_at, text });
    expect(await byWords(kit, agent_id, "cellar")).toEqual([]);
    expect(await byWords(kit, agent_id, "lamp")).toEqual([before.id]);
    expect(await nearest(kit, agent_id, text)).toMatchObject({ passage: { id: before.id } });
    expect((await nearest(kit, agent_id, text))?.score).toBeCloseTo(1);
    expect((await nearest(kit, agent_id, NOTES[0] as string))?.score).toBeLessThan(0.9);
    expect((await listed(kit, { agent_id })).map(({ id }) => id).at(-1)).toBe(before.id);
    expect(after.metadata_).toMatchObject({ origin: { kind: "person" } });
    await expect(
      kit.client.updateArchivalMemory({ agent_id, memory_id: before.id, text: "  " }),
    ).rejects.toMatchObject({ code: "invalid_input" });
    await expect(
      kit.client.updateArchivalMemory({ agent_id, memory_id: "passage-none", text }),
    ).rejects.toMatchObject({ status: 404 });
  });

  it("follows the agent to another embedding model that takes over meanwhile", async () => {
    const kit = await createLocalKit();
    const agent_id = await agentWithNotes(kit);
    const memory_id = (await listed(kit, { agent_id }))[0]?.id as string;
    const embed = kit.embedder.embed.bind(kit.embedder);
    let changed = false;
    kit.embedder.embed = async (texts, config, options) => {
      if (texts.includes("A new text.") && !changed) {
        changed = true;
        await kit.client.updateAgent({
          agent_id,
          embedding_config: { ...TEST_EMBEDDING_CONFIG, embedding_model: "others" },
        });
      }
      return embed(texts, config, options);
    };
    await kit.client.updateArchivalMemory({ agent_id, memory_id, text: "A new text." });
    expect((await nearest(kit, agent_id, "A new text."))?.score).toBeCloseTo(1);
    expect((await kit.db.vector_spaces.toCollection().primaryKeys()).map(String)).toEqual([
      spaceOf(agent_id, "others"),
    ]);
  });

  it("is embedded anew where it changed behind a change of the embedding model", async () => {
    const kit = await createLocalKit();
    const agent_id = await agentWithNotes(kit);
    const [last, , first] = await listed(kit, { agent_id });
    const embed = kit.embedder.embed.bind(kit.embedder);
    let done = false;
    kit.embedder.embed = async (texts, config, options) => {
      const vectors = await embed(texts, config, options);
      if (config.embedding_model === "others" && !done) {
        done = true;
        const { id: memory_id } = first as Passage;
        await kit.client.updateArchivalMemory({ agent_id, memory_id, text: "Snow on the roof." });
        const gone = last as Passage;
        await kit.client.deleteArchivalMemory({ agent_id, memory_id: gone.id });
      }
      return vectors;
    };
    await kit.client.updateAgent({
      agent_id,
      embedding_config: { ...TEST_EMBEDDING_CONFIG, embedding_model: "others" },
    });
    expect((await nearest(kit, agent_id, "Snow on the roof."))?.score).toBeCloseTo(1);
  });
});

describe("deleting", () => {
  it("is undone with ids, times, places and vectors, and is found again", async () => {
    const kit = await createLocalKit();
    const agent_id = await agentWithNotes(kit);
    const all = await listed(kit, { agent_id });
    const memory_ids = all.slice(0, 2).map(({ id }) => id);
    const removed = await kit.client.deleteArchivalMemories({ agent_id, memory_ids });
    expect((await listed(kit, { agent_id })).map(({ id }) => id)).toEqual([all[2]?.id]);
    expect(await byWords(kit, agent_id, "Oslo boat")).toEqual([]);
    const { embedded } = kit.embedder;
    await kit.client.restoreArchivalMemories({ agent_id, removed });
    expect(kit.embedder.embedded).toBe(embedded);
    expect(await listed(kit, { agent_id })).toEqual(all);
    expect(await kit.client.getArchivalMemory({ agent_id })).toEqual(all);
    expect((await byWords(kit, agent_id, "Oslo"))[0]).toBe(all[0]?.id);
    expect((await nearest(kit, agent_id, NOTES[1] as string))?.score).toBeCloseTo(1);
    // Twice does no harm.
    await kit.client.restoreArchivalMemories({ agent_id, removed });
    expect(await kit.client.getArchivalMemorySummary(agent_id)).toEqual({ size: 3 });
  });

  it("is undone where another memory has taken the place, or the model is another", async () => {
    const kit = await createLocalKit();
    const agent_id = await agentWithNotes(kit);
    const { id } = (await listed(kit, { agent_id }))[0] as Passage;
    const removed = await kit.client.deleteArchivalMemories({ agent_id, memory_ids: [id] });
    await kit.client.insertArchivalMemory({ agent_id, memory: "In its place." });
    await kit.client.updateAgent({
      agent_id,
      embedding_config: { ...TEST_EMBEDDING_CONFIG, embedding_model: "others" },
    });
    await kit.client.restoreArchivalMemories({ agent_id, removed });
    const places = (await kit.db.passages.toArray()).map(({ seq }) => seq);
    expect(new Set(places).size).toBe(places.length);
    expect(await nearest(kit, agent_id, NOTES[2] as string)).toMatchObject({ passage: { id } });
    const other = await kit.client.createAgent({});
    await expect(kit.client.restoreArchivalMemories({ agent_id: other.id, removed })).rejects.toMatchObject({
      code: "invalid_input",
    });
  });
});

describe("many at once", () => {
  const many = Array.from({ length: 200 }, (_, index) => `Memory number ${index}.`);

  it("are stored in order, with their own times", async () => {
    const kit = await createLocalKit();
    const { id: agent_id } = await kit.client.createAgent({});
    const told: number[] = [];
    const result = await kit.client.insertArchivalMemories({
      agent_id,
      memories: [
        ...many,
        { text: "An old one.", created_at: "2020-02-03T04:05:06+01:00", metadata_: { a: 1 } },
      ],
      onProgress: (done) => told.push(done),
    });
    expect(result).toMatchObject({ memories: 201, cancelled: false });
    expect(told).toEqual([64, 128, 192, 201]);
    const all = await listed(kit, { agent_id, limit: 30 });
    expect(all.map(({ id }) => id).reverse()).toEqual([
      result.passage_ids[200],
      ...result.passage_ids.slice(0, 200),
    ]);
    expect(all.at(-1)).toMatchObject({
      text: "An old one.",
      created_at: "2020-02-03T03:05:06.000Z",
      metadata_: { a: 1, origin: { kind: "person" } },
    });
    expect(await byWords(kit, agent_id, "old")).toHaveLength(1);
  });

  it("stop after a whole batch, and say how many", async () => {
    const kit = await createLocalKit();
    const { id: agent_id } = await kit.client.createAgent({});
    const stop = new AbortController();
    const result = await kit.client.insertArchivalMemories({
      agent_id,
      memories: many,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    expect(result).toMatchObject({ memories: 64, cancelled: true });
    expect((await listed(kit, { agent_id })).map(({ text }) => text).reverse()).toEqual(many.slice(0, 64));
    await expect(
      kit.client.insertArchivalMemories({ agent_id, memories: ["Good.", " "] }),
    ).rejects.toMatchObject({ code: "invalid_input" });
    expect(await kit.client.getArchivalMemorySummary(agent_id)).toEqual({ size: 64 });
  });
});

describe("a list by date", () => {
  it("pages without gaps or doubles over own memories and those of sources, whatever shares a time", async () => {
    const kit = await createLocalKit();
    const { id: agent_id } = await kit.client.createAgent({});
    const source = await kit.client.createSource("notes");
    await kit.client.loadFiles({
      source_id: source.id,
      files: [{ file: new File([Array.from({ length: 40 }, (_, i) => `Line ${i}.`).join("\n\n")], "a.txt") }],
    });
    await kit.client.attachSourceToAgent({ agent_id, source_id: source.id });
    await kit.client.insertArchivalMemories({
      agent_id,
      memories: Array.from({ length: 150 }, (_, i) => ({
        text: `Note ${i}.`,
        created_at: new Date(kit.clock.time - Math.floor(i / 50) * DAY).toISOString(),
      })),
    });
    const count = (await kit.db.passages.count()) as number;
    const owners = [agent_id, source.id];
    for (const limit of [1, 7, 100, 1000]) {
      const all = await listed(kit, { agent_id, owners, limit });
      expect(new Set(all.map(({ id }) => id)).size).toBe(count);
      expect(all).toHaveLength(count);
      expect(all.map(({ created_at }) => created_at)).toEqual(
        all
          .map(({ created_at }) => created_at)
          .sort()
          .reverse(),
      );
    }
    const day = new Date(kit.clock.time - DAY).toISOString();
    const span = { from: day, to: new Date(kit.clock.time).toISOString() };
    const page = await kit.client.listArchivalMemory({ agent_id, owners, ...span, limit: 20 });
    expect(page).toMatchObject({ total: 50 });
    expect(page.passages).toHaveLength(20);
    expect(await listed(kit, { agent_id, owners, ...span, limit: 20 })).toHaveLength(50);
    expect(await listed(kit, { agent_id, owners, origins: ["import"] })).toHaveLength(count - 150);
    expect(await listed(kit, { agent_id, owners: [source.id] })).toHaveLength(count - 150);
    await expect(kit.client.listArchivalMemory({ agent_id, owners: ["agent-x"] })).rejects.toMatchObject({
      code: "invalid_input",
    });
    await expect(kit.client.listArchivalMemory({ agent_id, before: "x" })).rejects.toMatchObject({
      code: "invalid_input",
    });
  });

  it("goes on where it was while what it ended with is deleted", async () => {
    const kit = await createLocalKit();
    const agent_id = await agentWithNotes(kit);
    const first = await kit.client.listArchivalMemory({ agent_id, limit: 2 });
    await kit.client.deleteArchivalMemory({ agent_id, memory_id: first.passages[1]?.id as string });
    const second = await kit.client.listArchivalMemory({ agent_id, limit: 2, before: first.next });
    expect(second.passages.map(({ text }) => text)).toEqual([NOTES[0]]);
  });
});

it("a search is narrowed to dates, origins and owners", async () => {
  const kit = await createLocalKit();
  const agent_id = await agentWithNotes(kit);
  const all = await listed(kit, { agent_id });
  const find = async (filter: object) =>
    (
      await kit.client.findInArchivalMemory({ agent_id, query: "the", limit: 1, mode: "meaning", ...filter })
    ).matches.map(({ passage }) => passage.text);
  for (const { created_at, text } of all) {
    const to = new Date(Date.parse(created_at) + 1).toISOString();
    expect(await find({ from: created_at, to })).toEqual([text]);
  }
  expect(await find({ origins: ["tool"] })).toEqual([]);
  expect(await find({ origins: ["person"] })).toHaveLength(1);
  expect(await find({ owners: [agent_id] })).toHaveLength(1);
});

describe("a file", () => {
  const TRICKY = ['=HYPERLINK("x")', '-5 degrees, "cold"', "'=kept", "+1\n\n@two", "plain ünicode"];

  for (const format of ["json", "csv"] as const)
    it(`of ${format} holds what is read from it again`, async () => {
      const kit = await createLocalKit();
      const { id: agent_id } = await kit.client.createAgent({ name: "Ada" });
      kit.embedder.splitSections = async (texts) =>
        texts.map((text, section) => ({ text, section, offset: 0 }));
      await kit.client.insertArchivalMemories({
        agent_id,
        memories: TRICKY.map((text, index) => ({
          text,
          created_at: new Date(kit.clock.time - index * DAY).toISOString(),
          metadata_: { index, tags: ["a", "=b"] },
        })),
      });
      const file = await kit.client.exportArchivalMemory({ agent_id, format });
      expect(file.name).toBe(`Ada memories 2026-11-23.${format}`);
      if (format === "csv")
        for (const cell of csvRows(await file.text()).flat()) expect(cell).not.toMatch(/^\s*[=+@-]/);
      const { memories, skipped } = await kit.client.readMemoryFile({ file });
      expect(skipped).toBe(0);
      const other = await kit.client.createAgent({});
      await kit.client.insertArchivalMemories({ agent_id: other.id, memories });
      const bare = (passages: Passage[]) =>
        passages.map(({ text, created_at, metadata_ }) => ({ text, created_at, metadata_ }));
      expect(bare(await listed(kit, { agent_id: other.id }))).toEqual(bare(await listed(kit, { agent_id })));
      const [chosen] = await listed(kit, { agent_id });
      const one = await kit.client.exportArchivalMemory({
        agent_id,
        format,
        memory_ids: [chosen?.id as string],
      });
      expect((await kit.client.readMemoryFile({ file: one })).memories.map(({ text }) => text)).toEqual([
        chosen?.text,
      ]);
    });

  it("of others is read as well as it can be, and what cannot be read is said", async () => {
    const kit = await createLocalKit();
    const read = async (text: string, name: string, unit?: "line" | "paragraph") =>
      kit.client.readMemoryFile({ file: new File([text], name), ...(unit ? { unit } : {}) });
    const texts = async (...given: Parameters<typeof read>) =>
      (await read(...given)).memories.map(({ text }) => text);
    expect(await texts("one\n\ntwo\nlines\n", "a.txt")).toEqual(["one", "two\nlines"]);
    expect(await texts("one\r\n\r\ntwo\r\nlines\r\n", "a.md", "line")).toEqual(["one", "two", "lines"]);
    expect(await texts('["a", {"memory": "b"}, {"content": "c", "created_at": 7}]', "a.json")).toEqual([
      "a",
      "b",
      "c",
    ]);
    expect(await read('[" ", 5, "x"]', "a.json")).toMatchObject({ skipped: 2 });
    expect(await texts("id;Text\n1;uno\n2;due\n", "a.csv")).toEqual(["uno", "due"]);
    expect((await read("one", "a.txt")).memories[0]?.metadata_).toEqual({ origin: { kind: "import" } });
    await expect(read("{", "a.json")).rejects.toMatchObject({ code: "invalid_input" });
    await expect(read("a,b\n1,2\n", "a.csv")).rejects.toMatchObject({ code: "invalid_input" });
  });
});

describe("a map", () => {
  it("parts what differs, is the same each time, and follows the vectors", async () => {
    const kit = await createLocalKit();
    const { id: agent_id } = await kit.client.createAgent({});
    const tea = Array.from({ length: 20 }, (_, i) => `tea kettle cup darjeeling milk ${i}`);
    const sea = Array.from({ length: 20 }, (_, i) => `boat harbour sail rope mooring ${i}`);
    await kit.client.insertArchivalMemories({ agent_id, memories: [...tea, ...sea] });
    const shares: number[] = [];
    const map = await kit.client.projectArchivalMemory({
      agent_id,
      onProgress: (share) => shares.push(share),
    });
    expect(map.ids).toHaveLength(40);
    expect(shares.at(-1)).toBe(1);
    const texts = await kit.client.readArchivalMemories({ agent_id, memory_ids: map.ids });
    const along = (word: string) =>
      texts.flatMap(({ text }, index) => (text.includes(word) ? [map.x[index] as number] : []));
    const [left, right] = [along("tea"), along("boat")].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
    expect(Math.max(...(left as number[]))).toBeLessThan(Math.min(...(right as number[])));
    expect(map.origins.every((origin) => origin === "person")).toBe(true);

    expect(await kit.client.projectArchivalMemory({ agent_id })).toBe(map);
    await kit.client.insertArchivalMemory({ agent_id, memory: "tea" });
    const { ids } = await kit.client.projectArchivalMemory({ agent_id });
    expect(ids).toHaveLength(41);
    const removed = await kit.client.deleteArchivalMemories({
      agent_id,
      memory_ids: ids.filter((id) => !map.ids.includes(id)),
    });
    expect(removed).toHaveLength(1);
    // Made again: the log of vectors is another one, the vectors are not.
    expect(await kit.client.projectArchivalMemory({ agent_id })).toEqual(map);
  });

  it("of nothing is empty, of one kind a point, and stops when told to", async () => {
    const kit = await createLocalKit();
    const { id: agent_id } = await kit.client.createAgent({});
    expect((await kit.client.projectArchivalMemory({ agent_id })).ids).toEqual([]);
    await kit.client.insertArchivalMemories({ agent_id, memories: ["the same", "the same"] });
    const stop = new AbortController();
    stop.abort();
    await expect(kit.client.projectArchivalMemory({ agent_id, signal: stop.signal })).rejects.toMatchObject({
      code: "cancelled",
    });
    const { x, y } = await kit.client.projectArchivalMemory({ agent_id });
    for (const value of [...x, ...y]) expect(value).toBeCloseTo(0);
  });
});
