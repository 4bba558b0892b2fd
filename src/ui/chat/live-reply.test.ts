import { describe, expect, it } from "vitest";
import type { StreamItem } from "../../schemas/index.ts";
import { addItem, liveWords, startReply } from "./live-reply.ts";

const at = { id: "message-1", date: "d" };
const run = (...items: StreamItem[]) => items.reduce((reply, item) => addItem(reply, item, 5), startReply());

describe("a live reply", () => {
  it("gathers thoughts and words as they come", () => {
    const reply = run(
      { internal_monologue: "let ", ...at },
      { internal_monologue: "me", ...at },
      { function_call: { name: "send_message" }, ...at },
      { function_call: { arguments: '{"mess' }, ...at },
      { function_call: { arguments: 'age":"Hello th' }, ...at },
    );
    expect(reply.piece).toMatchObject({ message_id: "message-1", monologue: "let me", call: "send_message" });
    expect(liveWords(reply.piece)).toBe("Hello th");
  });

  it("has no words for other calls", () => {
    const reply = run({
      function_call: { name: "archival_memory_search", arguments: '{"query":"x"}' },
      ...at,
    });
    expect(liveWords(reply.piece)).toBeNull();
  });

  it("forgets what a broken try had written", () => {
    const reply = run(
      { internal_monologue: "half", ...at },
      { notice: { type: "retry", attempt: 1, max_attempts: 3, delay_ms: 1000, reason: "busy" } },
      { notice: { type: "generation-start", step: 1 } },
    );
    expect(reply.piece.monologue).toBe("");
    expect(reply.notice).toMatchObject({ type: "retry" });
    expect(addItem(reply, { internal_monologue: "again", ...at }, 9)).toMatchObject({
      notice: null,
      piece: { monologue: "again" },
    });
  });

  it("keeps what must be said, and the error", () => {
    const reply = run(
      { notice: { type: "summary-start" } },
      { notice: { type: "summary-end", folded: 4, without_summary: true } },
      { error: { code: "llm_offline", message: "Offline.", hint: null, status: 502 } },
      "[DONE]",
    );
    expect(reply).toMatchObject({
      done: true,
      notice: null,
      remarks: [{ folded: 4 }],
      error: { code: "llm_offline" },
    });
  });
});
