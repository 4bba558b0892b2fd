/** From what the protocol's package throws to an error that says what happened and what to do. */
import { ProtocolError, SdkError, SdkErrorCode, SdkHttpError } from "@modelcontextprotocol/client";
import { redact } from "../../llm/redact.ts";
import { EngramError } from "../../schemas/index.ts";
import { AnswerTooLargeError } from "./bounded-fetch.ts";
import { McpError } from "./errors.ts";

/** Headers of ours that a server must let a page send, and the one it must let it read (see docs/mcp.md). */
const ALLOWED = ["Content-Type", "Mcp-Protocol-Version", "Mcp-Session-Id", "Mcp-Method", "Mcp-Name"];
const EXPOSED = "Mcp-Session-Id";

/** `-32022`, by which a server names the versions that it speaks. */
const UNSUPPORTED_VERSION = -32022;
const METHOD_NOT_FOUND = -32601;

export interface FailureSite {
  url: string;
  header_names: string[];
  /** Takes the values of headers out of a text. */
  conceal: (text: string) => string;
  phase: "connect" | "call";
  /** Whether anything answers at the address, readable or not. */
  answers: () => Promise<boolean>;
}

function* causesOf(error: unknown): Generator<unknown> {
  for (let depth = 0; error !== undefined && error !== null && depth < 5; depth++) {
    yield error;
    error = error instanceof Error ? error.cause : undefined;
  }
}

const find = <T>(error: unknown, is: (one: unknown) => one is T): T | undefined => {
  for (const one of causesOf(error)) if (is(one)) return one;
  return undefined;
};

const isHttpError = (one: unknown): one is SdkHttpError => SdkHttpError.isInstance(one);
/** A fetch that came to nothing; browsers do not say why. */
const isNetworkError = (one: unknown): one is TypeError =>
  one instanceof TypeError || (one instanceof Error && one.name === "TypeError");
/** The answer is no JSON, or JSON of another kind. */
const isForeignAnswer = (one: unknown): one is Error =>
  (SdkError.isInstance(one) && one.code === SdkErrorCode.ClientHttpUnexpectedContent) ||
  (one instanceof Error && /^(SyntaxError|ZodError|\$ZodError)$/.test(one.name));

/** An error of a connection or a call; what is one of ours already stays. */
export async function toMcpError(error: unknown, site: FailureSite): Promise<EngramError> {
  if (EngramError.isInstance(error)) return error;
  // A query may hold a key.
  const { origin, pathname, host } = new URL(site.url);
  const address = `${origin}${pathname === "/" ? "" : pathname}`;
  const words = (text: string) => short(redact(site.conceal(text)));
  const message = error instanceof Error ? error.message : String(error);
  const connecting = site.phase === "connect";

  if (find(error, (one) => one instanceof AnswerTooLargeError) || /larger than \d+ MB/.test(message))
    return new McpError("mcp_bad_answer", `The answer of ${host} is too large to be read.`);

  const http = find(error, isHttpError);
  if (http) return toHttpError(http, site, address, words);

  if (error instanceof Error && error.name === "UnauthorizedError") return unauthorized(401, site, host);
  if (error instanceof Error && error.name === "InsufficientScopeError") return unauthorized(403, site, host);

  if (ProtocolError.isInstance(error)) {
    if (error.code === UNSUPPORTED_VERSION) return mismatch(host, words(message));
    if (connecting)
      return error.code === METHOD_NOT_FOUND
        ? mismatch(host, "it knows no way to begin that this client knows")
        : new McpError("mcp_not_a_server", `${address} refused to begin: ${words(message)}`);
    return new McpError("mcp_call_refused", `${host} refused the call: ${words(message)}`);
  }
  if (/protocol version is not supported/i.test(message)) return mismatch(host, words(message));

  if (SdkError.isInstance(error)) {
    if (error.code === SdkErrorCode.RequestTimeout)
      return new McpError("mcp_timeout", `${host} did not answer in time.`, {
        hint: "Try again later; the server may be busy or asleep.",
      });
    if (error.code === SdkErrorCode.UnsupportedResultType)
      return new McpError(
        "mcp_call_refused",
        `${host} asked for input in the middle of the call, which is not possible here.`,
      );
    if (error.code === SdkErrorCode.ListPaginationExceeded)
      return new McpError("mcp_bad_answer", `The list of tools of ${host} has no end.`);
    if (error.code === SdkErrorCode.InvalidResult)
      return new McpError("mcp_bad_answer", `The answer of ${host} breaks the protocol: ${words(message)}`);
  }

  if (find(error, isNetworkError)) {
    if (await site.answers()) return cors(site, host);
    return new McpError("mcp_unreachable", `${host} cannot be reached.`, {
      hint: "Check the address and whether the server runs. From a page opened by https, a server at http is out of reach unless it is on this machine.",
    });
  }
  if (find(error, isForeignAnswer))
    return connecting
      ? notAServer(address, "what it answers is not of that protocol")
      : new McpError("mcp_bad_answer", `The answer of ${host} cannot be read.`);
  return new McpError(connecting ? "mcp_not_a_server" : "mcp_bad_answer", `${host}: ${words(message)}`);
}

function toHttpError(
  error: SdkHttpError,
  site: FailureSite,
  address: string,
  words: (text: string) => string,
): McpError {
  const { host } = new URL(site.url);
  const { status } = error;
  const text = typeof error.data.text === "string" ? error.data.text : "";
  if (status === 401 || status === 403) return unauthorized(status, site, host);
  if (status >= 500)
    return new McpError("mcp_server_error", `${host} failed with HTTP ${status}.`, {
      hint: "Try again later, or ask whoever runs the server.",
    });
  // The page could not read the session's id, so it could not send it either.
  if (status === 400 && /session|not initialized/i.test(text)) return cors(site, host);
  if (/unsupported protocol version/i.test(text)) return mismatch(host, "none of its versions is known here");
  if (site.phase === "connect") {
    const redirected = status === 0 || (status >= 300 && status < 400);
    return notAServer(
      address,
      redirected ? "it redirects to another address" : `it answers HTTP ${status}`,
      redirected ? "Give the address that it redirects to." : undefined,
    );
  }
  const reason = /^\s*</.test(text) || text === "" ? "" : `: ${words(text)}`;
  return new McpError("mcp_call_refused", `${host} refused the call with HTTP ${status}${reason}`);
}

function unauthorized(status: 401 | 403, site: FailureSite, host: string): McpError {
  const given = site.header_names.join(", ");
  return new McpError(
    status === 401 ? "mcp_unauthorized" : "mcp_forbidden",
    given
      ? `${host} does not accept what was given in ${given} (HTTP ${status}).`
      : `${host} wants to know who asks (HTTP ${status}).`,
    {
      hint: given
        ? "Enter it anew; a token may have expired, or lack a right."
        : 'Give a header, usually Authorization with "Bearer" and a token of that service.',
    },
  );
}

function cors({ header_names }: FailureSite, host: string): McpError {
  return new McpError("mcp_cors", `${host} answers, but does not let this page read the answer (CORS).`, {
    hint: `The server must allow this page's origin and the headers ${[...ALLOWED, ...header_names].join(", ")}, and expose ${EXPOSED}. Some servers hide a missing or wrong token in the same way.`,
  });
}

function notAServer(address: string, why: string, hint?: string): McpError {
  return new McpError("mcp_not_a_server", `${address} is not an MCP server: ${why}.`, {
    hint: hint ?? "Check the address; it often ends with /mcp.",
  });
}

function mismatch(host: string, why: string): McpError {
  return new McpError(
    "mcp_protocol_mismatch",
    `${host} speaks no version of the protocol that is known here (${why}).`,
    { hint: "The server, or this app, is too old for the other." },
  );
}

const short = (text: string) => {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= 300 ? line : `${line.slice(0, 299)}…`;
};
