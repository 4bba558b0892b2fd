/** The first walk through the house, with no key: the demo model, and a memory that outlives the page. */
import { expect, test } from "./support/fixtures.ts";

test("the demo agent remembers a name and a liking after a reload", async ({ app }) => {
  await app.open();
  await app.startWithDefault();
  await expect(app.page.getByText(/demo/i).first()).toBeVisible();

  await app.send("Hello, my name is Ragnhild.");
  await expect(app.agentMessages.last()).toContainText("Ragnhild");
  await app.send("I like cloudberries.");
  await expect(app.block("human")).toContainText("cloudberries");
  await expect(app.block("human")).toContainText("Ragnhild");

  await app.page.reload();
  await app.composer.waitFor();
  await expect(app.conversation).toContainText("Hello, my name is Ragnhild.");
  await expect(app.block("human")).toContainText("Ragnhild");
  const before = await app.agentMessages.count();
  await app.send("What is my name?");
  await expect(app.agentMessages).toHaveCount(before + 1);
  await expect(app.agentMessages.last()).toContainText("Ragnhild");
});

test("the demo agent archives what it is asked to remember, and finds it again", async ({ app }) => {
  await app.open();
  await app.startWithDefault();
  await app.send("Please remember that the spare key is under the third flowerpot.");
  await expect(app.agentMessages.last()).toContainText(/archiv|remember|noted|stored|filed/i);
  const [agent] = await app.client((client) => client.listAgents());
  const passages = await app.client((client, id) => client.getArchivalMemory({ agent_id: id }), agent!.id);
  expect(passages.map((passage) => passage.text).join()).toContain("flowerpot");

  const before = await app.agentMessages.count();
  await app.send("What do you remember about the spare key?");
  await expect(app.agentMessages).toHaveCount(before + 1);
  await expect(app.agentMessages.last()).toContainText("flowerpot");
});
