/** Cutting what a person wrote into sentences. */

export interface Sentence {
  text: string;
  /** Where it starts and ends in the whole text. */
  start: number;
  end: number;
  isQuestion: boolean;
}

/** Only the beginning of a long text is read sentence by sentence: what is long is kept whole, not understood. */
const READ_CHARACTERS = 4000;
const READ_SENTENCES = 40;

const SENTENCE = /\S[^\n]*?(?:[.!?…]+["'”)\]]*(?=\s|$)|[。！？]+|(?=\n)|$)/gm;
const ABBREVIATION = /(?:^|[\s(])(?:Dr|Mr|Mrs|Ms|St|Prof|Mt|No|vs|e\.g|i\.e|\p{Lu})\.$/u;

const QUESTION_START =
  /^(?:(?:and|so|but|ok|okay|well|oh|now|then|also|please|hey|sorry)[, ]+)*(?:(?:what|where|who|how|which|whose|whom)(?:'s|'re|'d)?|when(?:'s| is| was| are| were| did| do| does| will| can| have)|why|does|did|do(?! not)|can|could|will|would|should|is|are|am|was|were|have (?:you|i|we)|has|had|shall|may i|remind me|tell me (?:again )?(?:what|where|when|who|which|how|about|everything|all|my)|any idea)(?![\p{L}'])/iu;
const EXCLAMATION_START =
  /^(?:what an?|how (?:nice|lovely|cool|funny|great|sweet|strange)|am i (?:right|glad))(?!\p{L})/iu;

/** Straight apostrophes and quotes, so that rules need to know one kind only. Keeps every position. */
export function straightQuotes(text: string): string {
  return text.replace(/[’‘ʼ]/g, "'").replace(/[“”]/g, '"');
}

/** Whether a sentence asks something: by its mark, or by how it begins (people leave the mark out). */
export function isQuestion(sentence: string): boolean {
  const text = straightQuotes(sentence.trim());
  if (/[?？]["')\]]*$/.test(text)) return true;
  return QUESTION_START.test(text) && !EXCLAMATION_START.test(text);
}

/** The sentences of a text, in order, with their places. A line end ends a sentence. */
export function splitSentences(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  for (const match of text.slice(0, READ_CHARACTERS).matchAll(SENTENCE)) {
    const start = match.index;
    const end = start + match[0].length;
    const last = sentences.at(-1);
    if (last && ABBREVIATION.test(last.text) && !text.slice(last.end, start).includes("\n")) {
      last.text = text.slice(last.start, end);
      last.end = end;
      last.isQuestion = isQuestion(last.text);
      continue;
    }
    if (sentences.length === READ_SENTENCES) break;
    sentences.push({ text: match[0].trim(), start, end, isQuestion: isQuestion(match[0]) });
  }
  return sentences;
}

const SAY_FIRST =
  /^(?:(?:well|so|oh|ah|um|hm+|ok|okay|yes|yeah|no|nope|sorry|actually|correction|wait|and|but|also|plus|anyway|you know|i mean|by the way|btw|fyi|for the record|just so you know|please note that|note that|you should know that|i think(?: that)?|i guess|i must say|to be honest|honestly|in fact|as i said|as of (?:today|now)|these days|nowadays|from now on|now)[,:;.!\- ]+)+/i;

/** A clause without the small words people say first ("well, actually …"). */
export function withoutFillers(clause: string): string {
  return clause.trim().replace(SAY_FIRST, "").trim();
}

const CLAUSE_BORDER =
  /\s*;\s*|\s*,?\s+(?:and|but|though|while|plus)\s+(?:also\s+)?(?=(?:i|i'm|i've|i'd|my|we|our|(?:you can |please )?call me)(?![\p{L}]))|,\s+(?:also\s+)?(?=(?:i|i'm|i've|my|(?:you can |please )?call me)(?![\p{L}]))|\s+-{1,2}\s+(?=(?:i|i'm|my)\s)/iu;
const SHARED_SUBJECT =
  /^(i (?!.*\bto ).+?),? (?:and|but) (?:i )?((?:really |also |still |currently )*(?:live|work|love|like|hate|enjoy|dislike|detest|have|study|speak|play|prefer|come from|am|moved|can't stand|cannot stand|don't like|do not like)\b.*)$/i;

/** The clauses of a statement that can each hold a fact; a left out "I" is put back. */
export function splitClauses(sentence: string): string[] {
  const clauses = withoutFillers(straightQuotes(sentence)).split(CLAUSE_BORDER);
  return clauses.flatMap((clause) => shareSubject(withoutFillers(clause))).filter((clause) => clause !== "");
}

function shareSubject(clause: string): string[] {
  const match = SHARED_SUBJECT.exec(clause.replace(/^i'm /i, "I am ").replace(/^i've /i, "I have "));
  if (!match) return [clause];
  const [, first = "", rest = ""] = match;
  return [first, ...shareSubject(`I ${rest}`)];
}
