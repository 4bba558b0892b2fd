/** Everything in one file and back, with the real database, workers and disk of the browser. */
import { readFileSync } from "node:fs";
import { unzipSync } from "fflate";
import type { App } from "./support/app.ts";
import { expect, test } from "./support/fixtures.ts";

const KEY = "sk-this-is-a-secret-key-0123456789";
const MEMORIES = [
  "The cat sleeps on the sofa all afternoon.",
  "Boil the pasta for nine minutes in salted water.",
];
/** Shares no word with the memory it means. */
const QUERY = "a kitten napping upon furniture";

async function fill(app: App): Promise<string> {
  await app.open();
  return app.client(
    async (client, { memories, key }) => {
      await window.engram.credentials.set({ endpoint: "https://llm.test/v1", key, remember: "device" });
      await client.setApiToken({ token: "a-token-of-the-page-api" });
      const agent = await client.createAgent({ name: "Ada" });
      for (const memory of memories) await client.insertArchivalMemory({ agent_id: agent.id, memory });
      await client.userMessage({ agent_id: agent.id, message: "My name is Grace." });
      const source = await client.createSource("Letters");
      await client.loadFiles({
        source_id: source.id,
        files: [{ file: new File(["The ferry to the island leaves at nine."], "ferry.txt"), path: null }],
      });
      await client.attachSourceToAgent({ agent_id: agent.id, source_id: source.id });
      return agent.id;
    },
    { memories: MEMORIES, key: KEY },
  );
}

/** What a wiped browser has left: nothing. */
async function wipe(app: App): Promise<void> {
  await app.open();
  const cdp = await app.page.context().newCDPSession(app.page);
  await cdp.send("Storage.clearDataForOrigin", { origin: new URL(app.url).origin, storageTypes: "all" });
  await app.page.goto("about:blank");
  await app.open();
  await expect(app.startButton).toBeVisible();
}

async function download(app: App, work: () => Promise<void>): Promise<Buffer> {
  const waiting = app.page.waitForEvent("download");
  await work();
  return readFileSync(await (await waiting).path());
}

async function openData(app: App): Promise<void> {
  await app.open("#/data");
  await app.page.getByRole("heading", { name: "Restore" }).waitFor();
}

const backUp = (app: App) =>
  download(app, () => app.page.getByRole("button", { name: "Back up now" }).click());

const choose = (app: App, name: string, buffer: Buffer) =>
  app.page.getByLabel("Choose a backup").setInputFiles({ name, mimeType: "application/zip", buffer });

async function replaceEverything(app: App): Promise<void> {
  await app.page.getByRole("radio", { name: /^replace everything/i }).check();
  await app.page.getByRole("button", { name: "Replace everything" }).click();
  await app.composer.waitFor();
}

test("back up, wipe, restore: everything is there, and no key was in the file", async ({ app }) => {
  const agent_id = await fill(app);
  await openData(app);
  const file = await backUp(app);
  const entries = unzipSync(file);
  const text = Object.values(entries)
    .map((bytes) => Buffer.from(bytes).toString("latin1"))
    .join("\n");
  expect(text).toContain("My name is Grace.");
  expect(text).not.toContain(KEY);
  expect(text).not.toContain("a-token-of-the-page-api");

  await wipe(app);
  await openData(app);
  await choose(app, "engram.zip", file);
  await expect(app.page.getByRole("row", { name: /messages/i })).toBeVisible();
  await replaceEverything(app);
  const found = await app.client(
    (client, params) => client.searchArchivalMemory({ ...params, mode: "meaning", limit: 1 }),
    { agent_id, query: QUERY },
  );
  expect(found[0]?.passage.text).toBe(MEMORIES[0]);
  const ferry = await app.client((client, params) => client.searchArchivalMemory({ ...params, limit: 1 }), {
    agent_id,
    query: "ferry island",
  });
  expect(ferry[0]?.passage.text).toContain("leaves at nine");
  await app.openAgent(agent_id);
  await expect(app.conversation).toContainText("My name is Grace.");
  // Made again, it is the same but for when.
  await openData(app);
  const again = unzipSync(await backUp(app));
  // The browser was asked for its settings and its users were made anew only by the restore.
  for (const path of Object.keys(entries).filter((one) => one.startsWith("tables/")))
    expect(Buffer.from(again[path] ?? []).equals(Buffer.from(entries[path] ?? [])), path).toBe(true);
});

test("a locked backup opens with its passphrase only, and a damaged one not at all", async ({ app }) => {
  await fill(app);
  await openData(app);
  await app.page.getByRole("checkbox", { name: /lock it/i }).check();
  await app.page.getByLabel("Passphrase", { exact: true }).fill("correct horse battery");
  const file = await backUp(app);
  expect(file.toString("latin1")).not.toContain("manifest.json");

  await choose(app, "engram.sealed", file);
  const unlock = app.page.locator("form").filter({ has: app.page.getByRole("button", { name: "Open" }) });
  const field = unlock.getByLabel("Passphrase", { exact: true });
  await field.fill("wrong horse battery");
  await app.page.getByRole("button", { name: "Open" }).click();
  await expect(app.page.getByText("This is not the passphrase of this backup.")).toBeVisible();
  await field.fill("correct horse battery");
  await app.page.getByRole("button", { name: "Open" }).click();
  await expect(app.page.getByRole("row", { name: /agents/i })).toBeVisible();

  const damaged = Buffer.from(file);
  damaged[damaged.length - 100]! ^= 0xff;
  await choose(app, "damaged.sealed", damaged);
  await field.fill("correct horse battery");
  await app.page.getByRole("button", { name: "Open" }).click();
  await expect(app.alert).toContainText("This backup is damaged. Nothing was changed.");
  await choose(app, "letter.zip", Buffer.from("Dear Ada"));
  await expect(app.alert).toContainText("not a backup of Engram");
});

test("a merge keeps what is here", async ({ app }) => {
  await fill(app);
  await openData(app);
  const file = await backUp(app);
  await wipe(app);
  await app.client((client) => client.createAgent({ name: "Ada" }));
  await openData(app);
  await choose(app, "engram.zip", file);
  await app.page.getByRole("button", { name: "Merge" }).click();
  await app.composer.waitFor();
  const names = await app.client(async (client) => (await client.listAgents()).map(({ name }) => name));
  expect(names.sort()).toEqual(["Ada", "Ada 2"]);
});

test("a snapshot is taken, restored and deleted, and another tab follows", async ({ app }) => {
  const agent_id = await fill(app);
  await openData(app);
  await app.page.getByRole("button", { name: "Take one now" }).click();
  const list = app.page.getByRole("list", { name: "Kept backups" });
  await expect(list.getByRole("listitem")).toHaveCount(1);

  await app.client((client, id) => client.deleteAgent(id), agent_id);
  const other = await app.inNewTab();
  await other.open();
  await expect(other.startButton).toBeVisible();
  await list.getByRole("button", { name: "Restore" }).click();
  await replaceEverything(app);
  await other.composer.waitFor();
  expect(await app.client((client) => client.listAgents())).toHaveLength(1);

  // What was replaced is kept as well.
  await openData(app);
  await expect(list.getByRole("listitem")).toHaveCount(2);
  await expect(list).toContainText("before a restore");
  await list.getByRole("listitem").first().getByRole("button", { name: "Delete" }).click();
  await expect(list.getByRole("listitem")).toHaveCount(1);
  await app.page.getByRole("button", { name: "Undo" }).click();
  await expect(list.getByRole("listitem")).toHaveCount(2);
});

test("where the database is gone, a snapshot brings it back", async ({ app }) => {
  const agent_id = await fill(app);
  await app.client((client) => client.takeSnapshot());
  const again = await app.loseDatabase();
  await again.open();
  await expect(again.recovery).toBeVisible();
  await again.page.getByRole("button", { name: "Restore", exact: true }).click();
  await again.page.getByRole("button", { name: "Replace everything" }).click();
  await again.composer.waitFor();
  await again.openAgent(agent_id);
  await expect(again.conversation).toContainText("My name is Grace.");
});
