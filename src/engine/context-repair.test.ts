import { describe, expect, it } from "vitest";
import type { Message } from "../schemas/index.ts";
import { findContextDamage } from "./context-repair.ts";

let count = 0;
function message(fields: Partial<Message>): Message {
  return {
    id: `message-${++count}`,
    role: "user",
    text: "",
    user_id: null,
    agent_id: "agent-1",
    model: null,
    name: null,
    created_at: "2026-01-01T00:00:00Z",
    tool_calls: null,
    tool_call_id: null,
    ...fields,
  };
}
const call = (id: string) => ({ id, type: "function" as const, function: { name: "f", arguments: "{}" } });

describe("findContextDamage", () => {
  it("finds nothing in a sound context", () => {
    const messages = [
      message({ role: "system" }),
      message({ role: "assistant", tool_calls: [call("a"), call("b")] }),
      message({ role: "tool", tool_call_id: "a" }),
      message({ role: "tool", tool_call_id: "b" }),
      message({}),
    ];
    expect(findContextDamage(messages)).toEqual({ missing: [], orphanIds: [] });
  });

  it("finds a call without its return, also at the end", () => {
    const first = message({ role: "assistant", tool_calls: [call("a"), call("b")] });
    const answered = message({ role: "tool", tool_call_id: "a" });
    const last = message({ role: "assistant", tool_calls: [call("c")] });
    const { missing } = findContextDamage([first, answered, message({}), last]);
    expect(missing).toEqual([
      { call: call("b"), afterId: answered.id },
      { call: call("c"), afterId: last.id },
    ]);
  });

  it("finds a return without its call", () => {
    const orphan = message({ role: "tool", tool_call_id: "x" });
    expect(findContextDamage([message({ role: "system" }), orphan]).orphanIds).toEqual([orphan.id]);
  });
});
