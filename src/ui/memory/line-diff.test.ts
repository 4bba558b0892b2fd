import { describe, expect, it } from "vitest";
import { lineDiff } from "./line-diff.ts";

const marks = (before: string, after: string) =>
  lineDiff(before, after).map((line) => ({ same: " ", added: "+", removed: "-" })[line.kind] + line.text);

describe("lineDiff", () => {
  it("tells what was added, removed and replaced", () => {
    expect(marks("a\nb\nc", "a\nc\nd")).toEqual([" a", "-b", " c", "+d"]);
    expect(marks("Name: Ann", "Name: Anna")).toEqual(["-Name: Ann", "+Name: Anna"]);
    expect(marks("same", "same")).toEqual([" same"]);
    expect(marks("", "x")).toEqual(["-", "+x"]);
  });
});

it("texts of thousands of lines that share none are given whole, quickly; what they share is still found", () => {
  const lines = (word: string) => Array.from({ length: 3000 }, (_, n) => `${word} ${n}`);
  const diff = lineDiff(
    ["begin", ...lines("a"), "end"].join("\n"),
    ["begin", ...lines("b"), "end"].join("\n"),
  );
  expect(diff).toHaveLength(6002);
  expect([diff[0], diff[1], diff[3001], diff.at(-1)].map((line) => line?.kind)).toEqual([
    "same",
    "removed",
    "added",
    "same",
  ]);
});
