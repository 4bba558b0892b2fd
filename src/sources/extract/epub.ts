import type { DocumentReading, ReadableFile } from "./document-reading.ts";
import { FileError } from "./errors.ts";
import type { ExtractedSection, SkippedEntry } from "./file-extractor.ts";
import { type ParsedDocument, type ParsedElement, parseHtml, parseXml, toMarkdown } from "./html-markdown.ts";
import { markdownSections } from "./markdown.ts";
import { packedDocument } from "./packed-document.ts";
import type { ZipArchive } from "./zip-archive.ts";

/** XML prefixes differ from book to book: elements are found by what follows them. */
const named = (document: ParsedDocument, name: string): ParsedElement[] =>
  [...document.querySelectorAll("*")].filter(
    (element) => element.nodeName.replace(/^.*:/, "").toLowerCase() === name,
  );

/** "OEBPS/text/one.xhtml" for "../text/one.xhtml#start" seen from "OEBPS/nav/toc.ncx". */
function pathFrom(base: string, reference: string): string {
  let target = reference.replace(/[#?].*$/, "");
  try {
    target = decodeURIComponent(target);
  } catch {
    // Written as it is.
  }
  const parts = target.startsWith("/") ? [] : base.split("/").slice(0, -1);
  for (const part of target.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}

/** Fonts may be scrambled in a book that anyone may read. */
const isOnlyFonts = (encryption: string) =>
  [...encryption.matchAll(/URI="([^"]+)"/g)].every(([, uri]) => /\.(otf|ttf|woff2?)$/i.test(uri as string));

/** A book chapter by chapter, under the titles of its table of contents. */
export async function readEpub(archive: ZipArchive, file: ReadableFile): Promise<DocumentReading> {
  const parts = packedDocument(archive);
  if (parts.has("META-INF/encryption.xml") && !isOnlyFonts(await parts.text("META-INF/encryption.xml")))
    throw FileError.of("file_encrypted", `"${archive.name}" is protected against copying.`, {
      hint: "Only books without such a protection can be read.",
    });
  const container = parseXml(await parts.text("META-INF/container.xml"));
  const packagePath = named(container, "rootfile")[0]?.getAttribute("full-path") ?? "";
  const book = parseXml(await parts.text(packagePath));
  const items = new Map(
    named(book, "item").map((item) => [
      item.getAttribute("id") ?? "",
      {
        path: pathFrom(packagePath, item.getAttribute("href") ?? ""),
        type: item.getAttribute("media-type") ?? "",
        properties: item.getAttribute("properties") ?? "",
      },
    ]),
  );
  const spine = named(book, "itemref")
    .map((reference) => items.get(reference.getAttribute("idref") ?? ""))
    .filter((item) => item !== undefined);
  if (spine.length === 0)
    throw FileError.of("file_damaged", `"${archive.name}" does not say what its chapters are.`, {
      hint: "Get it again from where it came.",
    });
  const navigation = [...items.values()].find((item) => item.properties.split(/\s+/).includes("nav"));
  const ncx = [...items.values()].find((item) => item.type === "application/x-dtbncx+xml");
  const titles = new Map<string, string>();
  const contents = ncx ?? navigation;
  if (contents && parts.has(contents.path)) {
    const document = parseXml(await parts.text(contents.path));
    const links = ncx
      ? named(document, "navpoint").map((point) => ({
          label: point.querySelector("text")?.textContent ?? "",
          target: point.querySelector("content")?.getAttribute("src") ?? "",
        }))
      : named(document, "a").map((link) => ({
          label: link.textContent ?? "",
          target: link.getAttribute("href") ?? "",
        }));
    for (const { label, target } of links) {
      const path = pathFrom(contents.path, target);
      const title = label.replace(/\s+/g, " ").trim();
      if (title !== "" && !titles.has(path)) titles.set(path, title);
    }
  }
  const first = (name: string) => named(book, name)[0]?.textContent?.trim() || null;
  async function* chapters(): AsyncGenerator<ExtractedSection | SkippedEntry> {
    for (const [index, { path, properties }] of spine.entries()) {
      file.onShare((index + 1) / spine.length);
      if (properties.split(/\s+/).includes("nav")) continue;
      try {
        const body = parseHtml(xhtml(await parts.text(path))).body;
        for (const element of [...(body?.querySelectorAll("script,style,svg") ?? [])]) element.remove();
        const markdown = body ? toMarkdown(body) : "";
        const title = titles.get(path);
        const begins = /^#{1,6} (.+)$/m.exec(markdown.slice(0, 500))?.[1]?.trim();
        yield* markdownSections(markdown, title && begins !== title ? [title] : []);
      } catch (error) {
        if (!FileError.isInstance(error) || error.code === "file_too_large") throw error;
        yield { kind: "skipped", path, error: error.toRecord() };
      }
    }
  }
  return {
    title: first("title"),
    metadata_: {
      author: first("creator"),
      created_at: first("date"),
      language: first("language"),
      publisher: first("publisher"),
    },
    sections: chapters(),
  };
}

/** XHTML may close any element at once; read as HTML an empty title would swallow the chapter. */
function xhtml(text: string): string {
  return text
    .replace(/^\s*<\?xml[^>]*\?>/, "")
    .replace(/<(title|script|style|a|p|div|span|td|th|i|b|em|strong|h[1-6])(\s[^<>]*)?\/>/gi, "<$1$2></$1>");
}
