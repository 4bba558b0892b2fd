/** Each screen, light and dark, wide and narrow: nothing serious for axe, nothing wider than the window. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures.ts";

const SIZES = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } };

async function expectSound(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations
    .filter((violation) => violation.impact === "serious" || violation.impact === "critical")
    .map(({ id, nodes }) => ({ id, nodes: nodes.map((node) => `${node.html} ${node.failureSummary}`) }));
  expect(serious).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, "nothing is wider than the window").toBeLessThanOrEqual(0);
}

for (const colorScheme of ["light", "dark"] as const) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    test.describe(`${colorScheme}, ${size}`, () => {
      test.use({ colorScheme, viewport });

      test("first run, conversation and models", async ({ app }) => {
        await app.open();
        await app.startButton.waitFor();
        await expectSound(app.page);

        await app.startWithDefault();
        await app.send("My name is Ada. Here is `code`.");
        await expect(app.agentMessages.last()).toContainText("Ada");
        await expect(app.stopButton).toBeHidden();
        await expectSound(app.page);

        await app.open("#/models");
        await app.page.getByRole("heading").first().waitFor();
        await expectSound(app.page);
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
          await expectSound(app.page);
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
          await expectSound(app.page);
        }
      });
    });
  }
}
