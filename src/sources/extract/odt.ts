import type { DocumentReading } from "./document-reading.ts";
import { FileError } from "./errors.ts";
import { parseXml } from "./html-markdown.ts";
import { markdownSections } from "./markdown.ts";
import { packedDocument } from "./packed-document.ts";
import type { ZipArchive } from "./zip-archive.ts";

interface XmlNode {
  nodeName: string;
  nodeType: number;
  nodeValue: string | null;
  childNodes: Iterable<XmlNode>;
  getAttribute(name: string): string | null;
}

const ELEMENT = 1;
const TEXT = 3;

/** An OpenDocument text: headings, paragraphs, lists, tables. */
export async function readOdt(archive: ZipArchive): Promise<DocumentReading> {
  const parts = packedDocument(archive);
  if ((await parts.text("META-INF/manifest.xml")).includes("encryption-data"))
    throw FileError.of("file_encrypted", `"${archive.name}" is protected with a password.`, {
      hint: "Save it without the password, and add it again.",
    });
  const content = parseXml(await parts.text("content.xml"));
  const root = content.documentElement as unknown as XmlNode | null;
  const described = parts.has("meta.xml") ? await parts.text("meta.xml") : "";
  const property = (name: string) =>
    new RegExp(`<${name}>([^<]*)</${name}>`).exec(described)?.[1]?.replaceAll("&amp;", "&") ?? null;
  return {
    title: property("dc:title"),
    metadata_: {
      author: property("meta:initial-creator") ?? property("dc:creator"),
      created_at: property("meta:creation-date"),
      modified_at: property("dc:date"),
    },
    sections: markdownSections(root ? [...blocks(root)].join("\n\n") : ""),
  };
}

function* blocks(node: XmlNode): Generator<string> {
  for (const child of node.childNodes) {
    if (child.nodeType !== ELEMENT) continue;
    const name = child.nodeName;
    if (name === "text:h") {
      const level = Math.min(6, Number(child.getAttribute("text:outline-level")) || 1);
      yield `${"#".repeat(level)} ${inline(child).trim()}`;
    } else if (name === "text:p") yield inline(child);
    else if (name === "text:list-item") yield `- ${[...blocks(child)].join("\n  ")}`;
    else if (name === "table:table-row") yield `| ${[...cells(child)].join(" | ")} |`;
    else if (name !== "text:tracked-changes") yield* blocks(child);
  }
}

function* cells(row: XmlNode): Generator<string> {
  for (const cell of row.childNodes)
    if (cell.nodeName === "table:table-cell") yield [...blocks(cell)].join(" ").trim();
}

function inline(node: XmlNode): string {
  let text = "";
  for (const child of node.childNodes) {
    if (child.nodeType === TEXT) text += (child.nodeValue ?? "").replace(/\s+/g, " ");
    else if (child.nodeName === "text:s")
      text += " ".repeat(Math.min(50, Number(child.getAttribute("text:c")) || 1));
    else if (child.nodeName === "text:tab") text += "\t";
    else if (child.nodeName === "text:line-break") text += "\n";
    else if (child.nodeName !== "office:annotation") text += inline(child);
  }
  return text;
}
