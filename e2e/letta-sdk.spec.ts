/** A client that we did not write, at the app's own origin: the SDK of a later server, in a page. */
import type { LettaClient as Letta } from "@letta-ai/letta-client";
import { expect, test } from "./support/fixtures.ts";
import { pageScript } from "./support/page-script.ts";

declare global {
  var letta: { LettaClient: typeof Letta };
}

test("the SDK creates an agent, talks, streams, reads its memory and deletes it", async ({ app, page }) => {
  await app.open();
  await app.startButton.waitFor();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.evaluate(await pageScript("e2e/support/letta-sdk-entry.ts", "letta"));
  const seen = await page.evaluate(async () => {
    const client = new letta.LettaClient({ baseUrl: location.href.replace(/#.*$/, "") });
    const agent = await client.agents.create({
      name: "Foreign",
      memoryBlocks: [
        { label: "persona", value: "I am a test." },
        { label: "human", value: "Name: not known yet" },
      ],
    });
    const answer = await client.agents.messages.create(agent.id, {
      messages: [{ role: "user", text: "Hello, my name is Ada." }],
    });
    const streamed: string[] = [];
    for await (const item of await client.agents.messages.stream(agent.id, {
      messages: [{ role: "user", text: "What is my name?" }],
    }))
      streamed.push(item.messageType);
    const human = await client.agents.coreMemory.getBlock(agent.id, "human");
    const listed = (await client.agents.messages.list(agent.id)) as unknown[];
    await client.agents.delete(agent.id);
    return {
      types: answer.messages.map(({ messageType }) => messageType),
      streamed,
      human: human.value,
      listed: listed.length,
      left: (await client.agents.list()).length,
    };
  });
  expect(seen.types).toContain("assistant_message");
  expect(seen.streamed).toContain("assistant_message");
  expect(seen.streamed.at(-1)).toBe("usage_statistics");
  expect(seen.human).toContain("Ada");
  expect(seen.listed).toBeGreaterThan(5);
  expect(seen.left).toBe(0);
});
