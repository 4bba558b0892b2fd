/** Character cards, version 2 and 3, and the flat ones before them. What is not known is let through. */
import { z } from "zod";

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");
const texts = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);

const bookEntrySchema = z.looseObject({
  keys: texts,
  secondary_keys: texts,
  content: text,
  enabled: z.boolean().nullish(),
  name: text,
  comment: text,
});

export const cardDataSchema = z.looseObject({
  name: z.string().trim().min(1, "a character has a name"),
  nickname: text,
  description: text,
  personality: text,
  scenario: text,
  first_mes: text,
  mes_example: text,
  creator_notes: text,
  system_prompt: text,
  post_history_instructions: text,
  alternate_greetings: texts,
  tags: texts,
  creator: text,
  character_version: text,
  character_book: z
    .looseObject({
      entries: z
        .array(bookEntrySchema)
        .nullish()
        .transform((value) => value ?? []),
    })
    .nullish(),
  assets: z
    .array(z.looseObject({ uri: z.string().nullish() }))
    .nullish()
    .transform((value) => value ?? []),
});
export type CardData = z.infer<typeof cardDataSchema>;

export interface CharacterCard {
  /** 1 is the flat form. */
  version: 1 | 2 | 3;
  data: CardData;
  /** As it stands in the file, extensions and all: kept with what is made of it, never shown to a model. */
  raw: Record<string, unknown>;
}
