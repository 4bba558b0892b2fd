/** A server of the API in a process of its own: our router over an engine in memory, open to pages of other origins. */
import "fake-indexeddb/auto";
import type { LocalClient } from "../../src/client/index.ts";
import { createLocalKit } from "../../src/client/testing/local-kit.ts";
import { DEMO_LLM_CONFIG } from "../../src/llm/demo/demo-config.ts";
import { createDemoProvider } from "../../src/llm/demo/demo-provider.ts";
import { createRouter } from "../../src/server/router.ts";
import { listen } from "../../src/server/testing/listen.ts";

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
  const server = await listen(answer, CORS);
  return {
    url: server.url,
    token,
    client,
    async close() {
      await server.close();
      client.close();
    },
  };
}
