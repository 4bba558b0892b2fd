/** Archival memory looked through, changed, taken out and brought in, as a person does it. */
import { readFile } from "node:fs/promises";
import type { App } from "./support/app.ts";
import { expect, test } from "./support/fixtures.ts";

const MEMORIES = [
  "The cat sleeps on the sofa all afternoon.",
  "She repaired the chain of her bicycle.",
  "The train to the coast leaves at dawn.",
];

async function openExplorer(app: App): Promise<string> {
  await app.open();
  const { id } = await app.client((client) => client.createAgent({ name: "Archivist" }));
  await app.client((client, params) => client.insertArchivalMemories(params), {
    agent_id: id,
    memories: MEMORIES.map((text, day) => ({ text, created_at: `2026-0${day + 1}-10T10:00:00Z` })),
  });
  await app.openAgent(id);
  await app.openMind("archival");
  await app.page.getByRole("link", { name: "Explore" }).click();
  await app.page.getByRole("heading", { name: "Archival memory" }).waitFor();
  return id;
}

test("memories are narrowed, searched, changed, deleted and brought back", async ({ app }) => {
  await openExplorer(app);
  const { page } = app;
  const rows = page.getByRole("main").getByRole("listitem");
  await expect(rows).toHaveCount(3);
  await expect(rows.first()).toContainText("train to the coast");

  await page.getByLabel("From", { exact: true }).fill("2026-02-01");
  await page.getByLabel("Until").fill("2026-02-28");
  await expect(rows).toHaveCount(1);
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(rows).toHaveCount(3);

  await rows.nth(1).getByRole("button", { name: "Edit" }).click();
  await page
    .getByRole("textbox", { name: "Text of the memory" })
    .fill("She sold her bicycle to a neighbour.");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(rows.nth(1)).toContainText("sold her bicycle");

  const search = page.getByRole("searchbox", { name: "Search these memories" });
  await search.fill("kitten on furniture");
  await page.getByRole("combobox", { name: "Search by" }).selectOption("meaning");
  await search.press("Enter");
  await expect(rows.first()).toContainText("The cat sleeps");
  await rows.first().getByRole("button", { name: "Delete" }).click();
  await expect(rows.filter({ hasText: "The cat sleeps" })).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(rows.first()).toContainText("The cat sleeps");

  await search.fill("");
  await expect(rows).toHaveCount(3);
});

test("memories come in line by line, and go out as a table", async ({ app }) => {
  await openExplorer(app);
  const { page } = app;
  const rows = page.getByRole("main").getByRole("listitem");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("textbox", { name: "Memories to add" }).fill("=1+1 is two\nTea is at four.\n");
  await page.getByRole("button", { name: "Store" }).click();
  await expect(rows).toHaveCount(5);
  await expect(page.getByText("2 memories stored.")).toBeVisible();

  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.locator("input[type=file]").setInputFiles({
    name: "more.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("text,created_at\nThe shed is green.,2020-01-01\n"),
  });
  await expect(page.getByText("more.csv: 1 memory")).toBeVisible();
  await page.getByRole("button", { name: "Store" }).click();
  await expect(rows).toHaveCount(6);
  await expect(rows.last()).toContainText("from a file");

  await page.getByRole("combobox", { name: "Export as" }).selectOption("csv");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export" }).click(),
  ]);
  const csv = await readFile(await download.path(), "utf8");
  expect(download.suggestedFilename()).toMatch(/^Archivist memories .*\.csv$/);
  expect(csv).toContain(`"'=1+1 is two"`);
  expect(csv).toContain(`"The shed is green."`);

  await page.getByRole("button", { name: "Select all shown" }).click();
  await page.getByRole("button", { name: "Delete", exact: true }).first().click();
  await expect(rows).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(rows).toHaveCount(6);
});

test("a map shows what lies where, and what is selected on it can be taken out", async ({ app }) => {
  await openExplorer(app);
  const { page } = app;
  await page.getByText("Map", { exact: true }).click();
  const map = page.getByRole("img", { name: "Map of 3 memories" });
  await expect(map).toBeVisible();
  const view = page.getByRole("region", { name: "In view" });
  await expect(view.getByRole("checkbox")).toHaveCount(3);
  await expect(view).toContainText("The cat sleeps");

  await page.getByRole("button", { name: "Select with a box" }).click();
  const box = (await map.boundingBox())!;
  await page.mouse.move(box.x + 3, box.y + 3);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.move(box.x + box.width - 3, box.y + box.height - 3);
  await page.mouse.up();
  const chosen = page.getByRole("region", { name: "Selected" });
  await expect(chosen.getByRole("checkbox", { checked: true })).toHaveCount(3);
  await chosen.getByRole("checkbox", { name: /bicycle/ }).click();
  await expect(page.getByText("2 selected")).toBeVisible();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByRole("img", { name: "Map of 1 memory" })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(map).toBeVisible();

  // By keys alone: closer, away to the side until nothing is in view, and back.
  await map.focus();
  for (let step = 0; step < 12; step++) await page.keyboard.press("+");
  for (let step = 0; step < 12; step++) await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("0");
  await expect(page.getByRole("region", { name: "In view" }).getByRole("checkbox")).toHaveCount(3);
});
