import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AbstractClient } from "../client/index.ts";
import { RESTClient } from "../client/rest-client.ts";
import { CONFORMANCE, tryCase } from "../client/testing/conformance.ts";
import { createLocalKit } from "../client/testing/local-kit.ts";
import { DEMO_LLM_CONFIG } from "../llm/demo/demo-config.ts";
import { createDemoProvider } from "../llm/demo/demo-provider.ts";
import { createRouter } from "./router.ts";
import { listen } from "./testing/listen.ts";

const TOKEN = "a-token-for-tests";
let local: Awaited<ReturnType<typeof createLocalKit>>;
let behindHttp: Awaited<ReturnType<typeof createLocalKit>>;
let server: Awaited<ReturnType<typeof listen>>;
let rest: RESTClient;

beforeAll(async () => {
  const provider = () => createDemoProvider({ chunkDelayMs: 0 });
  local = await createLocalKit({ provider: provider() });
  behindHttp = await createLocalKit({ provider: provider() });
  server = await listen(
    createRouter({ client: behindHttp.client, version: "0.0.0-test", getToken: async () => TOKEN }),
  );
  rest = await new RESTClient({ base_url: `${server.url}/`, token: TOKEN }).connect();
});
afterAll(async () => {
  await server.close();
  local.client.close();
  behindHttp.client.close();
});

describe("LocalClient, and RESTClient over HTTP", () => {
  it.each(CONFORMANCE.map((one) => [one.name, one] as const))("%s", async (_, one) => {
    const expected = await tryCase(one, local.client, DEMO_LLM_CONFIG);
    const found = await tryCase(one, rest, DEMO_LLM_CONFIG);
    expect(found).toBe(expected);
  });

  it("both extend AbstractClient, and every method of it is covered by a case", () => {
    expect(local.client).toBeInstanceOf(AbstractClient);
    expect(rest).toBeInstanceOf(AbstractClient);
    const covered = new Set<string>(CONFORMANCE.flatMap(({ methods }) => methods));
    // An abstract class has no methods at run time: those that both clients have are its.
    const methodsOf = (prototype: object) => new Set(Object.getOwnPropertyNames(prototype));
    const ofLocal = methodsOf(Object.getPrototypeOf(local.client));
    const shared = [...methodsOf(RESTClient.prototype)].filter(
      (name) => ofLocal.has(name) && name !== "constructor",
    );
    expect(shared.length).toBeGreaterThan(60);
    expect(shared.filter((name) => !covered.has(name))).toEqual([]);
  });
});
