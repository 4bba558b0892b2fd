/** The core memory editor: each edit, its history and the way back. */
import AxeBuilder from "@axe-core/playwright";
import type { App } from "./support/app.ts";
import { expect, test } from "./support/fixtures.ts";

/** An agent beside its open mind. */
async function openAda(app: App): Promise<string> {
  await app.open();
  const id = await app.client(async (client) => {
    const { id } = await client.createAgent({
      name: "Ada",
      memory: {
        memory: {
          persona: { label: "persona", name: "persona", value: "I am Ada." },
          human: { label: "human", name: "human", value: "Name: not known yet" },
        },
      },
    });
    return id;
  });
  await app.openAgent(id);
  await app.block("human").waitFor();
  return id;
}

const button = (app: App, name: string | RegExp) => app.page.getByRole("button", { name, exact: true });
const undo = (app: App) => app.page.getByRole("status").getByRole("button", { name: "Undo" });

test("a block's limit, description, mark and name are edited, and taken back at once", async ({ app }) => {
  const id = await openAda(app);
  await button(app, "Settings of human").click();
  const human = app.block("human");
  await human.getByLabel("Limit (characters)").fill("10");
  await expect(human.getByText("The text has 19 characters already.")).toBeVisible();
  await human.getByLabel("Limit (characters)").fill("500");
  await human.getByLabel("Description").fill("What I know of them");
  await human.getByLabel("Read-only for the agent").check();
  await human.getByRole("textbox", { name: "Name" }).fill("friend");
  await human.getByRole("button", { name: "Save" }).click();
  const friend = app.block("friend");
  await expect(friend).toContainText("19 / 500");
  await expect(friend).toContainText("read-only");
  await expect(friend).toContainText("What I know of them");
  const block = await app.client(
    async (client, id) => (await client.getInContextMemory(id)).memory.friend,
    id,
  );
  expect(block).toMatchObject({ limit: 500, metadata_: { read_only: true }, name: "friend" });
  await undo(app).click();
  await expect(app.block("human")).toContainText("19 / 2,000");
  await expect(app.block("human")).not.toContainText("read-only");
});

test("blocks are added and removed, and come back with a click or much later", async ({ app }) => {
  await openAda(app);
  await button(app, "Add a block").click();
  await app.page.getByRole("textbox", { name: "Name" }).fill("goals");
  await app.page.getByRole("textbox", { name: "Text" }).fill("Learn Dutch");
  await button(app, "Add").click();
  await expect(app.block("goals")).toContainText("Learn Dutch");
  await button(app, "Settings of goals").click();
  await button(app, "Remove this block").click();
  await expect(app.block("goals")).toBeHidden();
  await undo(app).click();
  await expect(app.block("goals")).toContainText("Learn Dutch");
  await button(app, "Settings of goals").click();
  await button(app, "Remove this block").click();
  await expect(app.block("goals")).toBeHidden();
  await app.page.reload();
  await button(app, "Removed blocks").click();
  await button(app, "Bring back goals").click();
  await expect(app.block("goals")).toContainText("Learn Dutch");
});

test("the history tells who changed what; any version is restored, one change alone taken back", async ({
  app,
}) => {
  await openAda(app);
  // The demo model keeps a name in core memory.
  await app.send("My name is Grace.");
  await expect(app.block("human")).toContainText("Grace");
  await expect(app.stopButton).toBeHidden();
  await button(app, "Edit human").click();
  const text = app.page.getByRole("textbox", { name: "Text of human" });
  await text.fill(`${await text.inputValue()}\nLives in Oslo`);
  await app.block("human").getByRole("button", { name: "Save" }).click();
  await button(app, "History of human").click();
  const changes = app.block("human").getByRole("listitem");
  await expect(changes.nth(0)).toContainText("You");
  await expect(changes.nth(0)).toContainText("+ Lives in Oslo");
  await expect(changes.nth(1)).toContainText("Ada");
  await expect(changes.nth(1)).toContainText("Grace");
  await expect(changes.last()).toContainText("It began as this.");

  await changes
    .nth(1)
    .getByRole("button", { name: /^Undo only/ })
    .click();
  await expect(changes.nth(0)).toContainText("Grace");
  const shown = app.block("human").locator(".block-text");
  await expect(shown).not.toContainText("Grace");
  await expect(shown).toContainText("Lives in Oslo");
  await changes
    .last()
    .getByRole("button", { name: /^Restore/ })
    .click();
  await expect(shown).toHaveText("Name: not known yet");
  await undo(app).click();
  await expect(shown).toContainText("Lives in Oslo");

  // From the change to the message that made it.
  await app.block("human").getByRole("link", { name: "message" }).first().click();
  await expect(app.page).toHaveURL(/\/messages\/message-/);
});

test("a block is shared with another agent, seen by both, and made one's own again", async ({ app }) => {
  const ada = await openAda(app);
  const bo = await app.client(async (client) => {
    const memory = { memory: { persona: { label: "persona", value: "I am Bo." } } };
    return (await client.createAgent({ name: "Bo", memory })).id;
  });
  await button(app, "Settings of human").click();
  await expect(app.block("human")).toContainText("No other agent has this block.");
  await app.page.getByRole("combobox", { name: "Share with" }).click();
  await app.page.getByRole("option", { name: "Bo" }).click();
  await button(app, "Share").click();
  await expect(app.page.getByRole("status").filter({ hasText: "Bo has human now" })).toBeVisible();
  await app.client(
    (client, id) => client.updateInContextMemory({ agent_id: id, section: "human", value: "Name: Grace" }),
    bo,
  );
  await expect(app.block("human")).toContainText("Name: Grace");
  await button(app, "Settings of human").click();
  await expect(app.block("human")).toContainText("Shared with Bo.");
  await button(app, "Make a copy of its own").click();
  await expect(app.page.getByRole("status").filter({ hasText: "copy" })).toBeVisible();
  const ids = await app.client(
    async (client, agents) =>
      Promise.all(agents.map(async (id) => (await client.getInContextMemory(id)).memory.human?.id)),
    [ada, bo],
  );
  expect(ids[0]).not.toBe(ids[1]);
});

test("the template is edited with what it prints beside it; a mistake is told with its line", async ({
  app,
}) => {
  const id = await openAda(app);
  await button(app, "How it is printed").click();
  const editor = app.page.getByRole("textbox", { name: "Prompt template" });
  await editor.fill("{% for block in memory.values() %}\n* {{ block.value }}\n{% endfor");
  await expect(app.page.getByText(/^Line \d: /)).toBeVisible();
  await expect(button(app, "Save")).toBeDisabled();
  await editor.fill("{% for block in memory.values() %}* {{ block.value }}\n{% endfor %}");
  const preview = app.page.getByRole("region", { name: "What the agent reads" });
  await expect(preview).toContainText("* I am Ada.");
  await button(app, "Save").click();
  await expect(undo(app)).toBeVisible();
  const system = () =>
    app.client(async (client, id) => (await client.getInContextMessages(id))[0]?.text ?? "", id);
  expect(await system()).toContain("* I am Ada.\n* Name: not known yet");
  await undo(app).click();
  await expect.poll(system).toContain("<human characters");
});

for (const colorScheme of ["light", "dark"] as const)
  for (const width of [1440, 390])
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 } });
      test("every part of the editor is sound for axe", async ({ app }) => {
        test.slow();
        await app.open();
        const id = await app.client(async (client) => {
          const { id } = await client.createAgent({ name: "Ada" });
          await client.createAgent({ name: "Bo" });
          await client.updateInContextMemory({ agent_id: id, section: "human", value: "Name: Grace\nOslo" });
          await client.addSection({
            agent_id: id,
            section: "goals",
            value: "Learn Dutch",
            description: "Wishes",
          });
          await client.removeSection({ agent_id: id, section: "goals" });
          return id;
        });
        await app.openAgent(id);
        const opener = app.page.getByRole("button", { name: "Mind", exact: true });
        if (width < 800) await opener.click();
        await app.block("human").waitFor();
        for (const [name, ready] of [
          ["Settings of human", "Sharing"],
          ["History of human", "It began as this."],
          ["Add a block", "Description"],
          ["Removed blocks", "Bring back"],
          ["How it is printed", "What the agent reads"],
        ] as const) {
          await button(app, name).click();
          await app.page.getByText(ready).first().waitFor();
          const { violations } = await new AxeBuilder({ page: app.page }).analyze();
          expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
        }
      });
    });
