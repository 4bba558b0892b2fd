import type { ContextWindowOverview, Message } from "../schemas/index.ts";
import { resolveTools } from "../tools/registry.ts";
import { type ContextTokens, toChatMessage } from "./context-window.ts";
import { readAgent } from "./load-agent.ts";
import type { EngineServices } from "./services.ts";
import { memoryMetadata } from "./system-message.ts";

/** The summary of folded messages, where there is one: it stands at index 1. */
function summaryOf(messages: Message[]): Message | null {
  const second = messages[1];
  return second?.role === "user" && second.text?.includes("have been hidden from view") ? second : null;
}

/** What the next request would hold, part by part, in the model's tokens. */
export async function contextOverview(
  services: EngineServices,
  tokens: ContextTokens,
  agentId: string,
): Promise<ContextWindowOverview> {
  const agent = await readAgent(services, agentId);
  const { model, context_window } = agent.row.llm_config;
  const schemas = [...(await resolveTools(services.db, agent.row.tools)).values()].map((tool) => tool.schema);
  const summary = summaryOf(agent.messages);
  const others = agent.messages.slice(summary ? 2 : 1);
  const metadata = memoryMetadata(agent.counts, agent.row.memory_modified_at);
  const [system, core, external, functions, [summaryTokens = 0], messageTokens] = await Promise.all([
    tokens.ofText(agent.row.system, model),
    tokens.ofText(agent.compiledMemory, model),
    tokens.ofText(metadata, model),
    tokens.ofTools(schemas, model),
    tokens.ofMessages(summary ? [summary] : [], model),
    tokens.ofMessages(others, model),
  ]);
  const inMessages = messageTokens.reduce((sum, count) => sum + count, 0);
  return {
    context_window_size_max: context_window,
    context_window_size_current: system + core + external + functions + summaryTokens + inMessages,
    num_messages: agent.messages.length,
    num_archival_memory: agent.counts.passages,
    num_recall_memory: agent.counts.messages,
    num_tokens_system: system,
    num_tokens_core_memory: core,
    num_tokens_external_memory_summary: external,
    num_tokens_summary_memory: summaryTokens,
    num_tokens_functions_definitions: functions,
    num_tokens_messages: inMessages,
    system_prompt: agent.row.system,
    core_memory: agent.compiledMemory,
    external_memory_summary: metadata,
    summary_memory: summary?.text ?? null,
    functions_definitions: schemas.map((schema) => ({ type: "function", function: schema })),
    messages: others.map(toChatMessage),
  };
}
