/** Agents and characters come in as files and go out as files, as a person sees it. */
import { readFile } from "node:fs/promises";
import { scriptedConfig } from "./support/app.ts";
import { expect, test } from "./support/fixtures.ts";

/** An agent of another program: its endpoint is not set up here, one of its tools has no counterpart. */
const FILE = {
  agents: [
    {
      id: "agent-0",
      name: "Harbour master",
      system: "You keep the harbour.",
      agent_type: "letta_v1_agent",
      llm_config: {
        model: "gpt-4o-mini",
        model_endpoint_type: "openai",
        model_endpoint: "https://api.openai.com/v1",
        context_window: 32000,
      },
      embedding_config: { embedding_model: "text-embedding-3-small", embedding_dim: 1536 },
      tool_ids: ["tool-0", "tool-1"],
      block_ids: ["block-0", "block-1"],
      in_context_message_ids: ["message-0", "message-1", "message-2"],
      messages: [
        { id: "message-0", role: "system", content: [{ type: "text", text: "You keep the harbour." }] },
        { id: "message-1", role: "user", content: [{ type: "text", text: "Is the Aurora in?" }] },
        { id: "message-2", role: "assistant", content: [{ type: "text", text: "She came in at noon." }] },
      ],
    },
  ],
  blocks: [
    { id: "block-0", label: "persona", value: "I am the harbour master.", limit: 20000 },
    { id: "block-1", label: "human", value: "Name: Ada.", limit: 20000 },
  ],
  tools: [
    { id: "tool-0", name: "conversation_search", tool_type: "letta_core" },
    { id: "tool-1", name: "web_search", tool_type: "letta_builtin" },
  ],
  "x-archival": [{ agent_id: "agent-0", text: "The Aurora draws four metres of water." }],
};

const CARD = {
  spec: "chara_card_v2",
  spec_version: "2.0",
  data: {
    name: "Mire",
    description: "{{char}} is an owl who greets {{user}}.",
    personality: "",
    scenario: "",
    first_mes: "Hoo, {{user}}.",
    mes_example: "",
    creator_notes: "For quiet evenings.",
    alternate_greetings: ["You again, {{user}}."],
    tags: ["bird"],
    creator: "Someone",
  },
};

const upload = (name: string, value: unknown) => ({
  name,
  mimeType: "application/octet-stream",
  // Encoded twice, as some published files are.
  buffer: Buffer.from(JSON.stringify(name.endsWith(".af") ? JSON.stringify(value) : value)),
});

test("an agent file is looked at, imported, talked to, exported and imported again", async ({
  app,
  llm,
}, info) => {
  const { page } = app;
  await app.open();
  await app.client(
    (client, config) => client.updateSettings({ default_llm_config: config }),
    scriptedConfig(llm),
  );
  await page.getByRole("link", { name: "Import" }).click();
  const pick = page.locator("input[type=file]");
  await pick.setInputFiles(upload("harbour.af", FILE));
  const card = page.getByRole("region", { name: "harbour.af" });
  await expect(card).toContainText("it was encoded twice");
  await expect(card).toContainText("the endpoint of gpt-4o-mini is not set up here");
  await expect(card).toContainText("web_search” is left out");
  expect(await app.client((client) => client.listAgents())).toEqual([]);
  await card.getByRole("button", { name: "Import" }).click();
  await card.getByRole("link", { name: "Open Harbour master" }).click();

  await app.composer.waitFor();
  await expect(app.conversation).toContainText("She came in at noon.");
  await expect(app.block("persona")).toContainText("I am the harbour master.");
  llm.enqueue({ content: "thinking", tool: ["send_message", { message: "She sails at six." }] });
  await app.send("When does she leave?");
  await expect(app.conversation).toContainText("She sails at six.");

  await page.getByRole("button", { name: "Agent options" }).click();
  await page.getByRole("menuitem", { name: "Export agent" }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("dialog").getByRole("button", { name: "Download" }).click(),
  ]);
  expect(file.suggestedFilename()).toBe("Harbour-master.af");
  const path = info.outputPath("harbour.af");
  await file.saveAs(path);
  expect(JSON.parse(await readFile(path, "utf8")).agents).toHaveLength(1);
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Agent options" }).click();
  await page.getByRole("menuitem", { name: "Export conversation" }).click();
  const [talk] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("dialog").getByRole("button", { name: "Download" }).click(),
  ]);
  await talk.saveAs(info.outputPath("talk.md"));
  expect(await readFile(info.outputPath("talk.md"), "utf8")).toMatch(
    /She came in at noon\.[\s\S]*When does she leave\?[\s\S]*She sails at six\./,
  );

  await app.open("#/import");
  await pick.setInputFiles(path);
  const again = page.getByRole("region", { name: "harbour.af" });
  await again.getByRole("button", { name: "Import" }).click();
  await again.getByRole("link", { name: "Open Harbour master 2" }).click();
  await app.composer.waitFor();
  await expect(app.conversation).toContainText("She sails at six.");
  await app.openMind("archival");
  await expect(app.passages).toContainText("The Aurora draws four metres of water.");
});

test("a character becomes an agent or a persona; a file that is neither is told of", async ({ app }) => {
  const { page } = app;
  await app.open("#/import");
  await page.locator("input[type=file]").setInputFiles([upload("mire.json", CARD), upload("notes.json", {})]);
  await expect(page.getByRole("region", { name: "notes.json" }).getByRole("alert")).toContainText(
    "no agent file",
  );
  const card = page.getByRole("region", { name: "mire.json" });
  await card.getByLabel("What it calls you").fill("Sam");
  await card.getByRole("combobox", { name: "First message" }).click();
  await page.getByRole("option", { name: "Greeting 2" }).click();
  await expect(card).toContainText("You again, Sam.");
  await card.getByRole("button", { name: "Make an agent" }).click();
  await card.getByRole("link", { name: "Open Mire" }).click();
  await app.composer.waitFor();
  await expect(app.conversation).toContainText("You again, Sam.");
  await expect(app.block("persona")).toContainText("Mire is an owl who greets Sam.");

  await app.open("#/import");
  await page.locator("input[type=file]").setInputFiles(upload("mire.json", CARD));
  await card.getByRole("button", { name: "Add to the library as a persona" }).click();
  await card.getByRole("link", { name: "Open the library" }).click();
  await expect(
    page.getByRole("list", { name: "Personas" }).getByRole("link", { name: "Mire", exact: true }),
  ).toBeVisible();
});
