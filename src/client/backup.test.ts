/** Backups as the screen and scripts ask for them. */
import { describe, expect, it } from "vitest";
import { backupService } from "../carry/backup/backup-service.ts";
import { openSnapshotFolder } from "../carry/backup/snapshots.ts";
import { MemoryFolder } from "../carry/backup/testing/memory-folder.ts";
import { EngramDatabase, SCHEMA_VERSION } from "../storage/database.ts";
import { openDatabase } from "../storage/open-database.ts";
import { keepBeforeUpdate, keepDailyBackup } from "./automatic-backup.ts";
import { createFilledKit } from "./testing/filled-database.ts";
import { createLocalKit } from "./testing/local-kit.ts";

describe("backups of the client", () => {
  it("carry an agent to another browser", async () => {
    const filled = await createFilledKit();
    const phases = new Set<string>();
    const file = await filled.client.createBackup({
      passphrase: "eight letters",
      on_progress: ({ phase }) => phases.add(phase),
    });
    expect([...phases]).toEqual(["reading", "packing", "sealing"]);
    const { client } = await createLocalKit();
    await client.createAgent({ name: "Stays" });
    const given = { file, passphrase: "eight letters" };
    const report = await client.readBackup(given);
    expect(report.replace?.tables.find(({ table }) => table === "agents")).toMatchObject({
      added: 2,
      removed: 1,
    });
    expect(report.merge?.tables.find(({ table }) => table === "agents")).toMatchObject({
      added: 2,
      removed: 0,
    });
    await client.restoreBackup({ ...given, mode: "merge" });
    expect((await client.listAgents()).map(({ name }) => name).sort()).toEqual(["Ada 1", "Bo 1", "Stays"]);
    await expect(client.createBackup({ passphrase: "short" })).rejects.toMatchObject({
      code: "invalid_input",
    });
  });

  it("are not put back while an agent is at work", async () => {
    const { client, llm } = await createLocalKit();
    const agent = await client.createAgent({});
    const file = await client.createBackup();
    llm.script({ content: "Let me think", hangAfter: "Let" });
    const answer = client.sendMessage({
      agent_id: agent.id,
      role: "user",
      message: "Hi",
      stream_tokens: true,
    });
    for await (const _item of await answer) break;
    await expect(client.restoreBackup({ file, mode: "merge" })).rejects.toMatchObject({
      code: "backup_busy",
    });
    await client.stopAgent({ agent_id: agent.id });
  });

  it("can be given up", async () => {
    const { client } = await createFilledKit();
    const stop = new AbortController();
    const made = client.createBackup({ signal: stop.signal, on_progress: () => stop.abort() });
    await expect(made).rejects.toMatchObject({ code: "cancelled" });
  });
});

describe("snapshots", () => {
  it("are kept in a ring, and what is replaced is kept first", async () => {
    const kit = await createFilledKit();
    for (let nth = 0; nth < 7; nth++) {
      kit.clock.time += 60_000;
      await kit.client.takeSnapshot();
    }
    kit.snapshots.files.set("letter.txt", new Blob(["not ours"]));
    const kept = await kit.client.listSnapshots();
    expect(kept).toHaveLength(5);
    expect(kept[0]?.created_at).toBe(kit.clock.now().toISOString());
    expect(
      kept.every(({ bytes, reason, place }) => bytes > 1000 && reason === "asked" && place === "browser"),
    ).toBe(true);

    await kit.client.deleteAgent(kit.agent_id);
    kit.clock.time += 60_000;
    const [first] = kept;
    await kit.client.restoreSnapshot({ id: first?.id ?? "", place: "browser", mode: "replace" });
    expect(await kit.client.agentExists({ agent_id: kit.agent_id })).toBe(true);
    // And back again.
    const [before] = await kit.client.listSnapshots();
    expect(before?.reason).toBe("before-restore");
    await kit.client.restoreSnapshot({ id: before?.id ?? "", place: "browser", mode: "replace" });
    expect(await kit.client.agentExists({ agent_id: kit.agent_id })).toBe(false);

    await kit.client.deleteSnapshot({ id: first?.id ?? "", place: "browser" });
    await expect(kit.client.readSnapshot({ id: first?.id ?? "", place: "browser" })).rejects.toMatchObject({
      code: "backup_place_lost",
    });
    expect(kit.snapshots.files.has("letter.txt")).toBe(true);
  });

  it("that fail leave no half file, and nothing is replaced without one", async () => {
    const kit = await createFilledKit();
    kit.snapshots.failure = new DOMException("full", "QuotaExceededError");
    await expect(kit.client.takeSnapshot()).rejects.toMatchObject({ code: "database_full" });
    expect(kit.snapshots.files.size).toBe(0);
    const file = await kit.client.createBackup();
    await kit.client.deleteAgent(kit.agent_id);
    await expect(kit.client.restoreBackup({ file, mode: "replace" })).rejects.toMatchObject({
      code: "snapshot_failed",
    });
    expect(await kit.client.agentExists({ agent_id: kit.agent_id })).toBe(false);
    await kit.client.restoreBackup({ file, mode: "replace", without_snapshot: true });
    expect(await kit.client.agentExists({ agent_id: kit.agent_id })).toBe(true);
  });
});

describe("the daily backup", () => {
  it("is taken once a day, and not in the first hour of a database", async () => {
    const kit = await createFilledKit();
    expect(await keepDailyBackup(kit.services)).toBe(false);
    kit.clock.time += 2 * 3_600_000;
    expect(await keepDailyBackup(kit.services)).toBe(true);
    expect(await keepDailyBackup(kit.services)).toBe(false);
    kit.clock.time += 25 * 3_600_000;
    // Two tabs at once.
    const both = await Promise.all([keepDailyBackup(kit.services), keepDailyBackup(kit.services)]);
    expect(both.sort()).toEqual([false, true]);
    expect(await kit.client.listSnapshots()).toMatchObject([{ reason: "daily" }, { reason: "daily" }]);
    expect((await kit.client.getBackupStatus()).last_attempt?.error).toBeNull();
  });

  it("tells where it fails, and is tried again the next day", async () => {
    const kit = await createFilledKit();
    kit.clock.time += 2 * 3_600_000;
    kit.snapshots.failure = new DOMException("full", "QuotaExceededError");
    expect(await keepDailyBackup(kit.services)).toBe(false);
    expect((await kit.client.getBackupStatus()).last_attempt).toMatchObject({
      error: { code: "database_full" },
    });
    kit.snapshots.failure = null;
    expect(await keepDailyBackup(kit.services)).toBe(false);
    kit.clock.time += 25 * 3_600_000;
    expect(await keepDailyBackup(kit.services)).toBe(true);
  });
});

it("a database of an earlier version is kept as it was before it is brought up to date", async () => {
  const old = new EngramDatabase("of-version-2", 2);
  await old.open();
  await old
    .table("settings")
    .put({ key: "mark", value: { id: "user-1", created_at: "2026-11-01T00:00:00Z" } });
  await old.table("sources").put({ id: "source-1", name: "Notes", created_at: "2026-11-01T00:00:00Z" });
  old.close();
  const folder = new MemoryFolder();
  const kept = async () => {
    const raw = await backupService.createRaw({
      databaseName: "of-version-2",
      appVersion: "test",
      passphrase: null,
    });
    if ("error" in raw) throw new Error(raw.error.message);
    return raw.value;
  };
  const { services } = await createLocalKit();
  const port = {
    ...(await services.backups()),
    snapshots: async () => openSnapshotFolder(folder.handle),
    createRaw: kept,
  };
  const marks = { read: () => null, write: () => {}, clear: () => {} };
  const options = {
    name: "of-version-2",
    marks,
    now: () => new Date(),
    beforeUpdate: () => keepBeforeUpdate(port),
  };
  const db = await openDatabase(options);
  expect(db.verno).toBe(SCHEMA_VERSION);
  db.close();
  const [[name, file] = ["", new Blob()]] = [...folder.files];
  expect(name).toContain("before-update");
  const { client } = await createLocalKit();
  const report = await client.restoreBackup({ file, mode: "merge" });
  expect(report).toMatchObject({ schema_version: 2, problems: [] });
  expect((await client.listSources()).map((source) => source.name)).toEqual(["Notes"]);
  // Up to date now: nothing more is kept.
  (await openDatabase(options)).close();
  expect(folder.files.size).toBe(1);
});
