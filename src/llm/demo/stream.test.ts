import { describe, expect, it } from "vitest";
import { CancelledError } from "../../schemas/index.ts";
import type { CompletionDelta } from "../provider.ts";
import { streamReply, timerSleep, toPieces } from "./stream.ts";

describe("toPieces", () => {
  it.each([
    "",
    " ",
    "one two  three\n\nfour",
    "我".repeat(100),
    "🦊".repeat(50),
    " lead and trail ",
    "x".repeat(1000),
  ])("adds up to %j", (text) => {
    const pieces = toPieces(text);
    expect(pieces.join("")).toBe(text);
    // Half a character cannot be encoded.
    for (const piece of pieces) expect(() => encodeURIComponent(piece)).not.toThrow();
  });
  it("gives a long text in larger pieces, not in more of them", () => {
    const text = "word ".repeat(50_000);
    expect(toPieces(text).length).toBeLessThanOrEqual(400);
    expect(toPieces(text).join("")).toBe(text);
  });
});

describe("streamReply", () => {
  const reply = {
    content: "I think so.",
    calls: [{ name: "send_message", arguments: '{"message":"Hello there"}' }],
  };

  it("gives content, then the name once, then arguments that add up", async () => {
    const deltas: CompletionDelta[] = [];
    const waits: number[] = [];
    await streamReply(
      reply,
      { onDelta: (delta) => deltas.push(delta) },
      { sleep: async (ms) => void waits.push(ms), delayMs: 5, now: () => 0 },
    );
    const text = deltas.map((delta) => (delta.type === "content" ? delta.text : "")).join("");
    const args = deltas.map((delta) => (delta.type === "tool-call" ? (delta.arguments ?? "") : "")).join("");
    expect(text).toBe(reply.content);
    expect(args).toBe(reply.calls[0]?.arguments);
    expect(deltas.filter((delta) => delta.type === "tool-call" && delta.name)).toHaveLength(1);
    expect(waits).toEqual(deltas.map(() => 5));
  });

  it("stops when it is told to", async () => {
    const controller = new AbortController();
    const deltas: CompletionDelta[] = [];
    const streaming = streamReply(
      reply,
      {
        signal: controller.signal,
        onDelta: (delta) => {
          deltas.push(delta);
          if (deltas.length === 2) controller.abort();
        },
      },
      { sleep: timerSleep, delayMs: 1, now: () => 0 },
    );
    await expect(streaming).rejects.toBeInstanceOf(CancelledError);
    expect(deltas).toHaveLength(2);
  });

  it("does not wait on timers that a background tab holds back", async () => {
    let time = 0;
    let waits = 0;
    const sleep = async () => {
      waits++;
      time += 1000;
    };
    await streamReply(reply, {}, { sleep, delayMs: 5, now: () => time });
    expect(waits).toBe(1);
  });
});

describe("timerSleep", () => {
  it("rejects at once when it is cancelled", async () => {
    const controller = new AbortController();
    const sleeping = timerSleep(60_000, controller.signal);
    controller.abort();
    await expect(sleeping).rejects.toBeInstanceOf(CancelledError);
    await expect(timerSleep(1, controller.signal)).rejects.toBeInstanceOf(CancelledError);
    await expect(timerSleep(1)).resolves.toBeUndefined();
  });
});
