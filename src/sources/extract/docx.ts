import { type Zippable, zipSync } from "fflate";
import mammoth from "mammoth";
import type { DocumentReading } from "./document-reading.ts";
import { FileError } from "./errors.ts";
import { parseHtml, parseXml, toMarkdown } from "./html-markdown.ts";
import { markdownSections } from "./markdown.ts";
import { packedDocument } from "./packed-document.ts";
import type { ZipArchive } from "./zip-archive.ts";

/** A Word document: headings, paragraphs, lists, tables, notes. */
export async function readDocx(archive: ZipArchive): Promise<DocumentReading> {
  const parts = packedDocument(archive);
  // Packed anew, without pictures: mammoth unpacks on its own and knows no limits.
  const kept: Zippable = {};
  for (const path of parts.paths)
    if (/\.(xml|rels)$/i.test(path)) kept[path] = [await parts.bytes(path), { level: 0 }];
  const bytes = zipSync(kept);
  let html: string;
  try {
    // One name is read in the browser, the other under Node.
    const input = { arrayBuffer: bytes.buffer as ArrayBuffer, buffer: bytes as Buffer };
    html = (
      await mammoth.convertToHtml(input, {
        // Of a picture only what stands in for it.
        convertImage: mammoth.images.imgElement(async () => ({ src: "" })),
        styleMap: ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => p:fresh"],
      })
    ).value;
  } catch (error) {
    throw FileError.of("file_damaged", `"${archive.name}" is not a Word document that can be read.`, {
      hint: "Open it in Word and save it anew.",
      detail: error instanceof Error ? error.message : String(error),
    });
  }
  const body = parseHtml(html).body;
  const core = parts.has("docProps/core.xml") ? parseXml(await parts.text("docProps/core.xml")) : null;
  const property = (name: string) =>
    [...(core?.querySelectorAll("*") ?? [])]
      .find((element) => element.nodeName === name)
      ?.textContent?.trim() ?? null;
  return {
    title: property("dc:title"),
    metadata_: {
      author: property("dc:creator"),
      created_at: property("dcterms:created"),
      modified_at: property("dcterms:modified"),
      subject: property("dc:subject"),
    },
    sections: markdownSections(body ? toMarkdown(body) : ""),
  };
}
