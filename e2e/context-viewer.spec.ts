/** What the next request would hold, the request itself, and what steps took. */
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./support/fixtures.ts";
import { reply } from "./support/scripted-llm.ts";

const USAGE = { prompt_tokens: 3000, completion_tokens: 40, total_tokens: 3040 };

test("the context is shown part by part, and its raw request is what the model gets", async ({
  app,
  llm,
}) => {
  test.slow();
  await app.open();
  const agent = await app.createScriptedAgent(llm, { name: "Ada" });
  await app.openAgent(agent.id);
  llm.enqueue(
    {
      ...reply.call("core_memory_append", { name: "human", content: "Likes tea.", request_heartbeat: true }),
      usage: USAGE,
    },
    { ...reply.say("Noted: tea."), usage: USAGE },
  );
  await app.send("I like tea");
  await expect(app.agentMessages.last()).toContainText("Noted: tea.");
  await app.openMind("context");
  const panel = app.page.getByRole("tabpanel", { name: /context/i });

  // A block opens to its text, the messages to each of them.
  await panel.getByText("Block: human").click();
  await expect(panel.locator("pre")).toContainText("Likes tea.");
  await panel.getByText("Messages", { exact: true }).click();
  // The login comes first, then the message, then the heartbeat.
  await panel
    .getByText(/^Person or event/)
    .nth(1)
    .click();
  await expect(panel.locator("pre").last()).toContainText("I like tea");
  await expect(panel.getByText(/Oldest messages are folded at/)).toBeVisible();

  await panel.getByRole("button", { name: "Show the raw request" }).click();
  const dialog = app.page.getByRole("dialog");
  await expect(dialog).toContainText(`POST ${llm.url}/chat/completions`);
  const shown = JSON.parse((await dialog.locator("pre").textContent()) ?? "") as Record<string, unknown>;
  await app.page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();

  llm.enqueue({ ...reply.say("Heard."), usage: USAGE });
  await app.send("And coffee");
  await expect(app.agentMessages.last()).toContainText("Heard.");
  const sent = llm.completions.at(-1)?.body as Record<string, unknown>;
  const { messages: before, ...rest } = shown as { messages: unknown[] };
  const { messages: after, ...others } = sent as { messages: unknown[] };
  expect(others).toEqual(rest);
  // The message that was sent is the last; the system message counts it.
  expect(after.slice(1, -1)).toEqual(before.slice(1));

  // Each step is a bar, also as a table.
  const steps = panel.getByRole("region", { name: "Tokens by step" });
  await steps.getByText("As a table").click();
  await expect(steps.getByRole("row")).toHaveCount(4);
});

test("usage over time has its costs, unknown ones said, and prices that can be entered", async ({
  app,
  llm,
}) => {
  test.slow();
  await app.open();
  const agent = await app.createScriptedAgent(llm, { name: "Ada" });
  await app.openAgent(agent.id);
  llm.enqueue({ ...reply.say("Hello."), usage: USAGE });
  await app.send("Hello");
  await expect(app.agentMessages.last()).toContainText("price unknown");
  await app.openMind("context");
  await app.page.getByRole("link", { name: "Usage and costs over time" }).click();
  await expect(app.page.getByRole("heading", { name: "Usage", level: 1 })).toBeVisible();
  await expect(app.page.getByText("1 step has no known price and is not in it")).toBeVisible();
  await expect(app.page.getByRole("img", { name: /^Tokens by day/ })).toBeVisible();

  await app.page.getByRole("textbox", { name: "Read, scripted" }).fill("1");
  await app.page.getByRole("textbox", { name: "Written, scripted" }).fill("10");
  await app.page.getByRole("button", { name: "Reckon 1 earlier step with it" }).click();
  // 3,000 read and 40 written.
  await expect(app.page.getByRole("definition").filter({ hasText: "$0.003" })).toBeVisible();
  await expect(app.page.getByText("no known price")).toBeHidden();
  await app.page.getByText("Cost", { exact: true }).first().click();
  await expect(app.page.getByRole("img", { name: /^Cost by day/ })).toBeVisible();

  const { violations } = await new AxeBuilder({ page: app.page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  await app.page.getByRole("table").last().getByRole("link").first().click();
  await expect(app.agentMessages.last()).toContainText("Hello.");
  // Later steps are reckoned as they come.
  await expect(app.agentMessages.last()).toContainText("$0.003");
});
