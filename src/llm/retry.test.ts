import { describe, expect, it } from "vitest";
import { LLMError, type LLMErrorCode } from "./errors.ts";
import { FailedAttempt, readRetryAfter, sleep, withRetries } from "./retry.ts";

const NOW = Date.parse("2026-11-23T12:00:00Z");

describe("the endpoint's wish when to be asked again", () => {
  it.each<[Record<string, string>, number | null]>([
    [{}, null],
    [{ "retry-after": "7" }, 7000],
    [{ "retry-after": "0.5" }, 500],
    [{ "retry-after": "Mon, 23 Nov 2026 12:00:20 GMT" }, 20_000],
    [{ "retry-after": "Mon, 23 Nov 2026 11:00:00 GMT" }, 0],
    [{ "retry-after": "soon" }, null],
    [{ "retry-after-ms": "120", "retry-after": "60" }, 120],
  ])("%j is %s ms", (headers, ms) => {
    expect(readRetryAfter(new Headers(headers), NOW)).toBe(ms);
  });
});

/** Runs an attempt that always fails in one way; gives the waits. */
async function failing(code: LLMErrorCode, retryAfterMs: number | null = null, random = 0.5) {
  const waits: number[] = [];
  let tries = 0;
  const run = withRetries(
    async () => {
      tries += 1;
      throw new FailedAttempt(new LLMError(code, "no"), retryAfterMs);
    },
    { sleep: async (ms) => void waits.push(ms), random: () => random },
  );
  await expect(run).rejects.toMatchObject({ code });
  return { waits, tries };
}

describe("trying again", () => {
  it("waits longer each time, within bounds", async () => {
    expect((await failing("llm_server_error")).waits).toEqual([1000, 2000, 4000, 8000, 16_000]);
    expect((await failing("llm_server_error", null, 0)).waits[0]).toBe(750);
    expect((await failing("llm_server_error", null, 1)).waits[0]).toBe(1250);
  });

  it("never waits more than five minutes in all", async () => {
    const { waits } = await failing("llm_rate_limited");
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(300_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(60_000);
    expect((await failing("llm_rate_limited", 301_000)).tries).toBe(1);
  });

  it.each<LLMErrorCode>(["llm_wrong_key", "llm_no_credit", "llm_no_such_model", "llm_bad_request"])(
    "does not where it cannot help: %s",
    async (code) => {
      expect((await failing(code)).tries).toBe(1);
    },
  );

  it("gives what the attempt that succeeds gives", async () => {
    let tries = 0;
    const told: number[] = [];
    const value = await withRetries(
      async () => {
        if (++tries < 3) throw new FailedAttempt(new LLMError("llm_stream_dropped", "cut"), 5);
        return "answer";
      },
      { sleep: async () => {}, random: () => 0, onRetry: ({ attempt }) => told.push(attempt) },
    );
    expect([value, told]).toEqual(["answer", [1, 2]]);
  });

  it("ends its wait when it is stopped", async () => {
    const controller = new AbortController();
    const waiting = sleep(60_000, controller.signal);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: "cancelled" });
    await expect(sleep(1, controller.signal)).rejects.toMatchObject({ code: "cancelled" });
  });
});
