/** Answers that stand in core memory. */
import type { CoreBlock } from "./core-blocks.ts";
import { knownLines } from "./core-blocks.ts";
import { keywords, sharedWords } from "./keywords.ts";
import { readSlot } from "./memory-edits.ts";
import type { Lookup } from "./questions.ts";
import { SLOTS, type Slot } from "./slots.ts";

/** Answers a question from the human block; null where it does not stand there. */
export function answerFromCore(lookup: Lookup, human: CoreBlock | undefined): string | null {
  const value = human?.value ?? "";
  switch (lookup.kind) {
    case "everything": {
      const lines = knownLines(value);
      if (lines.length === 0) return null;
      return `This stands in my core memory about you:\n\n${lines.map((line) => `- ${line.replace(/^[-*] /, "")}`).join("\n")}`;
    }
    case "slot": {
      const found = new Map<string, string>();
      for (const slot of lookup.slots) {
        const known = readSlot(value, slot);
        // Two kinds of line may both fit ("Cat: Mo"): what they say is said once.
        if (known !== null && !found.has(known)) found.set(known, sayIt(slot, known));
      }
      return found.size > 0 ? sentence([...found.values()].join(", and ")) : null;
    }
    case "likes":
      return answerLikes(lookup.what, value);
    case "memory": {
      const words = keywords(lookup.query);
      const line = knownLines(value).find(
        (one) => words.length > 0 && sharedWords(words, one) === words.length,
      );
      return line ? `In my core memory stands: “${line.replace(/^[-*] /, "")}”.` : null;
    }
    default:
      return null;
  }
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

const SAID: Record<string, (value: string) => string> = {
  name: (value) => `your name is ${value}`,
  called: (value) => `you like to be called ${value}`,
  home: (value) => `you live in ${value}`,
  from: (value) => `you come from ${value}`,
  work: (value) => `you work as ${value}`,
  employer: (value) => `you work at ${value}`,
  age: (value) => `you are ${value} years old`,
  likes: (value) => `you like ${value}`,
  dislikes: (value) => `you dislike ${value}`,
};

function sayIt(slot: Slot, value: string): string {
  const said = SAID[slot.key];
  if (said) return said(value);
  const thing = slot.key.slice(slot.key.indexOf(":") + 1).replace(/^their /, "");
  return slot.key.startsWith("has:") ? `your ${thing} is called ${value}` : `your ${thing} is ${value}`;
}

function answerLikes(what: string, block: string): string | null {
  const words = keywords(what);
  if (words.length === 0) return null;
  const holds = (slot: Slot) => sharedWords(words, readSlot(block, slot) ?? "") === words.length;
  if (holds(SLOTS.likes)) return `Yes, I noted that you like ${readSlot(block, SLOTS.likes)}.`;
  if (holds(SLOTS.dislikes)) return `No, I noted that you dislike ${readSlot(block, SLOTS.dislikes)}.`;
  if (holds(SLOTS.noLonger))
    return `Not any more: I noted that you no longer like ${readSlot(block, SLOTS.noLonger)}.`;
  return null;
}
