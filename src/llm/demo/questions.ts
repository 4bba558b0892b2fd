/** From a question to where its answer may stand. */
import { type DateRange, findDates } from "./dates.ts";
import { keywords } from "./keywords.ts";
import { straightQuotes } from "./sentences.ts";
import { ownedSlot, SLOTS, type Slot, thingSlot } from "./slots.ts";

export type Lookup =
  /** Everything core memory holds about the person. */
  | { kind: "everything" }
  /** One thing about the person: core memory first, then the archive. */
  | {
      kind: "slot";
      slots: Slot[];
      query: string;
      asks: string;
      /** Tells which archived texts answer; null where the words of the query do. */
      clue: RegExp | null;
    }
  /** Whether the person likes something. */
  | { kind: "likes"; what: string }
  /** Anything kept: core memory by its words, the archive by meaning, then what was said. */
  | { kind: "memory"; query: string; isPersonal: boolean }
  /** What was said about something. */
  | { kind: "said"; query: string }
  | { kind: "said-on"; range: DateRange; about: string[] };

/** What a question is about, without its ending and the words of politeness. */
function core(question: string): string {
  return straightQuotes(question)
    .trim()
    .replace(/[\s?？.!]+$/u, "")
    .replace(/^(?:(?:and|so|but|ok|okay|well|oh|now|then|also|please|hey|sorry|actually)[, ]+)+/i, "")
    .replace(/,? (?:please|again|by the way|then|though|exactly)$/i, "")
    .replace(/^(?:can|could|would|will) you (?:please )?(?=(?:tell|remind|remember|recall|find|look))/i, "")
    .replace(
      /^(?:do you |can you |tell me |remind me )?(?:still )?(?:again )?(?:know |remember |recall )?(?=(?:what|where|when|who|which|whose|how) (?!do you|you\b))/i,
      "",
    )
    .trim();
}

const SAYING =
  /\b(?:did|have|had|has) (?:i|we) (?:ever |already |just )?(?:say|said|mention(?:ed)?|tell|told|talk(?:ed)?|speak|spoken|discuss(?:ed)?|ask(?:ed)?|write|written|chat(?:ted)?)\b|\bwhat (?:was|were) (?:i|we) (?:saying|talking)|\bour (?:last |previous |earlier )?(?:conversation|chat|talk)\b|\bwhat (?:i|we) (?:said|told you|talked)/i;
const KEPT =
  /\b(?:remember|recall|know about|stored?|archived?|your (?:memory|archive|notes)|did i (?:put|leave|park|hide|keep|store|lend|buy|meet|see|save|note)|told you|tell you)\b/i;
const ABOUT_AGENT = /\b(?:you|your|yourself)\b/i;
const PERSONAL = /\b(?:i|my|mine|me|we|our|us|i'm|i've)\b/i;

function slotsOf(text: string): { slots: Slot[]; asks: string; clue: RegExp } | null {
  if (
    /^(?:what(?:'s| is)|(?:do you )?(?:still )?(?:know|remember|recall)|tell me|remind me(?: of)?)(?: what)? my (?:(?:full|first|own|real) )?name(?: is)?$|^(?:do you (?:still )?(?:know|remember) )?who (?:am i|i am)$|^what am i called$|^what my name is$/i.test(
      text,
    )
  )
    return { slots: [SLOTS.name, SLOTS.called], asks: "your name", clue: /\bname\b|\bcalled\b/i };
  if (
    /^(?:do you (?:still )?(?:know|remember) )?where (?:do i live|i live|am i living|is my home|am i based)/i.test(
      text,
    )
  )
    return {
      slots: [SLOTS.home],
      asks: "where you live",
      clue: /\bliv(?:e|es|ing)\b|\bmoved\b|\bhome\b|\baddress\b/i,
    };
  if (/\bwhere (?:am i|do i come|i come|i'm|i am) from\b/i.test(text))
    return { slots: [SLOTS.from, SLOTS.home], asks: "where you come from", clue: /\bfrom\b|\bborn\b/i };
  if (
    /\bwhat (?:do i do(?: for (?:a living|work))?|i do(?: for (?:a living|work))?|do i work as|is my (?:job|work|profession|occupation))$|\bwhat's my (?:job|work|profession|occupation)$|\bwhere do i work\b|\bwho do i work for\b/i.test(
      text,
    )
  )
    return { slots: [SLOTS.work, SLOTS.employer], asks: "what you do for work", clue: /\bwork|\bjob\b/i };
  if (/\bhow old (?:am i|i am)\b|\bmy age$/i.test(text))
    return { slots: [SLOTS.age], asks: "how old you are", clue: /\bage\b|\byears old\b|\bborn\b/i };
  if (
    /\bwhat(?:'s| is)? (?:don't i|do i not|do i dis|do i hate|things do i (?:hate|dis))|\bmy dislikes\b|\bi (?:dislike|hate|don't like)$/i.test(
      text,
    )
  )
    return { slots: [SLOTS.dislikes], asks: "what you dislike", clue: /\bdislike|\bhate|n't like/i };
  if (
    /\bwhat (?:\w+ )?(?:do )?i (?:really )?(?:like|love|enjoy)(?: to do)?$|\bmy (?:likes|hobbies|interests|tastes)\b/i.test(
      text,
    )
  )
    return { slots: [SLOTS.likes], asks: "what you like", clue: /\blike|\blove|\benjoy/i };
  return null;
}

const MY_THING = /^(?:what|when|who|where|how old)(?:'s| is| are| was) my ([\p{L}][\p{L}' -]{0,40})$/iu;
const THING_NAME =
  /^(?:what(?:'s| is) (?:the name of my ([\p{L}][\p{L} -]*)|my ([\p{L}][\p{L} -]*?)(?:'s name| called| named))|(?:do you )?(?:still )?(?:know|remember|recall) (?:the name of )?my ([\p{L}][\p{L} -]*?)(?:'s name)?)$/iu;

/** Reads a question. Null where it asks for nothing that a memory could hold. */
export function readQuestion(question: string, time: string | null): Lookup | null {
  const text = core(question);
  const query = keywords(text).join(" ");
  if (SAYING.test(text)) {
    const range = findDates(text, time);
    const topic = topicOf(text);
    if (range) return { kind: "said-on", range, about: keywords(topic).filter((word) => !isDateWord(word)) };
    if (topic !== "") return { kind: "said", query: topic };
    const today = findDates("today", time);
    if (today) return { kind: "said-on", range: today, about: [] };
  }
  if (
    /\b(?:know|remember|recall|learned|learnt|noted|stored|have) about me\b|^remember me$|^do you (?:still )?(?:remember|know) me$|^what (?:have you (?:learned|learnt)|do you remember|do you know)$|^(?:who|what) do you think i am$|^describe me$|^tell me (?:everything |something )?about (?:me|myself)$/i.test(
      text,
    )
  )
    return { kind: "everything" };
  const known = slotsOf(text);
  if (known) return { kind: "slot", query: text, ...known };
  const liked = /^(?:do|did|would) i (?:really |still )?(?:like|love|enjoy|hate|dislike) (.+)$/i.exec(text);
  if (liked?.[1]) return { kind: "likes", what: liked[1] };
  const thing = THING_NAME.exec(text) ?? MY_THING.exec(text);
  if (thing) {
    const name = (thing[1] ?? thing[2] ?? thing[3] ?? "").trim().toLowerCase();
    return {
      kind: "slot",
      slots: [thingSlot(name), ownedSlot(name)],
      query: keywords(name).join(" ") || name,
      asks: `your ${name}`,
      clue: null,
    };
  }
  if (query === "") return null;
  if (KEPT.test(text)) return { kind: "memory", query: meaningOf(text), isPersonal: true };
  if (ABOUT_AGENT.test(text)) return null;
  if (PERSONAL.test(text.replace(/^tell me/i, "")))
    return { kind: "memory", query: meaningOf(text), isPersonal: true };
  if (/^(?:what|where|when|who|which|whose|tell me|how (?:many|much|long|old|far))/i.test(text))
    return { kind: "memory", query: meaningOf(text), isPersonal: false };
  return null;
}

/** The question without its wrapping: what a search by meaning is best asked. */
function meaningOf(text: string): string {
  const meaning = text
    .replace(
      /^(?:what do you (?:know|remember|recall)|do you (?:still )?(?:know|remember|recall)(?: anything)?|tell me(?: again)?(?: what you (?:know|remember))?|remind me(?: again)?(?: of)?|search (?:your|the) (?:memory|archive|archival memory)|what is (?:stored|in your (?:memory|archive)))(?: (?:about|for|of|on))?\s+/i,
      "",
    )
    .trim();
  return meaning || text;
}

/** What a question about talk is about: "did I mention the blue car" → "blue car". Empty where it names nothing. */
function topicOf(text: string): string {
  const match =
    /\b(?:say|said|mention(?:ed)?|tell(?: you)?|told(?: you)?|talk(?:ed|ing)?|speak|spoken|discuss(?:ed)?|ask(?:ed)?(?: you)?|write|written|chat(?:ted)?|saying|conversation|chat)\s+(?:you |to you |with you )?(?:(?:anything|something) )?(?:about |of |that |on |for )?(.+)$/i.exec(
      text,
    );
  const topic = (match?.[1] ?? "")
    .replace(
      /\b(?:yesterday|today|before|earlier|so far|lately|recently|just now|the other day|last time|first|about|this (?:morning|afternoon|evening|week|month)|last (?:week|month)|the day before)\b/gi,
      " ",
    )
    .replace(/^\s*(?:you|me|us|it|that|to|in|on|at)\b/i, " ")
    .trim()
    .replace(/^(?:(?:my|the|an?|our|your|i|i'm|that)\s+)+/i, "")
    .replace(/\s+/g, " ");
  return keywords(topic).length > 0 ? topic : "";
}

function isDateWord(word: string): boolean {
  return /^(?:\d+(?:st|nd|rd|th)?|ago|days?|weeks?|months?|between|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october|november|december)$/.test(
    word,
  );
}
