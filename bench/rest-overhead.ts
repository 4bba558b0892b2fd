/**
 * What the way through the service worker costs: the same calls by LocalClient, and by RESTClient in the same page, in
 * the built app in Chromium.
 *
 *     npm run build && npm run bench -- rest-overhead
 */
import { chromium } from "@playwright/test";
import { App } from "../e2e/support/app.ts";
import { CHROMIUM_FLAGS, ensureChromium } from "../scripts/find-chromium.ts";
import { serve } from "../scripts/serve.ts";
import { percentile } from "./browser-page.ts";

const CALLS = 100;

const server = await serve({ root: "dist", port: 0 });
const browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_FLAGS });
try {
  const page = await browser.newPage();
  const app = new App(page, server.url);
  await app.open();
  await app.startWithDefault();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  const times = await page.evaluate(async (calls) => {
    const local = await window.engram.createClient();
    const rest = await window.engram.createClient({ base_url: document.baseURI });
    const [agent] = await local.listAgents();
    if (!agent) throw new Error("there is no agent");
    const agent_id = agent.id;
    const times: Record<string, number[]> = {};
    // No named function in here: the loader's helper for names does not exist in the page.
    for (const [way, client] of [
      ["direct", local],
      ["over the worker", rest],
    ] as const)
      for (const call of ["getAgent", "getMessages"] as const) {
        const taken: number[] = [];
        for (let i = 0; i < calls + 5; i++) {
          const start = performance.now();
          await (call === "getAgent"
            ? client.getAgent(agent_id)
            : client.getMessages({ agent_id, limit: 20 }));
          if (i >= 5) taken.push(performance.now() - start);
        }
        times[`${call}, ${way}`] = taken;
      }
    return times;
  }, CALLS);
  console.log(`Calls through the service worker beside direct ones (${CALLS} each)`);
  console.table(
    Object.entries(times).map(([call, taken]) => ({
      call,
      "p50 ms": percentile(taken, 0.5).toFixed(2),
      "p95 ms": percentile(taken, 0.95).toFixed(2),
    })),
  );
} finally {
  await browser.close();
  await server.close();
}
