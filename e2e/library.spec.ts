/** The library of personas, humans and system prompts, as a person uses it. */
import { expect, test } from "./support/fixtures.ts";

test("a persona is written, found, given to a new agent; deleted, it comes back by undo", async ({
  app,
  llm,
}) => {
  const { page } = app;
  await app.open();
  await app.client((client, config) => client.updateSettings({ default_llm_config: config }), {
    model: "scripted",
    model_endpoint_type: "custom",
    model_endpoint: llm.url,
    model_wrapper: null,
    context_window: 16_384,
  });
  await app.startWithDefault();
  await page.getByRole("link", { name: "Library" }).click();
  await page.getByRole("link", { name: "New persona" }).click();
  await page.getByLabel("Name").fill("lighthouse keeper");
  await page.getByRole("textbox", { name: "Persona" }).fill("I am a lighthouse keeper. I speak of ships.");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name: "lighthouse keeper", level: 1 })).toBeVisible();

  await page.getByRole("link", { name: "Library" }).last().click();
  await page.getByRole("searchbox", { name: "Search the library" }).fill("of ships");
  const personas = page.getByRole("list", { name: "Personas" });
  await expect(personas.getByRole("listitem")).toHaveCount(1);
  await personas.getByRole("link", { name: "Make an agent with lighthouse keeper" }).click();
  await expect(page.getByRole("textbox", { name: "Persona" })).toHaveValue(/lighthouse keeper/);
  await page.getByRole("textbox", { name: "Name" }).fill("Keeper");
  await page.getByRole("button", { name: "Create agent" }).click();
  await app.composer.waitFor();
  await expect(app.block("persona")).toContainText("I speak of ships.");

  await app.open("#/library");
  await personas.getByRole("button", { name: "Delete lighthouse keeper" }).click();
  await expect(personas.getByRole("link", { name: "lighthouse keeper", exact: true })).toBeHidden();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(personas.getByRole("link", { name: "lighthouse keeper", exact: true })).toBeVisible();
  await page.reload();
  await expect(personas.getByRole("link", { name: "lighthouse keeper", exact: true })).toBeVisible();
});
