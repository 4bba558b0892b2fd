/** What a model or an endpoint gets wrong, and how a conversation goes on. */
import { expect, test } from "./support/fixtures.ts";
import { type CompletionBody, type RecordedRequest, reply } from "./support/scripted-llm.ts";

/** The last tool return a request carries. */
function lastReturn(request: RecordedRequest | undefined): { status: string; message: string } {
  const message = request?.body?.messages.findLast((one) => one.role === "tool");
  return JSON.parse(message?.content ?? "{}");
}

/** A call and its return never come apart: no endpoint would take such a conversation. */
function expectPairedCalls({ messages }: CompletionBody): void {
  const asked = messages.flatMap((message) => message.tool_calls ?? []).map((call) => call.id);
  const answered = messages.flatMap((message) => message.tool_call_id ?? []);
  expect(answered).toEqual(asked);
}

test("an unknown tool is told to the model, which goes on", async ({ app, llm }) => {
  await app.open();
  const agent = await app.createScriptedAgent(llm);
  llm.enqueue(
    reply.call("teleport", { inner_thoughts: "Away!", where: "Mars" }),
    reply.say("I cannot go there.", "No such tool."),
  );
  await app.openAgent(agent.id);
  await app.send("Go to Mars.");
  await expect(app.agentMessages.last()).toContainText("I cannot go there.");
  expect(lastReturn(llm.completions[1])).toMatchObject({
    status: "Failed",
    message: expect.stringContaining("teleport"),
  });
  expectPairedCalls(llm.completions[1]!.body!);
});

test("broken JSON arguments are mended where they can be", async ({ app, llm }) => {
  await app.open();
  const agent = await app.createScriptedAgent(llm);
  llm.enqueue(
    reply.brokenCall("send_message", '{"inner_thoughts": "Oops", "message": "Half a brace is enough."'),
  );
  await app.openAgent(agent.id);
  await app.send("Say something.");
  await expect(app.agentMessages.last()).toContainText("Half a brace is enough.");
  expect(llm.completions).toHaveLength(1);
});

test("arguments past mending are told to the model, which tries again", async ({ app, llm }) => {
  await app.open();
  const agent = await app.createScriptedAgent(llm);
  llm.enqueue(reply.brokenCall("send_message", "no braces at all"), reply.say("Properly now.", "Again."));
  await app.openAgent(agent.id);
  await app.send("Say something.");
  await expect(app.agentMessages.last()).toContainText("Properly now.");
  expect(lastReturn(llm.completions[1]).status).toBe("Failed");
  expectPairedCalls(llm.completions[1]!.body!);
});

test("a 429 is waited out for as long as the endpoint asks, and shown", async ({ app, llm, watch }) => {
  watch.expect(/status of 429/);
  await app.open();
  const agent = await app.createScriptedAgent(llm);
  llm.enqueue(reply.rateLimited(3), reply.say("Here I am.", "The wait is over."));
  await app.openAgent(agent.id);
  await app.send("Are you there?");
  await expect(app.page.getByText(/trying again|retry|rate limit/i).first()).toBeVisible();
  await expect(app.agentMessages.last()).toContainText("Here I am.");
  expect(llm.completions).toHaveLength(2);
  expect(llm.completions[1]!.body).toEqual(llm.completions[0]!.body);
});

test("the wait told in the stream is the Retry-After of the endpoint", async ({ app, llm, watch }) => {
  watch.expect(/status of 429/);
  await app.open();
  const agent = await app.createScriptedAgent(llm);
  llm.enqueue(reply.rateLimited(1), reply.say("Here I am."));
  const delays = await app.client(async (client, agent_id) => {
    const found: number[] = [];
    const stream = await client.sendMessage({
      agent_id,
      role: "user",
      message: "Are you there?",
      stream_tokens: true,
      include_notices: true,
    });
    for await (const item of stream) {
      if (typeof item === "object" && "notice" in item && item.notice.type === "retry")
        found.push(item.notice.delay_ms);
    }
    return found;
  }, agent.id);
  expect(delays).toHaveLength(1);
  expect(delays[0]).toBeGreaterThanOrEqual(1000);
});

test("a 500 is tried again", async ({ app, llm, watch }) => {
  watch.expect(/status of 500/);
  await app.open();
  const agent = await app.createScriptedAgent(llm);
  llm.enqueue(reply.error(500, "The server had an error."), reply.say("Second time lucky."));
  await app.openAgent(agent.id);
  await app.send("Hello?");
  await expect(app.agentMessages.last()).toContainText("Second time lucky.");
  expect(llm.completions).toHaveLength(2);
});

test("a request refused for good stands where it happened, and can be tried again", async ({
  app,
  llm,
  watch,
}) => {
  watch.expect(/status of 400/);
  await app.open();
  const agent = await app.createScriptedAgent(llm);
  llm.enqueue(reply.error(400, "I do not like this request."), reply.say("Now I do."));
  await app.openAgent(agent.id);
  await app.send("Do you like this?");
  await expect(app.alert.filter({ hasText: "I do not like this request." })).toBeVisible();
  await app.retryButton.click();
  await expect(app.agentMessages.last()).toContainText("Now I do.");
  await expect(app.alert).toHaveCount(0);
  const sent = llm.completions[1]!.body!.messages.filter((one) => one.content?.includes("Do you like this?"));
  expect(sent).toHaveLength(1);
});

test("a dropped stream is asked for again, and nothing is shown or stored twice", async ({
  app,
  llm,
  watch,
}) => {
  watch.expect(/ERR_|network/i);
  await app.open();
  const agent = await app.createScriptedAgent(llm);
  const whole = reply.say("This sentence is long enough to be cut in the middle of it.", "Slowly.");
  llm.enqueue(reply.dropped(whole, 6), whole);
  await app.openAgent(agent.id);
  await app.send("Tell me something long.");
  await expect(app.agentMessages.last()).toContainText("cut in the middle of it.");
  expect(llm.completions).toHaveLength(2);
  const messages = await app.inContextMessages(agent.id);
  expect(
    messages.filter((one) => one.tool_calls?.[0]?.function.arguments.includes("cut in the middle")),
  ).toHaveLength(1);
  await expect(app.conversation.getByText("cut in the middle of it.")).toHaveCount(1);
});

test("a context overflow is folded into a summary, and the answer comes", async ({ app, llm, watch }) => {
  watch.expect(/status of 400/);
  await app.open();
  const agent = await app.createScriptedAgent(llm, { context_window: 32_768 });
  for (const place of ["Voss", "Odda", "Geilo", "Flåm"]) {
    llm.enqueue(reply.say(`Noted: ${place}.`));
    await app.client((client, params) => client.userMessage(params), {
      agent_id: agent.id,
      message: `I once hiked near ${place}. ${"It was a long way and the weather kept changing. ".repeat(20)}`,
    });
  }
  const earlier = llm.completions.length;
  llm.enqueue(
    reply.contextOverflow(4096),
    reply.text("I spoke with someone who hiked near Voss and Odda."),
    reply.say("You hiked a lot."),
  );
  await app.openAgent(agent.id);
  await app.send("What did I tell you?");
  await expect(app.agentMessages.last()).toContainText("You hiked a lot.");

  const [refused, summary, after] = llm.completions.slice(earlier);
  expect(llm.completions).toHaveLength(earlier + 3);
  expect(summary!.body!.tools ?? []).toEqual([]);
  expect(after!.body!.messages.length).toBeLessThan(refused!.body!.messages.length);
  expect(after!.body!.messages[1]!.role).toBe("user");
  expect(after!.body!.messages[1]!.content).toContain("hiked near Voss and Odda");
  expectPairedCalls(after!.body!);
  // What was folded away is still there to be searched and read.
  const recall = await app.client((client, id) => client.getMessages({ agent_id: id }), agent.id);
  expect(recall.some((message) => message.text?.includes("near Voss."))).toBe(true);
});

test("a model without tool calls in its reply is taken as thinking aloud", async ({ app, llm }) => {
  await app.open();
  const agent = await app.createScriptedAgent(llm);
  llm.enqueue(reply.text("I wonder what to say."));
  await app.openAgent(agent.id);
  await app.send("Well?");
  await llm.waitForCompletion(1);
  await expect(app.composer).toBeEnabled();
  await expect
    .poll(async () => (await app.inContextMessages(agent.id)).at(-1))
    .toMatchObject({ role: "assistant", text: "I wonder what to say.", tool_calls: null });
});
