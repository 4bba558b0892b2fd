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
