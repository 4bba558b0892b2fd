/** The kinds of lines the demo writes into core memory. */
import { escapePattern } from "./escape-pattern.ts";

/** A kind of line in the human block: where a fact goes, and how a line of it is told from others. */
export interface Slot {
  key: string;
  /** What a line begins with, up to the value. Empty for notes, which are whole lines. */
  prefix: string;
  /** Matches a line of this kind, also as other models write it; the value is the first group. */
  line: RegExp;
}

const labelled = (key: string, label: string, line?: RegExp): Slot => ({
  key,
  prefix: `${label}: `,
  line: line ?? new RegExp(`^(?:[-*] )?${escapePattern(label)}\\s*:\\s*(.*)$`, "iu"),
});

export const SLOTS = {
  name: labelled("name", "Name", /^(?:[-*] )?(?:(?:full |first )?name)\s*:\s*(.*)$/iu),
  called: labelled("called", "Likes to be called"),
  home: labelled("home", "Lives in", /^(?:[-*] )?lives in\s*:?\s*(.*)$/iu),
  from: labelled("from", "Comes from", /^(?:[-*] )?(?:comes|is) from\s*:?\s*(.*)$/iu),
  work: labelled("work", "Works as", /^(?:[-*] )?works as\s*:?\s*(.*)$/iu),
  employer: labelled("employer", "Works at", /^(?:[-*] )?works (?:at|for)\s*:?\s*(.*)$/iu),
  age: labelled("age", "Age"),
  likes: labelled("likes", "Likes", /^(?:[-*] )?(?:likes|loves)(?! to be called)\s*:?\s*(.*)$/iu),
  dislikes: labelled("dislikes", "Dislikes", /^(?:[-*] )?(?:dislikes|hates)\s*:?\s*(.*)$/iu),
  noLonger: labelled("no-longer", "No longer likes"),
  note: { key: "note", prefix: "", line: /^(.*)$/u } as Slot,
  /** The agent's own name, in its persona. */
  ownName: { key: "own-name", prefix: "I am called ", line: /^I am called (.*?)\.?$/iu } as Slot,
};

/** "my birthday": a line "Birthday: …". */
export function thingSlot(thing: string): Slot {
  const label = thing.charAt(0).toUpperCase() + thing.slice(1);
  return labelled(`my:${thing.toLowerCase()}`, label);
}

/** "a cat named …": a line "Has a cat named …". */
export function ownedSlot(thing: string): Slot {
  const article = /^[aeiou]/i.test(thing) ? "an" : "a";
  return {
    key: `has:${thing.toLowerCase()}`,
    prefix: `Has ${article} ${thing} named `,
    line: new RegExp(
      `^(?:[-*] )?(?:has an? ${escapePattern(thing)} (?:named|called)|${escapePattern(thing)}(?:'s name)?\\s*:)\\s*(.*)$`,
      "iu",
    ),
  };
}
