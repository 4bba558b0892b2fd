import { readFileSync } from "node:fs";
import { LettaClient } from "@letta-ai/letta-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLocalKit, type LocalKit } from "../client/testing/local-kit.ts";
import { DEMO_LLM_CONFIG } from "../llm/demo/demo-config.ts";
import { createDemoProvider } from "../llm/demo/demo-provider.ts";
import { createRouter } from "./router.ts";
import { listen } from "./testing/listen.ts";
import { SDK_CALLS, type SdkState, sdkTable } from "./testing/sdk-coverage.ts";

let kit: LocalKit;
let server: Awaited<ReturnType<typeof listen>>;
let letta: LettaClient;
const state: SdkState = { agent: "", block: "", source: "", tool: "", made: "" };

beforeAll(async () => {
  kit = await createLocalKit({ provider: createDemoProvider({ chunkDelayMs: 0 }) });
  await kit.client.updateSettings({ default_llm_config: DEMO_LLM_CONFIG });
  server = await listen(
    createRouter({ client: kit.client, version: "test", getToken: async () => "token-for-tests" }),
  );
  letta = new LettaClient({ baseUrl: server.url, token: "token-for-tests" });
});
afterAll(async () => {
  await server.close();
  kit.client.close();
});

// In order: later calls use what earlier ones made.
describe("the SDK of a later server", () => {
  it.each(SDK_CALLS.map((call) => [`${call.method} ${call.works ? "works" : "is refused"}`, call] as const))(
    "%s",
    async (_, call) => {
      await call.run(letta, state);
    },
  );

  it("has its table in docs/letta-sdk.md", () => {
    const cells = (text: string) => text.replace(/ +\|/g, " |").replace(/-+/g, "-");
    expect(cells(readFileSync("docs/letta-sdk.md", "utf8"))).toBe(cells(sdkTable()));
  });
});
