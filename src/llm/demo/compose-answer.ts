/** What the demo says in the end: what it has noted, what it found, and small talk, in one message. */
import { isPlaceholder } from "./core-blocks.ts";
import type { Fact } from "./facts.ts";
import { type Intent, isEmptyIntent, type Topic } from "./intents.ts";
import { nextLookupStep } from "./lookup.ts";
import { planEdits, planForget, readSlot } from "./memory-edits.ts";
import type { MadeCall, RequestView } from "./read-request.ts";
import { quote } from "./search-results.ts";
import { SLOTS } from "./slots.ts";
import * as talk from "./talk.ts";

/** Unread texts from this length on get an answer of their own. */
const LONG_TEXT = 600;

/** The message for the person. Says of every edit whether it succeeded. */
export function composeAnswer(intent: Intent, view: RequestView): string {
  if (isEmptyIntent(intent)) return notUnderstood(view);
  const parts = [
    ...intent.topics.filter(isOpening).map((topic) => sayTopic(topic, intent, view)),
    ...confirmFacts(intent.facts, view),
    confirmArchive(intent, view),
    confirmForget(intent, view),
    answerLookup(intent, view),
    confirmPause(intent, view),
    ...intent.topics.filter((topic) => !isOpening(topic)).map((topic) => sayTopic(topic, intent, view)),
  ].filter((part) => part !== "");
  return parts.length > 0 ? join(parts) : notUnderstood(view);
}

const isOpening = (topic: Topic) => topic.kind === "greeting" || topic.kind === "thanks";

/** One paragraph of short parts; whatever has paragraphs of its own stands apart. */
function join(parts: string[]): string {
  return parts.map(endSentence).reduce((text, part) => {
    if (text === "") return part;
    return text.includes("\n") || part.includes("\n") || part.length > 200
      ? `${text}\n\n${part}`
      : `${text} ${part}`;
  }, "");
}

/** A quote that ends a part may bring no full stop of its own. */
const endSentence = (part: string) => part.replace(/([^.!?…])”$/u, "$1”.");

function notUnderstood(view: RequestView): string {
  return (view.turn.text?.length ?? 0) > LONG_TEXT
    ? "That is a long text, and I am only a scripted demo: I cannot read it. If you want me to keep it, begin with “Remember this:”."
    : talk.NOT_UNDERSTOOD;
}

const isCoreEdit = (call: MadeCall) =>
  call.name === "core_memory_append" || call.name === "core_memory_replace";
const written = (call: MadeCall) => String(call.args.content ?? call.args.new_content ?? "");

/** Whether a call wrote this fact: what it wrote holds the value, or one of its parts. */
function writes(call: MadeCall, fact: Fact): boolean {
  const text = written(call);
  if (fact.action === "remove") return call.name === "core_memory_replace" || text.includes(fact.value);
  return [fact.value, ...fact.value.split(", ")].some((value) => text.includes(value));
}

function confirmFacts(facts: Fact[], view: RequestView): string[] {
  const { calls } = view.turn;
  const parts: string[] = [];
  const fresh: string[] = [];
  const known: string[] = [];
  const archived: string[] = [];
  const lost: string[] = [];
  for (const fact of facts) {
    const edit = calls.find((call) => call.ok && isCoreEdit(call) && writes(call, fact));
    const isArchived = calls.some(
      (call) => call.ok && call.name === "archival_memory_insert" && writes(call, fact),
    );
    const block = view.blocks.get(fact.slot === SLOTS.ownName ? "persona" : "human");
    const isDue = !block || planEdits([fact], block.value).length > 0;
    if (edit && !isDue) {
      const special = confirmEdit(fact, edit);
      if (special) parts.push(special);
      else fresh.push(fact.said);
    } else if (fact.action === "swap")
      parts.push(`I have no line with “${fact.before}” in my core memory that I could correct.`);
    else if (!isDue) known.push(fact.said);
    else if (isArchived) archived.push(fact.said);
    else lost.push(fact.said);
  }
  if (fresh.length > 0) parts.push(`I wrote into my core memory that ${talk.listed(fresh)}.`);
  if (known.length > 0) parts.push(`I have that noted already: ${talk.listed(known)}.`);
  const refusal = calls.find((call) => isCoreEdit(call) && !call.ok)?.result;
  const because = refusal ? ` (${refusal.replace(/[\s.]+$/, "")})` : "";
  if (archived.length > 0)
    parts.push(
      `My core memory did not take it${because}, so I archived instead that ${talk.listed(archived)}.`,
    );
  if (lost.length > 0) parts.push(`I could not write down that ${talk.listed(lost)}${because}.`);
  return parts;
}

/** Edits that deserve words of their own; null for a plain addition. */
function confirmEdit(fact: Fact, edit: MadeCall): string | null {
  const before = String(edit.args.old_content ?? "");
  const old = before.split("\n").find((line) => fact.slot.line.test(line)) ?? before;
  const corrects = before !== "" && !isPlaceholder(old) && fact.action !== "add";
  if (fact.slot === SLOTS.ownName) return `Then I am called ${fact.value.replace(/\.$/, "")} from now on.`;
  if (fact.slot === SLOTS.name && fact.action === "set" && !corrects)
    return `Nice to meet you, ${fact.value}.`;
  if (fact.action === "remove") return `I took that out of my core memory: ${fact.said}.`;
  if (!corrects) return null;
  return `I corrected my core memory: ${fact.said}. It said ${quote(old)} before.`;
}

function confirmArchive(intent: Intent, view: RequestView): string {
  if (intent.archive === null) return "";
  const call = view.turn.calls.find(
    (made) => made.name === "archival_memory_insert" && made.args.content === intent.archive,
  );
  if (!call) return "I have no tool here to keep that in an archive.";
  if (!call.ok) return `I could not archive that: ${call.result || "no reason was given"}`;
  return `I put that into my archival memory: ${quote(intent.archive, 160)}`;
}

function confirmForget(intent: Intent, view: RequestView): string {
  if (intent.forget === null) return "";
  const call = view.turn.calls.find((made) => made.name === "core_memory_replace");
  if (call?.ok)
    return "I took that out of my core memory. What is in my archive or was said in our conversation I cannot erase; you can, in the memory panel.";
  if (call) return `I could not take that out of my core memory: ${call.result}`;
  const block = view.blocks.get("human");
  return block && planForget(intent.forget, block.value)
    ? "I have no tool here to take that out of my core memory."
    : "I have nothing of that in my core memory. What is in my archive I cannot erase; you can, in the memory panel.";
}

function answerLookup(intent: Intent, view: RequestView): string {
  if (!intent.lookup) return "";
  const step = nextLookupStep(intent.lookup, view);
  return step.kind === "answer" ? step.text : "I have searched as far as I can and found nothing about that.";
}

function confirmPause(intent: Intent, view: RequestView): string {
  if (intent.pauseMinutes === null) return "";
  const call = view.turn.calls.find((made) => made.name === "pause_heartbeats");
  if (!call) return "I have no tool here to pause with.";
  if (!call.ok) return `I could not pause: ${call.result || "no reason was given"}`;
  const { pauseMinutes: minutes } = intent;
  return `All right. I will keep quiet for ${minutes} ${minutes === 1 ? "minute" : "minutes"}, unless you write.`;
}

function sayTopic(topic: Topic, intent: Intent, view: RequestView): string {
  const human = view.blocks.get("human")?.value ?? "";
  const name = readSlot(human, SLOTS.called) ?? readSlot(human, SLOTS.name);
  switch (topic.kind) {
    case "greeting":
      return greet(name, intent, view);
    case "thanks":
      return "You are welcome.";
    case "bye":
      return `Goodbye${name ? `, ${name}` : ""}. I will remember what I wrote down.`;
    case "mood":
      return "I am a small script, so I am always the same: ready. How are you?";
    case "about":
      return talk.ABOUT;
    case "own-name": {
      const own = readSlot(view.blocks.get("persona")?.value ?? "", SLOTS.ownName);
      return own
        ? `I am called ${own}.`
        : "I have no name of my own; I am the scripted demo of Engram. You can give me one: “Your name is …”.";
    }
    case "help":
      return talk.HELP;
    case "memory":
      return talk.MEMORY;
    case "markdown":
      return talk.MARKDOWN;
    case "long":
      return talk.LONG;
    case "joke": {
      const told = view.earlierReplies.some((reply) => reply.includes(talk.JOKES[0] as string));
      return talk.JOKES[told ? 1 : 0] as string;
    }
    case "time":
      return sayTime(view.time);
    case "count":
      return talk.countTo(topic.count ?? 10);
    case "assent":
      return "All right. Tell me something to note or to keep, or ask me about what you told me.";
    case "secret":
      return "That looks like a secret, so I have not written it down: my core memory is sent along with every request and is not locked.";
    case "forget-all":
      return "I do not empty my whole memory on one sentence. You can clear it yourself in the memory panel.";
    case "nothing-to-keep":
      return "Tell me what to keep, for example: “Remember that the spare key is under the blue pot.”";
  }
}

function greet(name: string | null, intent: Intent, view: RequestView): string {
  const isFirst = !view.earlierReplies.some((reply) => reply.includes("scripted demo"));
  const introducesSelf = intent.facts.some((fact) => fact.slot === SLOTS.name);
  const hello = name && !introducesSelf ? `Hello, ${name}.` : "Hello.";
  const isOnly =
    intent.facts.length === 0 &&
    intent.lookup === null &&
    intent.archive === null &&
    intent.topics.length === 1;
  if (!isOnly) return hello;
  const ask = name ? (isFirst ? "" : " What is on your mind?") : " What is your name?";
  return `${hello}${isFirst ? ` ${talk.INTRODUCTION}` : ""}${ask}`;
}

/** The clock of the message: the demo has no other. */
function sayTime(time: string | null): string {
  const match = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}:\d{2}):\d{2} (AM|PM)/.exec(time ?? "");
  if (!match) return "I cannot tell: no time came with your message.";
  const [, year, month, day, clock, half] = match;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const weekday = date.toLocaleDateString("en-GB", { weekday: "long", timeZone: "UTC" });
  return `Your message came at ${clock} ${half} on ${weekday}, ${year}-${month}-${day}.`;
}
