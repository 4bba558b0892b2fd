/** `fetch` for the code of a tool: to the hosts that the person has granted, and nowhere else. */
import { z } from "zod";
import { EngramError, InvalidInputError } from "../../schemas/errors.ts";
import type { ToolHost } from "./tool-sandbox.ts";

/** Characters of an answer that a program is given at most, unless told otherwise. */
const LONGEST_ANSWER = 5_000_000;
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
/** Who asks, and on whose behalf, is not for a program to say. */
const FORBIDDEN_HEADERS =
  /^(?:cookie2?|host|origin|referer|connection|content-length|date|dnt|expect|keep-alive|te|trailer|transfer-encoding|upgrade|user-agent|via|access-control-.*|proxy-.*|sec-.*|x-http-method.*|x-method-override)$/i;
const WITHOUT_BODY = new Set(["GET", "HEAD"]);
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

const requestSchema = z.object({
  url: z.string(),
  method: z.enum(METHODS),
  headers: z.record(z.string(), z.string()),
  body: z.string().nullable(),
});

export interface GrantedFetchOptions {
  /** Characters of an answer; a longer one is an error. Default 5,000,000. */
  longestAnswer?: number;
  /** Origin of the app. Never granted: the app serves its own API there. Default: the page's. */
  ownOrigin?: string | undefined;
  fetch?: typeof fetch;
}

/**
 * @param allowedHosts as the person granted them: `example.com`, `localhost:8080`, `*.example.com` (what lies below it,
 *   not the host itself). Without a port, that of the scheme.
 * @returns a fetch that refuses other hosts and other schemes than http and https, sends no cookies and no referrer,
 *   and follows no redirect, since where it leads is not shown to a page.
 */
export function grantedFetch(
  allowedHosts: readonly string[],
  {
    longestAnswer = LONGEST_ANSWER,
    ownOrigin = globalThis.location?.origin,
    fetch: send = (...args) => fetch(...args),
  }: GrantedFetchOptions = {},
): ToolHost["fetch"] {
  return async (request, signal) => {
    const parsed = requestSchema.safeParse(request);
    if (!parsed.success)
      throw new InvalidInputError("fetch", parsed.error.issues[0]?.message ?? "this is no request");
    const { method, headers, body } = parsed.data;
    const url = readAddress(parsed.data.url);
    if (url.origin === ownOrigin)
      throw refusal("A tool cannot reach the address of this app itself.", "Let it use the agent object.");
    if (!allowedHosts.some((granted) => isGranted(url, granted)))
      throw refusal(
        `This tool may not reach ${url.host}.`,
        `The person can allow the host "${url.host}" in the settings of the tool, under Tools.`,
      );
    const sent = allowedHeaders(headers);
    let response: Response;
    try {
      response = await send(url, {
        method,
        headers: sent,
        body: WITHOUT_BODY.has(method) ? null : body,
        credentials: "omit",
        referrerPolicy: "no-referrer",
        redirect: "manual",
        cache: "no-store",
        mode: "cors",
        signal,
      });
    } catch (error) {
      if (signal.aborted) throw error;
      throw new EngramError("tool_fetch_failed", 502, `${url.host} could not be reached.`, {
        hint: "It may be down, or not let pages of other sites ask it (CORS).",
        cause: error,
      });
    }
    if (response.type === "opaqueredirect" || REDIRECTS.has(response.status))
      throw refusal(
        `${url.host} redirects, which is not followed.`,
        "Ask the address it redirects to, once its host is granted.",
      );
    return {
      url: response.url || url.href,
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await readBody(response, longestAnswer),
    };
  };
}

function refusal(message: string, hint: string): EngramError {
  return new EngramError("host_not_granted", 403, `${message} ${hint}`);
}

function readAddress(address: string): URL {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw new InvalidInputError("fetch", `"${address.slice(0, 200)}" is no whole address`);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new InvalidInputError("fetch", `only http and https can be fetched, not ${url.protocol}`);
  if (url.username || url.password)
    throw new InvalidInputError("fetch", "an address must not hold a name or a password");
  return url;
}

function isGranted(url: URL, granted: string): boolean {
  const below = granted.startsWith("*.");
  let host: URL;
  try {
    // Read under the same scheme, so that its port is left out on both sides or on none.
    host = new URL(`${url.protocol}//${below ? granted.slice(2) : granted}`);
  } catch {
    return false;
  }
  // A grant is a host, not an address with more to it.
  if (host.pathname !== "/" || host.search || host.hash || host.username || host.password) return false;
  return below ? url.host.endsWith(`.${host.host}`) : url.host === host.host;
}

function allowedHeaders(headers: Record<string, string>): Headers {
  const allowed = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (FORBIDDEN_HEADERS.test(name)) continue;
    try {
      allowed.set(name, value);
    } catch {
      throw new InvalidInputError("fetch", `"${name.slice(0, 100)}" is no header that can be sent`);
    }
  }
  return allowed;
}

/** The answer as text, read no further than what is allowed. */
async function readBody(response: Response, longest: number): Promise<string> {
  if (!response.body) return "";
  const reader = response.body.getReader();
  const decoder = decoderOf(response.headers.get("content-type"));
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    text += done ? decoder.decode() : decoder.decode(value, { stream: true });
    if (text.length > longest) {
      await reader.cancel();
      throw new EngramError("tool_answer_too_large", 502, `The answer is longer than ${longest} characters.`);
    }
    if (done) return text;
  }
}

function decoderOf(contentType: string | null): TextDecoder {
  const charset = /charset="?([^\s;"]+)/i.exec(contentType ?? "")?.[1];
  try {
    return new TextDecoder(charset ?? "utf-8");
  } catch {
    return new TextDecoder();
  }
}
