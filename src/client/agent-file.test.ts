/** Agent files through the client: what comes in, what goes out, and that the one gives the other. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createLocalKit, TEST_LLM_CONFIG } from "./testing/local-kit.ts";
import type { CarryNote } from "./workspace.ts";

const FOLDER = join(import.meta.dirname, "../../../shared/data/af");
const SAMPLES = existsSync(FOLDER) ? readdirSync(FOLDER) : [];
if (SAMPLES.length === 0) console.info(`No agent files in ${FOLDER}: those tests are skipped.`);
const sample = (name: string) => readFileSync(join(FOLDER, name), "utf8");

const codes = (notes: CarryNote[]) => [...new Set(notes.map(({ code }) => code))].sort();
const call = (id: string, name: string, args: object) => ({
  id,
  type: "function",
  function: { name, arguments: JSON.stringify(args) },
});

/** A file of two agents that share a block. */
const FILE = {
  agents: [
    {
      id: "agent-0",
      name: "Ada",
      system: "You are Ada.",
      agent_type: "memgpt_agent",
      llm_config: { model: "gpt-4o", model_endpoint: "https://api.openai.com/v1", context_window: 1000 },
      embedding_config: { embedding_model: "text-embedding-3-small", embedding_dim: 1536 },
      tool_rules: [{ tool_name: "roll", type: "run_first" }],
      tool_exec_environment_variables: { TOKEN: "do-not-keep" },
      message_buffer_autoclear: true,
      tool_ids: ["tool-0", "tool-1", "tool-2"],
      block_ids: ["block-0", "block-1"],
      in_context_message_ids: ["message-0", "message-2", "message-3"],
      messages: [
        { id: "message-0", role: "system", content: [{ type: "text", text: "old system" }] },
        { id: "message-1", role: "user", content: [{ type: "text", text: "Long ago" }] },
        {
          id: "message-2",
          role: "assistant",
          content: [{ type: "text", text: "I shall roll." }],
          tool_calls: [call("call-1", "roll", { sides: 6 })],
        },
        {
          id: "message-3",
          role: "tool",
          content: [{ type: "text", text: '{"status": "OK", "message": "4"}' }],
          tool_call_id: "call-1",
        },
      ],
    },
    { id: "agent-1", name: "Bob/2", system: "", block_ids: ["block-0"] },
  ],
  blocks: [
    { id: "block-0", label: "human", value: "x".repeat(30), limit: 20 },
    { id: "block-1", label: "rules", value: "No.", limit: 100, read_only: true, description: "Rules" },
  ],
  tools: [
    {
      id: "tool-0",
      name: "roll",
      tool_type: "custom",
      source_type: "python",
      source_code: "import numpy\n\ndef roll(sides: int) -> int:\n    return 4\n",
      json_schema: {
        name: "roll",
        description: "Rolls a die.",
        parameters: { type: "object", properties: { sides: { type: "integer" } }, required: ["sides"] },
      },
      pip_requirements: [{ name: "numpy" }],
    },
    { id: "tool-1", name: "archival_memory_search", tool_type: "letta_core" },
    { id: "tool-2", name: "send_message_to_agent", tool_type: "letta_multi_agent_core" },
  ],
  "x-archival": [
    { agent_id: "agent-0", text: "The key hangs behind the clock.", created_at: "2026-01-02T03:04:05Z" },
  ],
};

describe("importing an agent file", () => {
  it("stores agents, shared blocks, tools, history and archival memory, and says what is missing", async () => {
    const { client, db } = await createLocalKit();
    const dry = await client.readAgentFile({ file: JSON.stringify(FILE) });
    expect(await client.listAgents()).toEqual([]);
    const { agents, report } = await client.importAgentFile({ file: new Blob([JSON.stringify(FILE)]) });
    expect(dry).toEqual(report);
    expect(codes(report.notes)).toEqual([
      "agent_renamed",
      "block_limit_raised",
      "embedding_replaced",
      "model_replaced",
      "secrets_left_out",
      "send_message_added",
      "settings_left_out",
      "tool_left_out",
      "tool_needs_packages",
      "tool_rules_left_out",
    ]);
    const [ada, bob] = agents;
    if (!ada || !bob) throw new Error("two agents were expected");
    expect(bob.name).toBe("Bob 2");
    expect(ada.llm_config).toEqual(TEST_LLM_CONFIG);
    expect(ada.tools).toEqual(["send_message", "roll", "archival_memory_search"]);
    expect(ada.memory.memory.rules).toMatchObject({ value: "No.", metadata_: { read_only: true } });
    expect(ada.memory.memory.human).toMatchObject({ limit: 30 });
    expect(bob.memory.memory.human?.id).toBe(ada.memory.memory.human?.id);

    const messages = (await client.getMessages({ agent_id: ada.id })).reverse();
    expect(messages.map(({ role, text }) => [role, text?.slice(0, 13)])).toEqual([
      ["system", "old system"],
      ["user", "Long ago"],
      ["assistant", "I shall roll."],
      ["tool", '{"status": "O'],
      ["system", "You are Ada.\n"],
    ]);
    expect(messages[3]?.name).toBe("roll");
    expect(ada.message_ids).toEqual([4, 2, 3].map((index) => messages[index]?.id));

    const [tool] = await db.tools.toArray();
    expect(tool?.source_code).toBe(FILE.tools[0]?.source_code);
    expect(tool?.json_schema.parameters.required).toEqual(["sides", "request_heartbeat"]);
    const found = await client.searchArchivalMemory({ agent_id: ada.id, query: "key behind the clock" });
    expect(found[0]?.passage).toMatchObject({
      text: "The key hangs behind the clock.",
      created_at: "2026-01-02T03:04:05.000Z",
    });
    expect(JSON.stringify(await db.agents.toArray())).not.toContain("do-not-keep");
  });

  it("takes an endpoint that is set up, and names that are free", async () => {
    const { client } = await createLocalKit();
    await client.saveConnection({ endpoint: "https://api.openai.com/v1/", type: "openai" });
    await client.createTool({ func: "/** Rolls. */\nfunction roll() { return 1; }" });
    await client.importAgentFile({ file: JSON.stringify(FILE) });
    const { agents, report } = await client.importAgentFile({ file: JSON.stringify(FILE) });
    expect(agents[0]).toMatchObject({
      name: "Ada 2",
      llm_config: { model: "gpt-4o", context_window: 1000 },
      tools: ["send_message", "roll_2", "archival_memory_search"],
    });
    expect(report.tools[0]).toEqual({ name: "roll", becomes: "reused", as: ["roll_2"] });
    expect((await client.listTools()).filter(({ name }) => name.startsWith("roll"))).toHaveLength(2);
  });

  it("stores nothing of a file that cannot be kept whole", async () => {
    const { client, db, embedder } = await createLocalKit();
    const count = async () => [await db.agents.count(), await db.blocks.count(), await db.tools.count()];
    const before = await count();
    embedder.embed = async () => {
      throw new Error("no model");
    };
    await expect(client.importAgentFile({ file: JSON.stringify(FILE) })).rejects.toThrow("no model");
    await expect(client.importAgentFile({ file: "{}" })).rejects.toThrow("no agent file");
    expect(await count()).toEqual(before);
  });

  it("is planned again where a name is taken while its passages are embedded", async () => {
    const { client, embedder } = await createLocalKit();
    const embed = embedder.embed.bind(embedder);
    let others = 0;
    embedder.embed = async (...args) => {
      if (others++ === 0) await client.createAgent({ name: "Ada" });
      return embed(...args);
    };
    const { agents, report } = await client.importAgentFile({ file: JSON.stringify(FILE) });
    expect(agents[0]?.name).toBe("Ada 2");
    expect(report.agents[0]?.imported_as).toBe("Ada 2");
  });

  it.skipIf(SAMPLES.length === 0).each(SAMPLES)("%s is imported, and the agent talks", async (name) => {
    const { client, llm } = await createLocalKit();
    const { agents } = await client.importAgentFile({ file: sample(name) });
    const [agent] = agents;
    if (!agent) throw new Error("no agent");
    expect(agent.tools).toContain("send_message");
    llm.script({ tool: ["send_message", { message: "Here I am." }] });
    const answer = await client.userMessage({ agent_id: agent.id, message: "Are you there?" });
    expect(JSON.stringify(answer.messages)).toContain("Here I am.");
  });
});
