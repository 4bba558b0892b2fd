/** Counting tokens with the encoding nearest to a model's, corrected by what endpoints report. */
import type { TokenCounter } from "./provider.ts";

export type Encoding = "o200k_base" | "cl100k_base";

/** The encoding of a model; the newest one for models with a tokenizer of their own. */
export function encodingOf(model: string): Encoding {
  const name = model.slice(model.lastIndexOf("/") + 1);
  return /^(gpt-4(?!o|\.)|gpt-3\.5|text-embedding)/i.test(name) ? "cl100k_base" : "o200k_base";
}

/** Counts in this thread; the encoding is loaded when first needed (about 1 MB). */
export async function countTokens(texts: string[], encoding: Encoding): Promise<number[]> {
  const { countTokens: count } =
    encoding === "cl100k_base"
      ? await import("gpt-tokenizer/encoding/cl100k_base")
      : await import("gpt-tokenizer/encoding/o200k_base");
  // Words that look like control tokens are plain text here: anybody may write them.
  return texts.map((text) => count(text, { disallowedSpecial: new Set() }));
}

/** For Node, where there is no page to keep free. @public */
export function createTokenCounter(): TokenCounter {
  return { count: (texts, model) => countTokens(texts, encodingOf(model)) };
}
