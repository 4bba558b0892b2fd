/** A streamed conversation with a real endpoint's protocol, over several heartbeats. */
import { expect, test } from "./support/fixtures.ts";
import { reply } from "./support/scripted-llm.ts";

test.use({ llmOptions: { chunkSize: 6, chunkDelayMs: 5, key: "secret-key" } });

test("an agent edits its memory, archives, and answers, chaining by heartbeats", async ({ app, llm }) => {
  await app.open();
  const agent = await app.createScriptedAgent(llm);
  await app.setKey(llm.url, "secret-key");
  llm.enqueue(
    reply.call("core_memory_append", {
      inner_thoughts: "A new fact about the person.",
      name: "human",
      content: "Lives in Bergen.",
      request_heartbeat: true,
    }),
    reply.call("archival_memory_insert", {
      inner_thoughts: "Worth keeping for long.",
      content: "They moved to Bergen in 2019.",
      request_heartbeat: true,
    }),
    reply.say("Bergen, then. It **rains** a lot there.", "Time to answer."),
  );
  await app.openAgent(agent.id);
  await app.send("I moved to Bergen in 2019.");

  await expect(app.agentMessages.last()).toContainText("Bergen, then. It rains a lot there.");
  await expect(app.agentMessages.last().locator("strong")).toHaveText("rains");
  await expect(app.block("human")).toContainText("Lives in Bergen.");
  const passages = await app.client((client, id) => client.getArchivalMemory({ agent_id: id }), agent.id);
  expect(passages.map((passage) => passage.text)).toEqual(["They moved to Bergen in 2019."]);

  expect(llm.completions).toHaveLength(3);
  const [first, second, third] = llm.completions;
  expect(first!.body).toMatchObject({
    stream: true,
    stream_options: { include_usage: true },
    model: "scripted",
  });
  expect(first!.headers.authorization).toBe("Bearer secret-key");
  expect(Object.keys(first!.headers).filter((name) => name.startsWith("x-stainless"))).toEqual([]);
  const lastOf = (request: typeof first) => request!.body!.messages.at(-1)!;
  expect(lastOf(first).role).toBe("user");
  expect(JSON.parse(lastOf(first).content!)).toMatchObject({
    type: "user_message",
    message: "I moved to Bergen in 2019.",
  });
  for (const request of [second, third]) {
    expect(JSON.parse(lastOf(request).content!)).toMatchObject({ type: "heartbeat" });
  }
  // The edit stands in the very next request's system message.
  expect(first!.body!.messages[0]!.content).not.toContain("Lives in Bergen.");
  expect(second!.body!.messages[0]!.content).toContain("Lives in Bergen.");
  expect(llm.remaining).toBe(0);

  // The key is nowhere in what is stored of the conversation.
  const stored = await app.client(
    async (client, id) =>
      JSON.stringify([await client.getAgent(id), await client.getMessages({ agent_id: id })]),
    agent.id,
  );
  expect(stored).not.toContain("secret-key");
});

test("thoughts and calls are folded away, and one click brings them out", async ({ app, llm }) => {
  await app.open();
  const agent = await app.createScriptedAgent(llm);
  await app.setKey(llm.url, "secret-key");
  llm.enqueue(reply.say("Good morning.", "A plain greeting will do."));
  await app.openAgent(agent.id);
  await app.send("Good morning!");
  await expect(app.agentMessages.last()).toContainText("Good morning.");
  const thought = app.conversation.getByText("A plain greeting will do.");
  await expect(thought).toBeHidden();
  await app.foldedDetails.last().click();
  await expect(thought).toBeVisible();
});
