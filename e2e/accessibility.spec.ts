/** Each screen, light and wide, dark and narrow: axe finds nothing at all, and nothing is wider than the window. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures.ts";

const VARIANTS = {
  "light, wide": { colorScheme: "light", viewport: { width: 1280, height: 800 } },
  "dark, narrow": { colorScheme: "dark", viewport: { width: 390, height: 844 } },
} as const;

async function expectSound(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, impact, nodes }) => ({
    id,
    impact,
    nodes: nodes.map((node) => `${node.html} ${node.failureSummary}`),
  }));
  expect.soft(found, what).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect.soft(overflow, `${what}: nothing is wider than the window`).toBeLessThanOrEqual(0);
}

for (const [variant, use] of Object.entries(VARIANTS)) {
  test.describe(variant, () => {
    test.use(use);

    test("first run, conversation, mind, models, search, import and palette", async ({ app }) => {
      test.slow();
      await app.open();
      await app.startButton.waitFor();
      await expectSound(app.page, "first run");

      await app.startWithDefault();
      await app.send("My name is Ada. Here is `code`.");
      await expect(app.agentMessages.last()).toContainText("Ada");
      await expect(app.stopButton).toBeHidden();
      await expectSound(app.page, "conversation");

      const narrow = use.viewport.width < 800;
      if (narrow) await app.page.getByRole("button", { name: "Mind" }).click();
      for (const tab of ["core", "archival", "recall", "context"] as const) {
        await app.openMind(tab);
        await app.page.getByRole("tabpanel").first().waitFor();
        if (tab === "context")
          await app.page
            .getByText(/tokens \(/)
            .first()
            .waitFor();
        await expectSound(app.page, `mind: ${tab}`);
      }

      for (const [hash, heading] of [
        ["#/models", "Models"],
        ["#/search", "Search"],
        ["#/import", "Import"],
      ] as const) {
        await app.open(hash);
        await app.page.getByRole("heading", { name: heading, level: 1 }).waitFor();
        await expectSound(app.page, hash);
      }
      await app.page.keyboard.press("Control+k");
      await app.page.getByRole("dialog").waitFor();
      await expectSound(app.page, "palette");
    });

    test("library, templates, an agent's settings and an archived agent", async ({ app }) => {
      test.slow();
      await app.open();
      const [agent, template, archived] = await app.client(async (client) => {
        const { id: agent_id } = await client.createAgent({ name: "Ada" });
        const tool = await client.addStarterTool({ name: "calculate" });
        await client.updateToolSettings({ tool_id: tool.id, requires_approval: true });
        await client.createSource({ name: "Notes" });
        const { id } = await client.saveAgentTemplate({ agent_id, name: "Knots" });
        const old = await client.createAgent({ name: "Old" });
        await client.archiveAgent({ agent_id: old.id });
        return [agent_id, id, old.id] as const;
      });
      for (const [hash, heading] of [
        ["#/library", "Library"],
        ["#/library/new/persona", "New persona"],
        [`#/library/${template}`, "Knots"],
        ["#/new", "New agent"],
        [`#/new/${template}`, "From the template Knots"],
        [`#/agents/${agent}/settings`, "Settings of Ada"],
        [`#/agents/${archived}`, "Old"],
      ] as const) {
        await app.open(hash);
        await app.page.getByRole("heading", { name: heading, level: 1 }).waitFor();
        if (hash.endsWith("/settings")) await app.page.getByText("What the model reads").click();
        await expectSound(app.page, hash);
      }
    });

    test("tools, sources, data and settings", async ({ app }) => {
      test.slow();
      await app.open();
      const [tool, source] = await app.client(async (client) => {
        const { id: agent_id } = await client.createAgent({ name: "Ada" });
        const made = await client.addStarterTool({ name: "calculate" });
        await client.attachToolToAgent({ agent_id, tool_id: made.id });
        await client.runTool({ tool_id: made.id, args: { expression: "1/3" } });
        const { id } = await client.createSource({ name: "Notes" });
        await client.loadFiles({
          source_id: id,
          files: [
            { file: new File(["# Tea\n\nDarjeeling is the favourite."], "tea.md") },
            { file: new File([""], "empty.txt") },
          ],
        });
        return [made.id, id] as const;
      });
      for (const [hash, heading] of [
        ["#/tools", "Tools"],
        ["#/tools/new", "New tool"],
        [`#/tools/${tool}`, "calculate"],
        ["#/sources", "Sources"],
        [`#/sources/${source}`, "Notes"],
        ["#/data", "Data"],
        ["#/usage", "Usage"],
        ["#/settings", "Settings"],
      ] as const) {
        await app.open(hash);
        await app.page.getByRole("heading", { name: heading, level: 1 }).waitFor();
        if (hash.startsWith("#/tools/"))
          await app.page.getByRole("textbox", { name: "Source of the tool" }).waitFor();
        await expectSound(app.page, hash);
      }
    });
  });
}
