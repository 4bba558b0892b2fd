/** Starter blocks about the person, for the library of a new database. Our own words. */
import type { StarterBlock } from "./personas.ts";

/** What an agent knows of a person it has just met: a shape to fill, so that facts land on lines of their own. */
export const DEFAULT_HUMAN: StarterBlock = {
  name: "basic",
  description: "Someone new: an empty shape that the agent fills in.",
  text: `Name: not known yet
Lives in: not known yet
Works as: not known yet
Likes: not known yet`,
};

const EXAMPLE_HUMAN: StarterBlock = {
  name: "example",
  description: "A filled-in example to change into your own.",
  text: `Name: Mira Lindqvist
Likes to be called: Mira
Lives in: Uppsala, Sweden
Works as: a nurse on the night shift
Likes: bread baking, crime novels, long walks
Dislikes: being called before noon
Has a dog named Sixten
Prefers short answers, and the reason after the answer`,
};

/** All starter humans, the default first. */
export const HUMANS: readonly StarterBlock[] = [DEFAULT_HUMAN, EXAMPLE_HUMAN];
