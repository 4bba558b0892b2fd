import { describe, expect, it } from "vitest";
import { type IndexedText, WordIndex } from "./word-index.ts";

const text = (seq: number, terms: string, group = "own"): IndexedText => ({
  id: `p${seq}`,
  group,
  time: null,
  terms: terms.split(" "),
});

const options = { average: 2, lengthWeight: 0, nearby: [0.5, 0.25] };

/** Weights by id. */
const weights = (index: WordIndex, term: string) => {
  const into = new Float64Array(index.entries);
  const touched = index.addWeights(term, options, into);
  expect(new Set(touched).size).toBe(touched.length);
  return Object.fromEntries(touched.map((entry) => [index.idAt(entry), into[entry]]).sort());
};

describe("an index of words", () => {
  it("gives neighbours of the same group a share, by distance", () => {
    const index = new WordIndex();
    index.add([text(1, "a"), text(2, "b"), text(3, "cat cat"), text(4, "d"), text(5, "e"), text(6, "f")]);
    expect(weights(index, "cat")).toEqual({ p1: 0.5, p2: 1, p3: 2, p4: 1, p5: 0.5 });
    expect(weights(index, "dog")).toEqual({});
    expect(index.frequency("cat")).toBe(1);
  });

  it("knows no neighbours across groups, however the two are mixed", () => {
    const index = new WordIndex();
    index.add([text(1, "cat", "one"), text(2, "x", "two"), text(3, "y", "one"), text(4, "z", "two")]);
    expect(weights(index, "cat")).toEqual({ p1: 1, p3: 0.5 });
  });

  it("knows no neighbours across a pause", () => {
    const index = new WordIndex();
    const hour = 3_600_000;
    index.add([
      { ...text(1, "cat"), time: 0 },
      { ...text(2, "x"), time: 60_000 },
      { ...text(3, "y"), time: 2 * hour },
    ]);
    expect(weights(index, "cat")).toEqual({ p1: 1, p2: 0.5 });
    const again = new WordIndex(index.pack());
    again.add([{ ...text(4, "z"), time: 9 * hour }]);
    expect(weights(again, "cat")).toEqual({ p1: 1, p2: 0.5 });
    expect(weights(again, "y")).toEqual({ p3: 1 });
  });

  it("forgets what is removed, and closes the gap", () => {
    const index = new WordIndex();
    index.add([text(1, "cat"), text(2, "b"), text(3, "dog")]);
    index.remove("p2");
    index.remove("nobody");
    expect(weights(index, "cat")).toEqual({ p1: 1, p3: 0.5 });
    expect(index.frequency("b")).toBe(0);
    expect(index.size).toBe(2);
    index.remove("p3");
    index.add([text(4, "owl")]);
    expect(weights(index, "cat")).toEqual({ p1: 1, p4: 0.5 });
  });

  it("is the same after it was packed, and goes on from there", () => {
    const index = new WordIndex();
    index.add([text(1, "cat owl"), text(2, "b"), text(3, "owl owl", "other"), text(4, "d")]);
    index.remove("p2");
    const again = new WordIndex(structuredClone(index.pack()));
    for (const term of ["cat", "owl", "b", "d"]) expect(weights(again, term)).toEqual(weights(index, term));
    expect(again.size).toBe(3);
    expect(again.totalLength).toBe(index.totalLength);
    for (const one of [index, again]) one.add([text(5, "cat")]);
    again.remove("p1");
    index.remove("p1");
    expect(weights(again, "cat")).toEqual(weights(index, "cat"));
    expect(again.ids).toEqual(index.ids);
  });
});
