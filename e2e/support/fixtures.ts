/** What every end-to-end test starts from: the built app on a port of its own, a scripted LLM, and a strict watch. */
import { existsSync } from "node:fs";
import { type BrowserContext, test as base, expect } from "@playwright/test";
import { type RunningServer, serve } from "../../scripts/serve.ts";
import { App } from "./app.ts";
import { type ScriptedLLM, type ScriptedLLMOptions, startScriptedLLM } from "./scripted-llm.ts";

const BUILT = "dist";

interface Watch {
  /** Complaints of the browser this test expects, e.g. of a request that fails on purpose. */
  expect(complaint: RegExp): void;
}

interface TestFixtures {
  /** Options of the scripted LLM: `test.use({ llmOptions: { key: "right" } })`. */
  llmOptions: ScriptedLLMOptions;
  /**
   * Whether the browser says that the person saves data: then only the shell is kept for working offline, and tests of
   * other things do not fetch 20 MB each. Default true.
   */
  savesData: boolean;
  llm: ScriptedLLM;
  watch: Watch;
  app: App;
}

interface WorkerFixtures {
  site: RunningServer;
}

const isOurs = (address: string): boolean => {
  const { protocol, hostname } = new URL(address);
  return !/^(https?|wss?):$/.test(protocol) || hostname === "localhost" || hostname === "127.0.0.1";
};

/** Collects whatever a page of this context complains of, and any call to the outside. */
function collectComplaints(context: BrowserContext): string[] {
  const complaints: string[] = [];
  context.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      complaints.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
    }
  });
  context.on("weberror", (error) => complaints.push(`page error: ${error.error().stack}`));
  context.on("request", (request) => {
    if (!isOurs(request.url())) complaints.push(`request to the outside: ${request.url()}`);
  });
  return complaints;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  site: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures wanted from this pattern.
    async ({}, use) => {
      if (!existsSync(`${BUILT}/index.html`)) throw new Error("Build the app first: npm run build");
      const server = await serve({ root: BUILT, port: 0 });
      await use(server);
      await server.close();
    },
    { scope: "worker" },
  ],

  llmOptions: [{}, { option: true }],
  savesData: [true, { option: true }],

  llm: async ({ llmOptions }, use) => {
    const llm = await startScriptedLLM(llmOptions);
    await use(llm);
    await llm.close();
  },

  watch: [
    async ({ context, savesData }, use) => {
      if (savesData)
        await context.addInitScript(() => {
          Object.defineProperty(navigator, "connection", { value: { saveData: true } });
        });
      const complaints = collectComplaints(context);
      const expected: RegExp[] = [];
      await use({ expect: (complaint) => expected.push(complaint) });
      const unexpected = complaints.filter((complaint) => !expected.some((one) => one.test(complaint)));
      expect(unexpected, "the browser had nothing to complain of").toEqual([]);
    },
    { auto: true },
  ],

  app: async ({ page, site }, use) => {
    await use(new App(page, site.url));
  },
});

export { expect };
