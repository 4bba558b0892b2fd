import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { FileError } from "./errors.ts";
import type { Extracted, ExtractedDocument } from "./file-extractor.ts";
import { createInProcessExtractor } from "./in-process-extractor.ts";
import { brokenFiles } from "./testing/broken-files.ts";
import { sampleDocx, sampleEpub, sampleOdt, sampleZip } from "./testing/sample-archives.ts";
import { chatGptConversation, claudeConversation, type SampleTurn } from "./testing/sample-exports.ts";
import { samplePdf, twoColumnPdf } from "./testing/sample-pdf.ts";

const extractor = createInProcessExtractor();

async function everything(
  name: string,
  content: string | Uint8Array<ArrayBuffer>,
  type = "",
): Promise<Extracted[]> {
  const all: Extracted[] = [];
  for await (const extracted of extractor.extract({ name, content: new Blob([content], { type }) }))
    all.push(extracted);
  return all;
}

async function onlyDocument(
  name: string,
  content: string | Uint8Array<ArrayBuffer>,
  type = "",
): Promise<ExtractedDocument> {
  const all = await everything(name, content, type);
  expect(all).toHaveLength(1);
  expect(all[0]?.kind).toBe("document");
  return all[0] as ExtractedDocument;
}

const textOf = (document: ExtractedDocument) => document.sections.map((section) => section.text).join("\n\n");

it("reads plain text and names it after its file", async () => {
  const document = await onlyDocument("walks/may walk.txt", "We went up\r\nto the lake.\r\n");
  expect(document).toMatchObject({
    title: "may walk",
    path: null,
    metadata_: { file_name: "may walk.txt", file_kind: "text", encoding: "utf-8" },
    sections: [{ text: "We went up\nto the lake.\n" }],
    part: 0,
    last: true,
  });
});

it("gives a long text in parts that make up the whole", async () => {
  const text = Array.from({ length: 30_000 }, (_, i) => `Line ${i} tells of one thing only.`).join("\n");
  const parts = (await everything("long.log", text)) as ExtractedDocument[];
  expect(parts.length).toBeGreaterThan(1);
  expect(parts.map((part) => part.part)).toEqual(parts.map((_, index) => index));
  expect(parts.map((part) => part.last)).toEqual(parts.map((_, index) => index === parts.length - 1));
  expect(parts.flatMap((part) => part.sections.map((section) => section.text)).join("")).toBe(text);
});

it("keeps the language of source code and its text as it stands", async () => {
  const code = "def greet(name):\n    return f'hello {name}'\n";
  const document = await onlyDocument("src/greet.py", code);
  expect(document.metadata_).toMatchObject({ file_kind: "code", language: "python" });
  expect(textOf(document)).toBe(code);
});

it("reads a PDF page by page, joins its lines, and knows its bookmarks", async () => {
  const pages = ["one", "two", "three"].map(
    (name) =>
      `This is page ${name} of the report. ${"It goes on about the garden and the river. ".repeat(8)}`,
  );
  const bytes = await samplePdf(pages, {
    title: "The report",
    author: "Ada",
    bookmarks: ["Begin", "", "End"],
  });
  const document = await onlyDocument("report.pdf", bytes);
  expect(document).toMatchObject({
    title: "The report",
    metadata_: { file_kind: "pdf", page_count: 3, author: "Ada", created_at: "2024-05-03T12:00:00.000Z" },
  });
  expect(document.sections.map(({ page, heading }) => ({ page, heading }))).toEqual([
    { page: 1, heading: "Begin" },
    { page: 2, heading: "Begin" },
    { page: 3, heading: "End" },
  ]);
  expect(document.sections.map((section) => section.text)).toEqual(pages.map((page) => page.trim()));
});

it("reads a PDF of 300 pages", async () => {
  const bytes = await samplePdf(Array.from({ length: 300 }, (_, i) => `Page number ${i + 1} says ${i * 7}.`));
  const document = await onlyDocument("long.pdf", bytes);
  expect(document.sections).toHaveLength(300);
  expect(document.sections[299]).toEqual({ page: 300, text: "Page number 300 says 2093." });
});

it("reads two columns one after the other, though they were written line by line", async () => {
  const left = Array.from({ length: 12 }, (_, i) => `left line ${i} of the first column`);
  const right = Array.from({ length: 12 }, (_, i) => `right line ${i} of the second one`);
  const text = textOf(await onlyDocument("columns.pdf", await twoColumnPdf(left, right)));
  expect(text.replace(/\s+/g, " ")).toBe([...left, ...right].join(" "));
});

it("reads a Word document with headings and tables", async () => {
  const bytes = sampleDocx(
    [
      { heading: 1, text: "Animals" },
      { text: "About animals & more." },
      { heading: 2, text: "Birds" },
      { text: "Birds fly." },
      {
        rows: [
          ["name", "wings"],
          ["owl", "two"],
        ],
      },
    ],
    { title: "Zoology", author: "Ada" },
  );
  const document = await onlyDocument("zoo.docx", bytes);
  expect(document).toMatchObject({
    title: "Zoology",
    metadata_: { file_kind: "docx", author: "Ada", created_at: "2024-05-03T12:00:00Z" },
  });
  expect(document.sections).toEqual([
    { heading: "Animals", text: "About animals & more." },
    { heading: "Animals > Birds", text: "Birds fly.\n\n| name | wings |\n| --- | --- |\n| owl | two |" },
  ]);
});

it("reads Word documents as Word saves them", async () => {
  const folder = "node_modules/mammoth/test/test-data";
  const text = async (name: string) =>
    textOf(await onlyDocument(name, new Uint8Array(readFileSync(`${folder}/${name}`))));
  expect(await text("tables.docx")).toBe(
    "Above\n\n| Top left | Top right |\n| --- | --- |\n| Bottom left | Bottom right |\n\nBelow",
  );
  expect(await text("simple-list.docx")).toBe("- Apple\n- Banana");
  expect(await text("footnotes.docx")).toContain("A tachyon walks into a bar.");
  expect(await text("strict-format.docx")).toBe("Test");
  await expect(text("tiny-picture.docx")).rejects.toMatchObject({ code: "file_without_text" });
});

it("reads a book chapter by chapter", async () => {
  const bytes = sampleEpub(
    [
      { title: "The start", html: "<h1>The start</h1><p>It began.</p><h2>Later</h2><p>It went on.</p>" },
      { title: "The end", html: "<p>It <b>ended</b>.</p>" },
    ],
    { title: "A tale", author: "Ada" },
  );
  const document = await onlyDocument("tale.epub", bytes);
  expect(document).toMatchObject({
    title: "A tale",
    metadata_: { file_kind: "epub", author: "Ada", language: "en" },
  });
  expect(document.sections).toEqual([
    { heading: "The start", text: "It began." },
    { heading: "The start > Later", text: "It went on." },
    { heading: "The end", text: "It **ended**." },
  ]);
});

it("reads the main text of a page", async () => {
  const paragraph =
    "The lake lies high up between the hills, and in May the ice on it breaks with a sound like thunder. ";
  const html = `<!doctype html><html lang="en"><head><title>The lake</title><meta name="author" content="Ada"></head><body><nav><a href="/">Home</a><a href="/shop">Shop</a></nav><article><h1>The lake</h1><p>${paragraph.repeat(3)}</p><h2>Fish</h2><p>${paragraph.repeat(3)}</p></article><footer>Cookies and imprint</footer><script>alert(1)</script></body></html>`;
  const document = await onlyDocument("lake.html", html);
  expect(document).toMatchObject({
    title: "The lake",
    metadata_: { author: "Ada", language: "en", file_kind: "html" },
  });
  const text = textOf(document);
  expect(text).toContain("breaks with a sound like thunder");
  expect(text).not.toMatch(/Shop|Cookies|alert/);
  expect(document.sections.some((section) => section.heading?.includes("Fish"))).toBe(true);
});

it("reads a page without a main text whole", async () => {
  const document = await onlyDocument(
    "list.html",
    "<html><body><p>Milk</p><p>Bread</p><script>x()</script></body></html>",
  );
  expect(textOf(document)).toBe("Milk\n\nBread");
});

it("reads a table row by row", async () => {
  const document = await onlyDocument("people.csv", 'name;born;note\nAda;1815;"wrote;\nfirst"\nAlan;1912;\n');
  expect(document.metadata_).toMatchObject({ columns: ["name", "born", "note"] });
  expect(document.sections).toEqual([
    { heading: "Rows 1-2", text: "name: Ada\nborn: 1815\nnote: wrote;\nfirst\n\nname: Alan\nborn: 1912" },
  ]);
});

it("reads JSON as records and as fields", async () => {
  const records = await onlyDocument(
    "people.json",
    JSON.stringify([
      { name: "Ada", tags: ["a", "b"] },
      { name: "Alan", at: { city: "London" } },
    ]),
  );
  expect(records.sections).toEqual([
    { heading: "Records 1-2", text: "name: Ada\ntags: a, b\n\nname: Alan\nat.city: London" },
  ]);
  const object = await onlyDocument(
    "one.json",
    JSON.stringify({ title: "Inventory", place: "shed", items: [{ name: "saw" }] }),
  );
  expect(object.title).toBe("Inventory");
  expect(object.sections).toEqual([
    { text: "title: Inventory\nplace: shed" },
    { heading: "items > Record 1", text: "name: saw" },
  ]);
  const lines = await everything("log.jsonl", '{"a":1}\nnot json\n{"a":2}\n');
  expect(lines.map((entry) => entry.kind)).toEqual(["skipped", "document"]);
});

it("reads LibreOffice text and rich text", async () => {
  const odt = await onlyDocument(
    "minutes.odt",
    sampleOdt(
      '<text:h text:outline-level="1">Today</text:h><text:p>We<text:s/>met &amp; spoke.</text:p><text:list><text:list-item><text:p>Lamp</text:p></text:list-item></text:list>',
    ),
  );
  expect(odt.title).toBe("Minutes");
  expect(odt.sections).toEqual([{ heading: "Today", text: "We met & spoke.\n\n- Lamp" }]);
  const rtf = await onlyDocument(
    "note.rtf",
    "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}{\\info{\\title Note}}\\f0 Caf\\'e9 \\u8364?5 \\b today\\b0.\\par Next {\\*\\hidden x}line\\}\\par}",
  );
  expect(rtf.title).toBe("Note");
  expect(textOf(rtf)).toBe("Café €5 today.\n\nNext line}");
});

const turns: SampleTurn[] = [
  { role: "user", text: "Where is my key?", at: "2024-05-03T14:22:00Z" },
  { role: "assistant", text: "Under the mat.", at: "2024-05-03T14:23:00Z" },
  { role: "user", text: "Thank you", at: "2024-05-04T08:00:00Z" },
];

it("reads an export of ChatGPT: each conversation a document, the shown branch only", async () => {
  const zip = sampleZip({
    "conversations-000.json": JSON.stringify([chatGptConversation("Keys", turns)]),
    "conversations-001.json": JSON.stringify([
      chatGptConversation("Empty", []),
      { odd: true },
      chatGptConversation("More", turns.slice(0, 1)),
    ]),
    "chat.html": "<html><body>All of it again</body></html>",
    "user.json": '{"email":"ada@example.com"}',
    "file-1.png": new Uint8Array([0x89, 0x50, 0x4e, 0x47]),
  });
  const all = await everything("export.zip", zip);
  const documents = all.filter((entry) => entry.kind === "document");
  expect(documents.map(({ title, path }) => ({ title, path }))).toEqual([
    { title: "Keys", path: "conversations-000.json" },
    { title: "More", path: "conversations-001.json" },
  ]);
  expect(all.filter((entry) => entry.kind === "skipped").map((entry) => entry.error.code)).toEqual([
    "file_without_text",
    "file_damaged",
  ]);
  expect(documents[0]).toMatchObject({
    metadata_: {
      file_kind: "chatgpt-conversation",
      conversation_id: "conversation-Keys",
      created_at: "2024-05-03T14:22:00.000Z",
      message_count: 3,
    },
    sections: [
      {
        heading: "2024-05-03",
        text: "2024-05-03 14:22 user: Where is my key?\n\n2024-05-03 14:23 assistant: Under the mat.",
      },
      { heading: "2024-05-04", text: "2024-05-04 08:00 user: Thank you" },
    ],
  });
});

it("reads an export of Claude", async () => {
  const all = await everything("conversations.json", JSON.stringify([claudeConversation("Keys", turns)]));
  expect(all[0]).toMatchObject({
    title: "Keys",
    metadata_: { file_kind: "claude-conversation", message_count: 3 },
  });
});

it("opens an archive, and an archive in it, and skips what cannot be read", async () => {
  const inner = sampleZip({ "deep.md": "# Deep\n\nDown here.", "deeper.zip": sampleZip({ "x.txt": "x" }) });
  const zip = sampleZip({
    "letters/may.txt": "Dear Ada",
    "inner.zip": inner,
    "broken.pdf": "no",
    "__MACOSX/._may.txt": new Uint8Array([0, 5, 22, 7]),
  });
  const all = await everything("box.zip", zip);
  expect(all.map((entry) => [entry.kind, entry.path])).toEqual([
    ["document", "letters/may.txt"],
    ["document", "inner.zip/deep.md"],
    ["skipped", "inner.zip/deeper.zip"],
    ["skipped", "broken.pdf"],
  ]);
});

it("says of each broken file what is wrong with it", async () => {
  const found: Record<string, unknown> = {};
  const wanted: Record<string, unknown> = {};
  for (const { name, bytes, code } of await brokenFiles()) {
    wanted[name] = code;
    const error = await everything(name, bytes).then(
      () => "no error",
      (problem: unknown) => problem,
    );
    found[name] = FileError.isInstance(error) ? error.code : error;
    expect((error as Error).message).toContain(name);
  }
  expect(found).toEqual(wanted);
});
