import { describe, expect, it, vi } from "vitest";
import { grantedFetch } from "./granted-fetch.ts";

const never = new AbortController().signal;
const get = (url: string) => ({ url, method: "GET", headers: {}, body: null });
const answering = (answer: () => Response) =>
  vi.fn(async (_url: URL | RequestInfo, _init?: RequestInit) => answer());

describe("fetch of a tool", () => {
  it.each([
    ["https://api.example.com/x?y", ["api.example.com"]],
    ["http://api.example.com/", ["api.example.com"]],
    ["https://API.example.com:443/", ["api.Example.com"]],
    ["https://api.example.com/", ["api.example.com:443"]],
    ["http://localhost:8080/", ["localhost:8080"]],
    ["http://[::1]:8080/", ["[::1]:8080"]],
    ["https://a.b.example.com/", ["*.example.com"]],
    ["https://a.example.com:8443/", ["*.example.com:8443"]],
    ["https://bücher.example/", ["bücher.example"]],
    ["http://127.1/", ["127.0.0.1"]],
  ])("reaches %s, where %j is granted", async (url, hosts) => {
    const fetch = answering(() => new Response("yes"));
    const answer = await grantedFetch(hosts, { fetch, ownOrigin: "https://app.example" })(get(url), never);
    expect(answer).toMatchObject({ status: 200, body: "yes" });
  });

  it.each([
    ["https://example.com/", []],
    ["https://example.com.evil.test/", ["example.com"]],
    ["https://evil.test/?example.com", ["example.com"]],
    ["https://evilexample.com/", ["*.example.com"]],
    ["https://example.com/", ["*.example.com"]],
    ["https://api.example.com/", ["example.com"]],
    ["https://example.com:8443/", ["example.com"]],
    ["http://localhost:8081/", ["localhost:8080"]],
    ["http://localhost/", ["localhost:8080"]],
    ["http://0x7f.1/", ["example.com"]],
    ["http://[::1]/", ["127.0.0.1"]],
    ["https://example.com./", ["example.com"]],
    ["https://example.com/", ["example.com/path"]],
    ["https://example.com/", ["user@example.com"]],
    ["https://example.com/", ["*"]],
    ["https://example.com/", ["https://example.com"]],
  ])("does not reach %s, where %j is granted", async (url, hosts) => {
    const fetch = answering(() => new Response("no"));
    await expect(
      grantedFetch(hosts, { fetch, ownOrigin: "https://app.example" })(get(url), never),
    ).rejects.toMatchObject({
      code: "host_not_granted",
      message: expect.stringContaining(new URL(url).host),
    });
    expect(fetch).not.toHaveBeenCalled();
  });

  it.each([
    "ftp://example.com/",
    "file:///etc/passwd",
    "data:text/plain,x",
    "blob:https://example.com/x",
    "javascript:alert(1)",
    "https://name:word@example.com/",
    "/v1/agents",
    "",
  ])("refuses the address %s", async (url) => {
    const fetch = answering(() => new Response("no"));
    await expect(grantedFetch(["example.com", ""], { fetch })(get(url), never)).rejects.toMatchObject({
      code: "invalid_input",
    });
    expect(fetch).not.toHaveBeenCalled();
  });

  it("never reaches the app itself, granted or not", async () => {
    const fetch = answering(() => new Response("no"));
    const own = grantedFetch(["localhost:4173"], { fetch, ownOrigin: "http://localhost:4173" });
    await expect(own(get("http://localhost:4173/v1/agents"), never)).rejects.toMatchObject({
      code: "host_not_granted",
    });
    expect(fetch).not.toHaveBeenCalled();
  });

  it("sends no cookies, no referrer and no header of the browser's", async () => {
    const fetch = answering(() => new Response("{}"));
    await grantedFetch(["example.com"], { fetch })(
      {
        url: "https://example.com/",
        method: "POST",
        headers: { Cookie: "a=b", "Sec-Fetch-Site": "none", Host: "evil.test", "X-Mine": "1" },
        body: "text",
      },
      never,
    );
    const [, init] = fetch.mock.calls[0] ?? [];
    expect(init).toMatchObject({
      method: "POST",
      body: "text",
      credentials: "omit",
      referrerPolicy: "no-referrer",
      redirect: "manual",
    });
    expect([...new Headers(init?.headers)]).toEqual([["x-mine", "1"]]);
  });

  it.each([
    [{ ...get("https://example.com/"), method: "CONNECT" }],
    [{ ...get("https://example.com/"), headers: { "bad name": "x" } }],
    [{ ...get("https://example.com/"), headers: { name: "line\nbreak" } }],
    [{ ...get("https://example.com/"), body: { toString: () => "x" } as never }],
    [null as never],
  ])("refuses the request %j", async (request) => {
    const fetch = answering(() => new Response("no"));
    await expect(grantedFetch(["example.com"], { fetch })(request, never)).rejects.toMatchObject({
      code: "invalid_input",
    });
    expect(fetch).not.toHaveBeenCalled();
  });

  it("follows no redirect", async () => {
    const fetch = answering(
      () => new Response(null, { status: 302, headers: { location: "https://evil.test" } }),
    );
    await expect(
      grantedFetch(["example.com"], { fetch })(get("https://example.com/"), never),
    ).rejects.toMatchObject({ message: expect.stringContaining("redirects") });
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it("reads no more of an answer than is allowed", async () => {
    let pulled = 0;
    const fetch = answering(
      () =>
        new Response(
          new ReadableStream({
            pull(controller) {
              pulled += 1;
              controller.enqueue(new Uint8Array(100).fill(97));
            },
          }),
        ),
    );
    await expect(
      grantedFetch(["example.com"], { fetch, longestAnswer: 1000 })(get("https://example.com/"), never),
    ).rejects.toMatchObject({ code: "tool_answer_too_large" });
    expect(pulled).toBeLessThan(20);
  });

  it("reads an answer in its charset", async () => {
    const fetch = answering(
      () =>
        new Response(new Uint8Array([0xfc]), {
          headers: { "content-type": "text/plain; charset=iso-8859-1" },
        }),
    );
    const answer = await grantedFetch(["example.com"], { fetch })(get("https://example.com/"), never);
    expect(answer.body).toBe("ü");
  });

  it("says that a host could not be reached", async () => {
    const fetch = vi.fn(async () => {
      throw new TypeError("Failed to fetch");
    });
    await expect(
      grantedFetch(["example.com"], { fetch })(get("https://example.com/"), never),
    ).rejects.toMatchObject({ code: "tool_fetch_failed" });
  });
});
