import { fetchWithAddressSpace } from "../../llm/openai.ts";

type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** Bytes of one answer that are read at most. */
export const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/** An answer was larger than is read. */
export class AnswerTooLargeError extends Error {
  constructor() {
    super(`the answer is larger than ${MAX_ANSWER_BYTES / 1024 / 1024} MB`);
  }
}

function bounded(body: ReadableStream<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array<ArrayBuffer>> {
  let seen = 0;
  return body.pipeThrough(
    new TransformStream({
      transform(chunk, controller) {
        seen += chunk.byteLength;
        if (seen > MAX_ANSWER_BYTES) controller.error(new AnswerTooLargeError());
        else controller.enqueue(chunk);
      },
    }),
  );
}

/**
 * How requests to MCP servers leave the page: no cookies, and no answer larger than `MAX_ANSWER_BYTES`. The stream on
 * which a server may send of its own accord is declined: it would hold one of the six connections that a browser
 * gives to a host, for notices that nobody here waits for.
 */
export function boundedFetch(fetch: Fetch): Fetch {
  const send = fetchWithAddressSpace((input, init) => fetch(input as string | URL, init));
  return async (url, init = {}) => {
    const resumes = new Headers(init.headers).has("last-event-id");
    if (init.method === "GET" && !resumes) return new Response(null, { status: 405 });
    const response = await send(url, { ...init, credentials: "omit" });
    if (!response.ok || !response.body) return response;
    const { status, statusText, headers } = response;
    return new Response(bounded(response.body), { status, statusText, headers });
  };
}
