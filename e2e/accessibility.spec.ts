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
    });
  }
}
