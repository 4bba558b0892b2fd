import { DEFAULT_HUMAN, DEFAULT_PERSONA } from "../engine/prompts/default-blocks.ts";

/** What a new agent is and knows when nobody says otherwise. */
export const DEFAULT_TEXTS = { persona: DEFAULT_PERSONA.text, human: DEFAULT_HUMAN.text };
