/** Words of the library page. */
import { translatable } from "./language.ts";

export const libraryTexts = translatable("library", {
  title: "Library",
  lead: "Texts to make agents with. An agent gets a copy: what you change here does not change agents that are there already.",
  search: "Search the library",
  none: "No text matches.",
  empty: "Nothing here yet.",
  back: "Library",
  kinds: { persona: "Personas", human: "About you", system: "System prompts" },
  kindText: {
    persona: "Who an agent is, how it behaves, and what it does with its memory.",
    human: "What an agent knows of you from the beginning.",
    system:
      "How an agent thinks, speaks and keeps its memory. The standard one is not in this list: an agent without a choice has it.",
  },
  new: { persona: "New persona", human: "New text about you", system: "New system prompt" },
  makeAgent: "Make an agent",
  makeAgentWith: (name: string) => `Make an agent with ${name}`,
  duplicate: (name: string) => `Duplicate ${name}`,
  delete: (name: string) => `Delete ${name}`,
  deleted: (name: string) => `${name} was deleted.`,
  name: "Name",
  description: "What it is for",
  text: { persona: "Persona", human: "About you", system: "System prompt" },
  textHint: {
    persona: "Write as the agent, in the first person.",
    human: "Short facts, one on each line.",
    system: "Written to the agent. {CORE_MEMORY} is where its memory goes; at the end where it is left out.",
  },
  limit: "Limit (characters)",
  limitHint: "How long the text may become as the agent edits it.",
  unsaved: "Changed, not saved",
  saved: "Saved.",
  discard: "Discard changes",
  saveText: (what: string) => `Save ${what}`,
  notHere: "This text is not in the library.",
});
