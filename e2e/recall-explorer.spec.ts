/** Recall memory as a time line: to any day, by kind, by words, and from there into the conversation. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures.ts";

/** A conversation of two messages an hour, as one that grew over months lies on disk. */
async function seedMessages(page: Page, agentId: string, count: number): Promise<void> {
  await page.evaluate(
    ([agent_id, many]) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open("engram");
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const db = opening.result;
          const work = db.transaction(["messages", "counters"], "readwrite");
          const messages = work.objectStore("messages");
          const begin = Date.UTC(2026, 0, 1, 10);
          for (let index = 0; index < many; index++)
            messages.put({
              id: `message-seeded-${index}`,
              agent_id,
              seq: 1000 + index,
              role: index % 2 === 0 ? "user" : "assistant",
              text: `Seeded words ${index}.`,
              name: null,
              model: null,
              tool_calls: null,
              tool_call_id: null,
              created_at: new Date(begin + index * 1_800_000).toISOString(),
            });
          work.objectStore("counters").put({ key: `messages|${agent_id}`, value: many, stamp: "seeded" });
          work.oncomplete = () => {
            db.close();
            resolve();
          };
          work.onerror = () => reject(work.error);
        };
      }),
    [agentId, count] as const,
  );
}

test("ten thousand messages are looked through by day, kind and words", async ({ app }) => {
  const { page } = app;
  await app.open();
  const { id } = await app.client((client) => client.createAgent({ name: "Ada" }));
  await seedMessages(page, id, 10_000);
  await page.reload();
  await app.openAgent(id);
  await app.openMind("recall");
  await page.getByRole("link", { name: "Explore" }).click();
  await page.getByRole("heading", { name: "Recall memory" }).waitFor();
  const row = (text: string) => page.getByText(text, { exact: true });
  await expect(row("Seeded words 9999.")).toBeVisible();

  await page.getByLabel("Go to a day").fill("2026-03-01");
  await expect(page.getByRole("heading", { name: /Sunday,? 1 March 2026/ })).toBeVisible();
  await expect(row("Seeded words 9999.")).toBeHidden();

  // Months first, then the days of the one that is chosen.
  const scale = page.getByRole("list", { name: "Messages over time" });
  await scale.getByRole("button", { name: /^January 2026/ }).click();
  await expect(scale.getByRole("button", { name: /^2 January 2026: 48 messages/ })).toBeVisible();
  await expect(row("Seeded words 0.")).toBeVisible();

  await page.getByRole("combobox", { name: "Show" }).selectOption("agent");
  await expect(row("Seeded words 1.")).toBeVisible();
  await expect(row("Seeded words 2.")).toBeHidden();

  await page.getByRole("combobox", { name: "Show" }).selectOption("all");
  const search = page.getByRole("searchbox", { name: "Search what was said" });
  await search.fill("words 4242");
  await search.press("Enter");
  const found = page.getByRole("list", { name: "What was found" }).getByRole("listitem");
  await expect(found.first()).toContainText("Seeded words 4242.");
  await found.first().getByRole("link", { name: "In conversation" }).click();
  await expect(app.conversation.getByText("Seeded words 4242.")).toBeVisible();
});

for (const colorScheme of ["light", "dark"] as const)
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test("the explorers are sound for axe", async ({ app }) => {
      test.slow();
      const { page } = app;
      await app.open();
      const { id } = await app.client((client) => client.createAgent({ name: "Ada" }));
      await app.client((client, params) => client.insertArchivalMemories(params), {
        agent_id: id,
        memories: ["Tea is at four.", "The boat is blue.", "The train leaves at nine."],
      });
      const sound = async () => {
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id: rule, nodes }) => [rule, nodes.map(({ html }) => html)])).toEqual([]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow, "nothing is wider than the window").toBeLessThanOrEqual(0);
      };
      for (const viewport of [
        { width: 1280, height: 800 },
        { width: 390, height: 844 },
      ]) {
        await page.setViewportSize(viewport);
        await app.open(`#/agents/${id}/archival`);
        await page.getByText("Tea is at four.").waitFor();
        await sound();
        await page.getByText("Map", { exact: true }).click();
        await page.getByRole("img", { name: "Map of 3 memories" }).waitFor();
        await expect(page.getByRole("region", { name: "In view" })).toContainText("Tea is at four.");
        await sound();
        await app.open(`#/agents/${id}/recall`);
        await page.getByRole("list", { name: "Messages over time" }).waitFor();
        await sound();
      }
    });
  });
