import { expect, it } from "vitest";
import { markdownSections, readMarkdown } from "./markdown.ts";

const sections = (markdown: string, above?: string[]) => [...markdownSections(markdown, above)];

it("takes a text apart at its headings", () => {
  expect(
    sections("Before.\n\n# Animals\n\nAll of them.\n\n## Birds #\n\nThey fly.\n\n# Plants\n\nThey grow."),
  ).toEqual([
    { text: "Before." },
    { heading: "Animals", text: "All of them." },
    { heading: "Animals > Birds", text: "They fly." },
    { heading: "Plants", text: "They grow." },
  ]);
});

it("knows underlined headings, and leaves code, lists and lines alone", () => {
  const markdown =
    "Title\n=====\n\nText\n\nSub\n---\n\n```sh\n# a comment\n```\n\n- item\n---\n\n#no heading\n\ntext\n\n---\n\nmore";
  expect(sections(markdown)).toEqual([
    { heading: "Title", text: "Text" },
    {
      heading: "Title > Sub",
      text: "```sh\n# a comment\n```\n\n- item\n---\n\n#no heading\n\ntext\n\n---\n\nmore",
    },
  ]);
});

it("keeps a heading that nothing stands under", () => {
  expect(sections("# List\n## One\n## Two\n")).toEqual([
    { heading: "List > One", text: "One" },
    { heading: "List > Two", text: "Two" },
  ]);
});

it("puts a chapter's headings under its title, and takes the marks out of them", () => {
  expect(sections("## The **old** [house](http://example.com) {#house}\n\nDoor.", ["Chapter 1"])).toEqual([
    { heading: "Chapter 1 > The old house", text: "Door." },
  ]);
});

it("reads the block at the start of a note", async () => {
  const content = new Blob(['---\ntitle: "A walk"\ndate: 2024-05-03\ntags: [a, b]\n---\n# Hill\n\nUp.']);
  const reading = await readMarkdown({ name: "walk.md", content, onShare: () => {} });
  expect(reading).toMatchObject({
    title: "A walk",
    metadata_: { created_at: "2024-05-03", tags: "[a, b]" },
    sections: [{ heading: "Hill", text: "Up." }],
  });
});
