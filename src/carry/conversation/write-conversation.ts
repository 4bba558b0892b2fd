/** A conversation as a text to keep or to pass on: Markdown to read, JSON to work with. */
import type { EngineServices } from "../../engine/services.ts";
import { isoTime, localTime, NotFoundError } from "../../schemas/index.ts";
import { getAgentRow } from "../../storage/agents.ts";
import { messagesAfter, toMessage } from "../../storage/messages.ts";
import { type ConversationEntry, entriesOf } from "./entries-of.ts";

export interface ConversationOptions {
  format: "markdown" | "json";
  /** Thoughts, calls and events besides what was said; default false. */
  include_steps?: boolean | undefined;
  /** Begins with this message; the whole conversation by default. */
  from_message_id?: string | null | undefined;
}

export interface WrittenConversation {
  /** A name for the file. */
  filename: string;
  /** MIME type. */
  type: string;
  text: string;
}

/** Messages read at once. */
const PAGE = 500;

/** @throws NotFoundError for an agent, or a message of it, that is not there. */
export async function writeConversation(
  { db, clock, timeZone }: Pick<EngineServices, "db" | "clock" | "timeZone">,
  agentId: string,
  { format, include_steps = false, from_message_id }: ConversationOptions,
): Promise<WrittenConversation> {
  const { name } = await getAgentRow(db, agentId);
  let after = 0;
  if (from_message_id) {
    const first = await db.messages.get(from_message_id);
    if (first?.agent_id !== agentId) throw new NotFoundError("message", from_message_id);
    after = first.seq - 1;
  }
  const entries: ConversationEntry[] = [];
  for (;;) {
    const rows = await messagesAfter(db, agentId, after, PAGE);
    for (const row of rows) entries.push(...entriesOf(toMessage(row), include_steps));
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) break;
    after = last.seq;
  }
  const day = isoTime(clock).slice(0, 10);
  const filename = `${name.replaceAll(" ", "-")}-${day}`;
  if (format === "json") {
    const conversation = { agent: name, exported_at: isoTime(clock), entries };
    return {
      filename: `${filename}.json`,
      type: "application/json",
      text: `${JSON.stringify(conversation, null, 2)}\n`,
    };
  }
  const text = [`# ${name}`, ...entries.map((entry) => markdownOf(entry, name, timeZone))].join("\n\n");
  return { filename: `${filename}.md`, type: "text/markdown", text: `${text}\n` };
}

function markdownOf(entry: ConversationEntry, name: string, timeZone: string | undefined): string {
  const time = localTime(new Date(entry.created_at), timeZone);
  switch (entry.kind) {
    case "person":
      return `**You** · ${time}\n\n${entry.text}`;
    case "agent":
      return `**${name}** · ${time}\n\n${entry.text}`;
    case "thought":
      return quoted(entry.text);
    case "call":
      return `\`${entry.tool}\`\n\n${fenced(entry.text)}`;
    case "return":
      return `\`${entry.tool ?? "return"}\` →\n\n${fenced(entry.text)}`;
    case "event":
      return fenced(entry.text);
  }
}

const quoted = (text: string) =>
  text
    .split("\n")
    .map((line) => `> ${line}`.trimEnd())
    .join("\n");

/** As code, with a fence that the text itself does not close. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}json\n${text}\n${fence}`;
}
