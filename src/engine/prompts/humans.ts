/** Starter blocks about the person, for the library. Our own words. */
import { DEFAULT_HUMAN, type StarterBlock } from "./default-blocks.ts";

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

const AT_WORK: StarterBlock = {
  name: "at work",
  description: "A shape for an agent that helps with your work.",
  since: 2,
  text: `Name: not known yet
Role: not known yet
Works with: not known yet
Working on now: not known yet
Hours and time zone: not known yet
Wants answers that are: not known yet
Not to be brought up at work: not known yet`,
};

const LEARNER: StarterBlock = {
  name: "learner",
  description: "A shape for an agent that teaches you something.",
  since: 2,
  text: `Name: not known yet
Wants to learn: not known yet
What for, and by when: not known yet
Knows already: not known yet
Finds hard: not known yet
Time for it: not known yet
Learns best by: not known yet`,
};

/** All starter humans, the default first. */
export const HUMANS: readonly StarterBlock[] = [DEFAULT_HUMAN, EXAMPLE_HUMAN, AT_WORK, LEARNER];
