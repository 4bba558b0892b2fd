/** Data exports as ChatGPT and Claude make them. */

export interface SampleTurn {
  role: "user" | "assistant";
  text: string;
  /** ISO 8601. */
  at: string;
}

const seconds = (at: string) => Date.parse(at) / 1000;

/** A conversation of ChatGPT, with the hidden root, a system message and an answer that was asked for again. */
export function chatGptConversation(title: string, turns: SampleTurn[]): Record<string, unknown> {
  const mapping: Record<string, unknown> = {
    root: { id: "root", message: null, parent: null, children: ["system"] },
    system: {
      id: "system",
      parent: "root",
      message: {
        author: { role: "system" },
        content: { content_type: "text", parts: ["Hidden instructions."] },
        metadata: { is_visually_hidden_from_conversation: true },
      },
    },
  };
  let parent = "system";
  for (const [index, { role, text, at }] of turns.entries()) {
    const id = `${title}-${index}`;
    const node = (said: string) => ({
      parent,
      message: {
        author: { role, name: null },
        create_time: seconds(at),
        content: { content_type: "text", parts: [said] },
        recipient: "all",
      },
    });
    mapping[id] = { id, ...node(text) };
    if (role === "assistant")
      mapping[`${id}-first-try`] = { id: `${id}-first-try`, ...node("A discarded answer.") };
    parent = id;
  }
  return {
    title,
    id: `conversation-${title}`,
    create_time: turns[0] ? seconds(turns[0].at) : null,
    update_time: turns.at(-1) ? seconds((turns.at(-1) as SampleTurn).at) : null,
    current_node: parent,
    mapping,
  };
}

export function claudeConversation(name: string, turns: SampleTurn[]): Record<string, unknown> {
  return {
    uuid: `claude-${name}`,
    name,
    created_at: turns[0]?.at ?? null,
    updated_at: turns.at(-1)?.at ?? null,
    chat_messages: turns.map(({ role, text, at }, index) => ({
      uuid: `${name}-${index}`,
      sender: role === "user" ? "human" : "assistant",
      text,
      content: [{ type: "text", text }],
      attachments: [],
      created_at: at,
    })),
  };
}
