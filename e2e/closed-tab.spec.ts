/** A tab closed in the middle of a step: nothing is lost, and nothing is sent twice. */
import { expect, test } from "./support/fixtures.ts";
import { reply } from "./support/scripted-llm.ts";

test.use({ llmOptions: { chunkSize: 6 } });

test("closed while the answer streams, opened again", async ({ app, llm }) => {
  await app.open();
  const agent = await app.createScriptedAgent(llm);
  const held = reply.held(reply.say("An answer that never arrived.", "Hm."), 12);
  llm.enqueue(
    reply.call("core_memory_append", {
      inner_thoughts: "First the fact.",
      name: "human",
      content: "Keeps bees.",
      request_heartbeat: true,
    }),
    held.reply,
  );
  await app.openAgent(agent.id);
  await app.send("I keep bees.");
  await expect(app.conversation).toContainText("An answer");
  await app.page.close();
  await expect.poll(() => llm.completions[1]!.aborted).toBe(true);
  held.release();

  const again = await app.inNewTab();
  await again.openAgent(agent.id);
  // The step that was done is kept, the one that was not is offered again.
  await expect(again.conversation).toContainText("I keep bees.");
  await expect(again.block("human")).toContainText("Keeps bees.");
  await expect(again.retryButton).toBeVisible();
  llm.enqueue(reply.say("Bees are good company."));
  await again.retryButton.click();
  await expect(again.agentMessages.last()).toContainText("Bees are good company.");

  const { messages } = llm.completions[2]!.body!;
  expect(messages.filter((message) => message.content?.includes("I keep bees."))).toHaveLength(1);
  const asked = messages.flatMap((message) => message.tool_calls ?? []).map((call) => call.id);
  expect(messages.flatMap((message) => message.tool_call_id ?? [])).toEqual(asked);
});

test("another tab sees the conversation as it goes", async ({ app, llm }) => {
  await app.open();
  const agent = await app.createScriptedAgent(llm);
  llm.enqueue(reply.say("Hello to both of you."));
  const other = await app.inNewTab();
  await other.openAgent(agent.id);
  await app.openAgent(agent.id);
  await app.send("Hello from the first tab.");
  await expect(other.conversation).toContainText("Hello from the first tab.");
  await expect(other.agentMessages.last()).toContainText("Hello to both of you.");
});
