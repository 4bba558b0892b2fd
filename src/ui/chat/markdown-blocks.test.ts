import { describe, expect, it } from "vitest";
import { splitBlocks } from "./markdown-blocks.ts";

describe("splitBlocks", () => {
  it("splits at blank lines, keeping fences and lists whole", () => {
    const text = "One\ntwo\n\n```js\na\n\nb\n```\n\n- x\n\n- y\n\n  more\n\nEnd";
    expect(splitBlocks(text)).toEqual([
      "One\ntwo\n",
      "```js\na\n\nb\n```\n",
      "- x\n\n- y\n\n  more\n",
      "End",
    ]);
  });

  it("closes a fence that is still open", () => {
    expect(splitBlocks("Look:\n\n```py\nprint(1)")).toEqual(["Look:\n", "```py\nprint(1)\n```"]);
    expect(splitBlocks("````\n```\nx")).toEqual(["````\n```\nx\n````"]);
  });

  it("keeps what came before the same while more comes", () => {
    const text = "First.\n\n- a\n- b\n\nLast one here";
    for (let at = 8; at < text.length; at++) expect(splitBlocks(text.slice(0, at))[0]?.trim()).toBe("First.");
  });

  it("gives nothing for nothing", () => {
    expect(splitBlocks("")).toEqual([]);
    expect(splitBlocks("\n\n")).toEqual([]);
  });
});
