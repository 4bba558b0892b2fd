/** Reading a person's name out of what follows "my name is" or "I'm". */

const PARTICLES = new Set(
  "von van der den de del della di da do dos du la le al el bin ibn bint ben af av ter ten zu y e".split(" "),
);

/** Words that end a name, or that are no name where one could stand. */
const NO_NAMES = new Set(
  `not no a an the from in at on to of for with without and or but so if when while because since though by btw is was
  are be very really just also here there back now then today tomorrow yesterday tonight later soon again anytime
  sure sorry fine good great ok okay happy sad tired hungry thirsty sick ill well better busy bored lost late early
  glad afraid angry sleepy ready done home away new old young still always never maybe only actually please thanks
  going trying looking working living feeling writing reading learning doing having getting using wondering asking
  talking thinking curious confused interested excited nervous worried alone single married divorced retired engaged
  vegan vegetarian pregnant it me you he she they we that this what who how where why your my his her nice crazy
  whatever something someone anything everyone unknown hello hi hey spelled spelt pronounced monday tuesday wednesday
  thursday friday saturday sunday january february march april june july august september october november december
  christmas easter`
    .split(/\s+/)
    .filter(Boolean),
);

const PEOPLES = new Set(
  `american british english scottish welsh irish french german dutch belgian swiss austrian italian spanish portuguese
  greek turkish polish czech slovak hungarian romanian bulgarian serbian croatian bosnian slovenian albanian ukrainian
  russian belarusian lithuanian latvian estonian finnish swedish norwegian danish icelandic canadian mexican brazilian
  argentinian argentine chilean peruvian colombian venezuelan cuban australian indian pakistani bangladeshi nepali
  chinese japanese korean vietnamese thai indonesian malaysian filipino taiwanese singaporean iranian persian iraqi
  israeli palestinian lebanese syrian jordanian saudi egyptian moroccan tunisian algerian nigerian kenyan ethiopian
  ghanaian african asian european arab kurdish catalan basque jewish muslim christian catholic protestant buddhist
  hindu sikh atheist`.split(/\s+/),
);

/** Whether a word says where someone comes from or what they believe: capitalised like a name, but none. */
export function isPeople(word: string): boolean {
  return PEOPLES.has(word.toLowerCase());
}

const WORD = /^[\p{L}][\p{L}\p{M}\p{N}'.-]*$/u;
const isLower = (word: string) => /^\p{Ll}/u.test(word);
const capitalise = (word: string) => word.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());

export interface NameOptions {
  /** After "I'm", where most of what follows is no name: only capitalised words, and nothing else behind them. */
  strict: boolean;
}

const TAIL_AFTER_NAME =
  /^(?:$|[,;:.!?(]|-|(?:and|but|from|by|btw|your|nice|here|aka|or|today|now|actually)(?!\p{L}))/u;

/**
 * The name at the beginning of a text, or null. Follows how it is written: letters of any script, particles (van, de)
 * inside it; all in lower case only where the person writes everything so.
 */
export function readName(text: string, { strict }: NameOptions): string | null {
  const clean = text.trim().replace(/^["']+/, "");
  const lowerOnly = !/\p{Lu}/u.test(clean);
  const upperOnly = !/\p{Ll}/u.test(clean) && /\p{Lu}{2}/u.test(clean);
  if (strict && upperOnly) return null;
  const words: string[] = [];
  let rest = clean;
  while (words.length < 5) {
    const token = /^[^\s,;:!?()"]+/.exec(rest)?.[0] ?? "";
    const word = token.replace(/[.']+$/, (dots) => (/^\p{Lu}\.$/u.test(token) ? dots : ""));
    if (!WORD.test(word) || NO_NAMES.has(word.toLowerCase())) break;
    if (strict && words.length === 0 && isPeople(word)) return null;
    const isParticle = words.length > 0 && PARTICLES.has(word.toLowerCase());
    if (isLower(word) && !isParticle) {
      if (strict || (words.length > 0 && !lowerOnly) || words.length > 2) break;
    }
    words.push(word);
    const ends = token !== word;
    rest = rest.slice(token.length).replace(/^ +/, "");
    if (ends || /^[,;:!?()"]/.test(rest)) break;
  }
  while (words.length > 1 && PARTICLES.has((words.at(-1) as string).toLowerCase())) words.pop();
  if (words.length === 0) return null;
  if (strict && !TAIL_AFTER_NAME.test(rest)) return null;
  const name = words.map((word) => (lowerOnly && !PARTICLES.has(word) ? capitalise(word) : word)).join(" ");
  return name.length <= 60 ? name : null;
}
