/** Headers that go with the requests to MCP servers. Their values are secrets: they lie with the keys. */
import { z } from "zod";
import { InvalidInputError } from "../schemas/index.ts";
import type { Credentials, KeyRetention, KeySource } from "./credentials.ts";

export interface McpHeaders {
  /** None where the server has none, or where they were kept for a session that is over. @throws KeyLockedError */
  get(url: string): Promise<Record<string, string>>;
  /** Replaces what was there; for the session unless `remember` is "device". @throws KeyLockedError */
  set(params: { url: string; headers: Record<string, string>; remember?: KeyRetention }): Promise<void>;
  remove(url: string): Promise<void>;
  /** Called when any key or the lock changes, in this tab or another. */
  subscribe(listener: () => void): () => void;
}

/** Set by the protocol, or not to be set by a page: a browser drops them without a word. */
const RESERVED = new Set([
  "accept",
  "accept-charset",
  "accept-encoding",
  "connection",
  "content-length",
  "content-type",
  "cookie",
  "date",
  "dnt",
  "expect",
  "host",
  "keep-alive",
  "last-event-id",
  "mcp-method",
  "mcp-name",
  "mcp-protocol-version",
  "mcp-session-id",
  "origin",
  "referer",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "via",
]);

/**
 * Headers as they can be sent.
 *
 * @throws InvalidInputError that names the header, never its value.
 */
export function checkMcpHeaders(headers: Record<string, string>): Record<string, string> {
  const checked: Record<string, string> = {};
  for (const [given, value] of Object.entries(headers)) {
    const name = given.trim();
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
      throw new InvalidInputError("headers", `"${given}" is not the name of a header`);
    if (RESERVED.has(name.toLowerCase()) || /^(sec|proxy)-/i.test(name))
      throw new InvalidInputError("headers", `${name} cannot be set: the browser or the protocol sets it`);
    if (Object.keys(checked).some((other) => other.toLowerCase() === name.toLowerCase()))
      throw new InvalidInputError("headers", `${name} is given twice`);
    if (typeof value !== "string" || value.trim() === "")
      throw new InvalidInputError("headers", `${name} has no value`);
    if (/[^\x20-\x7e]/.test(value.trim()))
      throw new InvalidInputError(
        "headers",
        `the value of ${name} has letters that a header cannot carry; was something else pasted?`,
      );
    checked[name] = value.trim();
  }
  return checked;
}

const storedSchema = z.record(z.string(), z.string());

/** A server's address as a name among the keys: an endpoint of models at the same address has a key of its own. */
const nameOf = (url: string) => `${url}#mcp`;

export function createMcpHeaders(credentials: Credentials & KeySource): McpHeaders {
  return {
    async get(url) {
      const stored = await credentials.get(nameOf(url));
      return stored === null ? {} : storedSchema.parse(JSON.parse(decodeURIComponent(stored)));
    },
    async set({ url, headers, remember }) {
      const checked = checkMcpHeaders(headers);
      if (Object.keys(checked).length === 0) return credentials.remove(nameOf(url));
      await credentials.set({
        endpoint: nameOf(url),
        // A key has no spaces, a header's value may.
        key: encodeURIComponent(JSON.stringify(checked)),
        ...(remember ? { remember } : {}),
      });
    },
    remove: (url) => credentials.remove(nameOf(url)),
    subscribe: (listener) => credentials.subscribe(listener),
  };
}
