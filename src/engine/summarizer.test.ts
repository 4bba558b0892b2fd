import { describe, expect, it } from "vitest";
import type { Message, MessageRole } from "../schemas/index.ts";
import { findCut } from "./summarizer.ts";

const buffer = (roles: MessageRole[]): Message[] =>
  roles.map((role, index) => ({
    id: `message-${index}`,
    role,
    text: null,
    user_id: null,
    agent_id: null,
    model: null,
    name: null,
    created_at: "",
    tool_calls: null,
    tool_call_id: null,
  }));

describe("findCut", () => {
  it("covers more than three quarters of the buffer and keeps the last three", () => {
    const messages = buffer(["system", ...Array<MessageRole>(12).fill("assistant")]);
    const cut = findCut(
      messages,
      messages.map(() => 10),
    );
    expect(cut).toBe(9);
    expect(findCut(messages, [999, ...Array<number>(11).fill(1), 5000])).toBe(9);
  });

  it("moves one on where the cut falls on a user message", () => {
    const roles: MessageRole[] = [
      "system",
      "assistant",
      "assistant",
      "user",
      "assistant",
      "assistant",
      "assistant",
      "assistant",
    ];
    expect(findCut(buffer(roles), [0, 10, 10, 100, 1, 1, 1, 1])).toBe(4);
  });

  it("never leaves a tool message first", () => {
    const roles: MessageRole[] = [
      "system",
      "user",
      "assistant",
      "tool",
      "tool",
      "assistant",
      "assistant",
      "tool",
      "user",
    ];
    const cut = findCut(buffer(roles), [0, 10, 10, 100, 5, 5, 5, 5, 5]);
    expect(roles[cut]).not.toBe("tool");
    expect(cut).toBe(5);
  });

  it("folds a giant that stands first instead of being stuck before it", () => {
    const messages = buffer(["system", ...Array<MessageRole>(6).fill("assistant")]);
    expect(findCut(messages, [0, 5000, 10, 10, 10, 10, 10])).toBe(3);
  });

  it("folds nothing of a short buffer", () => {
    expect(findCut(buffer(["system", "user", "assistant", "tool"]), [1, 1, 1, 1])).toBe(1);
  });
});
