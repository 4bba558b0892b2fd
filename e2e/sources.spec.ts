/** Documents of every kind become a source, in the built app: loading, holding, resuming, citing, taking away. */
import type { Page } from "@playwright/test";
import { brokenFiles } from "../src/sources/extract/testing/broken-files.ts";
import { sampleDocx, sampleEpub, sampleZip } from "../src/sources/extract/testing/sample-archives.ts";
import { chatGptConversation, claudeConversation } from "../src/sources/extract/testing/sample-exports.ts";
import { samplePdf } from "../src/sources/extract/testing/sample-pdf.ts";
import { expect, test } from "./support/fixtures.ts";
import { reply } from "./support/scripted-llm.ts";

interface Upload {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

const upload = (name: string, content: string | Uint8Array): Upload => ({
  name,
  mimeType: "",
  buffer: Buffer.from(content),
});

const turns = (topic: string) => [
  { role: "user" as const, text: `Tell me about ${topic}.`, at: "2024-05-03T10:00:00Z" },
  { role: "assistant" as const, text: `There is much to say about ${topic}.`, at: "2024-05-03T10:01:00Z" },
];

/** Twenty files, among them one of every kind that can be read. */
async function goodFiles(): Promise<Upload[]> {
  const files = [
    upload("plain.txt", "The ferry leaves at noon."),
    upload("notes.md", "# Harbour\n\nThe lighthouse keeper is called Maren."),
    upload(
      "page.html",
      `<html><head><title>Tides</title></head><body><article><h1>Tides</h1>${"<p>The tide is highest two days after the full moon, as every fisher knows.</p>".repeat(5)}</article></body></html>`,
    ),
    upload("report.pdf", await samplePdf(["The crane was painted in 1998.", "The quay is 240 metres long."])),
    upload(
      "letter.docx",
      sampleDocx([{ heading: 1, text: "Letter" }, { text: "Dear Ida, the boat is sold." }]),
    ),
    upload("prices.csv", "fish,price\ncod,12\nhaddock,14\n"),
    upload("stock.tsv", "part\tcount\nrope\t7\n"),
    upload("crew.json", JSON.stringify([{ name: "Olav", role: "skipper" }])),
    upload("log.jsonl", '{"day":1,"wind":"north"}\n{"day":2,"wind":"west"}\n'),
    upload(
      "book.epub",
      sampleEpub([{ title: "One", html: "<h1>One</h1><p>The whale was never seen again.</p>" }]),
    ),
    upload("tide.py", "def tide(day):\n    return day % 15\n"),
    upload(
      "archive.zip",
      sampleZip({ "inner/a.txt": "Inside the archive: a map.", "b.md": "# B\n\nAlso inside." }),
    ),
    upload("chatgpt.json", JSON.stringify([chatGptConversation("About knots", turns("knots"))])),
    upload("claude.json", JSON.stringify([claudeConversation("About sails", turns("sails"))])),
  ];
  while (files.length < 20)
    files.push(upload(`extra-${files.length}.txt`, `Extra note number ${files.length}.`));
  return files;
}

const picker = (page: Page) => page.locator('input[type="file"][aria-label="Choose files"]');
const jobs = (page: Page) => page.getByRole("region", { name: "Loading" });

test("a source is made, twenty good files and twenty broken ones are loaded, and each failure says why", async ({
  app,
}) => {
  test.slow();
  const { page } = app;
  await app.open("#/sources");
  await page.getByRole("button", { name: "New source" }).click();
  await page.getByLabel("Name").fill("Harbour");
  await page.getByRole("button", { name: "Create source" }).click();
  await page.getByRole("heading", { name: "Harbour", level: 1 }).waitFor();
  const broken = (await brokenFiles()).slice(0, 20);
  await picker(page).setInputFiles([
    ...(await goodFiles()),
    ...broken.map(({ name, bytes }) => upload(name, bytes)),
  ]);
  await expect(jobs(page)).toContainText("Done", { timeout: 120_000 });
  await expect(jobs(page)).toContainText("20 files could not be read");
  const [job] = await app.client((client) => client.listJobs());
  const { files_failed, num_files_done } = job!.metadata_ as {
    files_failed: { file: string; error: { code: string } }[];
    num_files_done: number;
  };
  expect(num_files_done).toBe(40);
  // An archive's failure names what is in it too; every broken file is named, and no good one.
  const failedOf = (name: string) =>
    files_failed.filter(({ file }) => file === name || file.startsWith(`${name}/`));
  for (const { name, code } of broken) {
    expect(failedOf(name), name).not.toEqual([]);
    if (!name.endsWith(".zip")) expect(failedOf(name)[0]?.error.code, name).toBe(code);
  }
  expect(files_failed.every(({ file }) => broken.some(({ name }) => file.startsWith(name)))).toBe(true);
  await jobs(page).getByText("20 files could not be read").click();
  await expect(jobs(page).getByRole("listitem")).toHaveCount(files_failed.length);
  await expect(jobs(page)).toContainText("secret.pdf: ");

  // What is in them can be looked at, and found.
  await page.getByRole("searchbox", { name: "Filter documents" }).fill("report");
  await page.getByRole("button", { name: /^Open report/ }).click();
  await expect(page.getByRole("dialog")).toContainText("The quay is 240 metres long.");
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByRole("tab", { name: "Passages" }).click();
  const search = page.getByRole("searchbox", { name: "Search this source" });
  for (const [query, place] of [
    ["How long is the quay?", "report.pdf · page 2"],
    ["lighthouse keeper", "notes.md · Harbour"],
    ["Who is the skipper?", "crew.json"],
    ["whale", "book.epub · One"],
    ["a map in the archive", "inner/a.txt"],
    ["knots", "chatgpt.json"],
  ] as const) {
    await search.fill(query);
    await search.press("Enter");
    await expect(page.getByRole("tabpanel").getByRole("listitem").first()).toContainText(place);
  }
});

test("a file dropped on the conversation becomes a source, its answer is cited; detached, it is not found any more", async ({
  app,
  llm,
}) => {
  const { page } = app;
  await app.open();
  const agent = await app.createScriptedAgent(llm, { name: "Librarian" });
  await app.openAgent(agent.id);
  await page
    .locator('input[type="file"][aria-label="Attach a file"]')
    .setInputFiles([
      upload("handbook.pdf", await samplePdf(["Opening hours.", "The vault code is kept by Solveig."])),
    ]);
  await page.getByRole("button", { name: "Add to a source" }).click();
  await expect(page.getByText("Being added to handbook.pdf.")).toBeVisible();
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
  await expect
    .poll(() => app.client(async (client) => (await client.listJobs())[0]?.status), { timeout: 60_000 })
    .toBe("completed");

  const search = reply.call("archival_memory_search", {
    inner_thoughts: "I look it up.",
    query: "Who keeps the vault code?",
    request_heartbeat: true,
  });
  llm.enqueue(search, reply.say("Solveig does (handbook.pdf, page 2).", "Found."));
  await app.send("Who keeps the vault code?");
  await expect(app.agentMessages.last()).toContainText("handbook.pdf, page 2");
  const found = llm.completions.at(-1)!.body!.messages.findLast(({ role }) => role === "tool")!;
  expect(found.content).toContain("source: handbook.pdf, page 2");
  expect(found.content).toContain("Solveig");

  const [source] = await app.client((client) => client.listSources());
  await app.open(`#/sources/${source!.id}`);
  await page.getByRole("checkbox", { name: "Librarian" }).uncheck();
  await expect.poll(() => app.client((client, id) => client.listAttachedSources(id), agent.id)).toEqual([]);
  llm.enqueue(search, reply.say("I do not know.", "Nothing there."));
  await app.openAgent(agent.id);
  await app.send("And now?");
  await expect(app.agentMessages.last()).toContainText("I do not know.");
  const after = llm.completions.at(-1)!.body!.messages.findLast(({ role }) => role === "tool")!;
  expect(after.content).not.toContain("Solveig");

  // Deleting asks first, and says who loses it.
  await app.client((client, { agent_id, source_id }) => client.attachSourceToAgent({ agent_id, source_id }), {
    agent_id: agent.id,
    source_id: source!.id,
  });
  await app.open(`#/sources/${source!.id}`);
  await page.getByRole("button", { name: "Delete source" }).click();
  await expect(page.getByRole("dialog")).toContainText("Librarian will not find anything of it any more.");
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("heading", { name: "Sources", level: 1 })).toBeVisible();
  expect(await app.client((client) => client.listSources())).toEqual([]);
});

test("a file dropped on the conversation can stand in the message itself", async ({ app, llm }) => {
  const { page } = app;
  await app.open();
  const agent = await app.createScriptedAgent(llm);
  await app.openAgent(agent.id);
  const data = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(
      new File(["The password of the boathouse is herring."], "boat.txt", { type: "text/plain" }),
    );
    return transfer;
  });
  await page.locator("section.chat").dispatchEvent("dragover", { dataTransfer: data });
  await page.locator("section.chat").dispatchEvent("drop", { dataTransfer: data });
  await page.getByRole("button", { name: "Put its text into this message" }).click();
  await expect(app.composer).toHaveValue(/boathouse is herring/);
  llm.enqueue(reply.say("Noted.", "Read."));
  await app.composer.press("Enter");
  await expect(app.agentMessages.last()).toContainText("Noted.");
  expect(llm.completions[0]!.body!.messages.at(-1)!.content).toContain("boathouse is herring");
  expect(await app.client((client) => client.listSources())).toEqual([]);
});
