import { describe, expect, it } from "vitest";
import { splitSections } from "./split-sections.ts";

/** A token a word, one for every eight letters of it, and two that the tokenizer adds. */
const count = (text: string) =>
  2 + (text.match(/\S+/g) ?? []).reduce((sum, word) => sum + 1 + Math.floor(word.length / 8), 0);
const split = (sections: string[], maxTokens: number, overlap = 0) =>
  splitSections(sections, { maxTokens, overlap }, count);
const texts = (sections: string[], maxTokens: number, overlap = 0) =>
  split(sections, maxTokens, overlap).map(({ text }) => text);

describe("splitSections", () => {
  it("never joins sections, and tells where each part stands", () => {
    const sections = ["The first. And more.", "  The second."];
    expect(split(sections, 50)).toEqual([
      { text: "The first. And more.", section: 0, offset: 0 },
      { text: "The second.", section: 1, offset: 2 },
    ]);
  });

  it("fills parts with sentences, and does not tear a paragraph that fits by itself", () => {
    const text = "One two. Three four.\n\nFive six. Seven eight. Nine ten.";
    expect(texts([text], 2 + 8)).toEqual(["One two. Three four.", "Five six. Seven eight. Nine ten."]);
    expect(texts([text], 2 + 5)).toEqual(["One two. Three four.", "Five six. Seven eight.", "Nine ten."]);
  });

  it("repeats whole sentences of at most as many tokens as asked for", () => {
    const text = "One two. Three four. Five six. Seven eight.";
    expect(texts([text], 2 + 4, 2)).toEqual([
      "One two. Three four.",
      "Three four. Five six.",
      "Five six. Seven eight.",
    ]);
    expect(texts([text], 2 + 4, 1)).toEqual(["One two. Three four.", "Five six. Seven eight."]);
  });

  it("leaves out what has no letter and no digit", () => {
    expect(texts(["* * *", "-----", "7"], 10)).toEqual(["7"]);
  });

  it("keeps to the limit and loses no letter, whatever the text", () => {
    let state = 7;
    const random = (below: number) => {
      state = (state * 1103515245 + 12345) % 2 ** 31;
      return state % below;
    };
    const bits = [
      "word",
      "a",
      "pneumonoultramicroscopic",
      ". ",
      "\n",
      "\n\n",
      "# Head\n",
      "東京。",
      "! ",
      " ",
      "😀x",
    ];
    const letters = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, "");
    for (let round = 0; round < 300; round++) {
      const text = Array.from({ length: random(80) }, () => bits[random(bits.length)]).join(
        random(2) ? " " : "",
      );
      const limit = 4 + random(8);
      const parts = split([text], limit);
      for (const part of parts) {
        expect(count(part.text)).toBeLessThanOrEqual(limit);
        expect(text.startsWith(part.text, part.offset)).toBe(true);
      }
      expect(parts.map((part) => letters(part.text)).join("")).toBe(letters(text));
      const repeated = split([text], limit, 2);
      for (const part of repeated) expect(count(part.text)).toBeLessThanOrEqual(limit);
      // Each begins at or before the end of the one before it: nothing between them is lost.
      let end = 0;
      for (const part of repeated) {
        expect(letters(text.slice(end, part.offset))).toBe("");
        end = part.offset + part.text.length;
      }
    }
  });
});
