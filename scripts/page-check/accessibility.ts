/** What axe finds on each page, by impact. */
import AxeBuilder from "@axe-core/playwright";
import type { Browser, Page } from "playwright";
import { App } from "../../e2e/support/app.ts";
import { printTable } from "./table.ts";

const IMPACTS = ["critical", "serious", "moderate", "minor"] as const;

const PAGES = ["tools", "sources", "library", "models", "data", "settings"];

async function violationsOf(page: Page, name: string): Promise<(string | number)[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const counts = IMPACTS.map((impact) => violations.filter((found) => found.impact === impact).length);
  const rules = violations.map(({ id, nodes }) => `${id} (${nodes.length})`);
  return [name, ...counts, rules.join(", ")];
}

export async function checkAccessibility(browser: Browser, url: string): Promise<void> {
  // axe works in the pages of an explicit context only.
  const context = await browser.newContext();
  const app = new App(await context.newPage(), url);
  const rows: (string | number)[][] = [["page", ...IMPACTS, "rules (places)"]];
  await app.open();
  await app.startButton.waitFor();
  rows.push(await violationsOf(app.page, "first run"));
  await app.startWithDefault();
  rows.push(await violationsOf(app.page, "agent"));
  for (const name of PAGES) {
    await app.open(`#/${name}`);
    await app.page.getByRole("heading", { name: new RegExp(name, "i"), level: 1 }).waitFor();
    rows.push(await violationsOf(app.page, name));
  }
  await context.close();
  printTable("Accessibility (axe, rules violated)", rows);
}
