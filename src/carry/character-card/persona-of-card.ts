/** What of a card an agent is told, with its names filled in. */
import type { CardData, CharacterCard } from "./character-card.ts";

/** What stands for the person where nobody said what to call them. */
const SOMEBODY = "the user";

/** Fills in who is who, and takes out what is meant for people only. */
export function withNames(text: string, card: CardData, userName: string = SOMEBODY): string {
  const char = card.nickname.trim() || card.name;
  return text
    .replace(/\{\{\s*(?:\/\/|comment:|hidden_key:)[^}]*\}\}/gi, "")
    .replace(/\{\{\s*char\s*\}\}|<char>|<bot>/gi, () => char)
    .replace(/\{\{\s*user\s*\}\}|<user>/gi, () => userName)
    .trim();
}

/** The persona: description, personality and scenario. The creator's notes are for people and stay out of it. */
export function personaOf({ data }: CharacterCard, userName?: string): string {
  const told = (text: string) => withNames(text, data, userName);
  const parts = [
    `My name is ${data.nickname.trim() || data.name}.`,
    told(data.description),
    data.personality.trim() && `Personality: ${told(data.personality)}`,
    data.scenario.trim() && `Scenario: ${told(data.scenario)}`,
  ];
  return parts.filter(Boolean).join("\n\n");
}

/** The first message and those that could stand in its place. */
export function greetingsOf({ data }: CharacterCard, userName?: string): string[] {
  return [data.first_mes, ...data.alternate_greetings]
    .map((text) => withNames(text, data, userName))
    .filter((text) => text !== "");
}

export interface LoreEntry {
  text: string;
  tags: string[];
}

/** What the character's book and its examples say, for archival memory; entries that are switched off are left out. */
export function loreOf({ data }: CharacterCard, userName?: string): LoreEntry[] {
  const told = (text: string) => withNames(text, data, userName);
  const entries = (data.character_book?.entries ?? [])
    .filter(({ enabled, content }) => enabled !== false && content.trim() !== "")
    .map((entry): LoreEntry => {
      const tags = [...new Set([...entry.keys, ...entry.secondary_keys].map(told).filter(Boolean))];
      const title = told(entry.name) || tags.join(", ");
      const text = told(entry.content);
      // A search by words finds it by its keys, too.
      return { text: title ? `${title}: ${text}` : text, tags };
    });
  const examples = told(data.mes_example.replace(/<START>/gi, "").trim());
  const name = data.nickname.trim() || data.name;
  return examples ? [...entries, { text: `How ${name} talks:\n${examples}`, tags: ["examples"] }] : entries;
}
