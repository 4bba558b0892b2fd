/**
 * Conversations as ChatGPT and Claude export them. The layouts change without notice, so that nothing is taken for
 * granted: what is missing is missing, and what is not understood gives no conversation rather than half of one.
 */
import { z } from "zod";
import type { ExtractedSection } from "./file-extractor.ts";

export interface ExportedConversation {
  from: "chatgpt" | "claude";
  title: string;
  /** Messages with text. */
  message_count: number;
  metadata_: Record<string, unknown>;
  sections: ExtractedSection[];
}

interface Turn {
  speaker: string;
  at: Date | null;
  text: string;
}

const maybe = <T extends z.ZodType>(schema: T) => schema.nullish().catch(null);
const text = maybe(z.string());
/** Seconds since 1970, or a date as text. */
const moment = z
  .union([
    z.number().transform((seconds) => new Date(seconds * 1000)),
    z.string().transform((date) => new Date(date)),
  ])
  .nullish()
  .transform((date) => (date && !Number.isNaN(date.getTime()) ? date : null))
  .catch(null);

const chatGptMessage = z.object({
  author: maybe(z.object({ role: text, name: text })),
  content: maybe(
    z.object({
      content_type: text,
      parts: maybe(z.array(z.unknown())),
      text,
      result: text,
    }),
  ),
  create_time: moment,
  recipient: text,
  metadata: maybe(z.object({ is_visually_hidden_from_conversation: maybe(z.boolean()) })),
});

const chatGptNode = z.object({ message: maybe(chatGptMessage), parent: text });

const chatGptConversation = z.object({
  title: text,
  id: text,
  conversation_id: text,
  create_time: moment,
  update_time: moment,
  current_node: text,
  mapping: z.record(z.string(), maybe(chatGptNode)),
});

const claudeMessage = z.object({
  sender: text,
  text,
  content: maybe(z.array(z.unknown())),
  attachments: maybe(z.array(maybe(z.object({ file_name: text, extracted_content: text })))),
  created_at: moment,
});

const claudeConversation = z.object({
  uuid: text,
  name: text,
  summary: text,
  created_at: moment,
  updated_at: moment,
  chat_messages: z.array(maybe(claudeMessage)),
});

const claudeProject = z.object({
  uuid: text,
  name: text,
  description: text,
  prompt_template: text,
  created_at: moment,
  updated_at: moment,
  docs: z.array(maybe(z.object({ filename: text, content: text }))),
});

/** Null for a value that is no conversation of either kind. */
export function exportedConversation(value: unknown): ExportedConversation | null {
  const chatGpt = chatGptConversation.safeParse(value);
  if (chatGpt.success) return fromChatGpt(chatGpt.data);
  const claude = claudeConversation.safeParse(value);
  if (claude.success) return fromClaude(claude.data);
  const project = claudeProject.safeParse(value);
  return project.success ? fromClaudeProject(project.data) : null;
}

function fromChatGpt(conversation: z.infer<typeof chatGptConversation>): ExportedConversation {
  const { title, create_time, update_time, id, conversation_id } = conversation;
  const turns = shownMessages(conversation).flatMap((message): Turn[] => {
    const role = message.author?.role ?? "";
    const hidden = message.metadata?.is_visually_hidden_from_conversation === true;
    // What an assistant writes to its tools is not said to anyone, but for the texts it writes to the canvas.
    const spoken =
      !message.recipient || message.recipient === "all" || message.recipient.startsWith("canmore");
    if (hidden || !spoken || (role !== "user" && role !== "assistant")) return [];
    const said = chatGptText(message.content);
    return said === "" ? [] : [{ speaker: role, at: message.create_time, text: said }];
  });
  return conversationOf("chatgpt", title, conversation_id ?? id, create_time, update_time, turns);
}

/** The branch of a conversation that was last shown, first message first. */
function shownMessages({ mapping, current_node }: z.infer<typeof chatGptConversation>) {
  const path: z.infer<typeof chatGptMessage>[] = [];
  const seen = new Set<string>();
  let at: string | null | undefined =
    current_node && mapping[current_node] ? current_node : lastLeaf(mapping);
  while (at && !seen.has(at)) {
    seen.add(at);
    const node: z.infer<typeof chatGptNode> | null | undefined = mapping[at];
    if (node?.message) path.push(node.message);
    at = node?.parent;
  }
  const hasParents = Object.values(mapping).some((node) => node?.parent);
  if (hasParents) return path.reverse();
  // Without parents there are no branches to choose from: all messages, in the order of their time.
  return Object.values(mapping)
    .flatMap((node) => node?.message ?? [])
    .map((message, index) => ({ message, index, time: message.create_time?.getTime() ?? 0 }))
    .sort((a, b) => a.time - b.time || a.index - b.index)
    .map(({ message }) => message);
}

/** Of the messages that none follows, the youngest. */
function lastLeaf(mapping: z.infer<typeof chatGptConversation>["mapping"]): string | null {
  const parents = new Set(Object.values(mapping).map((node) => node?.parent));
  let found: string | null = null;
  let time = Number.NEGATIVE_INFINITY;
  for (const [id, node] of Object.entries(mapping)) {
    const at = node?.message?.create_time?.getTime() ?? 0;
    if (!parents.has(id) && at >= time) [found, time] = [id, at];
  }
  return found;
}

const SPOKEN_TYPES = new Set(["text", "multimodal_text", "code", "tether_quote"]);
const textPart = z.object({ text: z.string() });
/** Marks of citations and widgets, which only the page of origin can draw. */
const MARKS = /\ue200[^\ue201]*\ue201|[\ue200-\ue2ff]|【[^】]*†[^】]*】/g;

function chatGptText(content: z.infer<typeof chatGptMessage>["content"]): string {
  if (!content || (content.content_type && !SPOKEN_TYPES.has(content.content_type))) return "";
  const parts = (content.parts ?? []).map((part) => {
    if (typeof part === "string") return part;
    const spoken = textPart.safeParse(part);
    return spoken.success ? spoken.data.text : "";
  });
  return [...parts, content.text ?? ""]
    .map((part) => part.replace(MARKS, "").trim())
    .filter((part) => part !== "")
    .join("\n");
}

const claudeTextBlock = z.object({ type: z.literal("text"), text: z.string() });

function fromClaude(conversation: z.infer<typeof claudeConversation>): ExportedConversation {
  const turns = conversation.chat_messages.flatMap((message): Turn[] => {
    if (!message) return [];
    const blocks = (message.content ?? []).flatMap((block) => {
      const parsed = claudeTextBlock.safeParse(block);
      return parsed.success ? [parsed.data.text] : [];
    });
    const attached = (message.attachments ?? []).flatMap((attachment) =>
      attachment?.extracted_content
        ? [`[${attachment.file_name || "attachment"}]\n${attachment.extracted_content}`]
        : [],
    );
    // The older field repeats the blocks, with notes on what cannot be shown in it.
    const said = blocks.length > 0 ? blocks.join("\n") : (message.text ?? "");
    const all = [said, ...attached].filter((part) => part.trim() !== "").join("\n\n");
    const speaker = message.sender === "human" ? "user" : (message.sender ?? "unknown");
    return all === "" ? [] : [{ speaker, at: message.created_at, text: all.trim() }];
  });
  const { name, uuid, created_at, updated_at, summary } = conversation;
  return conversationOf("claude", name, uuid, created_at, updated_at, turns, { summary });
}

/** A project's instructions and the documents that were added to it. */
function fromClaudeProject(project: z.infer<typeof claudeProject>): ExportedConversation {
  const sections: ExtractedSection[] = [];
  const add = (heading: string, body: string | null | undefined) => {
    if (body?.trim()) sections.push({ text: body, heading });
  };
  add("Description", project.description);
  add("Instructions", project.prompt_template);
  for (const doc of project.docs) if (doc) add(doc.filename ?? "Document", doc.content);
  return {
    from: "claude",
    title: project.name || "Project without a name",
    message_count: sections.length,
    metadata_: {
      file_kind: "claude-project",
      conversation_id: project.uuid,
      created_at: project.created_at?.toISOString(),
      updated_at: project.updated_at?.toISOString(),
    },
    sections,
  };
}

function conversationOf(
  from: "chatgpt" | "claude",
  title: string | null | undefined,
  id: string | null | undefined,
  created: Date | null,
  updated: Date | null,
  turns: Turn[],
  more: Record<string, unknown> = {},
): ExportedConversation {
  const begun = created ?? turns.find((turn) => turn.at)?.at ?? null;
  const ended = updated ?? turns.findLast((turn) => turn.at)?.at ?? null;
  return {
    from,
    title: title?.trim() || `Conversation${begun ? ` of ${day(begun)}` : ""}`,
    message_count: turns.length,
    metadata_: {
      ...more,
      file_kind: `${from}-conversation`,
      conversation_id: id,
      created_at: begun?.toISOString(),
      updated_at: ended?.toISOString(),
      message_count: turns.length,
    },
    sections: daySections(turns),
  };
}

const day = (date: Date) => date.toISOString().slice(0, 10);

/** A section a day, each turn "2024-05-03 14:22 user: ..." (UTC). */
function daySections(turns: Turn[]): ExtractedSection[] {
  const sections: ExtractedSection[] = [];
  for (const { at, speaker, text: said } of turns) {
    const heading = at ? day(at) : undefined;
    const line = `${at ? `${at.toISOString().slice(0, 16).replace("T", " ")} ` : ""}${speaker}: ${said}`;
    const open = sections.at(-1);
    if (open && (heading === undefined || open.heading === heading)) open.text += `\n\n${line}`;
    else sections.push({ text: line, ...(heading ? { heading } : {}) });
  }
  return sections;
}
