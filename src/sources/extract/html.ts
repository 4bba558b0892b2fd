import { Readability } from "@mozilla/readability";
import type { DocumentReading, ReadableFile } from "./document-reading.ts";
import { type ParsedDocument, parseHtml, toMarkdown } from "./html-markdown.ts";
import { htmlText } from "./html-text.ts";
import { markdownSections } from "./markdown.ts";
import { wholeText } from "./text-chunks.ts";
import { detectEncoding } from "./text-encoding.ts";

/** A page with less main text than this, in characters, is no article: all of it is read. */
const ARTICLE = 250;
/** Pages with more tags are not made into a document of nodes: it would take minutes, and gigabytes. */
const TAGS = 100_000;
/** Nor are pages nested deeper than any that was written by hand or by a sane program. */
const DEPTH = 500;

const NOT_TEXT =
  "script,style,noscript,template,iframe,svg,canvas,object,form,nav,[hidden],[aria-hidden=true]";

const meta = (document: ParsedDocument, ...names: string[]): string | null => {
  for (const name of names) {
    const found = document.querySelector(`meta[name="${name}"],meta[property="${name}"]`);
    const content = found?.getAttribute("content")?.trim();
    if (content) return content;
  }
  return null;
};

/** The main text of a page, as HTML; null where none stands out. */
function article(html: string): { content: string; byline: string | null } | null {
  try {
    // It takes the document apart: it gets one of its own.
    const page = parseHtml(html) as unknown as Document;
    const found = new Readability(page, { charThreshold: ARTICLE }).parse();
    if (!found?.content || (found.textContent ?? "").trim().length < ARTICLE) return null;
    return { content: found.content, byline: found.byline ?? null };
  } catch {
    return null;
  }
}

/** A page: its main text, or all of its text where no main text stands out. */
export async function readHtml(file: ReadableFile): Promise<DocumentReading> {
  const head = new TextDecoder("latin1").decode(await file.content.slice(0, 4096).arrayBuffer());
  const declared = /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/i.exec(head)?.[1] ?? null;
  const encoding = await detectEncoding(file.content, declared);
  return htmlReading(await wholeText({ ...file, encoding }), { encoding });
}

function htmlReading(html: string, metadata_: Record<string, unknown>): DocumentReading {
  if (isTooMuch(html)) return textReading(html, metadata_);
  try {
    return pageReading(html, metadata_);
  } catch (error) {
    // Nested deeper than the stack of those who walk through it.
    if (error instanceof RangeError) return textReading(html, metadata_);
    throw error;
  }
}

/** Of elements that no page leaves open. */
function isTooMuch(html: string): boolean {
  let tags = 0;
  let depth = 0;
  for (const [, closing, name] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)/gi)) {
    tags += 1;
    if (/^(div|span|section|table|ul|ol|blockquote|font|b|i)$/i.test(name as string))
      depth += closing ? -1 : 1;
    if (tags > TAGS || depth > DEPTH) return true;
  }
  return false;
}

function textReading(html: string, metadata_: Record<string, unknown>): DocumentReading {
  const title = /<title[^>]*>([^<]{1,500})/i.exec(html.slice(0, 100_000))?.[1];
  return { title: title && htmlText(title), metadata_, sections: markdownSections(htmlText(html)) };
}

function pageReading(html: string, metadata_: Record<string, unknown>): DocumentReading {
  const document = parseHtml(html);
  const title =
    document.querySelector("title")?.textContent?.replace(/\s+/g, " ").trim() || meta(document, "og:title");
  const described = {
    ...metadata_,
    author: meta(document, "author", "article:author"),
    created_at: meta(document, "article:published_time", "date", "dc.date"),
    description: meta(document, "description", "og:description"),
    language: document.documentElement?.getAttribute("lang") ?? null,
    url: document.querySelector('link[rel="canonical"]')?.getAttribute("href") ?? meta(document, "og:url"),
  };
  const main = article(html);
  if (main) {
    const body = parseHtml(main.content).body;
    const markdown = body ? toMarkdown(body) : "";
    return {
      title,
      metadata_: { ...described, author: described.author ?? main.byline },
      sections: [...markdownSections(markdown)],
    };
  }
  for (const element of [...document.querySelectorAll(NOT_TEXT)]) element.remove();
  return {
    title,
    metadata_: described,
    sections: markdownSections(document.body ? toMarkdown(document.body) : ""),
  };
}
