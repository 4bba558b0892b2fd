import { Readability } from "@mozilla/readability";
import type { DocumentReading, ReadableFile } from "./document-reading.ts";
import { type ParsedDocument, parseHtml, toMarkdown } from "./html-markdown.ts";
import { markdownSections } from "./markdown.ts";
import { wholeText } from "./text-chunks.ts";
import { detectEncoding } from "./text-encoding.ts";

/** A page with less main text than this, in characters, is no article: all of it is read. */
const ARTICLE = 250;
/** Pages with more markup are not searched for their main text: it takes minutes. */
const SEARCHED_ELEMENTS = 60_000;

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
    const found = new Readability(parseHtml(html) as unknown as Document, {
      maxElemsToParse: SEARCHED_ELEMENTS,
      charThreshold: ARTICLE,
    }).parse();
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

export function htmlReading(html: string, metadata_: Record<string, unknown> = {}): DocumentReading {
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
      sections: markdownSections(markdown),
    };
  }
  for (const element of [...document.querySelectorAll(NOT_TEXT)]) element.remove();
  return {
    title,
    metadata_: described,
    sections: markdownSections(document.body ? toMarkdown(document.body) : ""),
  };
}
