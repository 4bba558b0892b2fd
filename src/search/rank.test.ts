import { describe, expect, it } from "vitest";
import { rank } from "./rank.ts";
import { queryTerms, termsOf } from "./terms.ts";
import { WordIndex } from "./word-index.ts";

function indexOf(prefix: string, texts: string[]): WordIndex {
  const index = new WordIndex();
  index.add(texts.map((text, at) => ({ id: `${prefix}${at}`, group: "", time: null, terms: termsOf(text) })));
  return index;
}

const NOTES = [
  "Nora keeps the cellar key behind the clock.",
  "The weather in Oslo was wet.",
  "Nora likes Darjeeling tea.",
  "A train leaves at nine.",
  "The boat needs paint.",
  "Nothing much happened.",
  "Nothing at all happened.",
];
const ids = (found: { id: string }[]) => found.map((one) => one.id);

describe("the order of what is found", () => {
  const notes = indexOf("n", NOTES);

  it("goes by rare words rather than by common ones", () => {
    expect(ids(rank([notes], queryTerms("Where is Nora's key?"), [], 1))).toEqual(["n0"]);
    expect(ids(rank([notes], queryTerms("Does Nora paint?"), [], 1))).toEqual(["n4"]);
  });

  it("lets what stands beside a match follow it, with less", () => {
    const [first, second] = rank([notes], queryTerms("boat"), [], 10);
    expect(first).toMatchObject({ id: "n4" });
    expect(["n3", "n5"]).toContain(second?.id);
    expect(second?.words).toBeLessThan(first?.words ?? 0);
  });

  it("finds by meaning alone what has no word of the question", () => {
    const nearest = [
      { id: "n0", score: 0.6 },
      { id: "n3", score: 0.1 },
    ];
    expect(rank([notes], queryTerms("unlock basement"), nearest, 1)[0]).toMatchObject({
      id: "n0",
      words: 0,
      meaning: 0.6,
    });
  });

  it("does not let meaning outvote a question's rare words", () => {
    const nearest = [
      { id: "n1", score: 0.9 },
      { id: "n4", score: 0.2 },
    ];
    expect(rank([notes], queryTerms("boat paint"), nearest, 1)[0]).toMatchObject({ id: "n4", meaning: 0.2 });
  });

  it("weighs several spaces as one: a word is as rare as it is in all of them", () => {
    const boats = indexOf("b", ["A boat.", "The boat of Nora.", "Boats and boats."]);
    expect(ids(rank([notes, boats], queryTerms("Nora boat"), [], 1))).toEqual(["b1"]);
  });

  it("keeps what an unfinished index does not have, by its meaning", () => {
    const found = rank([new WordIndex()], queryTerms("anything"), [{ id: "new", score: 0.4 }], 5);
    expect(found).toMatchObject([{ id: "new", words: 0, meaning: 0.4 }]);
  });

  it("gives no more than asked, no score outside 0 to 1, and nothing for nothing", () => {
    const nearest = NOTES.map((_, at) => ({ id: `n${at}`, score: 1 - at / 10 }));
    const found = rank([notes], queryTerms("Nora keeps the cellar key behind the clock"), nearest, 3);
    expect(found).toHaveLength(3);
    for (const { score } of found) expect(score >= 0 && score <= 1).toBe(true);
    expect(rank([notes], queryTerms("zebra"), [], 3)).toEqual([]);
    expect(rank([], queryTerms("zebra"), [], 3)).toEqual([]);
    expect(rank([notes], [], [{ id: "n1", score: Number.NaN }], 0)).toEqual([]);
  });
});
