import type { LibraryText } from "./personas.ts";

/** Starters for what an agent knows of the person. */
export const HUMANS: readonly [LibraryText, ...LibraryText[]] = [
  {
    name: "basic",
    description: "Nothing known yet",
    text: "I do not know this person yet. I will note here what I learn about them, one fact a line.",
  },
  {
    name: "example",
    description: "What a filled-in section can look like",
    text: "Name: Maya\nLives in Lisbon, works as a nurse, mostly night shifts\nLikes: climbing, black tea, short answers\nDislikes: being asked how the weather is\nHas a sister, Ines, and a cat named Biscuit",
  },
];

/** What a new agent knows of the person unless it is told otherwise. */
export const DEFAULT_HUMAN: LibraryText = HUMANS[0];
