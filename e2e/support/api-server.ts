/** A server of the API in a process of its own: our router over an engine in memory, open to pages of other origins. */
import "fake-indexeddb/auto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import type { LocalClient } from "../../src/client/index.ts";
import { createLocalKit } from "../../src/client/testing/local-kit.ts";
import { DEMO_LLM_CONFIG } from "../../src/llm/demo/demo-config.ts";
import { createDemoProvider } from "../../src/llm/demo/demo-provider.ts";
import { createRouter } from "../../src/server/router.ts";

export interface ApiServer {
  url: string;
  token: string;
  client: LocalClient;
  close(): Promise<void>;
}

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "*, authorization",
  "access-control-allow-methods": "GET, POST, PATCH, DELETE",
  // Chromium asks before a page may reach this machine.
  "access-control-allow-private-network": "true",
};

export async function startApiServer(): Promise<ApiServer> {
  const token = "token-of-the-server";
  const { client } = await createLocalKit({ provider: createDemoProvider({ chunkDelayMs: 5 }) });
  await client.updateSettings({ default_llm_config: DEMO_LLM_CONFIG });
  const answer = createRouter({ client, version: "0.4-test", getToken: async () => token });
  const server = createServer(async (incoming, outgoing) => {
    const { method = "GET", url, headers } = incoming;
    if (method === "OPTIONS") {
      outgoing.writeHead(204, CORS).end();
      return;
    }
    const gone = new AbortController();
    outgoing.once("close", () => gone.abort());
    const response = await answer(
      new Request(`http://${headers.host}${url}`, {
        method,
        headers: headers as Record<string, string>,
        signal: gone.signal,
        ...(method === "GET" || method === "HEAD"
          ? {}
          : { body: Readable.toWeb(incoming) as ReadableStream, duplex: "half" }),
      } as RequestInit),
    );
    outgoing.writeHead(response.status, { ...Object.fromEntries(response.headers), ...CORS });
    if (response.body) Readable.fromWeb(response.body as never).pipe(outgoing);
    else outgoing.end();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    client,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      client.close();
    },
  };
}
