import { describe, expect, it } from "vitest";
import {
  type ConversationMessage,
  foldedCount,
  readArguments,
  toEntries,
  usageOfTurns,
} from "./conversation-entries.ts";

let seq = 0;
function message(fields: Partial<ConversationMessage>): ConversationMessage {
  seq++;
  return {
    id: `message-${seq}`,
    seq,
    role: "user",
    text: null,
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
const says = (type: string, rest: object) => message({ text: JSON.stringify({ type, ...rest, time: "t" }) });
const calls = (thought: string | null, name: string, args: object | string) =>
  message({
    role: "assistant",
    text: thought,
    tool_calls: [
      {
        id: "c",
        type: "function",
        function: { name, arguments: typeof args === "string" ? args : JSON.stringify(args) },
      },
    ],
  });
const returns = (status: string, value: string | null) =>
  message({ role: "tool", text: JSON.stringify({ status, message: value, time: "t" }), tool_call_id: "c" });

describe("toEntries", () => {
  it("makes one turn of all steps between two messages of the person", () => {
    const entries = toEntries([
      says("user_message", { message: "I moved" }),
      calls("save it", "core_memory_append", { name: "human", content: "Moved", request_heartbeat: true }),
      returns("OK", "None"),
      says("heartbeat", { reason: "go" }),
      calls("answer", "send_message", { message: "Noted" }),
      returns("OK", "None"),
      says("user_message", { message: "Thanks" }),
    ]);
    expect(entries.map((entry) => entry.kind)).toEqual(["person", "turn", "person"]);
    expect(entries[1]).toMatchObject({
      said: ["Noted"],
      steps: [
        {
          thought: "save it",
          calls: [
            {
              name: "core_memory_append",
              args: [
                ["name", "human"],
                ["content", "Moved"],
              ],
              returned: "None",
              failed: false,
            },
          ],
        },
        { thought: "answer" },
      ],
    });
  });

  it("keeps system messages out and shows events quietly", () => {
    const entries = toEntries([
      message({ role: "system", text: "S" }),
      says("login", { last_login: "x" }),
      says("system_alert", {
        message: "Note: prior messages (3 of 9)\nsummary of the previous 16 messages:\n x",
      }),
      says("system_alert", { message: "Warning" }),
      says("heartbeat", { reason: "timed" }),
    ]);
    expect(entries.map((entry) => (entry.kind === "event" ? entry.event : entry.kind))).toEqual([
      "login",
      "summary",
      "alert",
      "heartbeat",
    ]);
  });

  it("does with odd content", () => {
    const entries = toEntries([
      message({ text: "plain words" }),
      message({ text: "{not json" }),
      message({ role: "tool", text: "orphan" }),
      calls(null, "send_message", '{"message": "unfinished'),
      message({ role: "tool", text: "no json" }),
      message({ role: "assistant", text: "only a thought" }),
    ]);
    expect(entries).toMatchObject([
      { kind: "person", text: "plain words" },
      { kind: "person", text: "{not json" },
      {
        kind: "turn",
        said: [],
        steps: [{ calls: [{ returned: "no json" }] }, { thought: "only a thought" }],
      },
    ]);
  });

  it("marks a failed call", () => {
    const [turn] = toEntries([calls("t", "nope", {}), returns("Failed", "No function named nope")]);
    expect(turn).toMatchObject({
      steps: [{ calls: [{ failed: true, returned: "No function named nope" }] }],
    });
  });
});

describe("small readers", () => {
  it("read arguments and counts", () => {
    expect(readArguments('{"a":1,"b":{"c":2},"request_heartbeat":true}')).toEqual([
      ["a", "1"],
      ["b", '{\n  "c": 2\n}'],
    ]);
    expect(readArguments("broken {")).toEqual([["", "broken {"]]);
    expect(foldedCount("no summary of the 12 messages folded last")).toBe("12");
    expect(foldedCount("nothing")).toBe("");
  });
});

describe("usageOfTurns", () => {
  const usage = (total_tokens: number, cost: number | null) => ({
    prompt_tokens: total_tokens - 1,
    completion_tokens: 1,
    total_tokens,
    step_count: 1,
    cost,
  });

  it("takes the steps of a turn together, and guesses no price", () => {
    const messages = [
      says("user_message", { message: "a" }),
      calls(null, "core_memory_append", {}),
      returns("OK", null),
      calls(null, "send_message", { message: "b" }),
      says("user_message", { message: "c" }),
      calls(null, "send_message", { message: "d" }),
      says("user_message", { message: "e" }),
      calls(null, "send_message", { message: "f" }),
    ];
    const ids = messages.filter(({ role }) => role === "assistant").map(({ id }) => id);
    const [first, second, third] = ids as [string, string, string, string];
    const turns = usageOfTurns(toEntries(messages), {
      [first]: usage(100, 0.1),
      [second]: usage(200, 0.2),
      [third]: { ...usage(50, null), estimated: true },
    });
    expect([...turns.keys()]).toEqual([first, third]);
    expect(turns.get(first)).toMatchObject({ total_tokens: 300, step_count: 2, cost: 0.1 + 0.2 });
    expect(turns.get(third)).toMatchObject({ total_tokens: 50, cost: null, estimated: true });
  });
});
