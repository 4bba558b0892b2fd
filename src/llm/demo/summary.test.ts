import { describe, expect, it } from "vitest";
import { summarize } from "./summary.ts";

const transcript = [
  'user: {\n  "type": "user_message",\n  "message": "I am \\"Ada\\" and I live in Oslo",\n  "time": "now"\n}',
  'assistant: I write it down.\ncore_memory_append{"name":"human","content":"Lives in: Oslo","request_heartbeat":true}',
  'tool: {\n  "status": "OK",\n  "message": "None",\n  "time": "now"\n}',
  'assistant: I keep it.\narchival_memory_insert{"content":"The key is here"}',
].join("\n");

describe("summarize", () => {
  it("lists what was said, noted and archived, and says that it is a list", () => {
    const summary = summarize([
      { role: "system", content: "Summarise." },
      { role: "user", content: transcript },
    ]);
    expect(summary).toContain("scripted demo");
    expect(summary).toContain('“I am "Ada" and I live in Oslo”');
    expect(summary).toContain("Lives in: Oslo");
    expect(summary).toContain("archived 1 text.");
  });

  it("reads messages that are given one by one, too", () => {
    const summary = summarize([
      { role: "user", content: '{"type": "user_message", "message": "Hello you"}' },
      {
        role: "assistant",
        content: "thought",
        tool_calls: [
          {
            id: "1",
            type: "function",
            function: { name: "core_memory_append", arguments: '{"name":"human","content":"Name: Ada"}' },
          },
        ],
      },
    ]);
    expect(summary).toContain("“Hello you”");
    expect(summary).toContain("Name: Ada");
  });

  it("stays under 100 words, also for summaries of summaries and for nothing at all", () => {
    const many = Array.from(
      { length: 300 },
      (_, index) => `{"type": "user_message", "message": "message ${index} ${"word ".repeat(50)}"}`,
    );
    for (const content of [
      many.join("\n"),
      `Earlier: ${"word ".repeat(500)}\nLater: more`,
      "",
      '{{{{"content": "',
    ]) {
      const summary = summarize([{ role: "user", content }]);
      expect(summary.split(" ").length).toBeLessThan(100);
      expect(summary).toContain("scripted demo");
    }
  });
});
