import { describe, expect, it } from "vitest";
import { functionSource } from "./function-source.ts";
import { readToolSource } from "./read-tool-source.ts";

const holder = {
  add(a: number, b: number) {
    return a + b;
  },
  async later(text: string) {
    return text;
  },
};

describe("functionSource", () => {
  it.each([
    [
      "a declaration",
      function double(x: number) {
        return x * 2;
      },
      /^function double\(x\)/,
    ],
    ["an arrow function", { half: (x: number) => x / 2 }.half, /^const half = /],
    ["a method", holder.add, /^function add\(a, b\)/],
    ["an async method", holder.later, /^async function later\(text\)/],
  ])("gives %s a name", (_what, func, pattern) => {
    expect(functionSource(func as never, null)).toMatch(pattern);
  });

  it("names what has no name", () => {
    expect(
      functionSource(
        (
          () => (x: number) =>
            x
        )() as never,
        "same",
      ),
    ).toMatch(/^const same = /);
    expect(() =>
      functionSource(
        (
          () => () =>
            1
        )() as never,
        null,
      ),
    ).toThrow("no name");
  });

  it("refuses what has no source", () => {
    expect(() => functionSource(Math.max as never, null)).toThrow("no source");
    expect(() => functionSource(class A {} as never, null)).toThrow("class");
  });

  it("keeps the doc comment that stands in the body", async () => {
    const func = new Function(
      "return function greet(name) {\n  /**\n   * Greets somebody.\n   * @param {string} name Who.\n   */\n  return 'Hi ' + name;\n}",
    )();
    const { json_schema, problems } = await readToolSource({
      language: "javascript",
      source_code: functionSource(func, null),
    });
    expect(problems).toEqual([]);
    expect(json_schema).toMatchObject({ name: "greet", description: "Greets somebody." });
  });
});
