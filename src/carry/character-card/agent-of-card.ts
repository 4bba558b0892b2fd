/** A card as an agent file, so that it is imported the way agents are. */

import { type EventTime, loginEvent, toolReturnEvent } from "../../engine/events.ts";
import { BOOT_MONOLOGUE } from "../../engine/prompts/boot-messages.ts";
import { DEFAULT_HUMAN } from "../../engine/prompts/default-blocks.ts";
import { DEFAULT_SYSTEM_PROMPT } from "../../engine/prompts/system-prompt.ts";
import { DEFAULT_BLOCK_LIMIT, newToolCallId } from "../../schemas/index.ts";
import { BASE_TOOL_NAMES, CORE_MEMORY_TOOL_NAMES } from "../../tools/base-tools.ts";
import type { AgentFileInput } from "../agent-file/agent-file.ts";
import type { CharacterCard } from "./character-card.ts";
import { greetingsOf, loreOf, personaOf, withNames } from "./persona-of-card.ts";
import { limitFor } from "./report-card.ts";

export interface CardChoices {
  /** Which of its greetings is said first, from 0. */
  greeting: number;
  /** What the character calls the person. */
  user_name?: string | undefined;
}

/** The card without pictures that stand in it as text: they would weigh on every read of the agent. */
export function keptOf({ raw }: CharacterCard): Record<string, unknown> {
  const { assets, ...kept } = raw;
  return kept;
}

export function agentOfCard(
  card: CharacterCard,
  { greeting, user_name }: CardChoices,
  at: EventTime,
): AgentFileInput {
  const { data } = card;
  const persona = personaOf(card, user_name);
  const tools = [...BASE_TOOL_NAMES, ...CORE_MEMORY_TOOL_NAMES];
  const human = user_name
    ? DEFAULT_HUMAN.text.replace(/^Name: .*/m, () => `Name: ${user_name}`)
    : DEFAULT_HUMAN.text;
  const messages = openingOf(greetingsOf(card, user_name ?? "you")[greeting], at);
  return {
    agents: [
      {
        id: "agent-0",
        name: data.name,
        description: data.creator ? `${data.name}, by ${data.creator}` : null,
        system: systemOf(card, user_name),
        agent_type: "memgpt_agent",
        metadata: { character_card: keptOf(card) },
        tags: data.tags,
        block_ids: ["block-0", "block-1"],
        tool_ids: tools.map((_, index) => `tool-${index}`),
        in_context_message_ids: messages.map(({ id }) => id),
        messages,
      },
    ],
    blocks: [
      {
        id: "block-0",
        label: "persona",
        value: persona,
        limit: limitFor(persona),
      },
      { id: "block-1", label: "human", value: human, limit: DEFAULT_BLOCK_LIMIT },
    ],
    tools: tools.map((name, index) => ({ id: `tool-${index}`, name, tool_type: "letta_core" })),
    "x-archival": loreOf(card, user_name).map(({ text, tags }) => ({
      agent_id: "agent-0",
      text,
      metadata: { tags, character: data.name },
    })),
  };
}

/** What the card asks of the model comes after what every agent has to know. */
function systemOf({ data }: CharacterCard, userName: string | undefined): string {
  const asked = [data.system_prompt, data.post_history_instructions]
    .map((text) => withNames(text.replace(/\{\{\s*original\s*\}\}/gi, ""), data, userName))
    .filter((text) => text !== "");
  return [DEFAULT_SYSTEM_PROMPT, ...asked].join("\n\n");
}

/** The greeting as its first message, as every agent begins with one. */
function openingOf(greeting: string | undefined, at: EventTime) {
  const login = { id: "message-2", role: "user", content: loginEvent(at), model: null };
  if (!greeting) return [login];
  const callId = newToolCallId();
  return [
    {
      id: "message-0",
      role: "assistant",
      content: BOOT_MONOLOGUE,
      tool_calls: [{ id: callId, function: { name: "send_message", arguments: { message: greeting } } }],
    },
    {
      id: "message-1",
      role: "tool",
      name: "send_message",
      tool_call_id: callId,
      content: toolReturnEvent(true, null, at),
    },
    login,
  ];
}
