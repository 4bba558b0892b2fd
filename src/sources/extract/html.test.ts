import { expect, it } from "vitest";
import { readHtml } from "./html.ts";

async function read(html: string | Uint8Array<ArrayBuffer>) {
  const reading = await readHtml({ name: "page.html", content: new Blob([html]), onShare: () => {} });
  const sections = [];
  for await (const section of reading.sections) sections.push(section);
  return { ...reading, sections };
}

it("keeps lists, tables and code, and drops where links lead", async () => {
  const { sections } = await read(
    '<body><h2>Tools</h2><ol><li>a <a href="http://example.com/x">saw</a></li><li>an <em>axe</em></li></ol><table><tr><th>name</th><th>use</th></tr><tr><td><p>saw</p><p>big</p></td><td>cuts | wood</td></tr></table><pre><code>x = 1\ny = 2</code></pre></body>',
  );
  expect(sections).toEqual([
    {
      heading: "Tools",
      text: "1. a saw\n2. an _axe_\n\n| name | use |\n| --- | --- |\n| saw big | cuts \\| wood |\n\n```\nx = 1\ny = 2\n```",
    },
  ]);
});

it("reads a table that only lays out a page as text", async () => {
  const { sections } = await read("<body><table><tr><td>One column<p>of text</td></tr></table></body>");
  expect(sections).toEqual([{ text: "One column\n\nof text" }]);
});

it("believes the page on its encoding", async () => {
  const head = '<html><head><meta charset="windows-1251"><title>T</title></head><body><p>';
  const { metadata_, sections } = await read(
    new Uint8Array([...new TextEncoder().encode(head), 0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]),
  );
  expect(metadata_).toMatchObject({ encoding: "windows-1251" });
  expect(sections).toEqual([{ text: "Привет" }]);
});

it("reads pages that are nested without end, or have endless elements, as text", async () => {
  const deep = await read(
    `<title>Deep</title>${"<div>".repeat(20_000)}<h1>Down</h1>here &amp; there${"</div>".repeat(20_000)}`,
  );
  expect(deep).toMatchObject({ title: "Deep", sections: [{ heading: "Down", text: "here & there" }] });
  const wide = await read(`<body><script>a < b</script>${"<p>word</p>".repeat(60_000)}</body>`);
  expect(wide.sections).toHaveLength(1);
  expect(wide.sections[0]).toMatchObject({ text: Array(60_000).fill("word").join("\n\n") });
});
