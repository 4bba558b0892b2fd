/** A database with something of everything, made by the client as a person would. */
import { compactSpace } from "../../storage/vectors.ts";
import { createLocalKit, type LocalKit, TEST_LLM_CONFIG } from "./local-kit.ts";

/** Is in no backup. */
export const SECRETS = ["sk-secret-key-1", "api-token-of-the-page", "Bearer-of-the-mcp-server"];

/** Fills a kit; `seed` makes texts differ from those of other databases. */
export async function fillDatabase(
  kit: LocalKit,
  seed = 1,
): Promise<{ agent_id: string; source_id: string }> {
  const { client, llm, db, credentials, clock } = kit;
  await credentials.set({ endpoint: "http://llm.test/v1", key: SECRETS[0] ?? "", remember: "device" });
  await client.setApiToken({ token: SECRETS[1] ?? null });
  await client.addMcpServer({
    url: `http://mcp${seed}.test/mcp`,
    name: "Notes",
    headers: { Authorization: SECRETS[2] ?? "" },
    remember: "device",
    even_if_unreachable: true,
  });
  await client.saveConnection({ endpoint: "http://llm.test/v1", type: "openai", models: [TEST_LLM_CONFIG] });
  await client.updateSettings({
    color_scheme: "dark",
    limits: { max_steps: 7 + seed, max_tokens: 9000, max_cost: 2, max_repeated_calls: 4 },
  });
  const tool = await client.createTool({
    func: `/**\n * Rolls a die.\n * @param {number} sides How many.\n */\nfunction roll_dice(sides) { return ${seed}; }`,
    source_type: "javascript",
  });
  await client.updateToolSettings({
    tool_id: tool.id,
    allowed_hosts: ["dice.test"],
    requires_approval: false,
  });
  const agent = await client.createAgent({ name: `Ada ${seed}`, tools: [tool.name] });
  const other = await client.createAgent({
    name: `Bo ${seed}`,
    metadata: { "$odd key": [1, null, { $date: "no date" }] },
  });
  await client.createHuman({ name: `Someone ${seed}`, text: "Likes cloudberries — æøå 😀" });
  llm.script(
    {
      tool: [
        "core_memory_append",
        { name: "human", content: `Likes tea number ${seed}.`, request_heartbeat: true },
      ],
    },
    { tool: ["roll_dice", { sides: 6, request_heartbeat: true }] },
    { tool: ["send_message", { message: `Hello ${seed}` }] },
  );
  await client.userMessage({ agent_id: agent.id, message: `I like tea ${seed}` });
  for (const memory of [`The ferry leaves at ${seed}.`, `Cloudberries grow in bogs ${seed}.`, "Gone soon."]) {
    clock.time += 1000;
    await client.insertArchivalMemory({ agent_id: agent.id, memory });
  }
  const passages = await client.getArchivalMemory({ agent_id: agent.id });
  await client.deleteArchivalMemory({ agent_id: agent.id, memory_id: passages.at(-1)?.id ?? "" });
  const source = await client.createSource(`Handbook ${seed}`);
  const text = Array.from({ length: 40 }, (_, nth) => `Rule ${nth} of ${seed}: keep thing${nth} dry.`).join(
    "\n\n",
  );
  await client.loadFiles({
    source_id: source.id,
    files: [{ file: new File([text], "rules.txt"), path: "a/rules.txt" }],
  });
  await client.attachSourceToAgent({ source_id: source.id, agent_id: other.id });
  await client.searchArchivalMemory({ agent_id: other.id, query: "dry rules" });
  // Some vectors are folded, some stand in the log.
  for (const { space } of await db.vector_spaces.toArray()) await compactSpace(db, space, 10);
  clock.time += 1000;
  await client.insertArchivalMemory({ agent_id: agent.id, memory: `After the folding ${seed}.` });
  return { agent_id: agent.id, source_id: source.id };
}

export async function createFilledKit(
  options: Parameters<typeof createLocalKit>[0] & { seed?: number } = {},
) {
  const { seed = 1, ...rest } = options;
  const kit = await createLocalKit(rest);
  return { ...kit, ...(await fillDatabase(kit, seed)) };
}
