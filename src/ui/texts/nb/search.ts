import type { Translated } from "../language.ts";
import { decimal } from "../numbers.ts";
import type { searchTexts } from "../search.ts";

export const search: Translated<typeof searchTexts> = {
  by: "Søk etter",
  modes: { hybrid: "ord og mening", words: "ord", meaning: "mening" },
  why: ({ words, beside, meaning }) =>
    [
      words.length > 0 ? `ord: ${words.join(", ")}` : beside ? "ord like ved" : null,
      meaning === null ? null : `mening ${decimal(meaning, 2)}`,
    ]
      .filter((part) => part !== null)
      .join(" · "),
};
