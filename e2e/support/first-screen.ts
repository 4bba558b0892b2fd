/** What the first screen costs to load, seen from outside: every file the page asks for, gzipped as hosts send it. */
import { gzipSync } from "node:zlib";
import type { BrowserContext, Response } from "@playwright/test";

export interface FirstScreenWeight {
  /** Gzipped bytes. */
  scripts: number;
  styles: number;
  requests: number;
}

/** Watches a context from now on; ask the result when the screen stands. */
export function weighFirstScreen(context: BrowserContext): () => Promise<FirstScreenWeight> {
  const responses: Response[] = [];
  // What the service worker keeps for later, when the page is idle, is no part of it.
  context.on("response", (response) => {
    if (!response.request().serviceWorker()) responses.push(response);
  });
  return async () => {
    const weight: FirstScreenWeight = { scripts: 0, styles: 0, requests: responses.length };
    for (const response of [...responses]) {
      const type = response.headers()["content-type"] ?? "";
      if (!/javascript|css/.test(type)) continue;
      const size = gzipSync(await response.body()).length;
      if (type.includes("css")) weight.styles += size;
      else weight.scripts += size;
    }
    return weight;
  };
}
