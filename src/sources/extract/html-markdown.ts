/** HTML to Markdown, without a browser's DOM: linkedom reads it, turndown writes. */
import { DOMParser } from "linkedom";
import TurndownService from "turndown";

/** What of linkedom's nodes is used here. */
export interface ParsedElement {
  nodeName: string;
  textContent: string | null;
  innerHTML: string;
  getAttribute(name: string): string | null;
  querySelector(selector: string): ParsedElement | null;
  querySelectorAll(selector: string): ArrayLike<ParsedElement> & Iterable<ParsedElement>;
  remove(): void;
}

export interface ParsedDocument extends ParsedElement {
  body: ParsedElement | null;
  documentElement: ParsedElement | null;
}

export function parseHtml(html: string): ParsedDocument {
  // Without an outer element linkedom puts nothing into the body.
  const whole = /<html[\s>]/i.test(html) ? html : `<!doctype html><html><body>${html}</body></html>`;
  return new DOMParser().parseFromString(whole, "text/html") as unknown as ParsedDocument;
}

export function parseXml(xml: string): ParsedDocument {
  return new DOMParser().parseFromString(xml, "text/xml") as unknown as ParsedDocument;
}

const oneLine = (text: string) => text.replace(/\s+/g, " ").trim();

const BLOCK = /^(P|DIV|LI|BR|UL|OL|H[1-6]|BLOCKQUOTE|PRE)$/;

/** A cell's text; its paragraphs and lines do not run into each other. */
function cellText(node: Node): string {
  let text = "";
  for (const child of node.childNodes) {
    if (child.nodeType === 3) text += child.nodeValue ?? "";
    else text += BLOCK.test(child.nodeName) ? ` ${cellText(child)} ` : cellText(child);
  }
  return text;
}

function tableRows(table: HTMLTableElement): string[][] {
  return [...table.querySelectorAll("tr")].map((row) =>
    [...row.querySelectorAll("th,td")].map((cell) => oneLine(cellText(cell)).replaceAll("|", "\\|")),
  );
}

/** A table of data as Markdown has it. */
function markdownTable(table: HTMLTableElement): string {
  const rows = tableRows(table).filter((row) => row.some((cell) => cell !== ""));
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (width === 0) return "";
  const line = (cells: string[]) =>
    `| ${Array.from({ length: width }, (_, column) => cells[column] ?? "").join(" | ")} |`;
  const [head = [], ...body] = rows;
  return `\n\n${[line(head), line(Array(width).fill("---")), ...body.map(line)].join("\n")}\n\n`;
}

function service(): TurndownService {
  const turndown = new TurndownService({
    headingStyle: "atx",
    codeBlockStyle: "fenced",
    bulletListMarker: "-",
    hr: "---",
  });
  turndown.remove(["script", "style", "noscript", "template", "iframe", "head", "title"]);
  turndown.addRule("table", {
    // A table around other tables, or of one column, is how old pages are laid out.
    filter: (node) =>
      node.nodeName === "TABLE" &&
      node.querySelector("table") === null &&
      tableRows(node as HTMLTableElement).some((row) => row.length > 1),
    replacement: (_, node) => markdownTable(node as unknown as HTMLTableElement),
  });
  turndown.addRule("cell", { filter: ["td", "th", "tr"], replacement: (text) => `\n\n${text}\n\n` });
  // A search finds words; where a link leads and what a picture's file is called are none.
  turndown.addRule("link", { filter: "a", replacement: (text) => text });
  turndown.addRule("picture", {
    filter: "img",
    replacement: (_, node) => oneLine((node as HTMLElement).getAttribute("alt") ?? ""),
  });
  turndown.addRule("item", {
    filter: "li",
    replacement: (content, node) => {
      const list = node.parentNode as HTMLElement | null;
      const position = [...(list?.children ?? [])].indexOf(node as unknown as Element) + 1;
      const mark = list?.nodeName === "OL" ? `${position}. ` : "- ";
      return `${mark}${content.trim().replaceAll("\n", "\n  ")}\n`;
    },
  });
  turndown.addRule("deletion", { filter: ["del", "s"], replacement: (text) => text });
  // What is escaped for a Markdown reader would be in the way of one who reads the text.
  turndown.escape = (text) => text;
  return turndown;
}

export function toMarkdown(element: ParsedElement): string {
  return service()
    .turndown(element as unknown as HTMLElement)
    .replace(/[ \t]+\n/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
