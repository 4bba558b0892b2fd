/** Words of searching memory: what it goes by, and why something was found. */
import type { FoundBy, SearchMode } from "../../schemas/index.ts";

export const searchTexts = {
  by: "Search by",
  modes: { hybrid: "words and meaning", words: "words", meaning: "meaning" } satisfies Record<
    SearchMode,
    string
  >,
  /** Why a memory was found. */
  why: ({ words, beside, meaning }: FoundBy) =>
    [
      words.length > 0 ? `words: ${words.join(", ")}` : beside ? "words beside it" : null,
      meaning === null ? null : `meaning ${meaning.toFixed(2)}`,
    ]
      .filter((part) => part !== null)
      .join(" · "),
};
