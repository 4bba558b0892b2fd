import { describe, expect, it } from "vitest";
import { boundedFetch, MAX_ANSWER_BYTES } from "./bounded-fetch.ts";

describe("boundedFetch", () => {
  const sent: (RequestInit | undefined)[] = [];
  const send = boundedFetch(async (_url, init) => {
    sent.push(init);
    return new Response("x".repeat(Number(new Headers(init?.headers).get("x-size") ?? 1)));
  });

  it("sends no cookies, and keeps the answer as it is", async () => {
    const response = await send("https://mcp.test/", { method: "POST" });
    expect(await response.text()).toBe("x");
    expect(sent.at(-1)?.credentials).toBe("omit");
  });

  it("stops at an answer that is too large", async () => {
    const headers = { "x-size": String(MAX_ANSWER_BYTES + 1) };
    const response = await send("https://mcp.test/", { method: "POST", headers });
    await expect(response.text()).rejects.toThrow("larger than 8 MB");
  });

  it("declines the stream for notices, and lets a broken one be taken up", async () => {
    const before = sent.length;
    expect((await send("https://mcp.test/", { method: "GET" })).status).toBe(405);
    expect(sent.length).toBe(before);
    const resumed = await send("https://mcp.test/", { method: "GET", headers: { "Last-Event-ID": "7" } });
    expect(resumed.status).toBe(200);
  });
});
