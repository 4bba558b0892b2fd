/** Archival memory by meaning, with the real default embedding model in the browser. */
import { expect, test } from "./support/fixtures.ts";
import { reply } from "./support/scripted-llm.ts";

const MEMORIES = [
  "The cat sleeps on the sofa all afternoon.",
  "Quarterly revenue grew by ten percent.",
  "She repaired the chain of her bicycle.",
  "Boil the pasta for nine minutes in salted water.",
  "The train to the coast leaves at dawn.",
];
/** Shares no word with the memory it means. */
const QUERY = "a kitten napping upon furniture";

test("a search finds a paraphrase that shares no word with the query", async ({ app }) => {
  const words = (text: string) => new Set(text.toLowerCase().match(/\p{L}+/gu));
  expect([...words(QUERY)].filter((word) => words(MEMORIES[0]!).has(word))).toEqual([]);

  await app.open();
  const agent = await app.client((client) => client.createAgent({ name: "Archivist" }));
  await app.client(
    async (client, { agent_id, memories }) => {
      for (const memory of memories) await client.insertArchivalMemory({ agent_id, memory });
    },
    { agent_id: agent.id, memories: MEMORIES },
  );
  const matches = await app.client((client, params) => client.searchArchivalMemory(params), {
    agent_id: agent.id,
    query: QUERY,
  });
  expect(matches.map((match) => match.passage.text)).toHaveLength(MEMORIES.length);
  expect(matches[0]!.passage.text).toBe(MEMORIES[0]);
  expect(matches[0]!.score).toBeGreaterThan(matches[1]!.score);

  await app.openAgent(agent.id);
  await app.openMind("archival");
  await app.archivalSearch.fill(QUERY);
  await app.archivalSearch.press("Enter");
  await expect(app.passages.first()).toContainText(MEMORIES[0]!);
});

test("an agent archives, and finds it again by meaning", async ({ app, llm }) => {
  await app.open();
  const agent = await app.createScriptedAgent(llm);
  const insert = (content: string) =>
    reply.call("archival_memory_insert", { inner_thoughts: "Keep.", content, request_heartbeat: true });
  llm.enqueue(
    ...MEMORIES.map(insert),
    reply.call("archival_memory_search", { inner_thoughts: "Look.", query: QUERY, request_heartbeat: true }),
    reply.say("All kept."),
  );
  await app.openAgent(agent.id);
  await app.send("Keep these.");
  await expect(app.agentMessages.last()).toContainText("All kept.");
  const found = llm.completions.at(-1)!.body!.messages.findLast((message) => message.role === "tool")!;
  const text = JSON.parse(found.content!).message as string;
  expect(text).toMatch(/^Showing 5 of 5 results/);
  expect(text.indexOf(MEMORIES[0]!)).toBeGreaterThan(0);
  for (const other of MEMORIES.slice(1))
    expect(text.indexOf(other)).toBeGreaterThan(text.indexOf(MEMORIES[0]!));
});
