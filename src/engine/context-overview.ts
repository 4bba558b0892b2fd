/** What the next request would hold, part by part, in the model's tokens. */
import type {
  ContextMessage,
  ContextPart,
  ContextParts,
  ContextWindowOverview,
  Message,
  ToolJsonSchema,
} from "../schemas/index.ts";
import { resolveTools } from "../tools/registry.ts";
import {
  type ContextTokens,
  MEMORY_PRESSURE_SHARE,
  reservedForReply,
  toChatMessage,
} from "./context-window.ts";
import { coreMemoryParts } from "./core-memory-parts.ts";
import { isSummary } from "./events.ts";
import { type LoadedAgent, readAgent } from "./load-agent.ts";
import type { EngineServices } from "./services.ts";
import { memoryMetadata } from "./system-message.ts";

interface CountedContext {
  agent: LoadedAgent;
  schemas: ToolJsonSchema[];
  parts: ContextPart[];
  messages: Message[];
  messageTokens: number[];
}

const json = (value: unknown) => JSON.stringify(value, null, 2);

async function countContext(
  services: EngineServices,
  tokens: ContextTokens,
  agentId: string,
): Promise<CountedContext> {
  const agent = await readAgent(services, agentId);
  const { model } = agent.row.llm_config;
  const schemas = [...(await resolveTools(services.db, agent.row.tools)).values()].map((tool) => tool.schema);
  // Where there is one, it stands behind the system message.
  const [, second] = agent.messages;
  const summary = second && isSummary(second) ? second : null;
  const messages = agent.messages.slice(summary ? 2 : 1);
  const core = await coreMemoryParts(agent.memory, agent.compiledMemory);
  const texts: Omit<ContextPart, "tokens">[] = [
    { kind: "system", section: null, text: agent.row.system },
    {
      kind: "metadata",
      section: null,
      text: memoryMetadata(agent.counts, agent.row.memory_modified_at),
    },
    ...core.map(({ section, text }) => ({
      kind: section === null ? ("template" as const) : ("block" as const),
      section,
      text,
    })),
  ];
  const [textTokens, toolTokens, [summaryTokens = 0], messageTokens] = await Promise.all([
    tokens.ofTexts(
      texts.map(({ text }) => text),
      model,
    ),
    tokens.ofTools(schemas, model),
    tokens.ofMessages(summary ? [summary] : [], model),
    tokens.ofMessages(messages, model),
  ]);
  const [system, ...memory] = texts.map((part, index) => ({ ...part, tokens: textTokens[index] ?? 0 }));
  const parts: ContextPart[] = [
    system as ContextPart,
    {
      kind: "tools",
      section: null,
      tokens: toolTokens,
      text: json(schemas.map((schema) => ({ type: "function", function: schema }))),
    },
    ...memory,
    { kind: "summary", section: null, tokens: summaryTokens, text: summary?.text ?? "" },
    {
      kind: "messages",
      section: null,
      tokens: messageTokens.reduce((sum, count) => sum + count, 0),
      text: json(messages.map(toChatMessage)),
    },
  ];
  return { agent, schemas, parts, messages, messageTokens };
}

const sumOf = (parts: ContextPart[], ...kinds: ContextPart["kind"][]) =>
  parts.filter(({ kind }) => kinds.includes(kind)).reduce((sum, { tokens }) => sum + tokens, 0);

const usedBy = (parts: ContextPart[]) => parts.reduce((sum, { tokens }) => sum + tokens, 0);

/** All a model reads of a message. */
function readText(message: Message): string {
  const { content, tool_calls } = toChatMessage(message);
  return [content ?? "", tool_calls ? json(tool_calls) : ""].filter((text) => text !== "").join("\n");
}

/** Each part with its text, each message with its tokens, and where the request meets its limits. */
export async function contextParts(
  services: EngineServices,
  tokens: ContextTokens,
  agentId: string,
): Promise<ContextParts> {
  const { agent, parts, messages, messageTokens } = await countContext(services, tokens, agentId);
  const { model, context_window, max_tokens } = agent.row.llm_config;
  return {
    model,
    context_window,
    used: usedBy(parts),
    warned_at: Math.floor(MEMORY_PRESSURE_SHARE * context_window),
    folded_at: context_window - reservedForReply(context_window, max_tokens),
    parts: parts.filter((part) => part.tokens > 0),
    messages: messages.map(
      (message, index): ContextMessage => ({
        id: message.id,
        role: message.role,
        created_at: message.created_at,
        tokens: messageTokens[index] ?? 0,
        text: readText(message),
      }),
    ),
  };
}

/** The same in the shape of the reference. */
export async function contextOverview(
  services: EngineServices,
  tokens: ContextTokens,
  agentId: string,
): Promise<ContextWindowOverview> {
  const { agent, schemas, parts, messages } = await countContext(services, tokens, agentId);
  const summary = parts.find(({ kind }) => kind === "summary");
  return {
    context_window_size_max: agent.row.llm_config.context_window,
    context_window_size_current: usedBy(parts),
    num_messages: agent.messages.length,
    num_archival_memory: agent.counts.passages,
    num_recall_memory: agent.counts.messages,
    num_tokens_system: sumOf(parts, "system"),
    num_tokens_core_memory: sumOf(parts, "block", "template"),
    num_tokens_external_memory_summary: sumOf(parts, "metadata"),
    num_tokens_summary_memory: sumOf(parts, "summary"),
    num_tokens_functions_definitions: sumOf(parts, "tools"),
    num_tokens_messages: sumOf(parts, "messages"),
    system_prompt: agent.row.system,
    core_memory: agent.compiledMemory,
    external_memory_summary: memoryMetadata(agent.counts, agent.row.memory_modified_at),
    summary_memory: summary?.text || null,
    functions_definitions: schemas.map((schema) => ({ type: "function", function: schema })),
    messages: messages.map(toChatMessage),
  };
}
