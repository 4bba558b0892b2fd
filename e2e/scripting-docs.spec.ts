/** The example of docs/scripting.md, as it stands there. */
import { readFileSync } from "node:fs";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "../scripts/serve.ts";
import { App } from "./support/app.ts";
import { expect, test } from "./support/fixtures.ts";

test("the example page asks the agent of the other tab, and shows its answer", async ({ browser }) => {
  const example = /```html\n([\s\S]*?)```/.exec(readFileSync("docs/scripting.md", "utf8"))?.[1];
  expect(example).toBeTruthy();
  const root = await mkdtemp(join(tmpdir(), "engram-scripting-"));
  await cp("dist", root, { recursive: true });
  await writeFile(join(root, "ask.html"), example ?? "");
  const site = await serve({ root, port: 0 });
  const context = await browser.newContext();
  try {
    const app = new App(await context.newPage(), site.url);
    await app.open();
    await app.startWithDefault();
    await app.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    const page = await context.newPage();
    await page.goto(`${site.url}ask.html`);
    await page.getByRole("button", { name: "Ask" }).click();
    await expect(page.getByRole("status")).toContainText("Ada");
    // The conversation is the app's own.
    await expect(app.conversation).toContainText("Hello, I am Ada.");
  } finally {
    await context.close();
    await site.close();
    await rm(root, { recursive: true, force: true });
  }
});
