import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { DataConnector, SourceDocument } from "../sources/data-connector.ts";
import { sampleZip } from "../sources/extract/testing/sample-archives.ts";
import { chatGptConversation } from "../sources/extract/testing/sample-exports.ts";
import * as connectors from "./connectors.ts";
import { createLocalKit } from "./testing/local-kit.ts";

const { ConversationExportConnector, DirectoryConnector, UrlConnector } = connectors;

async function documentsOf(connector: DataConnector): Promise<SourceDocument[]> {
  const documents: SourceDocument[] = [];
  for await (const document of connector.generateDocuments()) documents.push(document);
  return documents;
}

/** A folder as the browser hands it out. */
function folder(name: string, entries: Record<string, string | FileSystemDirectoryHandle>) {
  return {
    kind: "directory",
    name,
    async *values() {
      for (const [entry, content] of Object.entries(entries))
        yield typeof content === "string"
          ? { kind: "file", name: entry, getFile: async () => new File([content], entry) }
          : content;
    },
  } as unknown as FileSystemDirectoryHandle;
}

const tree = () =>
  folder("notes", {
    "b.md": "Second.",
    "a.txt": "First.",
    ".hidden.md": "Not for reading.",
    "c.bin": "No ending that was asked for.",
    sub: folder("sub", { "d.md": "Below." }),
  });

const picked = (path: string, text: string) => {
  const file = new File([text], path.slice(path.lastIndexOf("/") + 1));
  Object.defineProperty(file, "webkitRelativePath", { value: path });
  return file;
};

describe("DirectoryConnector", () => {
  it("gives the files of a folder in the same order every time, and those below it if asked for", async () => {
    const extensions = ["md", ".TXT"];
    const flat = new DirectoryConnector({ input_directory: tree(), extensions });
    expect((await documentsOf(flat)).map(({ path, text }) => [path, text])).toEqual([
      ["notes/a.txt", "First."],
      ["notes/b.md", "Second."],
    ]);
    const deep = new DirectoryConnector({ input_directory: tree(), extensions, recursive: true });
    expect((await documentsOf(deep)).map(({ path }) => path)).toEqual([
      "notes/a.txt",
      "notes/b.md",
      "notes/sub/d.md",
    ]);
  });

  it("takes files of a picked folder as it takes a folder", async () => {
    const input_files = [
      picked("notes/sub/d.md", "Below."),
      picked("notes/.git/config.md", "x"),
      picked("notes/b.md", "Second."),
      new File(["Alone."], "alone.md"),
    ];
    const paths = async (recursive: boolean) => {
      const connector = new DirectoryConnector({ input_files, recursive });
      return (await documentsOf(connector)).map(({ path, text }) => path ?? text);
    };
    expect(await paths(false)).toEqual(["Alone.", "notes/b.md"]);
    expect(await paths(true)).toEqual(["Alone.", "notes/b.md", "notes/sub/d.md"]);
    expect(() => new DirectoryConnector({})).toThrow(/input_files/);
  });

  it("is loaded as files: one that cannot be read does not stop the others", async () => {
    const { client } = await createLocalKit();
    const { name, id: source_id } = await client.createSource("folder");
    const connector = new DirectoryConnector({
      input_directory: folder("box", { "a.txt": "One.", "b.pdf": "%PDF-1.4 no more", "c.md": "Three." }),
    });
    const job = await client.loadData({ connector, source_name: name });
    expect(job.metadata_).toMatchObject({
      input: "files",
      num_documents: 2,
      files_failed: [{ file: "box/b.pdf", error: { code: "file_damaged" } }],
    });
    expect((await client.listDocuments({ source_id })).map(({ path }) => path)).toEqual([
      "box/c.md",
      "box/a.txt",
    ]);
  });
});

describe("UrlConnector", () => {
  const answers: Record<string, () => Response> = {
    "https://a.test/guide": () =>
      new Response("<title>Guide</title><main><h1>Guide</h1><p>Turn left at the mill.</p></main>", {
        headers: { "content-type": "text/html; charset=utf-8" },
      }),
    "https://a.test/data.csv": () =>
      new Response("name,age\nAda,36\n", { headers: { "content-type": "text/csv" } }),
    "https://a.test/gone": () => new Response("", { status: 404 }),
  };
  const fetch = async (url: string, init: RequestInit) => {
    expect(init).toMatchObject({ credentials: "omit", referrerPolicy: "no-referrer" });
    const answer = answers[url];
    if (!answer) throw new TypeError("Failed to fetch");
    return answer();
  };

  it("loads what can be read, and says of the rest why it cannot", async () => {
    const { client } = await createLocalKit();
    const { name, id: source_id } = await client.createSource("web");
    const urls = [
      "https://a.test/guide",
      "https://closed.test/x",
      "https://a.test/gone",
      "https://a.test/data.csv",
    ];
    const job = await client.loadData({ connector: new UrlConnector({ urls, fetch }), source_name: name });
    expect(job.metadata_).toMatchObject({
      num_files: 4,
      num_files_done: 4,
      num_files_failed: 2,
      num_documents: 2,
      files_failed: [
        { file: "https://closed.test/x", error: { code: "url_unreachable", message: /CORS/ } },
        { file: "https://a.test/gone", error: { code: "url_refused", message: /404/ } },
      ],
    });
    const documents = await client.listDocuments({ source_id });
    expect(documents.map(({ path, title }) => [path, title])).toEqual([
      ["https://a.test/data.csv", "data"],
      ["https://a.test/guide", "Guide"],
    ]);
    const closed = new UrlConnector({ urls: ["https://closed.test/x"], fetch });
    await expect(client.loadData({ connector: closed, source_name: name })).rejects.toMatchObject({
      code: "url_unreachable",
    });
    await expect(documentsOf(closed)).rejects.toMatchObject({ code: "url_unreachable" });
    expect(() => new UrlConnector({ urls: ["ftp://a.test/x"] })).toThrow(/http/);
  });
});

describe("ConversationExportConnector", () => {
  const turn = (text: string, at: string) => ({ role: "user" as const, text, at });
  const zip = () =>
    new File(
      [
        sampleZip({
          "conversations.json": JSON.stringify([
            chatGptConversation("Old", [turn("About boats.", "2023-02-01T10:00:00Z")]),
            chatGptConversation("New", [turn("About trains.", "2024-06-01T10:00:00Z")]),
          ]),
        }),
      ],
      "export.zip",
    );

  it("gives each conversation with its date, of the days asked for", async () => {
    const all = await documentsOf(new ConversationExportConnector({ file: zip() }));
    expect(all.map(({ title, date }) => [title, date?.slice(0, 4)])).toEqual([
      ["Old", "2023"],
      ["New", "2024"],
    ]);
    const late = new ConversationExportConnector({ file: zip(), start_date: "2024-01-01" });
    expect((await documentsOf(late)).map(({ title }) => title)).toEqual(["New"]);
    const { client } = await createLocalKit();
    const { name, id: source_id } = await client.createSource("talks");
    await client.loadData({ connector: late, source_name: name });
    const [passage] = await client.listSourcePassages({ source_id });
    expect(passage).toMatchObject({
      metadata_: { title: "New", date: expect.stringMatching(/^2024-06-01/) },
    });
    const other = new ConversationExportConnector({ file: new File(["[1, 2]"], "numbers.json") });
    await expect(documentsOf(other)).rejects.toMatchObject({
      message: expect.stringMatching(/no conversations/),
    });
    expect(() => new ConversationExportConnector({ file: zip(), start_date: "May" })).toThrow(/2024-05-31/);
  });
});

it("docs/sources.md: its examples do what they say", async () => {
  const examples = [...readFileSync("docs/sources.md", "utf8").matchAll(/```js\n([\s\S]*?)```/g)].map(
    ([, code]) => code as string,
  );
  expect(examples).toHaveLength(3);
  const { client } = await createLocalKit();
  const said: unknown[][] = [];
  const console = { log: (...values: unknown[]) => said.push(values) };
  const engram = { connectors: async () => connectors };
  for (const code of examples) {
    const run = new Function("client", "engram", "console", `return (async () => {${code}})()`);
    await run(client, engram, console);
  }
  expect(said).toEqual([["completed", 2], [2, 3], ["We saw a heron at the lake.", "diary/may"], [1]]);
});
