import { describe, expect, it } from "vitest";
import { blockSchema } from "../schemas/index.ts";
import { blockWithoutChange, withoutChange } from "./undo-change.ts";

const lines = (...parts: string[]) => parts.join("\n");

describe("one change is taken back, and what came after it stays:", () => {
  it("lines that were added go", () => {
    expect(
      withoutChange("Name: Ada", lines("Name: Ada", "Likes tea"), lines("Name: Ada", "Likes tea", "Oslo")),
    ).toBe(lines("Name: Ada", "Oslo"));
  });

  it("lines that were replaced are what they were", () => {
    expect(
      withoutChange(
        lines("Name: ?", "Lives in Oslo"),
        lines("Name: Ada", "Lives in Oslo"),
        lines("Name: Ada", "Lives in Bergen", "Likes tea"),
      ),
    ).toBe(lines("Name: ?", "Lives in Bergen", "Likes tea"));
  });

  it("lines that were taken come back between those they stood between", () => {
    expect(withoutChange(lines("a", "b", "c"), lines("a", "c"), lines("new", "a", "c", "more"))).toBe(
      lines("new", "a", "b", "c", "more"),
    );
  });

  it("of equal lines the one is meant that stands as it stood", () => {
    expect(withoutChange(lines("x", "y"), lines("x", "tea", "y"), lines("tea", "x", "tea", "y"))).toBe(
      lines("tea", "x", "y"),
    );
  });
});

describe("it is not guessed", () => {
  it("where the lines were changed again", () => {
    expect(withoutChange("Name: ?", "Name: Ada", "Name: Grace")).toBeNull();
  });
  it("where nothing tells which of several is meant", () => {
    expect(withoutChange("a", lines("a", "tea"), lines("tea", "b", "tea", "c"))).toBeNull();
    expect(withoutChange(lines("a", "b", "c"), lines("a", "c"), "else")).toBeNull();
  });
});

it("fields that were changed again keep their newer value", () => {
  const before = blockSchema.parse({ id: "block-1", label: "human", value: "a", limit: 100 });
  const after = { ...before, value: "a\nb", limit: 200, description: "d", metadata_: { read_only: true } };
  const current = { ...after, description: "another" };
  expect(blockWithoutChange(before, after, current)).toEqual({
    ...before,
    description: "another",
  });
});
