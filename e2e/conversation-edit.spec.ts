/** What a person does to a conversation besides talking, by mouse and by keyboard. */
import AxeBuilder from "@axe-core/playwright";
import type { App } from "./support/app.ts";
import { expect, test } from "./support/fixtures.ts";
import { reply } from "./support/scripted-llm.ts";

test.use({ llmOptions: { key: "secret-key" } });

const remember = (content: string) =>
  reply.call("core_memory_append", {
    inner_thoughts: "Worth keeping.",
    name: "human",
    content,
    request_heartbeat: true,
  });

/** What the agent's memory says of the person; the screen also shows what it said before. */
const humanOf = (app: App, agentId: string) =>
  app.client(async (client, id) => (await client.getInContextMemory(id)).memory.human?.value ?? "", agentId);

/** Opens what can be done with the message that holds these words. */
async function openActions(app: App, words: string): Promise<void> {
  const message = app.conversation.getByRole("article").filter({ hasText: words });
  await message.hover();
  await message.getByRole("button", { name: "Actions for this message" }).click();
  await app.page.getByRole("menu").waitFor();
}

/** Nothing serious for axe in what stands open. */
async function expectSound({ page }: App): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

const choose = (app: App, name: string) => app.page.getByRole("menuitem", { name }).click();

const editNotice = (app: App) => app.page.getByRole("status").filter({ hasText: "out of the conversation" });

test("writes a message anew, asks for another answer, undoes, deletes, and brings all of it back", async ({
  app,
  llm,
}) => {
  test.slow();
  await app.open();
  const agent = await app.createScriptedAgent(llm);
  await app.setKey(llm.url, "secret-key");
  llm.enqueue(remember("Name: Ann."), reply.say("Hello Ann."));
  await app.openAgent(agent.id);
  await app.send("I am Ann.");
  await expect(app.agentMessages.last()).toContainText("Hello Ann.");
  await expect(app.block("human")).toContainText("Name: Ann.");

  // Edit and send again: the memory edit goes with the old answer.
  await openActions(app, "I am Ann.");
  await expectSound(app);
  await choose(app, "Edit and send again");
  const field = app.page.getByRole("textbox", { name: "Your message" });
  await expect(field).toBeFocused();
  await field.fill("I am Bob.");
  llm.enqueue(remember("Name: Bob."), reply.say("Hello Bob."));
  await field.press("Enter");
  await expect(app.agentMessages.last()).toContainText("Hello Bob.");
  await expect(app.conversation).not.toContainText("Ann");
  await expect(app.block("human")).toContainText("Name: Bob.");
  await expect.poll(() => humanOf(app, agent.id)).not.toContain("Ann");

  // Undo, and what came in its place is kept in turn.
  await editNotice(app).getByRole("button", { name: "Undo" }).click();
  await expect(app.agentMessages.last()).toContainText("Hello Ann.");
  await expect(app.block("human")).toContainText("Name: Ann.");

  // Another answer.
  llm.enqueue(reply.say("Good day Ann."));
  await openActions(app, "Hello Ann.");
  await choose(app, "Answer again");
  await expect(app.agentMessages.last()).toContainText("Good day Ann.");
  await expect(app.conversation).not.toContainText("Hello Ann.");
  await expect.poll(() => humanOf(app, agent.id)).not.toContain("Ann");

  // Undo a step from the agent's menu: the message then waits for its answer, after a reload too.
  await app.page.getByRole("button", { name: "Agent options" }).click();
  await choose(app, "Undo last step");
  await expect(app.conversation).not.toContainText("Good day Ann.");
  await app.page.reload();
  await expect(app.conversation).toContainText("Your message has no answer yet.");
  llm.enqueue(reply.say("Hi Ann."));
  await app.retryButton.click();
  await expect(app.agentMessages.last()).toContainText("Hi Ann.");

  // Delete the answer, and undo that.
  await openActions(app, "Hi Ann.");
  await choose(app, "Delete");
  await expect(app.conversation).not.toContainText("Hi Ann.");
  await editNotice(app).getByRole("button", { name: "Undo" }).click();
  await expect(app.agentMessages.last()).toContainText("Hi Ann.");

  // All that was undone stands in a list.
  await app.page.getByRole("button", { name: "Agent options" }).click();
  await choose(app, "Show undone");
  const dialog = app.page.getByRole("dialog", { name: "Undone" });
  await expect(dialog).toContainText("Hello Bob.");
  await expectSound(app);
  await dialog
    .getByRole("listitem")
    .filter({ hasText: "Hello Bob." })
    .getByRole("button", { name: "Bring back" })
    .click();
  await expect(app.agentMessages.last()).toContainText("Hello Bob.");
  await expect(app.conversation).not.toContainText("Hi Ann.");
  await expect(app.block("human")).toContainText("Name: Bob.");
});

test("branches at a message, and duplicates an agent", async ({ app, llm }) => {
  await app.open();
  const agent = await app.createScriptedAgent(llm);
  await app.setKey(llm.url, "secret-key");
  llm.enqueue(reply.say("First answer."), reply.say("Second answer."));
  await app.openAgent(agent.id);
  await app.send("One");
  await expect(app.agentMessages.last()).toContainText("First answer.");
  await app.send("Two");
  await expect(app.agentMessages.last()).toContainText("Second answer.");

  await openActions(app, "First answer.");
  await choose(app, "Branch from here");
  await expect(app.page.getByRole("heading", { name: "Scripted branch" })).toBeVisible();
  await expect(app.agentMessages.last()).toContainText("First answer.");
  await expect(app.conversation).not.toContainText("Second answer.");

  await app.page.getByRole("button", { name: "Agent options" }).click();
  await choose(app, "Duplicate");
  const dialog = app.page.getByRole("dialog", { name: "Duplicate Scripted branch" });
  await dialog.getByRole("checkbox", { name: "With the conversation" }).uncheck();
  await dialog.getByRole("textbox", { name: "Name" }).fill("Fresh");
  await dialog.getByRole("button", { name: "Duplicate" }).click();
  await expect(app.page.getByRole("heading", { name: "Fresh" })).toBeVisible();
  await expect(app.conversation).not.toContainText("First answer.");
});

test("finds what was said with any agent, and goes there", async ({ app }) => {
  await app.open();
  await app.client(async (client) => {
    for (const name of ["Ada", "Bea"]) {
      const { id } = await client.createAgent({ name });
      await client.sendMessage({ agent_id: id, role: "user", message: `The ${name} ferry leaves at nine.` });
    }
  });
  await app.open("#/search");
  const field = app.page.getByRole("searchbox", { name: "Search all conversations" });
  await field.fill("ferry leaves");
  await field.press("Enter");
  const found = app.page.getByRole("main").getByRole("listitem");
  await expect(found.filter({ hasText: "The Ada ferry" }).first()).toBeVisible();
  await expect(found.filter({ hasText: "The Bea ferry" }).first()).toBeVisible();
  await expectSound(app);
  await app.page.getByRole("link", { name: "The Ada ferry leaves at nine." }).first().click();
  await expect(app.page.getByRole("heading", { name: "Ada" })).toBeVisible();
  await expect(app.conversation).toContainText("The Ada ferry leaves at nine.");
});

test("all of it without a mouse", async ({ app, llm }) => {
  await app.open();
  const agent = await app.createScriptedAgent(llm);
  await app.setKey(llm.url, "secret-key");
  llm.enqueue(reply.say("First answer."));
  await app.openAgent(agent.id);
  await app.send("One");
  await expect(app.agentMessages.last()).toContainText("First answer.");
  await app.conversation.focus();
  await app.page.keyboard.press("k");
  await expect(app.agentMessages.last()).toBeFocused();
  await app.page.keyboard.press("k");
  const mine = app.conversation.getByRole("article").filter({ hasText: "One" });
  await expect(mine).toBeFocused();
  await app.page.keyboard.press("ArrowDown");
  await app.page.keyboard.press("ArrowUp");
  await expect(mine).toBeFocused();
  await app.page.keyboard.press("Enter");
  await app.page.getByRole("menu").waitFor();
  await expect(app.page.getByRole("menuitem", { name: "Copy" })).toBeFocused();
  await app.page.keyboard.press("ArrowDown");
  await expect(app.page.getByRole("menuitem", { name: "Edit and send again" })).toBeFocused();
  await app.page.keyboard.press("Enter");
  llm.enqueue(reply.say("Another answer."));
  await expect(app.page.getByRole("textbox", { name: "Your message" })).toBeFocused();
  await app.page.keyboard.press("End");
  await app.page.keyboard.type(" more time");
  await app.page.keyboard.press("Enter");
  await expect(app.agentMessages.last()).toContainText("Another answer.");
  await expect(app.conversation.getByRole("article").filter({ hasText: "One more time" })).toBeVisible();
});
