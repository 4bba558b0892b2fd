/**
 * For clients of the server that grew out of the original: its official TypeScript SDK (0.1.9) names itself in a header,
 * asks for a few routes more, and wants agents and messages in another form. Everybody else gets the classic ones.
 */
import type { Context } from "hono";
import { z } from "zod";
import type { LocalClient, MessageStream, ToolTrial } from "../client/index.ts";
import {
  type AgentState,
  type Block,
  InvalidInputError,
  type LLMConfig,
  type MemGPTResponse,
  type Memory,
  type Message,
  NotFoundError,
  newId,
  newToolCallId,
} from "../schemas/index.ts";
import { found, path, type Route, read, wrongQuery } from "./request-reading.ts";
import { type createAgentShape, createToolShape } from "./request-shapes.ts";
import { storeTool } from "./store-tool.ts";

export function isLaterClient(c: Context): boolean {
  return c.req.header("x-fern-sdk-name") !== undefined;
}

/** The tool whose words are what the agent says. */
const SAYS = "send_message";

/** How a tool did that was tried out, as the later client reads it. */
export function toLaterTrial({ ok, text, log }: ToolTrial): object {
  const lines = (isError: boolean) =>
    log.filter(({ level }) => (level === "error" || level === "warn") === isError).map((line) => line.text);
  return {
    message_type: "tool_return_message",
    id: newId("message"),
    date: new Date().toISOString(),
    tool_return: text,
    status: ok ? "success" : "error",
    tool_call_id: newToolCallId(),
    stdout: lines(false),
    stderr: lines(true),
  };
}

/** One stored message as the later client has it: its thoughts, calls and words apart. */
export function toLaterMessages(message: Message): object[] {
  const at = { id: message.id, date: message.created_at };
  const text = message.text ?? "";
  switch (message.role) {
    case "system":
      return [{ message_type: "system_message", ...at, message: text }];
    case "user":
      return [{ message_type: "user_message", ...at, message: text }];
    case "tool":
      return [
        {
          message_type: "tool_return_message",
          ...at,
          tool_return: text,
          status: failed(text) ? "error" : "success",
          tool_call_id: message.tool_call_id ?? "",
        },
      ];
    case "assistant": {
      const calls = (message.tool_calls ?? []).map((call) => {
        const words = call.function.name === SAYS ? saidIn(call.function.arguments) : null;
        return words === null
          ? {
              message_type: "tool_call_message",
              ...at,
              tool_call: {
                name: call.function.name,
                arguments: call.function.arguments,
                tool_call_id: call.id,
              },
            }
          : { message_type: "assistant_message", ...at, assistant_message: words };
      });
      return text === "" ? calls : [{ message_type: "reasoning_message", ...at, reasoning: text }, ...calls];
    }
  }
}

function saidIn(json: string): string | null {
  try {
    const { message } = JSON.parse(json) as { message?: unknown };
    return typeof message === "string" ? message : null;
  } catch {
    return null;
  }
}

function failed(packaged: string): boolean {
  try {
    return (JSON.parse(packaged) as { status?: string }).status === "Failed";
  } catch {
    // A return that is no packaged event.
    return false;
  }
}

/** A run's items in the later form: whole messages, then the usage. */
export function toLaterEvents(item: Awaited<ReturnType<MessageStream["next"]>>["value"]): unknown[] {
  if (typeof item === "string") return item === "[DONE]" ? [item] : [];
  if ("message" in item) return toLaterMessages(item.message);
  if ("usage" in item) return [{ message_type: "usage_statistics", ...item.usage }];
  if ("error" in item) return [item];
  return [];
}

const toLaterBlock = (block: Block) => ({ ...block, is_template: block.template });

const toLaterMemory = ({ memory, prompt_template }: Memory) => ({
  blocks: Object.entries(memory).map(([label, block]) => ({ ...toLaterBlock(block), label })),
  prompt_template,
});

async function toLaterAgent(client: LocalClient, agent: AgentState): Promise<object> {
  const tools = await client.listTools();
  return {
    ...agent,
    agent_type: "memgpt_agent",
    memory: toLaterMemory(agent.memory),
    tools: agent.tools.flatMap((name) => tools.find((tool) => tool.name === name) ?? []),
    sources: await client.listAttachedSources(agent.id),
    tags: [],
    tool_rules: [],
    llm_config: { ...agent.llm_config, handle: handleOf(agent.llm_config) },
  };
}

const handleOf = ({ model_endpoint_type, model }: LLMConfig) => `${model_endpoint_type}/${model}`;

/** What a classic route gave, in the later form. */
export async function inLaterShape(client: LocalClient, route: string, answer: unknown): Promise<unknown> {
  switch (route) {
    case "/agents":
      return Array.isArray(answer)
        ? Promise.all(answer.map((agent: AgentState) => toLaterAgent(client, agent)))
        : toLaterAgent(client, answer as AgentState);
    case "/agents/:agent_id":
      return answer == null ? answer : toLaterAgent(client, answer as AgentState);
    case "/agents/:agent_id/memory":
      return toLaterMemory(answer as Memory);
    case "/agents/:agent_id/messages":
      if (Array.isArray(answer)) return (answer as Message[]).flatMap(toLaterMessages);
      return {
        ...(answer as MemGPTResponse),
        messages: ((answer as MemGPTResponse).messages as Message[]).flatMap(toLaterMessages),
      };
    case "/blocks":
      return Array.isArray(answer) ? answer.map(toLaterBlock) : toLaterBlock(answer as Block);
    case "/blocks/:block_id":
      return toLaterBlock(answer as Block);
    default:
      return answer;
  }
}

type AgentInput = z.infer<typeof createAgentShape>;

/** A new agent as the later client asks for it, in the classic form. */
export async function laterAgentInput(client: LocalClient, input: AgentInput): Promise<AgentInput> {
  const { memory_blocks, block_ids, tool_ids, source_ids, model, embedding } = input;
  if (source_ids?.length)
    throw new InvalidInputError("source_ids", "attach sources after the agent was made");
  const next = { ...input };
  if (memory_blocks || block_ids) {
    const blocks = await Promise.all((block_ids ?? []).map((id) => client.getBlock(id)));
    next.memory = {
      memory: Object.fromEntries([
        ...(memory_blocks ?? []).map(({ label, value, limit, description }) => [
          label,
          { label, value, ...(limit == null ? {} : { limit }), description: description ?? null },
        ]),
        ...blocks.map((block) => [block.label, block]),
      ]),
    };
  }
  if (tool_ids) {
    const named = await Promise.all(tool_ids.map(async (id) => (await client.getTool(id)).name));
    next.tools = [...(input.tools ?? []), ...named];
    next.include_base_tools = input.include_base_tools ?? true;
  }
  if (model) {
    const models = await client.listModels();
    next.llm_config = found(
      "model",
      model,
      models.find((one) => handleOf(one) === model || one.model === model) ?? null,
    );
  }
  if (embedding) {
    const models = await client.listEmbeddingModels();
    const name = embedding.slice(embedding.lastIndexOf("/") + 1);
    next.embedding_config = found(
      "embedding model",
      embedding,
      models.find((one) => one.embedding_model === name) ?? null,
    );
  }
  return next;
}

const blockEditShape = z.object({
  value: z.string().nullish(),
  limit: z.number().int().positive().nullish(),
});
const newBlockShape = z.object({
  label: z.string().min(1),
  value: z.string(),
  limit: z.number().int().positive().nullish(),
});

/** What the later client asks for besides. */
export function laterRoutes(client: LocalClient): Route[] {
  const agent = (c: Context) => path(c, "agent_id");
  const sectionOf = async (c: Context): Promise<Block> => {
    const label = path(c, "label");
    const { memory } = await client.getInContextMemory(agent(c));
    return found("block", label, Object.hasOwn(memory, label) ? (memory[label] ?? null) : null);
  };
  /** The agent's memory with its sections changed. */
  const changeMemory = async (agent_id: string, change: (blocks: Record<string, Block>) => void) => {
    const memory = await client.getInContextMemory(agent_id);
    change(memory.memory);
    return toLaterMemory((await client.updateAgent({ agent_id, memory })).memory);
  };
  const changeTools = async (c: Context, change: (names: string[], name: string) => string[]) => {
    const { name } = await client.getTool(path(c, "tool_id"));
    const { tools } = await client.getAgent(agent(c));
    return toLaterAgent(client, await client.updateAgent({ agent_id: agent(c), tools: change(tools, name) }));
  };
  const blockAndAgent = async (c: Context) => {
    const agent_id = c.req.query("agent_id");
    if (!agent_id) throw wrongQuery("agent_id", "this is required");
    return { agent_id, block: await client.getBlock(path(c, "block_id")) };
  };
  return [
    [
      "GET",
      "/agents/:agent_id/tools",
      async (c) => {
        const { tools } = await client.getAgent(agent(c));
        return (await client.listTools()).filter(({ name }) => tools.includes(name));
      },
    ],
    [
      "PATCH",
      "/agents/:agent_id/add-tool/:tool_id",
      async (c) => changeTools(c, (names, name) => [...new Set([...names, name])]),
    ],
    [
      "PATCH",
      "/agents/:agent_id/remove-tool/:tool_id",
      async (c) => changeTools(c, (names, name) => names.filter((other) => other !== name)),
    ],
    [
      "GET",
      "/agents/:agent_id/memory/block",
      async (c) => toLaterMemory(await client.getInContextMemory(agent(c))).blocks,
    ],
    [
      "POST",
      "/agents/:agent_id/memory/block",
      async (c) => {
        const { label, value, limit } = await read(c, newBlockShape);
        const block = await client.createBlock({
          label,
          name: label,
          text: value,
          template: false,
          ...(limit == null ? {} : { limit }),
        });
        return changeMemory(agent(c), (blocks) => {
          blocks[label] = block;
        });
      },
    ],
    ["GET", "/agents/:agent_id/memory/block/:label", async (c) => toLaterBlock(await sectionOf(c))],
    [
      "PATCH",
      "/agents/:agent_id/memory/block/:label",
      async (c) => {
        const { value, limit } = await read(c, blockEditShape);
        const { id } = await sectionOf(c);
        return toLaterBlock(
          await client.updateBlock({ block_id: id, text: value ?? null, limit: limit ?? null }),
        );
      },
    ],
    [
      "DELETE",
      "/agents/:agent_id/memory/block/:label",
      async (c) => {
        await sectionOf(c);
        return changeMemory(agent(c), (blocks) => {
          delete blocks[path(c, "label")];
        });
      },
    ],
    [
      "PATCH",
      "/blocks/:block_id/attach",
      async (c) => {
        const { agent_id, block } = await blockAndAgent(c);
        await changeMemory(agent_id, (blocks) => {
          blocks[block.label] = block;
        });
        return toLaterBlock(block);
      },
    ],
    [
      "PATCH",
      "/blocks/:block_id/detach",
      async (c) => {
        const { agent_id, block } = await blockAndAgent(c);
        await changeMemory(agent_id, (blocks) => {
          const section = Object.keys(blocks).find((label) => blocks[label]?.id === block.id);
          if (!section) throw new NotFoundError("block of the agent", block.id);
          delete blocks[section];
        });
        return toLaterBlock(block);
      },
    ],
    [
      "PATCH",
      "/agents/:agent_id/reset-messages",
      async (c) => {
        // The conversation leaves the context; recall keeps it.
        const [system] = await client.getInContextMessages(agent(c));
        const message_ids = system ? [system.id] : [];
        return toLaterAgent(client, await client.updateAgent({ agent_id: agent(c), message_ids }));
      },
    ],
    ["GET", "/tags", async () => []],
    ["POST", "/tools/add-base-tools", async () => client.listTools()],
    ["PUT", "/tools", async (c) => storeTool(client, await read(c, createToolShape), true)],
  ];
}
