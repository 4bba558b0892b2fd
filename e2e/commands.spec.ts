/** Commands by name and by key, and what the tab shows of replies that nobody saw. */
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./support/fixtures.ts";
import { reply } from "./support/scripted-llm.ts";

test("the palette goes anywhere by keyboard alone, and gives the focus back", async ({ app }) => {
  const { page } = app;
  await app.open();
  await app.startWithDefault();
  await app.client((client) => client.createAgent({ name: "Brontë" }));
  await app.composer.focus();

  await page.keyboard.press("ControlOrMeta+k");
  const field = page.getByRole("combobox", { name: /Go to a page/ });
  await expect(field).toBeFocused();
  const { violations } = await new AxeBuilder({ page }).include("dialog").analyze();
  expect(violations).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(app.composer).toBeFocused();

  await page.keyboard.press("ControlOrMeta+k");
  await field.fill("bront");
  await expect(page.getByRole("option")).toHaveCount(1);
  await expect(page.getByRole("option", { name: "Brontë" })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Brontë" })).toBeVisible();
  await expect(page).toHaveTitle("Brontë · Engram");

  // The mind opens and closes, by name and by key.
  const mind = page.getByRole("complementary", { name: "Mind" });
  await expect(mind).toBeVisible();
  await page.keyboard.press("ControlOrMeta+b");
  await expect(mind).toBeHidden();
  await page.keyboard.press("ControlOrMeta+k");
  await field.fill("mind");
  await page.keyboard.press("Enter");
  await expect(mind).toBeVisible();

  await page.keyboard.press("ControlOrMeta+k");
  await field.fill("duplicate");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: /^Brontë./ })).toBeVisible();

  await page.keyboard.press("ControlOrMeta+k");
  await field.fill("nothing is called this");
  await expect(page.getByRole("status").filter({ hasText: "Nothing is called that." })).toBeVisible();
  await field.fill("settings");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Settings");

  await page.keyboard.press("ControlOrMeta+/");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toContainText("New agent");
  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+Shift+o");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("New agent");
});

test("a reply that finishes unseen is marked on the tab until it is looked at", async ({ app, llm }) => {
  const { page } = app;
  await app.open();
  const agent = await app.createScriptedAgent(llm, { name: "Ada" });
  const held = reply.held(reply.say("I thought about it."));
  llm.enqueue(held.reply);
  await app.openAgent(agent.id);
  await app.send("Think about it");
  await page.evaluate(() => {
    location.hash = "#/settings";
  });
  await llm.waitForCompletion(1);
  held.release();
  await expect(page).toHaveTitle("(1) Settings · Engram");
  await expect(page.locator('link[rel="icon"]')).toHaveAttribute("href", /^data:image\/svg/);
  await app.openAgent(agent.id);
  await expect(page).toHaveTitle("Ada · Engram");
  await expect(page.locator('link[rel="icon"]')).toHaveAttribute("href", "./icon.svg");
});

test("the first keys that are pressed count, however long the commands take to load", async ({
  app,
  context,
}) => {
  await context.route(/assets\/actions-.*\.js$/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await route.continue();
  });
  await app.open();
  await app.startWithDefault();
  await app.page.keyboard.press("ControlOrMeta+/");
  await expect(app.page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
});

test("a long reply is told of in a hidden tab, once the person has turned that on", async ({
  app,
  context,
  llm,
}) => {
  const { page } = app;
  // Headless browsers show no notifications: what would be shown is written down.
  await context.addInitScript(() => {
    const shown: string[] = [];
    class Shown {
      static permission = "default";
      static async requestPermission() {
        Shown.permission = "granted";
        return "granted";
      }
      constructor(title: string) {
        shown.push(title);
      }
    }
    Object.assign(globalThis, { Notification: Shown, shown });
  });
  await app.open();
  const agent = await app.createScriptedAgent(llm, { name: "Ada" });
  await app.open("#/settings");
  await page.getByRole("switch", { name: /Tell me when a long reply ends/ }).click();
  await expect(page.getByText("Replies that took five seconds or more")).toBeVisible();

  await app.openAgent(agent.id);
  llm.enqueue({ ...reply.say("Done at last."), delayMs: 6000 });
  await app.send("Take your time");
  await expect(app.stopButton).toBeVisible();
  await page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
  });
  await expect
    .poll(() => page.evaluate(() => (globalThis as unknown as { shown: string[] }).shown))
    .toEqual(["Ada has replied"]);
});
