import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AbstractClient, RESTClient } from "../client/index.ts";
import { CONFORMANCE, tryCase } from "../client/testing/conformance.ts";
import { createLocalKit } from "../client/testing/local-kit.ts";
import { DEMO_LLM_CONFIG } from "../llm/demo/demo-config.ts";
import { createDemoProvider } from "../llm/demo/demo-provider.ts";
import { createRouter } from "./router.ts";

/** The router under node:http, as a server process would run it. */
function listen(answer: (request: Request) => Promise<Response>): Promise<Server> {
  const server = createServer(async (incoming, outgoing) => {
    const gone = new AbortController();
    outgoing.once("close", () => gone.abort());
    const { method = "GET", url, headers } = incoming;
    const hasBody = method !== "GET" && method !== "HEAD";
    const response = await answer(
      new Request(`http://${headers.host}${url}`, {
        method,
        headers: headers as Record<string, string>,
        signal: gone.signal,
        ...(hasBody ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: "half" } : {}),
      } as RequestInit),
    );
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    if (response.body) Readable.fromWeb(response.body as never).pipe(outgoing);
    else outgoing.end();
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

const TOKEN = "a-token-for-tests";
let local: Awaited<ReturnType<typeof createLocalKit>>;
let behindHttp: Awaited<ReturnType<typeof createLocalKit>>;
let server: Server;
let rest: RESTClient;

beforeAll(async () => {
  const provider = () => createDemoProvider({ chunkDelayMs: 0 });
  local = await createLocalKit({ provider: provider() });
  behindHttp = await createLocalKit({ provider: provider() });
  server = await listen(
    createRouter({ client: behindHttp.client, version: "0.0.0-test", getToken: async () => TOKEN }),
  );
  const { port } = server.address() as AddressInfo;
  rest = await new RESTClient({ base_url: `http://127.0.0.1:${port}/`, token: TOKEN }).connect();
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
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
