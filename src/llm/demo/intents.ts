/** What a person wants with a message, by rules. */
import { type Fact, findFacts, mergeFacts } from "./facts.ts";
import { type Lookup, readQuestion } from "./questions.ts";
import { type Sentence, splitSentences, straightQuotes, withoutFillers } from "./sentences.ts";

type TopicKind =
  | "greeting"
  | "thanks"
  | "bye"
  | "mood"
  | "about"
  | "own-name"
  | "help"
  | "memory"
  | "markdown"
  | "long"
  | "joke"
  | "time"
  | "count"
  | "assent"
  | "secret"
  | "forget-all"
  | "nothing-to-keep";

export interface Topic {
  kind: TopicKind;
  /** How far to count. */
  count?: number;
}

export interface Intent {
  /** For core memory. */
  facts: Fact[];
  /** For archival memory, in the person's own words. */
  archive: string | null;
  /** What to take out of core memory. */
  forget: string | null;
  lookup: Lookup | null;
  pauseMinutes: number | null;
  /** What to talk about, in the order it came up. */
  topics: Topic[];
}

export interface IntentContext {
  /** The agent's last words asked for the name. */
  askedName: boolean;
  /** Local time of the message. */
  time: string | null;
}

/** Nothing in the message was understood. */
export function isEmptyIntent(intent: Intent): boolean {
  return (
    intent.facts.length === 0 &&
    intent.archive === null &&
    intent.forget === null &&
    intent.lookup === null &&
    intent.pauseMinutes === null &&
    intent.topics.length === 0
  );
}

/** Texts from this length on are taken whole by "remember", questions in them included. */
const LONG_TEXT = 400;
/** What is archived is read for facts as well, up to this length. */
const FACTS_WITHIN = 200;

/** Reads a message. */
export function readIntent(text: string, { askedName, time }: IntentContext): Intent {
  const intent: Intent = {
    facts: [],
    archive: null,
    forget: null,
    lookup: null,
    pauseMinutes: null,
    topics: [],
  };
  const sentences = splitSentences(text);
  const facts: Fact[] = [];
  const say = (kind: TopicKind, count?: number) => {
    if (!intent.topics.some((topic) => topic.kind === kind))
      intent.topics.push(count === undefined ? { kind } : { kind, count });
  };
  let archivedUpTo = -1;
  for (const [index, sentence] of sentences.entries()) {
    if (sentence.start < archivedUpTo) continue;
    let rest = straightQuotes(sentence.text);
    const greeting = GREETING.exec(rest);
    if (greeting) {
      say("greeting");
      rest = rest.slice(greeting[0].length);
      if (rest === "") continue;
    }
    const context = { askedName, greeted: greeting !== null };
    const kept = archiveFrom(text, sentences, index, sentence.text.length - rest.length);
    if (kept) {
      archivedUpTo = kept.end;
      if (kept.question) intent.lookup ??= readQuestion(kept.question, time);
      if (kept.content === "") say("nothing-to-keep");
      else {
        intent.archive = intent.archive ? `${intent.archive}\n${kept.content}` : kept.content;
        if (kept.content.length <= FACTS_WITHIN)
          for (const part of splitSentences(kept.content)) facts.push(...findFacts(part.text, context));
      }
      continue;
    }
    const pause = readPause(rest);
    if (pause !== null) {
      intent.pauseMinutes = pause;
      continue;
    }
    const forget = FORGET.exec(withoutFillers(rest));
    if (forget) {
      const what = (forget[1] ?? "").replace(/[\s.!?]+$/, "");
      if (/^(?:it|that|about it|this)?$/i.test(what)) say("assent");
      else if (/^(?:everything|all)\b/i.test(what)) say("forget-all");
      else intent.forget = what;
      continue;
    }
    const topic = readTopic(withoutFillers(rest), sentence.isQuestion);
    if (topic) {
      say(topic.kind, topic.count);
      continue;
    }
    const [statement, question] = sentence.isQuestion ? splitQuestion(rest) : [rest, null];
    if (question !== null) {
      const asked = readTopic(withoutFillers(question), true);
      if (asked) say(asked.kind, asked.count);
      else intent.lookup ??= readQuestion(question, time);
    }
    if (statement === "") continue;
    if (holdsSecret(statement)) {
      say("secret");
      continue;
    }
    const found = findFacts(statement, context);
    facts.push(...found);
    const event = withoutFillers(statement);
    if (found.length === 0 && (HAPPENED.test(event) || PLACED.test(event)))
      intent.archive = [intent.archive, event].filter(Boolean).join("\n");
  }
  intent.facts = mergeFacts(facts);
  return intent;
}

const GREETING =
  /^(?:hi|hiya|hello|hey|heya|howdy|greetings|good (?:morning|afternoon|evening|day)|hallo|moin|hei|hola|salut|ciao)(?: (?:there|again|you|everyone|all|agent|friend|engram|demo|bot))*(?![\p{L}'])[\s,.!:)–-]*/iu;

const QUESTION_BORDER =
  /,\s*(?:and |but |so )?(?=(?:what|who|where|how|when|why|which)(?:'s|'re)?\s|(?:do|can|could|are|is|did|will|have) (?:you|i|we|it)\b)/i;

/** A statement before a question in one sentence: "My name is Ada, what's yours?" */
function splitQuestion(sentence: string): [statement: string, question: string] {
  const border = QUESTION_BORDER.exec(sentence);
  const start = border?.index ?? -1;
  const statement = sentence.slice(0, Math.max(start, 0));
  return border && /^(?:i|i'm|i've|my|call|it's|this)(?![\p{L}])/iu.test(withoutFillers(statement))
    ? [statement, sentence.slice(start + border[0].length)]
    : ["", sentence];
}

const ASKED =
  "^(?:(?:please|can you|could you|would you|will you|i want you to|i'd like you to|i would like you to|you should|you must|also|and|now|so|ok|okay|hey|then)[, ]+)*";
const REMEMBER = new RegExp(
  `${ASKED}(?:remember|memori[sz]e|keep in mind|bear in mind|don't forget|do not forget|never forget)(?! (?:me|us|when|what|where|who|how|it|you|about|anything)\\b)(?![\\p{L}'?])(?:,? (?:please|also|always))?(?: for (?:me|later))?(?:(?: this| the following)(?= *[:,.-]| *$| that\\b))?(?: *[:,.-](?= |$))? *(?:that\\b[,:]? *)?`,
  "iu",
);
const NOTE_DOWN = new RegExp(
  `${ASKED}(?:note(?: down)?|make a note(?: of)?|take (?:a )?note(?: of)?|save|store|archive|keep|write down|write|jot down|add|put)(?: (?:this|that|the following|it|my|the|a))?(?: (?:text|note|fact|number|address|list|recipe|story|code|poem|idea|quote))?(?: (?:down|for me|for later|away|(?:in|to|into) (?:your |the |my )?(?:long-term |archival )?(?:memory|archive|notes)))*(?: *: *| +that\\b *| +- +|(?<=this| down| memory| archive| notes) *$)`,
  "iu",
);
const FORGET =
  /^(?:please |can you |could you )*(?:forget|erase|delete)(?! to)(?: about| that)?(?: (.*))?$/is;

/** What the person asks to keep, from this sentence on; null where the sentence asks no such thing. */
function archiveFrom(
  text: string,
  sentences: Sentence[],
  index: number,
  skipped: number,
): { content: string; end: number; question: string | null } | null {
  const sentence = sentences[index] as Sentence;
  const asked = straightQuotes(sentence.text).slice(skipped);
  const match = REMEMBER.exec(asked) ?? NOTE_DOWN.exec(asked);
  if (!match) return null;
  // "Can you remember my name?" asks; "Can you remember that my name is Ada?" tells.
  if (sentence.isQuestion && !/\b(?:that|this|following)\b|:/.test(match[0])) return null;
  const from = sentence.start + skipped + match[0].length;
  const end = text.length > LONG_TEXT ? text.length : endOfTelling(text, sentences, index);
  let content = text.slice(from, end).trim();
  let question: string | null = null;
  if (sentence.isQuestion && end === sentence.end) {
    // "Remember that the key is here, and what is my name?"
    const border = QUESTION_BORDER.exec(content);
    if (border) {
      question = content.slice(border.index + border[0].length);
      content = content.slice(0, border.index);
    }
    content = content.replace(/\s*\?$/, "");
  }
  if (/^to \p{L}/iu.test(content)) content = `Remember ${content}`;
  content = content.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
  return { content, end, question };
}

/** Where what is told ends: before the next question. */
function endOfTelling(text: string, sentences: Sentence[], index: number): number {
  for (const next of sentences.slice(index + 1)) if (next.isQuestion) return next.start;
  return text.length;
}

/** Things that happened, and where things are: nothing about who the person is, so they belong in the archive. */
const HAPPENED =
  /^(?:i|we)(?:'ve| have)? (?:just |already |finally |also )*(?:put|left|parked|hid|hidden|stored|placed|lent|borrowed|bought|booked|met|visited|finished|planted|hung|packed|sold|lost|found|signed)(?!\p{L}).{3,}/iu;
const PLACED =
  /^(?:the|our|my|her|his|their) .{2,60} (?:is|are|lies|lives|hangs) (?:in|on|under|behind|at|next to|inside|near|below|above|beside|between|with)(?!\p{L}).{2,}/iu;

function holdsSecret(statement: string): boolean {
  return /\bmy .{0,30}\b(?:password|passphrase|pin|pin code|credit card|card number|api key|social security number|secret key|cvv)\b.{0,20}(?:\bis\b|:)/i.test(
    statement,
  );
}

const AMOUNTS: Record<string, number> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  eight: 8,
  ten: 10,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fortyfive: 45,
  sixty: 60,
  ninety: 90,
};
/** A pause nobody gave a length. */
const DEFAULT_PAUSE = 60;
const LONGEST_PAUSE = 360;

/** Minutes of quiet the person asks for. */
function readPause(sentence: string): number | null {
  const quiet = /\b(?:don't|do not) (?:disturb|bother|interrupt|wake)\b|\bleave me alone\b/i.test(sentence);
  const asked =
    quiet || /\b(?:be|stay|keep) quiet\b|\bpause\b|\bmute\b|\bsnooze\b|\bquiet for\b/i.test(sentence);
  if (!asked || /^(?:what|how|why)\b/i.test(sentence)) return null;
  const length =
    /\b(half an?|\d+(?:[.,]\d+)?|[a-z]+(?:-five)?)[ -]?(hours?|hrs?|h|minutes?|mins?|min|m)\b/i.exec(
      sentence,
    );
  const unit = length?.[2]?.toLowerCase().startsWith("h") ? 60 : 1;
  const amount = (length?.[1] ?? "").toLowerCase().replace("-", "");
  const number = amount.startsWith("half") ? 0.5 : (AMOUNTS[amount] ?? Number(amount.replace(",", ".")));
  if (length && Number.isFinite(number) && number > 0)
    return Math.min(LONGEST_PAUSE, Math.max(1, Math.round(number * unit)));
  if (/\b(?:until|till) tomorrow|tonight|for (?:the|a) (?:night|day|while)|all day\b/i.test(sentence))
    return LONGEST_PAUSE;
  return quiet || /\bpause (?:your )?heartbeats?\b/i.test(sentence) ? DEFAULT_PAUSE : null;
}

const TOPICS: [kind: TopicKind, pattern: RegExp][] = [
  ["thanks", /^(?:thanks|thank you|thx|cheers|many thanks|much appreciated)(?!\p{L})/iu],
  [
    "bye",
    /^(?:bye|goodbye|good night|see you|see ya|farewell|take care|talk (?:to you )?(?:later|soon)|i (?:have|need|must|got) to go)(?!\p{L})/iu,
  ],
  [
    "mood",
    /^(?:and )?how (?:are|have) you\b|^how(?:'s| is) it going|^how do you (?:do|feel)|^what's up\b|^how are things/i,
  ],
  [
    "own-name",
    /^(?:and )?(?:what(?:'s| is) (?:your name|yours)|do you have a name|how (?:should|shall|can) i call you|what (?:should|shall) i call you)\b/i,
  ],
  [
    "help",
    /^(?:please )?help(?: me)?[.!?]*$|^(?:what|which things?) can (?:you|i) (?:do|ask|say|try|tell)\b|^what (?:should|could) i (?:do|say|ask|try)|^can you help\b|^how (?:do|can) i use\b|^how does this work|^what (?:do you do|are you able)|^what are your (?:features|abilities|commands|skills)|^(?:show me )?(?:what you can do|commands|examples?)[.!?]*$|^\?+$/i,
  ],
  [
    "about",
    /^(?:so )?(?:what|who) are you(?! (?:doing|going))\b|^are you\b|^tell me (?:more )?about (?:you|yourself|engram)\b|^who (?:made|built|wrote|created) you|^what(?:'s| is) (?:engram|this)[?.! ]*$|^introduce yourself|^how old are you|^where are you/i,
  ],
  [
    "memory",
    /\b(?:how does your memory work|how do you remember|about (?:your )?memory|(?:core|archival|recall) memory)\b/i,
  ],
  [
    "markdown",
    /\bmarkdown\b|^(?:show|give|write|make)(?: me)?(?: an?| some)? (?:table|code|list|code block|formatting)(?: (?:example|sample))?[.!?]*$/i,
  ],
  [
    "long",
    /\bsomething (?:long|longer)\b|\b(?:long|longer) (?:text|story|answer|message|reply|essay)\b|^(?:please |can you |could you )*(?:tell|write)(?: me)? an? (?:story|poem|essay)\b/i,
  ],
  ["joke", /\b(?:tell|know|make)\b.*\bjokes?\b|^another (?:one|joke)[.!?]*$/i],
  [
    "time",
    /^what(?:'s| is)? ?(?:the )?(?:time|date|day)(?: is it| is today)?(?: now| today| it is)?[.!?]*$|^what (?:time|day|date) is (?:it|today)\b|^what(?:'s| is) today/i,
  ],
  ["forget-all", /^(?:wipe|clear|reset) (?:your |my |the )?(?:memory|everything|all)/i],
  [
    "assent",
    /^(?:ok|okay|k|yes|yeah|yep|no|nope|sure|great|cool|nice|wow|good|fine|alright|all right|right|perfect|interesting|i see|hm+|lol|haha|awesome|got it|never mind|nothing|maybe)(?: (?:then|thanks|one|job))*[\s.!]*$/i,
  ],
];
const NUMBER_WORDS: Record<string, number> = {
  five: 5,
  ten: 10,
  twelve: 12,
  twenty: 20,
  thirty: 30,
  fifty: 50,
  "a hundred": 100,
  "one hundred": 100,
  hundred: 100,
};

function readTopic(sentence: string, isQuestion: boolean): Topic | null {
  const count =
    /^(?:please |can you |could you )*count (?:from (?:1|one) )?(?:up )?(?:to|until) (\d+|a hundred|one hundred|[a-z]+)\b/i.exec(
      sentence,
    );
  if (count) {
    const word = (count[1] ?? "").toLowerCase();
    return { kind: "count", count: NUMBER_WORDS[word] ?? (Number(word) || 10) };
  }
  // What is remembered of the person is no small talk ("what are you remembering about me").
  if (/\babout me\b/i.test(sentence)) return null;
  const topic = TOPICS.find(
    ([kind, pattern]) =>
      pattern.test(sentence) &&
      (kind !== "memory" || isQuestion || /^(?:tell|explain|describe)/i.test(sentence)),
  );
  return topic ? { kind: topic[0] } : null;
}
