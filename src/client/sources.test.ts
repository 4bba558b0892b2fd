import { describe, expect, it } from "vitest";
import { createLocalKit } from "./testing/local-kit.ts";

const fileOf = (text: string, name = "notes.txt", type = "text/plain") => new File([text], name, { type });

describe("sources", () => {
  it("are searched with the agent's own memory while they are attached", async () => {
    const { client } = await createLocalKit();
    const { id: agent_id } = await client.createAgent();
    const source = await client.createSource("notes");
    await client.insertArchivalMemory({ agent_id, memory: "The red bicycle is in the shed." });
    await client.loadFileIntoSource({
      filename: fileOf("The lighthouse keeper was called Maren.\n\nThe ferry leaves at noon."),
      source_id: source.id,
    });
    const found = async (query: string) =>
      (await client.searchArchivalMemory({ agent_id, query, limit: 5 })).map(({ passage }) => passage.text);
    expect(await found("lighthouse keeper")).not.toContain("The lighthouse keeper was called Maren.");
    await client.attachSourceToAgent({ agent_id, source_id: source.id });
    expect((await found("lighthouse keeper"))[0]).toBe("The lighthouse keeper was called Maren.");
    expect((await found("red bicycle"))[0]).toBe("The red bicycle is in the shed.");
    await client.detachSourceFromAgent({ agent_id, source_name: "notes" });
    expect(await found("lighthouse keeper")).not.toContain("The lighthouse keeper was called Maren.");
  });

  it("leave nothing behind when they are deleted", async () => {
    const { client, db } = await createLocalKit();
    const source = await client.createSource("notes");
    await client.loadFileIntoSource({ filename: fileOf("One.\n\nTwo.\n\nThree."), source_id: source.id });
    await client.deleteSource(source.id);
    for (const table of [
      db.sources,
      db.documents,
      db.passages,
      db.vectors,
      db.vector_chunks,
      db.vector_spaces,
    ])
      expect(await table.count(), table.name).toBe(0);
  });

  it("tell of a load that failed, and take it again", async () => {
    const { client, embedder } = await createLocalKit();
    const source = await client.createSource("notes");
    const embed = embedder.embed.bind(embedder);
    embedder.embed = async () => {
      throw new Error("the model is gone");
    };
    const load = () =>
      client.loadFileIntoSource({ filename: fileOf("One.\n\nTwo."), source_id: source.id, blocking: false });
    const { id } = await load();
    await expect.poll(async () => (await client.getJob(id)).status).toBe("failed");
    expect((await client.getJob(id)).metadata_.error).toBe("the model is gone");
    expect((await client.listSources())[0]?.metadata_).toMatchObject({ num_documents: 0, num_passages: 0 });
    embedder.embed = embed;
    const again = await load();
    await expect.poll(async () => (await client.getJob(again.id)).status).toBe("completed");
    expect((await client.listSources())[0]?.metadata_).toMatchObject({ num_documents: 1, num_passages: 2 });
  });

  it("say of a load whose page was closed that it ended", async () => {
    const kit = await createLocalKit({ name: "lost-load" });
    const source = await kit.client.createSource("notes");
    const never = {
      async *generateDocuments() {
        yield { text: "The first." };
        await new Promise(() => {});
      },
    };
    void kit.client.loadData({ connector: never, source_name: source.name });
    await expect.poll(async () => (await kit.client.listActiveJobs())[0]?.metadata_.num_passages).toBe(1);
    const { client } = await createLocalKit({ name: "lost-load" });
    await client.resumeJobs();
    const [job] = await client.listJobs();
    expect(job?.status).toBe("failed");
    expect(job?.metadata_.error).toMatch(/closed/);
  });

  it("refuse what is no text, and a memory of another embedding model", async () => {
    const { client } = await createLocalKit();
    const source = await client.createSource("notes");
    const load = (file: File) => client.loadFileIntoSource({ filename: file, source_id: source.id });
    const binary = new File([new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 1])], "program.bin");
    await expect(load(binary)).rejects.toMatchObject({ code: "file_binary" });
    await expect(load(fileOf(""))).rejects.toMatchObject({ code: "file_empty" });
    await expect(load(fileOf(" \n"))).rejects.toMatchObject({ code: "file_without_text" });
    await expect(load(fileOf("%PDF-1.7", "scan.pdf", "application/pdf"))).rejects.toMatchObject({
      code: "file_damaged",
    });
    const { embedding_config } = await client.createAgent();
    const other = await client.createAgent({
      embedding_config: { ...embedding_config, embedding_model: "another" },
    });
    await expect(
      client.attachSourceToAgent({ agent_id: other.id, source_id: source.id }),
    ).rejects.toMatchObject({ message: /another/ });
  });
});
