/** A key that is wrong, missing, or whose refusal the browser hides. */
import { expect, test } from "./support/fixtures.ts";
import { reply } from "./support/scripted-llm.ts";

test.describe("an endpoint that says so", () => {
  test.use({ llmOptions: { key: "right" } });

  test("a wrong key is named, and the message goes out once the key is right", async ({
    app,
    llm,
    watch,
  }) => {
    watch.expect(/status of 401/);
    await app.open();
    const agent = await app.createScriptedAgent(llm);
    await app.setKey(llm.url, "wrong");
    await app.openAgent(agent.id);
    await app.send("Knock, knock.");
    await expect(app.alert.filter({ hasText: /key/i })).toBeVisible();
    await expect(app.conversation).toContainText("Knock, knock.");
    expect(await app.page.content()).not.toContain("Bearer wrong");

    await app.setKey(llm.url, "right");
    llm.enqueue(reply.say("Who is there?"));
    await app.retryButton.click();
    await expect(app.agentMessages.last()).toContainText("Who is there?");
    await expect(app.conversation.getByText("Knock, knock.")).toHaveCount(1);
  });
});

test.describe("an endpoint whose refusal the browser hides", () => {
  test.use({ llmOptions: { key: "right", cors: "hidden-errors" } });

  test("the connection doctor tells a wrong key from a page that is not allowed", async ({
    app,
    llm,
    watch,
  }) => {
    watch.expect(/401|CORS|ERR_FAILED/);
    await app.open();
    const agent = await app.createScriptedAgent(llm, { model_endpoint_type: "openai" });
    await app.setKey(llm.url, "wrong");
    const diagnosis = await app.client(
      (client, llm_config) => client.diagnose({ llm_config }),
      agent.llm_config,
    );
    expect(diagnosis.ok).toBe(false);
    expect(diagnosis.cause).toBe("wrong_key");
  });
});

test.describe("an endpoint that allows no page", () => {
  test.use({ llmOptions: { cors: "refused" } });

  test("the connection doctor names CORS", async ({ app, llm, watch }) => {
    watch.expect(/CORS|ERR_FAILED|403/);
    await app.open();
    const agent = await app.createScriptedAgent(llm);
    const diagnosis = await app.client(
      (client, llm_config) => client.diagnose({ llm_config }),
      agent.llm_config,
    );
    expect(diagnosis.ok).toBe(false);
    expect(diagnosis.cause).toBe("cors");
    expect(diagnosis.checks.find((check) => check.outcome === "failed")?.advice).toBeTruthy();
  });
});
