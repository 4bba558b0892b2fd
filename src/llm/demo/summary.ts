/** The demo as summariser: an honest list of what was said, since it cannot tell what mattered. */
import type { ChatMessage } from "../provider.ts";

const QUOTED_WORDS = 12;
const MOST_QUOTES = 4;
/** A summary is asked for in fewer than 100 words. */
const MOST_WORDS = 90;

const firstWords = (text: string, count: number) => {
  const words = text.replace(/\s+/g, " ").trim().split(" ");
  return words.length > count ? `${words.slice(0, count).join(" ")} …` : words.join(" ");
};

function readString(literal: string): string {
  try {
    return JSON.parse(`"${literal}"`) as string;
  } catch {
    // A text cut in the middle of an escape: as it stands is good enough for a summary.
    return literal;
  }
}

/** All values of a key in a text that holds JSON among other things. */
function valuesOf(key: string, text: string, before = ""): string[] {
  const pattern = new RegExp(`${before}"${key}":\\s*"((?:[^"\\\\]|\\\\.)*)"`, "gs");
  return [...text.matchAll(pattern)].map((match) => readString(match[1] ?? ""));
}

/** A short summary in the first person of the messages a summariser is given. */
export function summarize(messages: ChatMessage[]): string {
  const text = messages
    .filter((message) => message.role !== "system")
    .map((message) =>
      [
        message.content ?? "",
        ...(message.tool_calls ?? []).map((call) => call.function.name + call.function.arguments),
      ].join("\n"),
    )
    .join("\n");
  const said = valuesOf("message", text, '"type":\\s*"user_message",\\s*');
  const noted = [
    ...valuesOf("content", text, "core_memory_append[^{]*\\{[^{}]*?"),
    ...valuesOf("new_content", text, "core_memory_replace[^{]*\\{[^{}]*?"),
  ];
  const archived = valuesOf("content", text, "archival_memory_insert[^{]*\\{[^{}]*?");
  if (said.length === 0 && noted.length === 0 && archived.length === 0) return plainSummary(text);
  const parts = ["I am a scripted demo, so this is a list and no true summary."];
  if (said.length > 0) {
    // The newest are the likeliest to be taken up again.
    const quotes = said.slice(-MOST_QUOTES).map((one) => `“${firstWords(one, QUOTED_WORDS)}”`);
    parts.push(
      said.length > MOST_QUOTES
        ? `The person wrote ${said.length} messages, the last of them: ${quotes.join(", ")}.`
        : `The person wrote: ${quotes.join(", ")}.`,
    );
  }
  if (noted.length > 0) parts.push(`I noted in core memory: ${firstWords(noted.join("; "), 20)}.`);
  if (archived.length > 0)
    parts.push(`I archived ${archived.length} ${archived.length === 1 ? "text" : "texts"}.`);
  return firstWords(parts.join(" "), MOST_WORDS);
}

function plainSummary(text: string): string {
  const rest = firstWords(text, 60);
  return rest === ""
    ? "I am a scripted demo, and I was given nothing to sum up."
    : `I am a scripted demo and cannot sum this up. It began: ${rest}`;
}
