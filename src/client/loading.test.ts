/** Loading as jobs: what stays, what is resumed, what is refused, and that all of it can be listed. */
import { describe, expect, it } from "vitest";
import type { LoadProgress } from "../schemas/index.ts";
import type { EngramDatabase } from "../storage/database.ts";
import { processLocks } from "./agent-lock.ts";
import { createLocalKit, type WordEmbedder } from "./testing/local-kit.ts";

const fileOf = (text: string, name = "notes.txt") => ({
  file: new File([text], name, { type: "text/plain" }),
});
/** So many paragraphs, each of its own words. */
const paragraphs = (count: number, word = "fact") =>
  Array.from({ length: count }, (_, nth) => `The ${word} number ${nth} is about thing${nth}.`).join("\n\n");

const progressOf = (job: { metadata_: Record<string, unknown> } | undefined) =>
  job?.metadata_ as LoadProgress;

/** All that a load leaves behind, but for what tells the time and whose it is. */
async function rowsOf(db: EngramDatabase) {
  const passages = await db.passages.orderBy("[source_id+seq]").toArray();
  return {
    passages: passages.map(({ source_id: _s, user_id: _u, id: _i, doc_id: _d, ...row }) => row),
    documents: (await db.documents.orderBy("[source_id+seq]").toArray()).map(
      ({ source_id: _s, user_id: _u, id: _i, ...row }) => row,
    ),
    texts: (await db.document_texts.toArray()).map(({ text, part }) => `${part} ${text}`).sort(),
    links: (await db.document_passages.toArray())
      .map(({ position, metadata_ }) => `${position} ${JSON.stringify(metadata_)}`)
      .sort(),
    counters: (await db.counters.toArray()).map(({ key, value }) => [key.split("|")[0], value]).sort(),
    vectors: (await db.vectors.count()) + (await db.vector_chunks.count()),
    files: [
      await db.job_file_bytes.count(),
      (await db.job_files.toArray()).map(({ state, documents }) => [state, documents]),
    ],
  };
}

/** Lets so many texts be embedded, then never answers again: a page that is gone. */
function dieAfter(embedder: WordEmbedder, texts: number): Promise<void> {
  const embed = embedder.embed.bind(embedder);
  return new Promise((died) => {
    embedder.embed = async (...given) => {
      if (embedder.embedded + given[0].length > texts) {
        died();
        return new Promise(() => {});
      }
      return embed(...given);
    };
  });
}

describe("loading files", () => {
  it("makes documents and passages that know their place", async () => {
    const { client } = await createLocalKit();
    const { id: source_id } = await client.createSource("notes");
    const markdown = `# Birds\n\nThe wren sings.\n\n## Owls\n\n${paragraphs(70, "owl")}`;
    const file = new File([markdown], "birds.md", { type: "text/markdown" });
    const job = await client.loadFiles({ source_id, files: [{ file, path: "nature/birds.md" }] });
    expect(job.metadata_).toMatchObject({
      num_files: 1,
      num_files_done: 1,
      num_files_failed: 0,
      num_documents: 1,
      num_passages: 71,
      bytes_done: file.size,
      bytes_total: file.size,
    });
    const [document] = await client.listDocuments({ source_id });
    expect(document).toMatchObject({
      name: "birds.md",
      path: "nature/birds.md",
      title: "Birds",
      size: file.size,
      num_passages: 71,
      complete: true,
    });
    expect(document).not.toHaveProperty("text");
    const { text } = await client.getDocument(document?.id ?? "");
    const passages = await client.listSourcePassages({ source_id, doc_id: document?.id ?? "" });
    expect(passages).toHaveLength(71);
    passages.forEach((passage, position) => {
      expect(passage.metadata_).toMatchObject({ file: "birds.md", path: "nature/birds.md", position });
      expect(text.startsWith(passage.text, Number(passage.metadata_.offset))).toBe(true);
    });
    expect(passages[1]?.metadata_.heading).toBe("Birds > Owls");
    expect((await client.getSourceStatus(source_id)).num_passages).toBe(71);
  });

  it("goes on beside files that cannot be read, and says why by file", async () => {
    const { client } = await createLocalKit();
    const { id: source_id } = await client.createSource("notes");
    const good = Array.from({ length: 20 }, (_, nth) => fileOf(`Good text ${nth}.`, `good-${nth}.txt`));
    const bad = Array.from({ length: 20 }, (_, nth) => ({
      file: new File([nth % 2 ? "" : "%PDF-1.4 nonsense"], `bad-${nth}.pdf`),
    }));
    const files = good.flatMap((one, nth) => [one, bad[nth] as (typeof bad)[0]]);
    const job = await client.loadFiles({ source_id, files });
    const progress = progressOf(job);
    expect(job.status).toBe("completed");
    expect(progress).toMatchObject({ num_files_done: 40, num_files_failed: 20, num_documents: 20 });
    expect(progress.files_failed.map(({ file, error }) => [file, error.code])).toEqual(
      bad.map(({ file }, nth) => [file.name, nth % 2 ? "file_empty" : "file_damaged"]),
    );
    expect(await client.listDocuments({ source_id })).toHaveLength(20);
    await expect(client.loadFiles({ source_id, files: bad.slice(0, 2) })).rejects.toMatchObject({
      code: "file_damaged",
    });
    expect((await client.listJobs()).map(({ status }) => status).sort()).toEqual(["completed", "failed"]);
  });

  it("stores the same text once, and keeps it as long as one of its documents has it", async () => {
    const { client, db } = await createLocalKit();
    const { id: source_id } = await client.createSource("notes");
    const shared = "What both of them say.";
    await client.loadFiles({
      source_id,
      files: [fileOf(`Only one.\n\n${shared}`, "a.txt"), fileOf(`${shared}\n\nOnly two.`, "b.txt")],
    });
    expect((await client.listSourcePassages({ source_id })).map(({ text }) => text)).toEqual([
      "Only one.",
      shared,
      "Only two.",
    ]);
    const [b, a] = await client.listDocuments({ source_id });
    const ofB = await client.listSourcePassages({ source_id, doc_id: b?.id ?? "" });
    expect(ofB.map(({ text, metadata_ }) => [text, metadata_.file])).toEqual([
      [shared, "b.txt"],
      ["Only two.", "b.txt"],
    ]);
    await client.deleteDocument(a?.id ?? "");
    const left = await client.listSourcePassages({ source_id });
    expect(left.map(({ text, doc_id, metadata_ }) => [text, doc_id, metadata_.file])).toEqual([
      [shared, b?.id, "b.txt"],
      ["Only two.", b?.id, "b.txt"],
    ]);
    const found = await client.searchSource({ source_id, query: "only one", limit: 5 });
    expect(found.map(({ passage }) => passage.text)).not.toContain("Only one.");
    await client.deleteDocument(b?.id ?? "");
    for (const table of [db.documents, db.document_texts, db.document_passages, db.passages])
      expect(await table.count(), table.name).toBe(0);
    expect(await client.getSourceStatus(source_id)).toMatchObject({
      num_documents: 0,
      num_passages: 0,
      bytes: 0,
    });
  });

  it("adds nothing where a file is loaded again", async () => {
    const { client, embedder, db } = await createLocalKit();
    const { id: source_id } = await client.createSource("notes");
    await client.loadFiles({ source_id, files: [fileOf(paragraphs(10))] });
    const before = await rowsOf(db);
    const embedded = embedder.embedded;
    const again = await client.loadFiles({ source_id, files: [fileOf(paragraphs(10))] });
    expect(again.metadata_).toMatchObject({ num_documents: 1, num_passages: 0 });
    expect(embedder.embedded).toBe(embedded);
    const { files: _files, ...after } = await rowsOf(db);
    expect(before).toMatchObject(after);
  });

  it("reads a file for one message and stores nothing", async () => {
    const { client, db } = await createLocalKit();
    const { file } = fileOf("# Tea\n\nFirst flush.\n\n# Coffee\n\nDark roast.", "drinks.md");
    expect(await client.readFile({ file })).toMatchObject({ text: "First flush.\n\nDark roast." });
    await expect(client.readFile({ file: new File([], "nothing.txt") })).rejects.toMatchObject({
      code: "file_empty",
    });
    expect(await db.job_files.count()).toBe(0);
    expect(await db.passages.count()).toBe(0);
  });
});

describe("a job that loads", () => {
  const files = () => [
    fileOf(paragraphs(150, "first"), "a.txt"),
    fileOf("%PDF-1.4 nonsense", "b.pdf"),
    fileOf(paragraphs(200, "second"), "c.txt"),
    fileOf("A short one.", "d.txt"),
  ];

  it("goes on after its page was closed, and leaves what an undisturbed one leaves", async () => {
    const undisturbed = await createLocalKit();
    const { id } = await undisturbed.client.createSource("notes");
    const whole = await undisturbed.client.loadFiles({ source_id: id, files: files() });
    const expected = await rowsOf(undisturbed.db);
    expect(expected.passages).toHaveLength(351);
    for (const share of [0, 0.3, 0.6, 0.95]) {
      const name = `killed-at-${share}`;
      const killed = await createLocalKit({ name });
      const died = dieAfter(killed.embedder, 351 * share);
      const { id: source_id } = await killed.client.createSource("notes");
      const { id: job_id } = await killed.client.loadFiles({ source_id, files: files(), blocking: false });
      await died;
      // What was embedded before may still be on its way to the disk.
      await new Promise((resolve) => setTimeout(resolve, 50));
      killed.client.close();
      const { client, db } = await createLocalKit({ name });
      expect((await client.getJob(job_id)).status).toBe("running");
      await client.resumeJobs();
      await expect.poll(async () => (await client.getJob(job_id)).status).toBe("completed");
      expect(await rowsOf(db), name).toEqual(expected);
      const { files_failed, num_documents, num_passages, num_files_done, bytes_done } = progressOf(whole);
      expect((await client.getJob(job_id)).metadata_).toMatchObject({
        files_failed,
        num_documents,
        num_passages,
        num_files_done,
        bytes_done,
      });
      client.close();
    }
  });

  it("is taken up by a tab that stood by when its own closes", async () => {
    const locks = processLocks();
    const name = "two-tabs";
    const first = await createLocalKit({ name, locks });
    const second = await createLocalKit({ name, locks });
    const { id: source_id } = await first.client.createSource("notes");
    const died = dieAfter(first.embedder, 128);
    const { id } = await first.client.loadFiles({ source_id, files: files(), blocking: false });
    await second.client.resumeJobs();
    await died;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(second.embedder.embedded).toBe(0);
    first.client.close();
    await expect.poll(async () => (await second.client.getJob(id)).status).toBe("completed");
    expect((await second.client.getSourceStatus(source_id)).num_passages).toBe(351);
    expect(second.embedder.embedded).toBeLessThan(351);
  });

  it("is held and goes on, while who waits for it waits on", async () => {
    const { client, embedder, db } = await createLocalKit();
    const { id: source_id } = await client.createSource("notes");
    const embed = embedder.embed.bind(embedder);
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    embedder.embed = async (...given) => {
      if (embedder.embedded >= 128) await held;
      return embed(...given);
    };
    const waiting = client.loadFiles({ source_id, files: files() });
    await expect.poll(() => embedder.embedded).toBe(128);
    const [job] = await client.listActiveJobs();
    const paused = await client.pauseJob(job?.id ?? "");
    expect(paused).toMatchObject({ status: "pending", metadata_: { paused: true } });
    letGo();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const stored = await db.passages.count();
    expect(stored).toBeLessThanOrEqual(192);
    expect((await client.getJob(paused.id)).status).toBe("pending");
    expect(await client.listActiveJobs()).toHaveLength(1);
    await client.resumeJob(paused.id);
    expect((await waiting).status).toBe("completed");
    expect(await db.passages.count()).toBe(351);
  });

  it("is cancelled: whole documents stay, and no file is kept", async () => {
    const { client, embedder, db } = await createLocalKit();
    const { id: source_id } = await client.createSource("notes");
    dieAfter(embedder, 256);
    const waiting = client.loadFiles({ source_id, files: files() });
    waiting.catch(() => {});
    await expect.poll(() => db.passages.count()).toBe(256);
    const [job] = await client.listActiveJobs();
    const cancelled = await client.cancelJob(job?.id ?? "");
    expect(cancelled).toMatchObject({ status: "failed", metadata_: { cancelled: true } });
    expect((await client.listDocuments({ source_id })).map(({ name }) => name)).toEqual(["a.txt"]);
    expect(await db.passages.count()).toBe(150);
    expect(await db.job_file_bytes.count()).toBe(0);
    await expect(client.resumeJob(cancelled.id)).rejects.toMatchObject({ code: "invalid_input" });
    await client.deleteJob(cancelled.id);
    expect(await client.listJobs()).toEqual([]);
  });

  it("shares the embedder with others, batch by batch", async () => {
    const { client, embedder } = await createLocalKit();
    const [long, short] = [await client.createSource("long"), await client.createSource("short")];
    const owners: string[] = [];
    const embed = embedder.embed.bind(embedder);
    embedder.embed = async (texts, config, options) => {
      owners.push(options.owner ?? "");
      await new Promise((resolve) => setTimeout(resolve, 5));
      return embed(texts, config, options);
    };
    const first = client.loadFiles({ source_id: long.id, files: [fileOf(paragraphs(640, "long"))] });
    const second = client.loadFiles({ source_id: short.id, files: [fileOf(paragraphs(192, "short"))] });
    const { id } = await second;
    // Three batches of the short one: the long one had about as many meanwhile, and not all of its ten.
    expect(owners.filter((owner) => owner === id)).toHaveLength(3);
    expect(owners.filter((owner) => owner !== id).length).toBeLessThan(8);
    await first;
    expect(owners).toHaveLength(13);
  });

  it("is held where there is no room, and goes on when there is", async () => {
    const { client, db } = await createLocalKit();
    const { id: source_id } = await client.createSource("notes");
    let isFull = true;
    const add = () => {
      if (isFull) throw Object.assign(new Error("full"), { name: "QuotaExceededError" });
    };
    db.passages.hook("creating", add);
    await expect(client.loadFiles({ source_id, files: files() })).rejects.toMatchObject({
      code: "database_full",
    });
    const [job] = await client.listJobs();
    expect(job).toMatchObject({ status: "pending", metadata_: { reason: { code: "database_full" } } });
    expect(await db.passages.count()).toBe(0);
    isFull = false;
    await client.resumeJob(job?.id ?? "");
    await expect.poll(async () => (await client.getJob(job?.id ?? "")).status).toBe("completed");
    expect(await db.passages.count()).toBe(351);
    expect(progressOf(await client.getJob(job?.id ?? "")).error).toBeNull();
  });

  it("ends with its source", async () => {
    const { client, embedder, db } = await createLocalKit();
    const { id: source_id } = await client.createSource("notes");
    const agent = await client.createAgent();
    await client.attachSourceToAgent({ agent_id: agent.id, source_id });
    dieAfter(embedder, 64);
    const { id } = await client.loadFiles({ source_id, files: files(), blocking: false });
    await expect.poll(() => db.passages.count()).toBe(64);
    expect(await client.deleteSource(source_id)).toEqual({
      detached_agents: [{ id: agent.id, name: agent.name }],
    });
    expect((await client.getJob(id)).status).toBe("failed");
    for (const table of [
      db.documents,
      db.document_texts,
      db.document_passages,
      db.passages,
      db.vectors,
      db.vector_spaces,
      db.job_files,
      db.job_file_bytes,
    ])
      expect(await table.count(), table.name).toBe(0);
  });

  it("takes up a load that failed, where its files are kept", async () => {
    const { client, embedder } = await createLocalKit();
    const { id: source_id } = await client.createSource("notes");
    const embed = embedder.embed.bind(embedder);
    embedder.embed = async (...given) => {
      if (embedder.embedded >= 64) throw new Error("the model is gone");
      return embed(...given);
    };
    await expect(client.loadFiles({ source_id, files: files() })).rejects.toThrow("the model is gone");
    embedder.embed = embed;
    const [job] = await client.listJobs();
    await client.resumeJob(job?.id ?? "");
    await expect.poll(async () => (await client.getJob(job?.id ?? "")).status).toBe("completed");
    expect((await client.getSourceStatus(source_id)).num_passages).toBe(351);
  });
});

describe("a connector", () => {
  it("cuts its own passages, and what is no document is told", async () => {
    const { client } = await createLocalKit();
    const { id: source_id, name } = await client.createSource("poems");
    const job = await client.loadData({
      source_name: name,
      connector: {
        async *generateDocuments() {
          yield { text: "One line.\nAnother line.", title: "Lines", path: "poems/lines", date: "2020-01-02" };
          yield { text: "  ", title: "Silence" };
        },
        *generatePassages({ text }, chunk_size) {
          expect(chunk_size).toBe(300);
          for (const line of text.split("\n")) yield { text: line, metadata_: { verse: true } };
        },
      },
    });
    expect(progressOf(job)).toMatchObject({ num_documents: 1, num_passages: 2 });
    expect(progressOf(job).files_failed).toMatchObject([{ file: "Silence", error: { code: "file_empty" } }]);
    const passages = await client.listSourcePassages({ source_id });
    expect(passages.map(({ text, metadata_ }) => [text, metadata_])).toEqual([
      [
        "One line.",
        {
          file: "lines",
          path: "poems/lines",
          title: "Lines",
          date: "2020-01-02",
          verse: true,
          position: 0,
          offset: 0,
        },
      ],
      [
        "Another line.",
        {
          file: "lines",
          path: "poems/lines",
          title: "Lines",
          date: "2020-01-02",
          verse: true,
          position: 1,
          offset: 10,
        },
      ],
    ]);
  });
});
