/** What a model is sent for a step: one way to make it, for asking the model and for showing it. */
import type { ChatMessage, CompletionRequest } from "../llm/provider.ts";
import type { ToolJsonSchema } from "../schemas/index.ts";
import { readSettings } from "../storage/settings.ts";
import { resolveTools } from "../tools/registry.ts";
import { toChatMessage } from "./context-window.ts";
import { type LoadedAgent, mendedAgent, readAgent } from "./load-agent.ts";
import type { EngineServices } from "./services.ts";

/** An agent's context in the shape of the chat API, the system message with today's counts first. */
export function chatMessages(agent: LoadedAgent): ChatMessage[] {
  const [, ...others] = agent.messages;
  return [{ role: "system", content: agent.system }, ...others.map(toChatMessage)];
}

export interface StepRequest {
  messages: ChatMessage[];
  tools: ToolJsonSchema[];
  parallel_tool_calls: boolean;
  stream: boolean;
}

/** The request of a step of this agent. */
export function completionRequest({ row }: LoadedAgent, step: StepRequest): CompletionRequest {
  return {
    config: row.llm_config,
    messages: step.messages,
    tools: step.tools,
    parallel_tool_calls: step.parallel_tool_calls,
    stream: step.stream,
    ...(row.user_id ? { user: row.user_id } : {}),
  };
}

/**
 * The request that a step would send now, as the context stands: mended as a step would mend it, but nothing is stored.
 * Where it is longer than the window, a step folds the oldest messages first.
 */
export async function nextRequest(
  services: Pick<EngineServices, "db" | "clock" | "timeZone">,
  agentId: string,
  { stream }: { stream: boolean },
): Promise<CompletionRequest> {
  const { db, clock, timeZone } = services;
  const read = await readAgent(services, agentId);
  const agent = mendedAgent(read, clock.now(), timeZone)?.agent ?? read;
  const [tools, settings] = await Promise.all([resolveTools(db, agent.row.tools), readSettings(db)]);
  return completionRequest(agent, {
    messages: chatMessages(agent),
    tools: [...tools.values()].map((tool) => tool.schema),
    parallel_tool_calls: settings.parallel_tool_calls,
    stream,
  });
}
