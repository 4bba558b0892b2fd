/** One step: ask the model, and settle the calls of its reply. */
import {
  addUsage,
  isoTime,
  newId,
  newToolCallId,
  noUsage,
  type Settings,
  type ToolCall,
  type Usage,
} from "../schemas/index.ts";
import { mendedArguments } from "../tools/arguments.ts";
import { resolveTools } from "../tools/registry.ts";
import { type AskParams, askModel } from "./ask-model.ts";
import type { ContextTokens } from "./context-window.ts";
import { loadAgent, newMessage } from "./load-agent.ts";
import { usageOf } from "./run-usage.ts";
import { type Cap, type SettleParams, type StepResult, settleCalls } from "./settle-calls.ts";
import type { RepeatedCalls } from "./tool-calls.ts";

export interface StepParams
  extends Pick<
    SettleParams,
    "services" | "agentId" | "signal" | "chaining" | "emit" | "mayFollow" | "standing"
  > {
  tokens: ContextTokens;
  settings: Settings;
  stream: boolean;
  /** Counted from 1 within the run. */
  step: number;
  checkFirst: boolean;
  repeated: RepeatedCalls;
  onDraft: AskParams["onDraft"];
  onExtraUsage: AskParams["onExtraUsage"];
}

/** Asks the model once, and settles what it answered. */
export async function runStep(params: StepParams): Promise<StepResult> {
  const { services, agentId, settings } = params;
  const { db, clock } = services;
  const messageId = newId("message");
  const date = isoTime(clock);
  const loaded = await loadAgent(services, agentId);
  const tools = await resolveTools(db, loaded.row.tools);
  let other_usage: Usage | null = null;
  const answer = await askModel({
    ...params,
    onExtraUsage: (extra) => {
      params.onExtraUsage(extra);
      if (extra)
        other_usage = addUsage(other_usage ?? noUsage(), usageOf(extra, false, loaded.row.llm_config, 0));
    },
    agent: loaded,
    schemas: [...tools.values()].map((tool) => tool.schema),
    parallel_tool_calls: settings.parallel_tool_calls,
    messageId,
    date,
  });
  const { completion } = answer;
  const usage = usageOf(answer.usage, answer.estimated, answer.agent.row.llm_config);

  const wanted = settings.parallel_tool_calls ? completion.tool_calls : completion.tool_calls.slice(0, 1);
  const calls: ToolCall[] = [];
  for (const call of wanted)
    calls.push({
      id: newToolCallId(),
      type: "function",
      function: { name: call.name, arguments: await mendedArguments(call.arguments) },
    });
  const refused = new Map<string, string>();
  let cap: Cap | null = null;
  const { max_repeated_calls } = settings.limits;
  for (const call of calls) {
    if (params.repeated.count(call.function.name, call.function.arguments) < max_repeated_calls) continue;
    const message = `${call.function.name} was called ${max_repeated_calls} times with the same arguments for one message: the run was broken off.`;
    refused.set(call.id, message);
    cap = { cap: "repeated_call", limit: max_repeated_calls, message };
  }
  const assistant = newMessage(answer.agent.row, date, {
    id: messageId,
    role: "assistant",
    text: completion.content,
    tool_calls: calls.length > 0 ? calls : null,
  });
  return settleCalls({
    ...params,
    agent: answer.agent,
    tools,
    calls,
    refused,
    approved: new Set(),
    message_id: messageId,
    reply: { message: assistant, streamed: answer.streamed },
    usage,
    other_usage,
    earlier: { failed: false, requested: false },
    cap,
  });
}
