import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";

/** A router under node:http, as a server process would run it. */
export async function listen(
  answer: (request: Request) => Promise<Response>,
  headers: Record<string, string> = {},
): Promise<{ url: string; close(): Promise<void> }> {
  const server: Server = createServer(async (incoming, outgoing) => {
    const { method = "GET", url } = incoming;
    if (method === "OPTIONS" && Object.keys(headers).length > 0) {
      outgoing.writeHead(204, headers).end();
      return;
    }
    const gone = new AbortController();
    outgoing.once("close", () => gone.abort());
    const hasBody = method !== "GET" && method !== "HEAD";
    const response = await answer(
      new Request(`http://${incoming.headers.host}${url}`, {
        method,
        headers: incoming.headers as Record<string, string>,
        signal: gone.signal,
        ...(hasBody ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: "half" } : {}),
      } as RequestInit),
    );
    outgoing.writeHead(response.status, { ...Object.fromEntries(response.headers), ...headers });
    if (response.body) Readable.fromWeb(response.body as never).pipe(outgoing);
    else outgoing.end();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
