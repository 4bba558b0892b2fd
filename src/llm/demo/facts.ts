/** From the clauses of a statement to facts about the person, as lines for core memory. */
import { isPeople, readName } from "./names.ts";
import { toSecondPerson, toThirdPerson } from "./pronouns.ts";
import { splitClauses } from "./sentences.ts";
import { ownedSlot, SLOTS, type Slot, thingSlot } from "./slots.ts";

export interface Fact {
  slot: Slot;
  /**
   * set: the one value of its kind. add: one more in a list. remove: no longer so. swap: `value` instead of `before`,
   * wherever it stands.
   */
  action: "set" | "add" | "remove" | "swap";
  value: string;
  before?: string;
  /** The fact as one would say it to the person: "you live in Oslo". */
  said: string;
}

const TRAILING =
  /(?:[\s,]+(?:too|as well|now|though|please|by the way|btw|actually|really|a lot|very much|so much|the most|anymore|any more|these days|at the moment|currently|already|again|lol|:\)|;\)|<3))+$/i;
const REASON = /[,\s]+(?:because|but|since|although|though|so that|so i|as i|which)\s.*$/i;

function clean(value: string): string {
  let text = value.trim().replace(/[\s.!?,;:…]+$/u, "");
  text = text.replace(REASON, "").replace(TRAILING, "");
  return text.replace(/[\s.!?,;:…]+$/u, "").replace(/^["'](.*)["']$/, "$1");
}

/** Longest value that belongs on a line of core memory. */
const LONGEST_VALUE = 200;

function make(slot: Slot, action: Fact["action"], value: string, said: (value: string) => string): Fact[] {
  const text = clean(value);
  if (text === "" || text.length > LONGEST_VALUE) return [];
  return [{ slot, action, value: toThirdPerson(text), said: said(toSecondPerson(text)) }];
}

const note = (line: string, said: string): Fact[] =>
  line.length > LONGEST_VALUE ? [] : [{ slot: SLOTS.note, action: "add", value: line, said }];

const OFTEN =
  "(?:really |also |still |always |just |do |absolutely |truly |now |currently |actually |usually |often |mostly |quite |particularly |especially |so |very much |have always )*";
const NO_OBJECT =
  /^(?:you|your|yours|it|this|that|these|those|how|what|when|where|who|him|her|them|us|to (?:know|ask|see|say|talk|tell|hear|think|test|try|have)|the way|so|as|about)(?![\p{L}'])/iu;
const NO_THING =
  /^(?:question|point|guess|idea|problem|issue|bad|turn|pleasure|answer|plan|head|opinion|goal|thought|feeling|mistake|fault|request|message|last (?:message|question)|first (?:message|question)|understanding|hope|only)(?!\p{L})/iu;
const NO_BELONGING =
  /^(?:an? |one |some )?(?:little |quick |small |big |another |bad )?(?:question|problem|issue|idea|feeling|request|headache|cold|doubt|look|minute|moment|bit|lot|good (?:day|one)|nice (?:day|one)|chance|point|go|try|hard time|fever)(?:s)?(?!\p{L})/iu;
const NO_KIND = /^(?:bit|little|lot|few|big deal|bad|good|mess|wreck|human being)(?!\p{L})/iu;

const PLACE = /^(?:in|on|under|behind|at|next to|inside|near|below|above|beside|between)(?!\p{L})/iu;

const PROFESSION =
  /^(?:[\p{L}-]+ ){0,3}(?:accountant|actor|actress|architect|artist|baker|barista|biologist|builder|butcher|carer|carpenter|cashier|chef|chemist|clerk|cleaner|coach|consultant|cook|dancer|dentist|designer|developer|doctor|driver|economist|editor|electrician|engineer|farmer|filmmaker|firefighter|florist|gardener|geologist|hairdresser|historian|illustrator|journalist|judge|lawyer|lecturer|librarian|linguist|manager|mathematician|mechanic|midwife|musician|nurse|painter|paramedic|pharmacist|photographer|physician|physicist|pilot|plumber|poet|politician|potter|priest|professor|programmer|psychologist|researcher|sailor|salesperson|scientist|sculptor|secretary|shepherd|singer|social worker|soldier|student|surgeon|tailor|teacher|therapist|translator|vet|veterinarian|waiter|waitress|welder|writer)\b/iu;
const LASTING_STATE =
  /^(?:vegan|vegetarian|left-handed|right-handed|married|single|divorced|widowed|retired|deaf|blind|colou?r-?blind|diabetic|pregnant|bilingual|dyslexic|autistic|unemployed|self-employed|lactose intolerant)(?!\p{L})/iu;

/** First person verbs that say something lasting, and how they read about someone. */
const HABITS: Record<string, string> = {
  study: "Studies",
  speak: "Speaks",
  play: "Plays",
  collect: "Collects",
  drive: "Drives",
  own: "Owns",
  teach: "Teaches",
  ride: "Rides",
  grow: "Grows",
  run: "Runs",
  prefer: "Prefers",
};

export interface FactContext {
  /** The agent asked for the name just before, so a bare name is an answer. */
  askedName: boolean;
  /** The sentence began with a greeting ("Hi, this is Ada"). */
  greeted: boolean;
}

type Rule = (clause: string, context: FactContext) => Fact[] | null;

/** A rule from a pattern: null where it does not match; an empty list where it matches and there is nothing to keep. */
const rule =
  (pattern: RegExp, read: (match: RegExpExecArray, context: FactContext) => Fact[] | null): Rule =>
  (clause, context) => {
    const match = pattern.exec(clause);
    return match ? read(match, context) : null;
  };

const asName = (text: string, strict = false): Fact[] | null => {
  const name = readName(text, { strict });
  return name ? [{ slot: SLOTS.name, action: "set", value: name, said: `your name is ${name}` }] : null;
};

const likes = (value: string) =>
  NO_OBJECT.test(value) ? [] : make(SLOTS.likes, "add", value, (text) => `you like ${text}`);
const dislikes = (value: string) =>
  NO_OBJECT.test(value) ? [] : make(SLOTS.dislikes, "add", value, (text) => `you dislike ${text}`);

const WITHOUT_TIME =
  /\s+(?:(?:just )?(?:last|this) (?:week|month|year|spring|summer|autumn|fall|winter)|yesterday|today|recently|in \d{4}|(?:a|an|one|two|three|\d+) (?:days?|weeks?|months?|years?) ago)$/i;

const RULES: Rule[] = [
  // Names.
  rule(
    /^my name (?:is not|isn't|was never) (.+?)(?:\s*[,;]\s*|\s+)(?:but|it's|it is|rather)\s+(.+)$/i,
    ([, , right = ""]) => asName(right),
  ),
  rule(/^my name (?:is not|isn't) (.+)$/i, ([, wrong = ""]) => {
    const name = readName(wrong, { strict: false });
    return name
      ? [{ slot: SLOTS.name, action: "remove", value: name, said: `your name is not ${name}` }]
      : [];
  }),
  rule(
    /^(?:my (?:full |first |real |actual |correct )?name(?:'s| is)|the name(?:'s| is)|name's|i(?:'m| am) (?:called|named|known as)|i go by)\s+(?:now |actually |really )*(.+)$/i,
    ([, name = ""]) => asName(name) ?? [],
  ),
  rule(
    /^(?:please |just |but |so |you (?:can|may|should) |(?:everyone|everybody|people|my friends|friends) )*calls? me\s+(.+)$/i,
    ([, text = ""]) => {
      const name = readName(text, { strict: false });
      return name
        ? [{ slot: SLOTS.called, action: "set", value: name, said: `you like to be called ${name}` }]
        : null;
    },
  ),
  rule(
    /^(?:your name is|you are called|i(?:'ll| will| want to| would like to|'d like to)? call you)\s+(.+)$/i,
    ([, text = ""]) => {
      const name = readName(text, { strict: false });
      return name
        ? [{ slot: SLOTS.ownName, action: "set", value: `${name}.`, said: `I am called ${name}` }]
        : null;
    },
  ),
  rule(/^(?:this is|it's|it is)\s+(.+)$/i, ([, name = ""], { askedName, greeted }) =>
    askedName || greeted ? asName(name, true) : null,
  ),
  // "It's Bergen, not Oslo": whatever line holds the wrong word.
  rule(
    /^(?:it's|it is|that's|i meant|i mean|make that)\s+(.{1,60}?),?\s+(?:and )?not\s+(.{1,60})$/i,
    ([, right = "", wrong = ""]) => {
      const value = clean(right);
      const before = clean(wrong);
      return value && before
        ? [{ slot: SLOTS.note, action: "swap", value, before, said: `it is ${value}, not ${before}` }]
        : null;
    },
  ),

  // Home and origin.
  rule(/^i (?:no longer|don't|do not) live in (.+)$/i, ([, place = ""]) =>
    make(SLOTS.home, "remove", place, (text) => `you no longer live in ${text}`),
  ),
  rule(
    new RegExp(`^(?:i|we)(?:'m| am|'re| are)? ${OFTEN}(?:live|living|reside|based) (alone|with .+)$`, "i"),
    ([, how = ""]) => note(`Lives ${toThirdPerson(clean(how))}`, `you live ${toSecondPerson(clean(how))}`),
  ),
  rule(
    new RegExp(
      `^(?:i|we)(?:'m| am|'re| are)? ${OFTEN}(?:live|living|reside|residing|based) (in|at|on|near|outside)\\s+(.+)$`,
      "i",
    ),
    ([, where = "", place = ""]) =>
      make(SLOTS.home, "set", where.toLowerCase() === "in" ? place : `${where} ${place}`, (text) =>
        where.toLowerCase() === "in" ? `you live in ${text}` : `you live ${text}`,
      ),
  ),
  rule(
    /^(?:i|we)(?:'ve| have)? (?:just |recently |now |finally )*(?:moved|relocated)(?: house| back| over)*(?: from .+?)? to\s+(.+)$/i,
    ([, place = ""]) =>
      make(SLOTS.home, "set", clean(place).replace(WITHOUT_TIME, ""), (text) => `you live in ${text} now`),
  ),
  rule(new RegExp(`^i(?:'m| am)? ${OFTEN}(?:come |originally |came )*from\\s+(.+)$`, "i"), ([, place = ""]) =>
    make(SLOTS.from, "set", place, (text) => `you come from ${text}`),
  ),

  // Work.
  rule(new RegExp(`^i(?:'m| am)? ${OFTEN}(?:work|working) as\\s+(.+)$`, "i"), ([, work = ""]) =>
    make(SLOTS.work, "set", work, (text) => `you work as ${text}`),
  ),
  rule(/^my (?:job|profession|occupation|work) is\s+(?:being |to be )?(.+)$/i, ([, work = ""]) =>
    make(SLOTS.work, "set", work, (text) => `you work as ${text}`),
  ),
  rule(new RegExp(`^i(?:'m| am)? ${OFTEN}(?:work|working) (?:at|for)\\s+(.+)$`, "i"), ([, employer = ""]) =>
    make(SLOTS.employer, "set", employer, (text) => `you work at ${text}`),
  ),
  rule(
    new RegExp(`^i(?:'m| am)? ${OFTEN}(?:work|working) (in|on|with|from)\\s+(.+)$`, "i"),
    ([, how = "", what = ""]) => {
      const value = clean(what);
      return value
        ? note(`Works ${how} ${toThirdPerson(value)}`, `you work ${how} ${toSecondPerson(value)}`)
        : [];
    },
  ),

  // Age and birth.
  rule(
    /^(?:i(?:'m| am| just turned| turned)|my age is) (\d{1,3})(?: years? old| yrs? old| years?)?(?: today| now)?[.!]*$/i,
    ([, age = ""]) => make(SLOTS.age, "set", age, (text) => `you are ${text} years old`),
  ),
  rule(/^(?:i was born|my birthday is|my birthday's)(?: (on|in))?\s+(.+)$/i, ([, how = "", when = ""]) => {
    const place = how.toLowerCase() === "in" && !/\d/.test(when) && !isMonth(when);
    return place
      ? note(`Born in ${clean(when)}`, `you were born in ${clean(when)}`)
      : make(thingSlot("birthday"), "set", when, (text) => `your birthday is ${text}`);
  }),

  // Likes and dislikes.
  rule(
    /^i(?:'ve)? (?:no longer|don't|do not|stopped|have stopped) (?:really )?(?:like|love|enjoy|liking|loving|enjoying) (.+?) (?:any ?more|any longer|now)[.!]*$/i,
    ([, what = ""]) => noLonger(what),
  ),
  rule(/^i (?:no longer) (?:like|love|enjoy)\s+(.+)$/i, ([, what = ""]) => noLonger(what)),
  rule(
    new RegExp(
      `^i ${OFTEN}(?:hate|dislike|detest|loathe|despise|can't stand|cannot stand|can't bear|don't ${OFTEN}(?:like|love|enjoy|care for)|do not ${OFTEN}(?:like|love|enjoy|care for))\\s+(.+)$`,
      "i",
    ),
    ([, what = ""]) => dislikes(what),
  ),
  rule(
    /^i(?:'m| am) not (?:a (?:big |great |huge )?fan of|fond of|(?:that )?into|keen on)\s+(.+)$/i,
    ([, what = ""]) => dislikes(what),
  ),
  rule(new RegExp(`^i ${OFTEN}(?:like|love|enjoy|adore)(?: ${OFTEN})?\\s+(.+)$`, "i"), ([, what = ""]) =>
    likes(what),
  ),
  rule(
    new RegExp(
      `^i(?:'m| am) ${OFTEN}(?:a (?:big |great |huge )?fan of|fond of|into|keen on|crazy about)\\s+(.+)$`,
      "i",
    ),
    ([, what = ""]) => likes(what),
  ),

  // What the person has.
  rule(
    /^(?:i|we)(?: have|'ve got| have got| got|'ve)? an? ([\p{L}][\p{L} -]{0,30}?),? (?:named|called|whose name is)\s+(.+)$/iu,
    ([, thing = "", name = ""]) =>
      make(
        ownedSlot(thing.toLowerCase()),
        "set",
        name,
        (text) => `you have a ${thing.toLowerCase()} named ${text}`,
      ),
  ),
  rule(
    /^my ([\p{L}][\p{L} -]{0,30}?)(?:'s name is| is (?:called|named)| goes by)\s+(.+)$/iu,
    ([, thing = "", name = ""]) =>
      make(
        ownedSlot(thing.toLowerCase()),
        "set",
        name,
        (text) => `you have a ${thing.toLowerCase()} named ${text}`,
      ),
  ),
  rule(
    /^(?:i|we)(?:'ve got| have got| have| own)\s+((?:an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|many|several|some|no|\d+) .+)$/i,
    ([, what = ""]) => {
      if (NO_BELONGING.test(what) || /^no (?:idea|clue|time|doubt)/i.test(what)) return null;
      const value = clean(what);
      return note(`Has ${toThirdPerson(value)}`, `you have ${toSecondPerson(value)}`);
    },
  ),
  rule(
    /^my ([\p{L}][\p{L}' -]{1,40}?) (is|are|was|were)\s+(?:on (?=\d|the \d|\p{L}+ \d|\p{L}+day\b))?(.+)$/iu,
    ([, thing = "", verb = "", what = ""]) => {
      // Where things are is no trait of the person: it goes into the archive.
      if (
        NO_THING.test(thing) ||
        PLACE.test(what) ||
        /^(?:not|killing|hurting|too|so|very)(?!\p{L})/iu.test(what)
      )
        return null;
      const label = toThirdPerson(thing);
      return make(thingSlot(label), "set", what, (text) => `your ${thing} ${verb} ${text}`);
    },
  ),

  // Who the person is.
  rule(new RegExp(`^i(?:'m| am) ${OFTEN}allergic to\\s+(.+)$`, "i"), ([, what = ""]) => {
    const value = clean(what);
    return note(`Is allergic to ${value}`, `you are allergic to ${value}`);
  }),
  rule(new RegExp(`^i(?:'m| am) ${OFTEN}an?\\s+(.+)$`, "i"), ([clause = "", what = ""]) => {
    const value = clean(what);
    if (value === "" || NO_KIND.test(value)) return null;
    const article = /\ban\s+/i.test(clause.slice(0, clause.length - what.length)) ? "an" : "a";
    if (PROFESSION.test(value))
      return make(SLOTS.work, "set", `${article} ${value}`, (text) => `you work as ${text}`);
    return note(`Is ${article} ${toThirdPerson(value)}`, `you are ${article} ${toSecondPerson(value)}`);
  }),
  rule(
    new RegExp(
      `^i(?:'m| am) ${OFTEN}((?:learning|studying|writing|building|training for|saving for)\\s+.+)$`,
      "i",
    ),
    ([, what = ""]) => {
      const value = clean(what);
      return note(`Is ${toThirdPerson(value)}`, `you are ${toSecondPerson(value)}`);
    },
  ),
  rule(new RegExp(`^i(?:'m| am) ${OFTEN}(.+)$`, "i"), ([, what = ""]) => {
    const value = clean(what);
    const [first = ""] = value.split(/\s/);
    if (!LASTING_STATE.test(value) && !(isPeople(first) && value === first)) return null;
    return note(`Is ${toThirdPerson(value)}`, `you are ${toSecondPerson(value)}`);
  }),
  rule(/^(?:i'm|i am|im)\s+(.+)$/i, ([, name = ""]) => asName(name, true)),
  rule(
    /^i(?: (?:really |still )*(?:want|hope|plan)| would like|'d like|(?: am|'m) (?:planning|hoping)) to (learn|become|visit|travel|write|build|finish|start|study|run|retire|buy|move)\s+(.+)$/i,
    ([, verb = "", what = ""]) => {
      const value = clean(what);
      return value
        ? note(`Wants to ${verb} ${toThirdPerson(value)}`, `you want to ${verb} ${toSecondPerson(value)}`)
        : [];
    },
  ),
  rule(
    new RegExp(`^i ${OFTEN}(${Object.keys(HABITS).join("|")})\\s+(.+)$`, "i"),
    ([, verb = "", what = ""]) => {
      const value = clean(what);
      const habit = HABITS[verb.toLowerCase()];
      if (!value || !habit || NO_OBJECT.test(value) || /^out of/i.test(value)) return null;
      return note(`${habit} ${toThirdPerson(value)}`, `you ${verb.toLowerCase()} ${toSecondPerson(value)}`);
    },
  ),
];

function isMonth(text: string): boolean {
  return /^(?:january|february|march|april|may|june|july|august|september|october|november|december)(?!\p{L})/iu.test(
    text,
  );
}

function noLonger(what: string): Fact[] {
  return make(SLOTS.likes, "remove", what, (text) => `you no longer like ${text}`);
}

/** Facts of one statement (no question). */
export function findFacts(sentence: string, context: FactContext): Fact[] {
  const facts: Fact[] = [];
  for (const clause of splitClauses(sentence)) {
    if (/^(?:if|when|maybe|perhaps|suppose|imagine|unless)(?!\p{L})/iu.test(clause)) continue;
    for (const read of RULES) {
      const found = read(clause, context);
      if (!found) continue;
      facts.push(...found);
      break;
    }
  }
  if (facts.length === 0 && context.askedName) facts.push(...(bareName(sentence) ?? []));
  return facts;
}

/** "Ada." as the answer to "what is your name?" */
function bareName(sentence: string): Fact[] | null {
  if (sentence.trim().split(/\s+/).length > 4) return null;
  return asName(sentence, /\p{Lu}/u.test(sentence));
}

/** One fact a kind: of a single value the last one said counts, values of a list stand together. */
export function mergeFacts(facts: Fact[]): Fact[] {
  const merged: Fact[] = [];
  for (const fact of facts) {
    const at = merged.findIndex((other) => other.slot.key === fact.slot.key && other.action === fact.action);
    const other = merged[at];
    if (!other || fact.action === "remove" || fact.action === "swap" || fact.slot.key === "note") {
      if (!merged.some((same) => same.said === fact.said)) merged.push(fact);
    } else if (fact.action === "set") merged[at] = fact;
    else if (!other.value.split(", ").includes(fact.value))
      merged[at] = {
        ...other,
        value: `${other.value}, ${fact.value}`,
        said: `${other.said} and ${lastWords(fact)}`,
      };
  }
  return merged;
}

/** "tea" of "you like tea". */
function lastWords(fact: Fact): string {
  return fact.said.replace(/^you (?:dis)?like /, "");
}
