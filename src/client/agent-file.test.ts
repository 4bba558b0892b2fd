/** Agent files through the client: what comes in, what goes out, and that the one gives the other. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readAgentFile } from "../carry/agent-file/read-agent-file.ts";
import type { Block } from "../schemas/index.ts";
import { ChatMemory } from "./memory-classes.ts";
import { createLocalKit, type LocalKit, TEST_LLM_CONFIG } from "./testing/local-kit.ts";
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
      metadata_: { origin: { kind: "import" } },
    });
    const versions = await db.block_versions.toArray();
    expect(versions.filter(({ by }) => by.kind === "import")).toHaveLength(2);
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

/** What makes an agent what it is, without ids and the times of this import. */
async function essence({ client, db }: LocalKit, agentId: string) {
  const agent = await client.getAgent(agentId);
  const { id: _id, created_at: _at, user_id: _user, message_ids, ...state } = agent;
  const row = await db.agents.get(agentId);
  const messages = (await client.getMessages({ agent_id: agentId })).reverse();
  const places = new Map(messages.map(({ id }, index) => [id, index]));
  const sources = await client.listAttachedSources(agentId);
  const anonymous = ({ id: _id, user_id: _user, ...rest }: Block) => rest;
  return {
    ...state,
    memory: {
      ...state.memory,
      memory: Object.fromEntries(
        Object.entries(state.memory.memory).map(([section, block]) => [section, anonymous(block)]),
      ),
    },
    search_mode: row?.search_mode,
    in_context: message_ids.map((id) => places.get(id)),
    messages: messages.map(({ id: _id, agent_id: _agent, user_id: _user, ...message }) => message),
    tools: (await client.listTools())
      .filter(({ name }) => agent.tools.includes(name))
      .map(({ id: _id, user_id: _user, ...tool }) => tool),
    tool_names: agent.tools,
    archival: (await client.getArchivalMemory({ agent_id: agentId })).map(
      ({ text, created_at, metadata_: { origin: _origin, ...metadata_ } }) => ({
        text,
        created_at,
        metadata_,
      }),
    ),
    sources: await Promise.all(
      sources.map(async ({ id, user_id: _user, ...source }) => ({
        ...source,
        documents: await Promise.all(
          (await client.listDocuments({ source_id: id })).map(async (document) => {
            const { id: docId, source_id: _source, user_id: _user, ...summary } = document;
            const passages = await client.listSourcePassages({ source_id: id, doc_id: docId });
            return {
              ...summary,
              text: (await client.getDocument(docId)).text,
              passages: passages.map(({ text, metadata_ }) => ({ text, metadata_ })),
            };
          }),
        ),
      })),
    ),
  };
}

/** An agent with everything that an agent can have. */
async function richAgent({ client, llm, clock }: LocalKit) {
  const memory = new ChatMemory({ persona: "I am Ada.", human: "Name: Sam." });
  memory.linkBlock({
    label: "rules",
    value: "Never shout.",
    limit: 500,
    description: "What is not done",
    metadata_: { read_only: true, origin: "house" },
  });
  memory.prompt_template =
    "{% for block in memory.values() %}[{{ block.name }}] {{ block.value }}\n{% endfor %}";
  await client.createTool({
    func: 'def add(a: int, b: int) -> int:\n    """Adds.\n\n    Args:\n        a: one\n        b: other\n    """\n    return a + b\n',
    tags: ["sums"],
  });
  await client.createTool({
    func: "/** Doubles.\n * @param n a number */\nexport function double(n: number): number { return n * 2; }",
    source_type: "typescript",
  });
  await client.createTool({ func: "/** Says the day. */\nfunction day() { return 'Monday'; }" });
  await client.addTool({
    tool: {
      name: "bare",
      source_code: "function bare() { return 1; }",
      source_type: "javascript",
      json_schema: {
        name: "bare",
        description: "One.",
        parameters: { type: "object", properties: {}, required: [] },
      },
    },
  });
  const agent = await client.createAgent({
    name: "Ada",
    description: "The one and only",
    metadata: { colour: "blue", tags: ["home"] },
    memory,
    tools: ["add", "double", "day", "bare"],
    system: "You are Ada. {CORE_MEMORY}",
  });
  const agent_id = agent.id;
  // Shared with another agent.
  await client.createAgent({ name: "Bob", memory: { memory: { persona: agent.memory.memory.persona! } } });
  llm.script(
    { content: "first a day", tool: ["day", { request_heartbeat: true }] },
    {
      content: "remember it",
      tool: ["core_memory_append", { name: "human", content: "Likes Mondays.", request_heartbeat: true }],
    },
    { content: "and say it", tool: ["send_message", { message: "It is “Monday”." }] },
  );
  await client.userMessage({ agent_id, message: "Which day is it?" });
  for (let turn = 0; turn < 6; turn++) {
    clock.time += 60_000;
    llm.script({ tool: ["send_message", { message: `${turn} ${"sit amet ".repeat(30)}` }] });
    await client.userMessage({ agent_id, message: `${turn} ${"lorem ".repeat(30)}` });
  }
  llm.script(
    { error: "llm_context_overflow" },
    { content: "a summary of it all" },
    { tool: ["send_message", { message: "Gladly." }] },
  );
  await client.userMessage({ agent_id, message: "Thanks." });
  await client.insertArchivalMemory({ agent_id, memory: "The cellar key hangs behind the clock." });
  await client.insertArchivalMemory({ agent_id, memory: "Sam plays the oboe." });
  await client.setSearchMode({ agent_id, mode: "words" });
  const source = await client.createSource({ name: "house", description: "About the house" });
  await client.loadFiles({
    source_id: source.id,
    files: [
      {
        file: new File(["# Boiler\n\nIt is behind the pantry door.\n\nTurn it left."], "boiler.md"),
        path: "cellar/boiler.md",
      },
      { file: new File(["It is behind the pantry door.\n\nSo is the broom."], "broom.txt") },
    ],
  });
  await client.attachSourceToAgent({ agent_id, source_id: source.id });
  return agent_id;
}

describe("exporting an agent file", () => {
  it("and importing it elsewhere gives the same agent", async () => {
    const here = await createLocalKit();
    const agent_id = await richAgent(here);
    const before = await essence(here, agent_id);
    expect(before.messages.some(({ text }) => text?.includes("a summary of it all"))).toBe(true);
    const file = await here.client.exportAgentFile({ agent_id, with_sources: true });
    const { file: read, version } = readAgentFile(JSON.stringify(file));
    expect(version).toBe(2);
    expect(read.agents[0]?.messages).toHaveLength(before.messages.length);

    const there = await createLocalKit();
    const { agents, report } = await there.client.importAgentFile({ file: JSON.stringify(file) });
    expect(report.notes).toEqual([]);
    expect(await essence(there, agents[0]?.id ?? "")).toEqual(before);

    // Once more: what was imported is exported as it was.
    const again = await there.client.exportAgentFile({ agent_id: agents[0]?.id ?? "", with_sources: true });
    expect({ ...again, created_at: null }).toEqual({ ...file, created_at: null });
  });

  it("beside the agent itself gives a second one of another name, with the same tools", async () => {
    const kit = await createLocalKit();
    const agent_id = await richAgent(kit);
    const file = await kit.client.exportAgentFile({ agent_id });
    expect(file.sources).toEqual([]);
    const { agents, report } = await kit.client.importAgentFile({ file: JSON.stringify(file) });
    expect(agents[0]?.name).toBe("Ada 2");
    expect(report.tools.filter(({ becomes }) => becomes === "reused").map(({ name }) => name)).toEqual([
      "add",
      "double",
      "day",
      "bare",
    ]);
    kit.llm.script({ tool: ["send_message", { message: "Still here." }] });
    await kit.client.userMessage({ agent_id: agents[0]?.id ?? "", message: "And now?" });
    expect((await kit.client.getMessages({ agent_id, limit: 1 }))[0]?.text).not.toContain("And now?");
  });

  it("holds no key and no secret", async () => {
    const { client, credentials } = await createLocalKit();
    await credentials.set({ endpoint: "http://llm.test/v1", key: "sk-very-secret" });
    const agent = await client.createAgent({
      name: "Ada",
      llm_config: {
        ...TEST_LLM_CONFIG,
        model_endpoint_type: "custom",
        model_endpoint: "http://me:pass-word@llm.test/v1?key=in-the-address",
      },
    });
    const text = JSON.stringify(await client.exportAgentFile(agent.id));
    expect(text).not.toMatch(/sk-very-secret|pass-word|in-the-address/);
    expect(JSON.parse(text).agents[0].llm_config).toMatchObject({
      model_endpoint: "http://llm.test/v1",
      model_endpoint_type: "openai",
      "x-model_endpoint_type": "custom",
    });
  });
});
