/** Words of searching memory: what it goes by, and why something was found. */
import type { FoundBy, SearchMode } from "../../schemas/index.ts";
import { translatable } from "./language.ts";
import { decimal } from "./numbers.ts";

export const searchTexts = translatable("search", {
  by: "Search by",
  modes: { hybrid: "words and meaning", words: "words", meaning: "meaning" } satisfies Record<
    SearchMode,
    string
  >,
  /** Why a memory was found. */
  why: ({ words, beside, meaning }: FoundBy) =>
    [
      words.length > 0 ? `words: ${words.join(", ")}` : beside ? "words beside it" : null,
      meaning === null ? null : `meaning ${decimal(meaning, 2)}`,
    ]
      .filter((part) => part !== null)
      .join(" · "),
});
