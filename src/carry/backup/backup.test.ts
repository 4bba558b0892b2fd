/** Everything in one file, and back. */
import Dexie from "dexie";
import { unzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { createFilledKit, SECRETS } from "../../client/testing/filled-database.ts";
import { createLocalKit } from "../../client/testing/local-kit.ts";
import { EngramDatabase, SCHEMA_VERSION } from "../../storage/database.ts";
import { createBackup } from "./create-backup.ts";
import { readBackup, restoreBackup } from "./restore-backup.ts";

const OPTIONS = { appVersion: "0.0.0-test", createdAt: "2026-11-24T12:00:00.000Z", rounds: 1000 };

const bytesOf = async (file: Blob) => new Uint8Array(await file.arrayBuffer());
const entriesOf = async (file: Blob) => unzipSync(await bytesOf(file));
const textOf = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

describe("a backup of everything", () => {
  it.each([1, 2, 3])("puts the same database back, byte for byte (database %i)", async (seed) => {
    const filled = await createFilledKit({ seed });
    const file = await createBackup(filled.db, OPTIONS);
    const empty = await createLocalKit();
    const report = await restoreBackup(empty.db, file, "replace");
    expect(report.problems).toEqual([]);
    const again = await createBackup(empty.db, OPTIONS);
    expect(await bytesOf(again)).toEqual(await bytesOf(file));
    // The token of this browser's API is its own.
    expect(await empty.client.getApiToken()).toBeNull();
    expect(report.replace?.tables.find(({ table }) => table === "messages")).toMatchObject({
      added: await filled.db.messages.count(),
      left_out: 0,
    });
    // And it works: an agent finds what it knew, by words and by meaning.
    const found = await empty.client.searchArchivalMemory({
      agent_id: filled.agent_id,
      query: "cloudberries bogs",
      limit: 1,
    });
    expect(found[0]?.passage.text).toBe(`Cloudberries grow in bogs ${seed}.`);
    const meant = await empty.client.searchArchivalMemory({
      agent_id: filled.agent_id,
      query: "after folding",
      mode: "meaning",
      limit: 1,
    });
    expect(meant[0]?.passage.text).toBe(`After the folding ${seed}.`);
  });

  it("has every table, and no secret", async () => {
    const { db } = await createFilledKit();
    const file = await createBackup(db, OPTIONS);
    const entries = await entriesOf(file);
    const manifest = JSON.parse(textOf(entries["manifest.json"]));
    expect(manifest).toMatchObject({ format: "engram-backup", version: 1, schema_version: SCHEMA_VERSION });
    expect(Object.keys(manifest.tables).sort()).toEqual(db.tables.map(({ name }) => name).sort());
    const filledTables = [
      "agents",
      "blocks",
      "messages",
      "runs",
      "steps",
      "passages",
      "vectors",
      "vector_chunks",
      "vector_spaces",
      "sources",
      "documents",
      "document_texts",
      "document_passages",
      "tools",
      "tool_settings",
      "tool_runs",
      "mcp_servers",
      "jobs",
      "models",
      "settings",
      "counters",
      "users",
    ];
    for (const table of filledTables) expect(manifest.tables[table].rows, table).toBeGreaterThan(0);
    const all = Object.values(entries).map(textOf).join("\n");
    expect(all).toContain("Likes tea number 1.");
    for (const secret of SECRETS) expect(all).not.toContain(secret);
  });

  it("leaves what is here as it is where the writing fails half way", async () => {
    const filled = await createFilledKit({ seed: 4 });
    const file = await createBackup(filled.db, OPTIONS);
    const here = await createFilledKit({ seed: 5 });
    const before = await bytesOf(await createBackup(here.db, OPTIONS));
    for (const mode of ["replace", "merge"] as const) {
      const failing = () => {
        throw new Error("the disk is full");
      };
      // A table that is late in the order: others are written by then.
      here.db.steps.hook("creating", failing);
      here.db.jobs.hook("creating", failing);
      await expect(restoreBackup(here.db, file, mode)).rejects.toThrow("the disk is full");
      here.db.steps.hook("creating").unsubscribe(failing);
      here.db.jobs.hook("creating").unsubscribe(failing);
      expect(await bytesOf(await createBackup(here.db, OPTIONS)), mode).toEqual(before);
    }
  });

  it("refuses a file that is damaged, cut off, or none of ours", async () => {
    const { db } = await createFilledKit();
    const file = await createBackup(db, OPTIONS);
    const bytes = await bytesOf(file);
    const before = await bytesOf(await createBackup(db, OPTIONS));
    for (let at = 60; at < bytes.length; at += Math.ceil(bytes.length / 23)) {
      const changed = bytes.slice();
      changed[at] = (changed[at] ?? 0) ^ 0xff;
      const outcome = await readBackup(db, new Blob([changed])).then(
        ({ problems }) => problems.length,
        ({ code }) => code,
      );
      // A byte between entries may say nothing that matters: then nothing is amiss.
      expect(["backup_damaged", "backup_unreadable", 0], `byte ${at}`).toContain(outcome);
    }
    await expect(restoreBackup(db, new Blob([bytes.slice(0, -500)]), "replace")).rejects.toMatchObject({
      code: "backup_damaged",
    });
    await expect(readBackup(db, new Blob(["a letter"]))).rejects.toMatchObject({ code: "backup_unreadable" });
    expect(await bytesOf(await createBackup(db, OPTIONS))).toEqual(before);
  });

  it("can be locked with a passphrase", async () => {
    const { db } = await createFilledKit();
    const file = await createBackup(db, { ...OPTIONS, passphrase: "open sesame" });
    expect(textOf(await bytesOf(file))).not.toContain("manifest.json");
    await expect(readBackup(db, file)).rejects.toMatchObject({ code: "backup_locked" });
    await expect(readBackup(db, file, { passphrase: "open says me" })).rejects.toMatchObject({
      code: "wrong_passphrase",
    });
    expect(await readBackup(db, file, { passphrase: "open sesame" })).toMatchObject({
      encrypted: true,
      problems: [],
    });
    await expect(readBackup(db, file.slice(0, -20), { passphrase: "open sesame" })).rejects.toMatchObject({
      code: "backup_damaged",
    });
  });

  it("refuses a backup of a newer app", async () => {
    const { db } = await createLocalKit();
    const newer = await createBackup(
      new Proxy(db, {
        get: (target, name) => (name === "verno" ? SCHEMA_VERSION + 1 : Reflect.get(target, name, target)),
      }),
      OPTIONS,
    );
    await expect(readBackup(db, newer)).rejects.toMatchObject({ code: "backup_newer" });
  });

  it("takes up a backup of version 1 through the same migrations", async () => {
    const old = new EngramDatabase("old-one", 1);
    await old.open();
    await old.table("sources").add({ id: "source-1", name: "Notes", created_at: "2026-11-01T00:00:00Z" });
    await old.table("documents").add({
      id: "doc-1",
      source_id: "source-1",
      text: "Bread.\n\nButter.",
      metadata_: { file_name: "food.txt" },
    });
    await old.table("passages").add({
      id: "passage-1",
      source_id: "source-1",
      doc_id: "doc-1",
      seq: 1,
      text: "Bread.",
      created_at: "2026-11-01T00:00:00Z",
      metadata_: {},
    });
    const file = await createBackup(old, OPTIONS);
    old.close();
    const { db } = await createLocalKit();
    const report = await restoreBackup(db, file, "replace");
    expect(report).toMatchObject({ schema_version: 1, problems: [] });
    expect(await db.documents.get("doc-1")).toMatchObject({ name: "food.txt", num_passages: 1 });
    expect(await db.document_texts.toArray()).toEqual([
      { doc_id: "doc-1", part: 0, text: "Bread.\n\nButter." },
    ]);
    expect((await Dexie.getDatabaseNames()).filter((name) => name.startsWith("engram-restore"))).toEqual([]);
  });

  it("leaves out rows that do not fit, and says which", async () => {
    const { db } = await createLocalKit();
    await db.messages.bulkPut([
      {
        id: "message-x",
        agent_id: "agent-x",
        seq: 1,
        role: "emperor",
        created_at: "2026-11-01T00:00:00Z",
      } as never,
    ]);
    const file = await createBackup(db, OPTIONS);
    const { problems } = await restoreBackup(db, file, "replace");
    expect(problems).toMatchObject([{ table: "messages", key: "message-x" }]);
    expect(await db.messages.count()).toBe(0);
  });
});

describe("a merge", () => {
  it("adds what is not here, and changes nothing the second time", async () => {
    const filled = await createFilledKit({ seed: 1 });
    const file = await createBackup(filled.db, OPTIONS);
    const here = await createFilledKit({ seed: 2 });
    const agents = (await here.client.listAgents()).length;
    const dry = await readBackup(here.db, file);
    const report = await restoreBackup(here.db, file, "merge");
    expect(report.merge).toEqual(dry.merge);
    expect((await here.client.listAgents()).length).toBe(agents + 2);
    // Both have a tool of that name, and other code in it.
    expect(report.merge?.renamed).toContainEqual({ kind: "tool", from: "roll_dice", to: "roll_dice_2" });
    expect((await here.client.getAgent(filled.agent_id)).tools).toContain("roll_dice_2");
    expect(report.merge?.notes.sort()).toEqual(["grants_left_out", "mcp_off"]);
    expect((await here.client.listMcpServers()).find(({ url }) => url.includes("mcp1"))).toMatchObject({
      enabled: false,
    });
    const found = await here.client.searchArchivalMemory({
      agent_id: filled.agent_id,
      query: "after folding",
      mode: "meaning",
      limit: 1,
    });
    expect(found[0]?.passage.text).toBe("After the folding 1.");
    expect(await here.client.getArchivalMemorySummary(filled.agent_id)).toEqual(
      await filled.client.getArchivalMemorySummary(filled.agent_id),
    );
    const again = await restoreBackup(here.db, file, "merge");
    expect(again.merge?.tables.filter(({ added, changed }) => added + changed > 0)).toEqual([]);
  });

  it("brings templates, under another name where theirs is in use", async () => {
    const [there, here] = [await createFilledKit({ seed: 1 }), await createFilledKit({ seed: 2 })];
    for (const { client, agent_id } of [there, here])
      await client.saveAgentTemplate({ agent_id, name: "Knots" });
    await there.client.archiveAgent({ agent_id: there.agent_id });
    const report = await restoreBackup(here.db, await createBackup(there.db, OPTIONS), "merge");
    expect(report.merge?.renamed).toContainEqual({ kind: "agent_template", from: "Knots", to: "Knots 2" });
    expect((await here.client.listAgentTemplates()).map(({ name }) => name)).toEqual(["Knots", "Knots 2"]);
    expect(await here.client.listHiddenAgents()).toMatchObject([{ agent_id: there.agent_id }]);
  });

  it("joins two lives of one agent: nothing said is lost, the newer memory stays", async () => {
    const here = await createFilledKit({ seed: 1 });
    const there = await createLocalKit();
    await restoreBackup(there.db, await createBackup(here.db, OPTIONS), "replace");
    const say = async (kit: typeof there, text: string, later: number) => {
      kit.clock.time = here.clock.time + later;
      kit.llm.script(
        { tool: ["core_memory_append", { name: "human", content: text, request_heartbeat: true }] },
        { tool: ["send_message", { message: `Heard ${text}` }] },
      );
      await kit.client.userMessage({ agent_id: here.agent_id, message: text });
      await kit.client.insertArchivalMemory({ agent_id: here.agent_id, memory: `Archived ${text}` });
    };
    await say(there, "apples", 60_000);
    await say(here, "pears", 120_000);
    const file = await createBackup(there.db, OPTIONS);
    const { merge } = await restoreBackup(here.db, file, "merge");
    expect(merge?.tables.find(({ table }) => table === "messages")?.added).toBeGreaterThan(2);
    const { messages } = await here.client.getConversation({ agent_id: here.agent_id, limit: 1000 });
    const said = messages.map(({ text }) => text ?? "").join("\n");
    expect(said).toContain("apples");
    expect(said).toContain("pears");
    expect(said.indexOf("apples")).toBeLessThan(said.indexOf("pears"));
    expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, index) => index + 1));
    expect((await here.client.getRecallMemorySummary(here.agent_id)).size).toBe(messages.length);
    const { memory } = await here.client.getInContextMemory(here.agent_id);
    expect(memory.human?.value).toContain("pears");
    expect(memory.human?.value).not.toContain("apples");
    const found = await here.client.searchArchivalMemory({
      agent_id: here.agent_id,
      query: "archived apples",
      mode: "meaning",
      limit: 1,
    });
    expect(found[0]?.passage.text).toBe("Archived apples");
  });
});
