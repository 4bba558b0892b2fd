/** What a character card holds, for the person who is about to import it. */
import { DEFAULT_BLOCK_LIMIT } from "../../schemas/index.ts";
import type { CarryNote } from "../agent-file/report.ts";
import type { CharacterCard } from "./character-card.ts";
import { greetingsOf, loreOf, personaOf } from "./persona-of-card.ts";

export interface CharacterCardReport {
  /** Version of the form: 1 is the flat one. */
  version: 1 | 2 | 3;
  name: string;
  creator: string | null;
  /** For people: no model is shown them. */
  creator_notes: string | null;
  tags: string[];
  /** The text of the persona. */
  persona: string;
  greetings: string[];
  /** Pieces of lore and examples, which become archival memory. */
  lore: number;
  notes: CarryNote[];
}

/** Room for what the agent adds. */
const ROOM = 500;

/** Characters that a persona may have: the usual ones, more where the card's text needs them. */
export function limitFor(persona: string): number {
  return persona.length <= DEFAULT_BLOCK_LIMIT
    ? DEFAULT_BLOCK_LIMIT
    : Math.ceil((persona.length + ROOM) / 1000) * 1000;
}

export function reportCard(card: CharacterCard, userName?: string): CharacterCardReport {
  const { version, data } = card;
  const persona = personaOf(card, userName);
  const limit = limitFor(persona);
  const notes: CarryNote[] = [];
  if (limit > DEFAULT_BLOCK_LIMIT)
    notes.push({ code: "block_limit_raised", agent: data.name, block: "persona", limit });
  const assets = data.assets.filter(({ uri }) => uri && !uri.startsWith("ccdefault:")).length;
  if (assets > 0) notes.push({ code: "assets_left_out", count: assets });
  return {
    version,
    name: data.name,
    creator: data.creator || null,
    creator_notes: data.creator_notes || null,
    tags: data.tags,
    persona,
    greetings: greetingsOf(card, userName ?? "you"),
    lore: loreOf(card, userName).length,
    notes,
  };
}
