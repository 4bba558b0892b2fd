/** Stopping in the middle: the request ends, and what is stored stays a valid conversation. */
import { expect, test } from "./support/fixtures.ts";
import { reply } from "./support/scripted-llm.ts";

test.use({ llmOptions: { chunkSize: 6 } });

test("stop in the middle of a stream, then go on", async ({ app, llm }) => {
  await app.open();
  const agent = await app.createScriptedAgent(llm);
  const held = reply.held(reply.say("A long story that nobody will hear to its very end.", "Once…"), 13);
  llm.enqueue(held.reply);
  await app.openAgent(agent.id);
  await app.send("Tell me a story.");
  await expect(app.conversation).toContainText("A long story");
  await app.stopButton.click();
  await expect(app.stopButton).toBeHidden();
  await expect.poll(() => llm.completions[0]!.aborted).toBe(true);
  held.release();

  // The message stands, unanswered; the half answer is no part of what the model will read.
  const stored = await app.inContextMessages(agent.id);
  expect(stored.at(-1)).toMatchObject({ role: "user" });
  expect(JSON.stringify(stored)).not.toContain("A long story");

  llm.enqueue(reply.say("Gladly something shorter."));
  await app.send("Something shorter, please.");
  await expect(app.agentMessages.last()).toContainText("Gladly something shorter.");
  const roles = llm.completions[1]!.body!.messages.map((message) => message.role);
  expect(roles[0]).toBe("system");
  expect(llm.completions[1]!.body!.messages.at(-1)!.content).toContain("Something shorter, please.");
});

test("stop while the endpoint is silent", async ({ app, llm }) => {
  await app.open();
  const agent = await app.createScriptedAgent(llm);
  const held = reply.held(reply.say("Too late."));
  llm.enqueue(held.reply);
  await app.openAgent(agent.id);
  await app.send("Hello?");
  await llm.waitForCompletion(1);
  await app.stopButton.click();
  await expect(app.stopButton).toBeHidden();
  held.release();
  await expect(app.retryButton).toBeVisible();
  llm.enqueue(reply.say("On time."));
  await app.retryButton.click();
  await expect(app.agentMessages.last()).toContainText("On time.");
  await expect(app.conversation.getByText("Hello?")).toHaveCount(1);
});
