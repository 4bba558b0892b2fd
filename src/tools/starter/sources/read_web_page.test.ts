import { describe, expect, it } from "vitest";
import type { ToolFetchRequest, ToolFetchResponse, ToolHost } from "../../sandbox/tool-sandbox.ts";
import { createStarterTool, noHost } from "../testing/call-starter-tool.ts";

const { call } = createStarterTool("read_web_page");

describe("read_web_page", () => {
  const page = (body: string, type = "text/html; charset=utf-8", status = 200) => {
    const asked: ToolFetchRequest[] = [];
    const host: ToolHost = {
      ...noHost,
      fetch: async (request): Promise<ToolFetchResponse> => {
        asked.push(request);
        return { url: request.url, status, headers: { "content-type": type }, body };
      },
    };
    return { host, asked };
  };
  const read = async (body: string, args: Record<string, unknown> = {}, type?: string, status?: number) =>
    call({ url: "https://example.com/a/b", ...args }, page(body, type, status).host);

  it("gives title and text without what is around it", async () => {
    const html = `<!doctype html><html><head><title>A &amp; B</title><style>p{}</style></head><body>
      <nav><a href="/">Home</a></nav>
      <h1>Heading</h1><p>First   <b>bold</b>, then <a href="/x?a=1&amp;b=2">a link</a>.</p>
      <!-- <p>not this</p> --><script>if (1 < 2) document.write("<p>nor this</p>")</script>
      <ul><li>One<li>Two &eacute;&#8212;&#x1F600;</ul>
      <table><tr><th>A<th>B</tr><tr><td>1</td><td>2</td></tr></table>
      <pre>  kept
    as it is</pre><img alt="a cat" src="c.png"><br>x &lt; y
      <footer>Imprint</footer></body></html>`;
    expect(await read(html)).toEqual({
      url: "https://example.com/a/b",
      title: "A & B",
      text: "# Heading\n\nFirst bold, then a link.\n\n- One\n- Two é—😀\n\nA | B\n1 | 2\n\n  kept\n    as it is\n\n[image: a cat]\nx < y",
      length: expect.any(Number),
      next_character: null,
    });
  });

  it("gives the addresses of links where asked", async () => {
    expect(
      await read('<p>See <a href="../c?a=1&amp;b=2">there</a> or <a href="#here">here</a>.</p>', {
        with_links: true,
      }),
    ).toMatchObject({
      text: "See there (https://example.com/c?a=1&b=2) or here.",
    });
  });

  it("prefers what the page calls its content", async () => {
    const story = "A long story. ".repeat(30).trim();
    expect(await read(`<div>Buy now</div><main><p>${story}</p></main><div>Imprint</div>`)).toMatchObject({
      text: story,
    });
  });

  it("goes on where it ended", async () => {
    const body = `<p>${"a".repeat(150)}${"b".repeat(50)}</p>`;
    expect(await read(body, { max_characters: 150 })).toMatchObject({
      text: "a".repeat(150),
      length: 200,
      next_character: 150,
    });
    expect(await read(body, { max_characters: 150, from_character: 150 })).toMatchObject({
      text: "b".repeat(50),
      next_character: null,
    });
  });

  it("gives other texts as they are", async () => {
    expect(await read('{"a": "<b>"}', {}, "application/json")).toMatchObject({
      title: "",
      text: '{"a": "<b>"}',
    });
  });

  it.each([
    ["an unfinished tag", '<p>a</p><p title="x', "a"],
    ["signs that are no tags", "<p>1 < 2 && 3 > 2 <3</p>", "1 < 2 && 3 > 2 <3"],
    ["an unfinished comment", "<p>a</p><!-- b", "a"],
    ["an unfinished script", "<p>a</p><script>b", "a"],
    ["a closing tag too many", "</div></p>a</b>", "a"],
    ["a page that is one form", "<form><p>a</p></form>", "a"],
  ])("reads %s", async (_title, html, text) => {
    expect(await read(html)).toMatchObject({ text });
  });

  it("says what stands in its way", async () => {
    expect(await read("gone", {}, "text/html", 404)).toEqual({
      failure: "https://example.com/a/b answered with status 404",
    });
    expect(await read("%PDF", {}, "application/pdf")).toEqual({
      failure: "https://example.com/a/b is no text but application/pdf",
    });
    expect(await call({ url: "https://example.com" })).toEqual({
      failure: "no network here",
    });
  });
});
