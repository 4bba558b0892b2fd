import { EngramError, type ErrorRecord, InvalidInputError, toErrorRecord } from "../../schemas/index.ts";
import type { FileConnector, FileNotToBeHad, SourceDocument } from "../data-connector.ts";
import type { FileToLoad } from "../job-input.ts";
import { documentsOfFiles } from "./file-documents.ts";

export interface UrlConnectorOptions {
  /** Addresses of pages and files, http or https. */
  urls: string[];
  /** For tests and other surroundings than a page. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

/** Endings for files whose address has none. */
const ENDINGS: Record<string, string> = {
  "text/html": ".html",
  "text/plain": ".txt",
  "text/markdown": ".md",
  "text/csv": ".csv",
  "application/json": ".json",
  "application/pdf": ".pdf",
  "application/epub+zip": ".epub",
  "application/zip": ".zip",
};

/**
 * Pages and files by their addresses. A page may read only what the other site lets it (CORS); what it may not is told
 * with its address, and the rest is loaded. Nothing is sent along: no cookies, no referrer.
 */
export class UrlConnector implements FileConnector {
  readonly #urls: URL[];
  readonly #fetch: (url: string, init: RequestInit) => Promise<Response>;

  constructor({ urls, fetch: send }: UrlConnectorOptions) {
    if (!Array.isArray(urls) || urls.length === 0)
      throw new InvalidInputError("urls", "at least one address is required");
    this.#urls = urls.map(readUrl);
    this.#fetch = send ?? ((url, init) => fetch(url, init));
  }

  async *listFiles(): AsyncGenerator<FileToLoad | FileNotToBeHad> {
    for (const url of this.#urls) {
      try {
        yield { file: await this.#get(url), path: url.href };
      } catch (error) {
        yield { path: url.href, error: toErrorRecord(error) };
      }
    }
  }

  async *generateDocuments(): AsyncGenerator<SourceDocument> {
    yield* documentsOfFiles(this.#files());
  }

  /** The files; where there are none, why. */
  async *#files(): AsyncGenerator<FileToLoad> {
    let failure: ErrorRecord | null = null;
    let given = 0;
    for await (const one of this.listFiles()) {
      if ("error" in one) failure ??= one.error;
      else {
        given += 1;
        yield one;
      }
    }
    if (given === 0 && failure)
      throw new EngramError(failure.code, failure.status, failure.message, { hint: failure.hint });
  }

  async #get(url: URL): Promise<File> {
    let response: Response;
    try {
      response = await this.#fetch(url.href, { credentials: "omit", referrerPolicy: "no-referrer" });
    } catch (cause) {
      throw new EngramError(
        "url_unreachable",
        502,
        `${url.href} cannot be read from here: the site does not let other pages read it (CORS), or cannot be reached.`,
        { hint: "Save the page as a file, and load the file.", cause },
      );
    }
    if (!response.ok)
      throw new EngramError("url_refused", 502, `${url.href} answered ${response.status}.`, {
        hint: "Check the address.",
      });
    const content = await response.blob();
    const type = content.type.replace(/;.*$/, "").trim();
    return new File([content], nameOf(url, type), { type });
  }
}

function readUrl(given: string): URL {
  let url: URL | null = null;
  try {
    url = new URL(given);
  } catch {
    // Said below.
  }
  if (!url || !/^https?:$/.test(url.protocol))
    throw new InvalidInputError("urls", `"${given}" is no address that begins with http:// or https://`);
  return url;
}

/** A name with an ending that tells the kind. */
function nameOf(url: URL, type: string): string {
  const last = decodeURI(url.pathname).split("/").filter(Boolean).at(-1) ?? url.hostname;
  const isWhole = url.pathname !== "/" && /\.[a-z0-9]{1,8}$/i.test(last);
  // A page may be called anything; what it is, its type says.
  return isWhole && type !== "text/html" ? last : `${last}${ENDINGS[type] ?? ""}`;
}
