import { describe, expect, it } from "vitest";
import { splitText } from "./split-text.ts";

/** A token a word, plus one for every eight letters of it. */
const count = (text: string) =>
  (text.match(/\S+/g) ?? []).reduce((sum, word) => sum + 1 + Math.floor(word.length / 8), 0);
const letters = (text: string) => text.replace(/\s/g, "");

describe("splitText", () => {
  it("leaves a short text whole", () => {
    expect(splitText("One. Two.\n\nThree.", 50, count)).toEqual(["One. Two.\n\nThree."]);
  });

  it("splits at sections, then at sentences", () => {
    const text =
      "First one here. Second one here.\n\nThird section is about cats.\n\n# Dogs\nDogs bark. Dogs run.";
    expect(splitText(text, 6, count)).toEqual([
      "First one here. Second one here.",
      "Third section is about cats.",
      "# Dogs\nDogs bark. Dogs run.",
    ]);
    expect(splitText(text, 4, count)[0]).toBe("First one here.");
  });

  it("splits a giant sentence at words and a giant word at letters", () => {
    expect(splitText("a b c d e f", 2, count)).toEqual(["a b", "c d", "e f"]);
    const parts = splitText("x".repeat(100), 3, count);
    expect(parts.every((part) => count(part) <= 3)).toBe(true);
    expect(parts.join("")).toBe("x".repeat(100));
    expect(splitText("😀".repeat(40), 3, count).join("")).toBe("😀".repeat(40));
  });

  it("gives nothing for nothing", () => {
    expect(splitText("", 5, count)).toEqual([]);
    expect(splitText(" \n\n ", 5, count)).toEqual([]);
  });

  it("loses no letter and keeps to the limit, whatever the text", () => {
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
      "é",
    ];
    for (let round = 0; round < 200; round++) {
      const text = Array.from({ length: random(80) }, () => bits[random(bits.length)]).join(
        random(2) ? " " : "",
      );
      const limit = 4 + random(10);
      const parts = splitText(text, limit, count);
      expect(letters(parts.join(""))).toBe(letters(text));
      for (const part of parts) {
        expect(part.trim()).toBe(part);
        expect(count(part)).toBeLessThanOrEqual(limit);
      }
    }
  });
});
