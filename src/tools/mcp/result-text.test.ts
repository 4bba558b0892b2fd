import { describe, expect, it } from "vitest";
import { mcpResultText } from "./result-text.ts";

describe("mcpResultText", () => {
  it("joins texts", () => {
    expect(
      mcpResultText({
        content: [
          { type: "text", text: "one" },
          { type: "text", text: "" },
          { type: "text", text: "two" },
        ],
      }),
    ).toBe("one\ntwo");
    expect(mcpResultText({ content: [] })).toBe("None");
  });

  it("gives structured content as JSON, once", () => {
    const structuredContent = { sum: 3 };
    expect(mcpResultText({ content: [], structuredContent })).toBe('{"sum":3}');
    expect(mcpResultText({ content: [{ type: "text", text: '{\n  "sum": 3\n}' }], structuredContent })).toBe(
      '{\n  "sum": 3\n}',
    );
    expect(mcpResultText({ content: [{ type: "text", text: "three" }], structuredContent })).toBe(
      'three\n{"sum":3}',
    );
  });

  it("describes what is no text, and gives the text of a resource", () => {
    const data = btoa("12345");
    expect(
      mcpResultText({
        content: [
          { type: "image", data, mimeType: "image/png" },
          { type: "audio", data, mimeType: "audio/wav" },
          { type: "resource_link", name: "log", uri: "file:///log", description: "Of today" },
          { type: "resource", resource: { uri: "file:///a.md", mimeType: "text/markdown", text: "# A" } },
          { type: "resource", resource: { uri: "file:///b", blob: data } },
        ],
      }).split("\n"),
    ).toEqual([
      "[image: image/png, 5 bytes, not shown]",
      "[audio: audio/wav, 5 bytes, not shown]",
      "[resource: log, file:///log, Of today; not fetched]",
      "[resource: file:///a.md text/markdown]",
      "# A",
      "[resource: file:///b, 5 bytes, not shown]",
    ]);
  });
});
