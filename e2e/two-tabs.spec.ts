/** Several tabs and one agent: one step at a time, in turn, and everybody sees everything. */
import { expect, test } from "./support/fixtures.ts";
import { reply } from "./support/scripted-llm.ts";

test.use({ llmOptions: { chunkSize: 6 } });

test("another tab sees the answer while it streams, and can stop it", async ({ app, llm }) => {
  await app.open();
  const agent = await app.createScriptedAgent(llm);
  const held = reply.held(reply.say("Once upon a time there was a very long story.", "Hm."), 13);
  llm.enqueue(held.reply);
  const other = await app.inNewTab();
  await other.openAgent(agent.id);
  await app.openAgent(agent.id);
  await app.send("Tell me a story.");
  await expect(app.conversation).toContainText("Once upon");
  await expect(other.conversation).toContainText("Once upon");
  await other.stopButton.click();
  await expect(app.stopButton).toBeHidden();
  await expect.poll(() => llm.completions[0]?.aborted).toBe(true);
  held.release();
  await expect(app.retryButton).toBeVisible();
});

test("messages sent while the agent answers wait for their turn, in sight, in every tab", async ({
  app,
  llm,
}) => {
  await app.open();
  const agent = await app.createScriptedAgent(llm);
  const held = reply.held(reply.say("First answer."));
  llm.enqueue(held.reply, reply.say("Second answer."), reply.say("Third answer."));
  const other = await app.inNewTab();
  await other.openAgent(agent.id);
  await app.openAgent(agent.id);
  await app.send("First question.");
  await llm.waitForCompletion(1);
  await app.send("Second question.");
  await expect(app.conversation.getByText("Waits for its turn")).toBeVisible();
  await expect(other.stopButton).toBeVisible();
  await other.send("Third question.");
  await expect(other.conversation.getByText("Waits for its turn")).toBeVisible();
  await app.send("Never mind.");
  const taken = app.conversation.getByRole("article").filter({ hasText: "Never mind." });
  await taken.getByRole("button", { name: "Take back" }).click();
  await expect(app.conversation.getByText("Never mind.")).toHaveCount(0);
  held.release();
  for (const tab of [app, other]) {
    await expect(tab.agentMessages.last()).toContainText("Third answer.");
    await expect(tab.conversation.getByText("Waits for its turn")).toHaveCount(0);
    const text = ((await tab.conversation.textContent()) ?? "").replace(/\s+/g, " ");
    expect(text).toMatch(
      /First question\..*First answer\..*Second question\..*Second answer\..*Third question\..*Third answer\./,
    );
  }
  expect(llm.completions).toHaveLength(3);
});

test("two tabs with fifty messages each: a hundred answers, in order, none lost or doubled", async ({
  app,
  llm,
}) => {
  test.setTimeout(180_000);
  const each = 50;
  for (let n = 0; n < 2 * each; n++)
    llm.enqueue((request) => {
      const asked = request.body?.messages.findLast(({ role }) => role === "user")?.content ?? "";
      return reply.say(`Answer to ${/question [a-z]\d+/.exec(asked)?.[0]}.`);
    });
  await app.open();
  // Room for all of it: a fold would ask the model for a summary in between.
  const agent = await app.createScriptedAgent(llm, { context_window: 200_000 });
  const other = await app.inNewTab();
  await other.open();
  const hammer = (tab: typeof app, name: string) =>
    tab.client(
      async (client, { agent_id, tabName, count }) => {
        const asked = Array.from({ length: count }, (_, n) =>
          client.userMessage({ agent_id, message: `question ${tabName}${n}` }),
        );
        return (await Promise.all(asked)).length;
      },
      { agent_id: agent.id, tabName: name, count: each },
    );
  expect(await Promise.all([hammer(app, "a"), hammer(other, "b")])).toEqual([each, each]);

  const messages = await app.client(
    async (client, agent_id) => (await client.getMessages({ agent_id, limit: 1000 })).reverse(),
    agent.id,
  );
  const conversation = messages.flatMap(({ role, text, tool_calls }) => {
    const asked = /question [ab]\d+/.exec(text ?? "")?.[0];
    if (role === "user") return asked ? [asked] : [];
    const said = /question [ab]\d+/.exec(tool_calls?.[0]?.function.arguments ?? "")?.[0];
    return role === "assistant" && said ? [`answer to ${said}`] : [];
  });
  expect(conversation).toHaveLength(4 * each);
  const questions = conversation.filter((_, index) => index % 2 === 0);
  expect(conversation.filter((_, index) => index % 2 === 1)).toEqual(
    questions.map((one) => `answer to ${one}`),
  );
  expect(new Set(questions).size).toBe(2 * each);
  for (const name of ["a", "b"]) {
    const order = questions.filter((one) => one.startsWith(`question ${name}`));
    expect(order).toEqual(Array.from({ length: each }, (_, n) => `question ${name}${n}`));
  }
  expect(llm.remaining).toBe(0);
});
