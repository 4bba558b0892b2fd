import { describe, expect, it } from "vitest";
import type { ChatMessage, CompletionRequest } from "../provider.ts";
import { isPlaceholder, readCoreBlocks } from "./core-blocks.ts";
import { DEMO_LLM_CONFIG } from "./demo-config.ts";
import { readRequest } from "./read-request.ts";

const request = (...messages: ChatMessage[]): CompletionRequest => ({
  config: DEMO_LLM_CONFIG,
  messages,
  tools: [],
  stream: false,
});
const user = (event: unknown): ChatMessage => ({
  role: "user",
  content: typeof event === "string" ? event : JSON.stringify(event, null, 2),
});
const call = (id: string, name: string, args: string): ChatMessage => ({
  role: "assistant",
  content: "thinking",
  tool_calls: [{ id, type: "function", function: { name, arguments: args } }],
});

describe("readCoreBlocks", () => {
  it("reads each section by its count, whatever stands in it", () => {
    const value = "Name: Ada\n</human>\nLikes: <b>";
    const system = `The <human characters="9/9">\nprose\n</human> section.\nCore memory shown below (…):\n<persona characters="2/2000">\nhi\n</persona>\n<human characters="${value.length}/2000">\n${value}\n</human>`;
    expect(Object.fromEntries(readCoreBlocks(system))).toEqual({
      persona: { value: "hi", limit: 2000 },
      human: { value, limit: 2000 },
    });
  });
  it("reads an empty section, and counts in code points", () => {
    const blocks = readCoreBlocks('<a characters="0/10">\n\n</a>\n<b characters="1/10">\n🦊\n</b>');
    expect(blocks.get("a")?.value).toBe("");
    expect(blocks.get("b")?.value).toBe("🦊");
  });
  it("finds nothing in other shapes", () => {
    expect(readCoreBlocks("human: Ada").size).toBe(0);
    expect(readCoreBlocks("").size).toBe(0);
    expect(readCoreBlocks('<human characters="5/10">\nnever closed').size).toBe(0);
  });
});

describe("isPlaceholder", () => {
  it.each(["Name: not known yet", "Name:", "Name: ?", "unknown", "Likes: unknown so far."])("%s", (line) =>
    expect(isPlaceholder(line)).toBe(true),
  );
  it.each(["Name: Ada", "Likes: the unknown", "Is vegan"])("not: %s", (line) =>
    expect(isPlaceholder(line)).toBe(false),
  );
});

describe("readRequest", () => {
  it("pairs calls with their returns since the person last wrote", () => {
    const view = readRequest(
      request(
        { role: "system", content: "prompt" },
        user({ type: "user_message", message: "one", time: "2026-11-22 …" }),
        call("1", "send_message", '{"message":"hello"}'),
        { role: "tool", tool_call_id: "1", content: '{"status":"OK","message":"None"}' },
        user({ type: "user_message", message: "two", time: "2026-11-23 …" }),
        call("2", "core_memory_append", '{"name":"human","content":"x"}'),
        { role: "tool", tool_call_id: "2", content: '{"status":"Failed","message":"too long"}' },
        user({ type: "heartbeat", reason: "failed", time: "2026-11-23 …" }),
      ),
    );
    expect(view.turn).toEqual({
      text: "two",
      calls: [
        { name: "core_memory_append", args: { name: "human", content: "x" }, ok: false, result: "too long" },
      ],
      alert: null,
      isAnswered: false,
    });
    expect(view).toMatchObject({ earlierTexts: ["one"], earlierReplies: ["hello"], time: "2026-11-23 …" });
  });

  it("knows an alert it has not reacted to, and takes a summary for none", () => {
    const summary = user({
      type: "system_alert",
      message: "Note: prior messages (3 of 9 total messages) have been hidden from view due to …",
    });
    const alert = user({ type: "system_alert", message: "Warning: memory" });
    expect(readRequest(request(summary)).turn.alert).toBeNull();
    expect(readRequest(request(alert)).turn.alert).toBe("Warning: memory");
    expect(readRequest(request(alert, call("1", "x", "{}"))).turn.alert).toBeNull();
  });

  it("reads words without a package, and what is left of a shortened one", () => {
    expect(readRequest(request(user("just words"))).turn.text).toBe("just words");
    const shortened =
      '{\n  "type": "user_message",\n  "message": "Remember this: a\n[... 9 characters left out ...]\nb",\n  "time": "now"\n}';
    expect(readRequest(request(user(shortened))).turn.text).toContain("Remember this: a");
  });

  it.each([
    [[]],
    [[user("")]],
    [[user("{}")]],
    [[user("[1")]],
    [[user("null")]],
    [[{ role: "system", content: null }]],
    [[call("1", "send_message", "{broken")]],
    [[{ role: "tool", content: "stray" }]],
    [[{ role: "tool", tool_call_id: "1", content: "{" }, call("1", "x", "[]")]],
  ] as ChatMessage[][][])("never throws: %j", (messages) =>
    expect(() => readRequest(request(...messages))).not.toThrow(),
  );
});
