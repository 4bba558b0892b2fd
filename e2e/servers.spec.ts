/** Agents of a remote server in the workspace, beside those of this browser. */
import { type ApiServer, startApiServer } from "./support/api-server.ts";
import { expect, test } from "./support/fixtures.ts";

let server: ApiServer;
test.beforeAll(async () => {
  server = await startApiServer();
});
test.afterAll(() => server.close());

test("a server is added, its agent talks and remembers, and what it lacks is said", async ({
  app,
  page,
  watch,
}) => {
  watch.expect(/status of (401|404|501)/);
  const { name } = await server.client.createAgent({ name: "Faraway" });
  await app.open("#/settings");
  await page.getByLabel(/^Address/).fill(`${server.url}/`);
  await page.getByLabel("Token", { exact: true }).first().fill("a wrong token");
  await page.getByRole("button", { name: "Connect" }).click();
  await expect(app.alert).toContainText("token");
  await page.getByLabel("Token", { exact: true }).first().fill(server.token);
  await page.getByRole("button", { name: "Connect" }).click();

  await page.getByRole("link", { name }).click();
  await app.composer.waitFor();
  await app.send("Hello, my name is Ada.");
  await expect(app.agentMessages.last()).toContainText("Ada");
  await expect(app.block("human")).toContainText("Ada");
  expect(
    (await server.client.getInContextMemory((await server.client.getAgentId(name)) ?? "")).memory.human
      ?.value,
  ).toContain("Ada");
  await expect(app.conversation.getByText("Hello, my name is Ada.")).toHaveCount(1);

  // Its memory is open to look at and to edit, like any other.
  await app.openMind("archival");
  await page.getByRole("button", { name: "Add a memory" }).click();
  await page.getByLabel("New memory").fill("The lighthouse was built in 1901.");
  await page.getByRole("button", { name: "Store" }).click();
  await expect(app.passages.first()).toContainText("lighthouse");
  // What a server has no route for is said where it would be.
  await app.archivalSearch.fill("tower");
  await app.archivalSearch.press("Enter");
  await expect(app.alert).toContainText("not available");

  // After a reload it is all still there, and nothing of it is in this browser's database.
  await page.reload();
  await expect(app.conversation).toContainText("Hello, my name is Ada.");
  const local = await app.client(async (client) => (await client.listAgents()).length);
  expect(local).toBe(0);
  const settings = await app.client(async (client) => JSON.stringify(await client.getSettings()));
  expect(settings).not.toContain(server.token);

  // A new agent on the server, made on the screen.
  await page.getByRole("link", { name: /^New agent on/ }).click();
  await page.getByLabel("Name").fill("Second");
  await page.getByRole("button", { name: "Create agent" }).click();
  await app.composer.waitFor();
  await expect(page).toHaveURL(/#\/servers\/[a-z0-9]+\/agents\//);
  expect(await server.client.getAgentId("Second")).not.toBeNull();

  // Its settings are changed there; what only this browser can do with an agent is not offered.
  await page.getByRole("button", { name: "Agent options" }).click();
  await expect(page.getByRole("menuitem", { name: "Archive" })).toBeHidden();
  await page.getByRole("menuitem", { name: "Settings" }).click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Third");
  await page.getByRole("textbox", { name: "Name", exact: true }).press("Enter");
  await expect(page.getByRole("heading", { name: "Settings of Third" })).toBeVisible();
  expect(await server.client.getAgentId("Third")).not.toBeNull();
  await expect(page.getByRole("list", { name: "Tools" })).toContainText("send_message");
  await expect(page.getByRole("button", { name: "Save as template" })).toBeHidden();
});

test("a server that is down is shown where its agents would be, with a way on", async ({
  app,
  page,
  watch,
}) => {
  watch.expect(/ERR_CONNECTION_REFUSED|Failed to load/);
  const lost = await startApiServer();
  await app.open("#/settings");
  await page.getByLabel(/^Address/).fill(lost.url);
  await page.getByLabel("Token", { exact: true }).first().fill(lost.token);
  await page.getByRole("button", { name: "Connect" }).click();
  await expect(page.getByRole("link", { name: /127\.0\.0\.1/ })).toBeVisible();
  await lost.close();
  await page.getByRole("link", { name: /127\.0\.0\.1/ }).click();
  await page.reload();
  await expect(app.alert).toContainText("cannot be reached");
  await expect(page.getByRole("button", { name: "Try again" }).first()).toBeVisible();
});
