/** What the official TypeScript SDK of a later server of this family can do here, call by call; each is tried by a test. */
import type { LettaClient } from "@letta-ai/letta-client";

export interface SdkState {
  agent: string;
  block: string;
  source: string;
  tool: string;
  /** A tool that was made by a call. */
  made: string;
}

export interface SdkCall {
  /** The SDK's method. */
  method: string;
  works: boolean;
  /** What it gives, or why it cannot. */
  what: string;
  /** Throws where it is not as said. */
  run(letta: LettaClient, state: SdkState): Promise<void>;
}

const DICE = `def roll_dice(sides: int) -> str:
    """
    Rolls a dice.

    Args:
        sides (int): How many sides it has.
    """
    print("rolling")
    return f"d{sides}: 4"
`;

function ensure(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(what);
}

const works = (method: string, what: string, run: SdkCall["run"]): SdkCall => ({
  method,
  works: true,
  what,
  run,
});

/** Refused with one of these statuses, and not with a crash. */
const refused = (method: string, what: string, call: SdkCall["run"]): SdkCall => ({
  method,
  works: false,
  what,
  async run(letta, state) {
    let status: unknown;
    try {
      await call(letta, state);
    } catch (error) {
      status = (error as { statusCode?: number }).statusCode;
    }
    ensure([404, 405, 501].includes(status as number), `${method} should be refused, got ${status}`);
  },
});

export const SDK_CALLS: readonly SdkCall[] = [
  works("health.check", "version and status", async (letta) => {
    ensure((await letta.health.check()).status === "ok", "healthy");
  }),
  works("models.listLlms", "the models set up here, and the demo", async (letta) => {
    ensure(
      (await letta.models.listLlms()).some(({ model }) => model === "engram-demo"),
      "the demo model",
    );
  }),
  works("models.listEmbeddingModels", "the embedding models of the app", async (letta) => {
    const models = await letta.models.listEmbeddingModels();
    ensure(
      models.some(({ embeddingDim }) => embeddingDim === 512),
      "the default model",
    );
  }),
  works("agents.create", "with memory_blocks, tool_ids, block_ids, llm_config", async (letta, state) => {
    const agent = await letta.agents.create({
      name: "Made by the SDK",
      memoryBlocks: [
        { label: "persona", value: "I am a test." },
        { label: "human", value: "Name: not known yet" },
      ],
    });
    ensure(
      agent.memory.blocks.some(({ label, value }) => label === "human" && value.startsWith("Name")),
      "blocks",
    );
    ensure(
      agent.tools.some(({ name }) => name === "send_message"),
      "tools as objects",
    );
    state.agent = agent.id;
  }),
  works("agents.list", "all agents, with memory and tools in its form", async (letta, { agent }) => {
    ensure(
      (await letta.agents.list()).some(({ id }) => id === agent),
      "listed",
    );
  }),
  works("agents.get", "one agent", async (letta, { agent }) => {
    ensure((await letta.agents.get(agent)).agentType === "memgpt_agent", "its type");
  }),
  works("agents.update", "name, description, system, metadata", async (letta, { agent }) => {
    const changed = await letta.agents.update(agent, { description: "changed" });
    ensure(changed.description === "changed", "changed");
  }),
  works(
    "agents.messages.create",
    "reasoning, tool calls, returns, words, usage",
    async (letta, { agent }) => {
      const answer = await letta.agents.messages.create(agent, {
        messages: [{ role: "user", text: "Hello, my name is Ada." }],
      });
      const types = answer.messages.map(({ messageType }) => messageType);
      for (const type of [
        "reasoning_message",
        "tool_call_message",
        "tool_return_message",
        "assistant_message",
      ])
        ensure(types.includes(type as never), `a ${type} in ${types}`);
      const words = answer.messages.find((one) => one.messageType === "assistant_message");
      ensure(
        words?.messageType === "assistant_message" && words.assistantMessage.includes("Ada"),
        "its words",
      );
      ensure((answer.usage.totalTokens ?? 0) > 0, "usage");
    },
  ),
  works("agents.messages.stream", "whole messages as they come, then usage", async (letta, { agent }) => {
    const seen: string[] = [];
    for await (const one of await letta.agents.messages.stream(agent, {
      messages: [{ role: "user", text: "How are you?" }],
    }))
      seen.push(one.messageType);
    ensure(seen.includes("assistant_message") && seen.at(-1) === "usage_statistics", `streamed ${seen}`);
  }),
  works("agents.messages.list", "newest first, in its form", async (letta, { agent }) => {
    const messages = (await letta.agents.messages.list(agent, { limit: 5 })) as { messageType?: string }[];
    ensure(messages.length > 0 && messages.every(({ messageType }) => messageType), "typed messages");
  }),
  works("agents.messages.update", "text of a message", async (letta, { agent }) => {
    const [message] = await letta.agents.coreMemory.listInContext(agent);
    const changed = await letta.agents.messages.update(agent, message?.id ?? "", {
      id: message?.id ?? "",
      text: message?.text ?? "",
    } as never);
    ensure(changed.id === message?.id, "the message");
  }),
  works("agents.coreMemory.get", "blocks and template", async (letta, { agent }) => {
    ensure((await letta.agents.coreMemory.get(agent)).blocks.length === 2, "two blocks");
  }),
  works("agents.coreMemory.listInContext", "the messages in the context", async (letta, { agent }) => {
    ensure((await letta.agents.coreMemory.listInContext(agent))[0]?.role === "system", "the system message");
  }),
  works("agents.coreMemory.getBlocks", "all blocks", async (letta, { agent }) => {
    ensure((await letta.agents.coreMemory.getBlocks(agent)).length === 2, "two blocks");
  }),
  works("agents.coreMemory.getBlock", "one block by label", async (letta, { agent }) => {
    ensure(
      (await letta.agents.coreMemory.getBlock(agent, "human")).value.includes("Ada"),
      "what was learned",
    );
  }),
  works("agents.coreMemory.updateBlock", "value and limit", async (letta, { agent }) => {
    const block = await letta.agents.coreMemory.updateBlock(agent, "human", { value: "Name: Ada Lovelace" });
    ensure(block.value === "Name: Ada Lovelace", "the value");
  }),
  works("agents.coreMemory.addBlock", "a block of its own", async (letta, { agent }) => {
    const memory = await letta.agents.coreMemory.addBlock(agent, { label: "notes", value: "none" });
    ensure(
      memory.blocks.some(({ label }) => label === "notes"),
      "added",
    );
  }),
  works("agents.coreMemory.removeBlock", "takes it out again", async (letta, { agent }) => {
    const memory = await letta.agents.coreMemory.removeBlock(agent, "notes");
    ensure(!memory.blocks.some(({ label }) => label === "notes"), "removed");
  }),
  works("agents.recallMemory.getSummary", "how many messages", async (letta, { agent }) => {
    ensure(((await letta.agents.recallMemory.getSummary(agent)).size ?? 0) > 5, "messages");
  }),
  works("agents.archivalMemory.create", "a memory, embedded", async (letta, { agent }) => {
    const [passage] = await letta.agents.archivalMemory.create(agent, { text: "The ferry leaves at noon." });
    ensure(passage?.text === "The ferry leaves at noon.", "the passage");
  }),
  works("agents.archivalMemory.list", "newest first", async (letta, { agent }) => {
    ensure((await letta.agents.archivalMemory.list(agent)).length === 1, "one");
  }),
  works("agents.archivalMemory.getSummary", "how many", async (letta, { agent }) => {
    ensure((await letta.agents.archivalMemory.getSummary(agent)).size === 1, "one");
  }),
  works("agents.archivalMemory.delete", "one memory", async (letta, { agent }) => {
    const [passage] = await letta.agents.archivalMemory.list(agent);
    await letta.agents.archivalMemory.delete(agent, passage?.id ?? "");
    ensure((await letta.agents.archivalMemory.list(agent)).length === 0, "gone");
  }),
  works("agents.context.get", "the context window, part by part", async (letta, { agent }) => {
    ensure((await letta.agents.context.get(agent)).numTokensSystem > 0, "tokens");
  }),
  works("agents.tools.list", "the agent's tools", async (letta, { agent }) => {
    ensure((await letta.agents.tools.list(agent)).length >= 6, "tools");
  }),
  works("tools.list", "all tools", async (letta, state) => {
    const tool = (await letta.tools.list()).find(({ name }) => name === "conversation_search_date");
    ensure(tool?.id, "a base tool");
    state.tool = tool.id;
  }),
  works("tools.get", "one tool", async (letta, { tool }) => {
    ensure((await letta.tools.get(tool)).name === "conversation_search_date", "its name");
  }),
  works("tools.getByName", "a tool's id", async (letta, { tool }) => {
    ensure((await letta.tools.getByName("conversation_search_date")) === tool, "its id");
  }),
  works("tools.addBaseTool", "the base tools, which are always there", async (letta) => {
    ensure((await letta.tools.addBaseTool()).length >= 8, "base tools");
  }),
  works("tools.create", "a tool of Python, JavaScript or TypeScript", async (letta, state) => {
    const made = await letta.tools.create({ sourceCode: DICE, sourceType: "python", tags: ["sdk"] });
    ensure(made.id && made.name === "roll_dice" && made.sourceType === "python", "made");
    state.made = made.id;
  }),
  works("tools.upsert", "the same, replacing the one of that name", async (letta, { made }) => {
    const tool = await letta.tools.upsert({ sourceCode: DICE.replace("Rolls", "Throws") });
    ensure(tool.id === made && tool.description?.startsWith("Throws"), "replaced");
  }),
  works("tools.update", "name, source, tags, description, schema", async (letta, { made }) => {
    const tool = await letta.tools.update(made, { name: "throw_dice", tags: ["games"] });
    ensure(tool.name === "throw_dice" && tool.tags?.[0] === "games", "changed");
  }),
  works(
    "tools.runToolFromSource",
    "its return and what it printed; environment variables are not handed on",
    async (letta) => {
      const done = await letta.tools.runToolFromSource({ sourceCode: DICE, args: { sides: "6" } as never });
      ensure(done.status === "success" && done.toolReturn === "d6: 4", `its return: ${done.toolReturn}`);
      ensure(done.stdout?.[0] === "rolling", "what it printed");
    },
  ),
  works("tools.delete", "one tool, also from agents", async (letta, { made }) => {
    await letta.tools.delete(made);
    ensure(!(await letta.tools.list()).some(({ id }) => id === made), "gone");
  }),
  works("agents.tools.remove", "takes a tool from the agent", async (letta, { agent, tool }) => {
    const changed = await letta.agents.tools.remove(agent, tool);
    ensure(!changed.tools.some(({ id }) => id === tool), "taken");
  }),
  works("agents.tools.add", "gives it back", async (letta, { agent, tool }) => {
    ensure(
      (await letta.agents.tools.add(agent, tool)).tools.some(({ id }) => id === tool),
      "given",
    );
  }),
  works("blocks.create", "a block of the library", async (letta, state) => {
    const block = await letta.blocks.create({ label: "place", name: "sdk house", value: "A house." });
    ensure(block.value === "A house." && block.id, "made");
    state.block = block.id;
  }),
  works("blocks.list", "blocks of the library", async (letta, { block }) => {
    ensure(
      (await letta.blocks.list({ label: "place" })).some(({ id }) => id === block),
      "listed",
    );
  }),
  works("blocks.get", "one block", async (letta, { block }) => {
    ensure((await letta.blocks.get(block)).isTemplate === true, "of the library");
  }),
  works("blocks.update", "value, name, limit", async (letta, { block }) => {
    ensure(
      (await letta.blocks.update(block, { value: "A tall house." })).value === "A tall house.",
      "changed",
    );
  }),
  works("blocks.linkAgentMemoryBlock", "a copy for the agent", async (letta, { agent, block }) => {
    await letta.blocks.linkAgentMemoryBlock(block, { agentId: agent });
    ensure((await letta.agents.coreMemory.getBlock(agent, "place")).value === "A tall house.", "linked");
    await letta.agents.coreMemory.removeBlock(agent, "place");
  }),
  works("blocks.delete", "one block", async (letta, { block }) => {
    await letta.blocks.delete(block);
    ensure(!(await letta.blocks.list({ label: "place" })).some(({ id }) => id === block), "gone");
  }),
  works("sources.create", "an empty source", async (letta, state) => {
    const source = await letta.sources.create({ name: "sdk source" } as never);
    ensure(source.id, "made");
    state.source = source.id;
  }),
  works("sources.list", "all sources", async (letta, { source }) => {
    ensure(
      (await letta.sources.list()).some(({ id }) => id === source),
      "listed",
    );
  }),
  works("sources.get", "one source", async (letta, { source }) => {
    ensure((await letta.sources.get(source)).name === "sdk source", "its name");
  }),
  works("sources.getByName", "a source's id", async (letta, { source }) => {
    ensure((await letta.sources.getByName("sdk source")) === source, "its id");
  }),
  works("sources.update", "name and description", async (letta, { source }) => {
    ensure((await letta.sources.update(source, { description: "read" })).description === "read", "changed");
  }),
  works("sources.attach", "to an agent", async (letta, { agent, source }) => {
    await letta.sources.attach(source, { agentId: agent });
    ensure(
      (await letta.agents.sources.get(agent)).some(({ id }) => id === source),
      "attached",
    );
  }),
  works("agents.sources.get", "the agent's sources", async (letta, { agent }) => {
    ensure((await letta.agents.sources.get(agent)).length === 1, "one");
  }),
  works("sources.detach", "from an agent", async (letta, { agent, source }) => {
    await letta.sources.detach(source, { agentId: agent });
    ensure((await letta.agents.sources.get(agent)).length === 0, "detached");
  }),
  works("sources.delete", "one source", async (letta, { source }) => {
    await letta.sources.delete(source);
    ensure(!(await letta.sources.list()).some(({ id }) => id === source), "gone");
  }),
  works("jobs.list", "all jobs", async (letta) => {
    ensure(Array.isArray(await letta.jobs.list()), "a list");
  }),
  works("jobs.listActive", "jobs under way", async (letta) => {
    ensure((await letta.jobs.listActive()).length === 0, "none");
  }),
  works("tag.listTags", "an empty list: agents have no tags here", async (letta) => {
    ensure((await letta.tag.listTags()).length === 0, "none");
  }),
  works("agents.resetMessages", "empties the context; recall keeps everything", async (letta, { agent }) => {
    await letta.agents.resetMessages(agent);
    ensure((await letta.agents.coreMemory.listInContext(agent)).length === 1, "only the system message");
  }),
  refused("agents.search", "agents have no tags to search by", async (letta) => {
    await letta.agents.search({ search: [] } as never);
  }),
  refused("agents.messages.createAsync", "runs end with their request here", async (letta, { agent }) => {
    await letta.agents.messages.createAsync(agent, { messages: [{ role: "user", text: "x" }] });
  }),
  refused("agents.memoryVariables.get", "templates are a feature of its cloud", async (letta, { agent }) => {
    await letta.agents.memoryVariables.get(agent);
  }),
  refused("tools.listComposioApps", "a service of others", async (letta) => {
    await letta.tools.listComposioApps();
  }),
  refused("runs.listRuns", "runs are not kept as entities", async (letta) => {
    await letta.runs.listRuns();
  }),
  works("agents.delete", "one agent, with its memory", async (letta, { agent }) => {
    await letta.agents.delete(agent);
    ensure(!(await letta.agents.list()).some(({ id }) => id === agent), "gone");
  }),
];

/** docs/letta-sdk.md */
export function sdkTable(): string {
  const rows = SDK_CALLS.map(
    ({ method, works: can, what }) => `| \`${method}\` | ${can ? "yes" : "no"} | ${what} |`,
  );
  return `# The SDK of a later server

\`@letta-ai/letta-client\` 0.1.9, pointed at this app (\`new LettaClient({ baseUrl: "<address of the app>" })\` in a page below the app's folder, or any other way to the router), can do what stands here. Each line is tried by a test; this file is written by \`npx tsx scripts/sdk-docs.ts\`.

| method | works | what |
| ------ | ----- | ---- |
${rows.join("\n")}
`;
}
