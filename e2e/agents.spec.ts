/** An agent's settings, agents out of sight, and deleting with a way back, as a person meets them. */
import { expect, test } from "./support/fixtures.ts";

test("each setting of an agent is saved as it is changed, and taken back by undo", async ({ app, llm }) => {
  const { page } = app;
  await app.open();
  const { id } = await app.createScriptedAgent(llm, { name: "Ada" });
  await app.client(async (client) => {
    await client.addStarterTool({ name: "calculate" });
    await client.createSource({ name: "Notes" });
  });
  await app.openAgent(id);
  await page.getByRole("button", { name: "Agent options" }).click();
  await page.getByRole("menuitem", { name: "Settings" }).click();
  await expect(page.getByRole("heading", { name: "Settings of Ada", level: 1 })).toBeVisible();
  const agent = () => app.client((client, agentId) => client.getAgent(agentId), id);

  const name = page.getByRole("textbox", { name: "Name", exact: true });
  await name.fill("Grace");
  await name.press("Enter");
  await expect(page.getByRole("heading", { name: "Settings of Grace" })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("heading", { name: "Settings of Ada" })).toBeVisible();
  await name.fill("bad/name");
  await name.press("Tab");
  await expect(page.getByText(/made of letters, digits/)).toBeVisible();
  await name.press("Escape");

  const prompt = page.getByRole("textbox", { name: "System prompt" });
  await page.getByText("What the model reads").click();
  await prompt.fill("You are short. {CORE_MEMORY} That is all.");
  await expect(page.getByRole("textbox", { name: "What the model reads" })).toHaveValue(
    /^You are short\. ### Memory[\s\S]*<\/human> That is all\.$/,
  );
  expect((await agent()).system).not.toContain("You are short.");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect.poll(async () => (await agent()).system).toBe("You are short. {CORE_MEMORY} That is all.");
  await page.getByRole("button", { name: "Standard prompt" }).click();
  await expect(page.getByText("This is the standard prompt.")).toBeVisible();

  const temperature = page.getByRole("textbox", { name: "Temperature" });
  await temperature.fill("0.3");
  await temperature.press("Enter");
  await expect.poll(async () => (await agent()).llm_config.temperature).toBe(0.3);

  await page.getByRole("list", { name: "Tools" }).getByRole("checkbox", { name: "calculate" }).check();
  await expect.poll(async () => (await agent()).tools).toContain("calculate");
  await page.getByRole("list", { name: "Sources" }).getByRole("checkbox", { name: "Notes" }).check();
  await expect
    .poll(() => app.client(async (client, agentId) => (await client.listAttachedSources(agentId)).length, id))
    .toBe(1);
});

test("an archived agent leaves the list, is reached by its address, and comes back", async ({ app, llm }) => {
  const { page } = app;
  await app.open();
  const { id } = await app.createScriptedAgent(llm, { name: "Ada" });
  await app.createScriptedAgent(llm, { name: "Bob" });
  await app.openAgent(id);
  const rail = page.getByRole("navigation", { name: "Menu" });
  await page.getByRole("button", { name: "Agent options" }).click();
  await page.getByRole("menuitem", { name: "Archive" }).click();
  await expect(page.getByText("Archived (1)")).toBeVisible();
  await app.open();
  await expect(page).toHaveURL(/agents\//);
  await expect(page.getByRole("heading", { name: "Bob", level: 1 })).toBeVisible();
  await expect(rail.getByRole("link", { name: "Ada" })).toBeHidden();
  await page.getByText("Archived (1)").click();
  await rail.getByRole("link", { name: "Ada" }).click();
  await page.getByRole("button", { name: "Bring back" }).click();
  await expect(page.getByText("Archived (1)")).toBeHidden();
  await expect(rail.getByRole("link", { name: "Ada" })).toBeVisible();
});

test("a deleted agent is taken back with what it knows, from another tab too", async ({ app, llm }) => {
  const { page } = app;
  await app.open();
  const { id } = await app.createScriptedAgent(llm, { name: "Ada" });
  await app.createScriptedAgent(llm, { name: "Bob" });
  await app.openAgent(id);
  const other = await app.inNewTab();
  await other.openAgent(id);
  await page.getByRole("button", { name: "Agent options" }).click();
  await page.getByRole("menuitem", { name: "Delete agent" }).click();
  await expect(page.getByRole("heading", { name: "Bob", level: 1 })).toBeVisible();
  await expect(other.page.getByText(/Ada was deleted\. It is gone for good at/)).toBeVisible();
  await other.page.getByRole("button", { name: "Undo" }).click();
  const rail = page.getByRole("navigation", { name: "Menu" });
  await expect(rail.getByRole("link", { name: "Ada" })).toBeVisible();

  await app.openAgent(id);
  await page.getByRole("button", { name: "Agent options" }).click();
  await page.getByRole("menuitem", { name: "Delete agent" }).click();
  await expect(rail.getByRole("link", { name: "Ada" })).toBeHidden();
  await page.getByRole("button", { name: "Undo" }).first().click();
  await expect(rail.getByRole("link", { name: "Ada" })).toBeVisible();
});

test("an agent is kept as a template, the template changed, and others made from it", async ({
  app,
  llm,
}) => {
  const { page } = app;
  await app.open();
  const { id } = await app.createScriptedAgent(llm, { name: "Ada" });
  await app.client(
    (client, agent_id) =>
      client.updateInContextMemory({ agent_id, section: "persona", value: "I tie knots." }),
    id,
  );
  await app.open(`#/agents/${id}/settings`);
  await page.getByRole("textbox", { name: "Name of the template" }).fill("Knots");
  await page.getByRole("button", { name: "Save as template" }).click();
  await expect(page.getByText("The template Knots is among those for new agents.")).toBeVisible();

  await app.open("#/library");
  await page.getByRole("link", { name: "Edit the template Knots" }).click();
  await page.getByRole("textbox", { name: "persona" }).fill("I tie bends.");
  await page.getByRole("button", { name: "Save persona" }).click();
  await expect(page.getByRole("button", { name: "Save persona" })).toBeHidden();

  await page.getByRole("link", { name: "New agent" }).click();
  await page.getByRole("link", { name: "Make an agent from Knots" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Ada");
  await page.getByRole("button", { name: "Create agent" }).click();
  await expect(page.getByText('There is already an agent named "Ada".')).toBeVisible();
  await page.getByRole("textbox", { name: "Name" }).fill("Grace");
  await page.getByRole("button", { name: "Create agent" }).click();
  await app.composer.waitFor();
  await expect(page.getByRole("heading", { name: "Grace", level: 1 })).toBeVisible();
  await expect(app.block("persona")).toContainText("I tie bends.");

  await app.open("#/new");
  await page.getByRole("button", { name: "Delete the template Knots" }).click();
  await expect(page.getByRole("list", { name: "Templates" })).toBeHidden();
  await page.getByRole("button", { name: "Undo" }).last().click();
  await expect(page.getByRole("list", { name: "Templates" })).toContainText("Knots");
});
