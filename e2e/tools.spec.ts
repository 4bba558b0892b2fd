/** Tools as a person writes, grants, tries and approves them. */
import { expect, test } from "./support/fixtures.ts";
import { reply } from "./support/scripted-llm.ts";

const SOURCE = `/**
 * Doubles a number.
 *
 * @param value The number.
 */
export function double_it(value: number): number {
  console.log("doubling", value);
  return value * 2;
}
`;

test("a tool is written in the page, tried, given to an agent, and its result is used", async ({
  app,
  llm,
}) => {
  const { page } = app;
  await app.open();
  const agent = await app.createScriptedAgent(llm);
  await app.open("#/tools");
  await page.getByRole("link", { name: "New tool" }).click();
  const editor = page.getByRole("textbox", { name: "Source of the tool" });
  await editor.fill(SOURCE);
  const schema = page.getByRole("region", { name: "What the model sees" });
  await expect(schema).toContainText("double_it");
  await expect(schema).toContainText("Doubles a number.");

  // What is wrong is said at its line, and nothing can be created of it.
  await editor.fill(SOURCE.replace(" * @param value The number.\n", ""));
  await expect(schema).toContainText("value");
  await expect(schema).toContainText("1 problem");
  await expect(page.getByRole("button", { name: "Create tool" })).toBeDisabled();
  await editor.fill(SOURCE);
  await expect(schema).toContainText("Doubles a number.");

  await page.getByLabel("value").fill("21");
  await page.getByRole("button", { name: "Run" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Result" })).toContainText("42");
  await expect(page.getByRole("region", { name: "Log" })).toContainText("doubling 21");

  await page.getByRole("button", { name: "Create tool" }).click();
  await expect(page.getByRole("heading", { name: "double_it", level: 1 })).toBeVisible();
  await page.getByRole("checkbox", { name: agent.name }).check();
  await expect
    .poll(() => app.client(async (client, id) => (await client.getAgent(id)).tools, agent.id))
    .toContain("double_it");

  llm.enqueue(
    reply.call("double_it", { inner_thoughts: "Let me compute.", value: 100, request_heartbeat: true }),
    reply.say("It is 200.", "The tool said so."),
  );
  await app.openAgent(agent.id);
  await app.send("Twice a hundred?");
  await expect(app.agentMessages.last()).toContainText("It is 200.");
  const returned = llm.completions
    .at(-1)!
    .body!.messages.find(({ role, content }) => role === "tool" && /200/.test(content ?? ""));
  expect(JSON.parse(returned!.content!)).toMatchObject({ status: "OK", message: "200" });

  // The call stands in the tool's own log, with the agent that made it.
  const [tool] = await app.client(async (client) =>
    (await client.listTools()).filter(({ name }) => name === "double_it"),
  );
  await app.open(`#/tools/${tool!.id}`);
  await expect(page.getByText(`by ${agent.name}`)).toBeVisible();
});

test("what is typed into a tool's source survives leaving the page", async ({ app }) => {
  const { page } = app;
  await app.open("#/tools/new");
  const editor = page.getByRole("textbox", { name: "Source of the tool" });
  await editor.fill(SOURCE);
  await app.open("#/models");
  await page.getByRole("heading", { name: "Models" }).first().waitFor();
  await app.open("#/tools/new");
  await expect(editor).toContainText("double_it");
  await page.reload();
  await expect(editor).toContainText("double_it");
});

test("a call waits for the person over a reload; denied, the agent reads why; allowed with other arguments, those run", async ({
  app,
  llm,
}) => {
  const { page } = app;
  await app.open();
  const agent = await app.createScriptedAgent(llm, { name: "Careful" });
  await app.client(
    async (client, { source, agent_id }) => {
      const { id } = await client.createTool({ func: source, source_type: "typescript" });
      await client.attachToolToAgent({ agent_id, tool_id: id });
      await client.updateToolSettings({ tool_id: id, requires_approval: true });
    },
    { source: SOURCE, agent_id: agent.id },
  );
  llm.enqueue(
    reply.call("double_it", { inner_thoughts: "Compute.", value: 1, request_heartbeat: true }),
    reply.call("double_it", { inner_thoughts: "Another way, then.", value: 5, request_heartbeat: true }),
    reply.say("Done.", "As the person wished."),
  );
  await app.openAgent(agent.id);
  await app.send("Double something.");
  const ask = page.getByRole("region", { name: "Careful wants to use double_it" });
  await expect(ask).toContainText("1");
  expect(llm.completions).toHaveLength(1);

  await page.reload();
  await ask.getByRole("button", { name: "Deny" }).click();
  await ask.getByLabel(/why not/i).fill("Not that number.");
  await ask.getByRole("button", { name: "Deny with this reason" }).click();
  await expect(ask).toContainText("5");
  const denied = llm.completions[1]!.body!.messages.findLast(({ role }) => role === "tool");
  expect(JSON.parse(denied!.content!)).toMatchObject({ status: "Failed" });
  expect(denied!.content).toContain("Not that number.");

  await ask.getByRole("button", { name: "Change arguments" }).click();
  await ask.getByRole("textbox").fill('{"value": 21, "request_heartbeat": true}');
  await ask.getByRole("button", { name: "Allow with these arguments" }).click();
  await expect(app.agentMessages.last()).toContainText("Done.");
  await expect(ask).toBeHidden();
  const ran = llm.completions[2]!.body!.messages.findLast(({ role }) => role === "tool");
  expect(JSON.parse(ran!.content!)).toMatchObject({ status: "OK", message: "42" });
});

test("a starter tool is added and run; deleted, it comes back with its permissions by undo", async ({
  app,
}) => {
  const { page } = app;
  await app.open();
  await app.startWithDefault();
  await app.open("#/tools");
  await page.getByRole("button", { name: "Add calculate" }).click();
  const mine = page.getByRole("list", { name: "Your tools" });
  await mine.getByRole("link", { name: /calculate/ }).click();
  await page.getByRole("textbox", { name: /expression/ }).fill("0.1 + 0.2");
  await page.getByRole("button", { name: "Run" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Result" })).toContainText("0.3");

  await page.getByRole("checkbox").first().check();
  await page.getByLabel("Host").fill("api.example.com");
  await page.getByRole("button", { name: "Grant" }).click();
  await expect(page.getByRole("button", { name: "Revoke api.example.com" })).toBeVisible();

  await page.getByRole("button", { name: "Delete tool" }).click();
  await expect(page.getByText(/calculate was deleted, and taken from/)).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await mine.getByRole("link", { name: /calculate/ }).click();
  await expect(page.getByRole("button", { name: "Revoke api.example.com" })).toBeVisible();
  await expect(page.getByRole("checkbox").first()).toBeChecked();
});
