/** The API inside the browser: RESTClient and fetch, through the service worker, over the built app. */
import { readFileSync } from "node:fs";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { serve } from "../scripts/serve.ts";
import type * as conformanceModule from "../src/client/testing/conformance.ts";
import { App } from "./support/app.ts";
import { expect, test } from "./support/fixtures.ts";
import { pageScript } from "./support/page-script.ts";
import { reply } from "./support/scripted-llm.ts";

declare global {
  var conformance: typeof conformanceModule;
}

/** Until the worker controls the page: from then on the API waits by itself for whoever is to answer. */
async function apiReady(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
}

test("every client does the same: LocalClient, and RESTClient through the service worker", async ({
  app,
  page,
  watch,
}) => {
  test.setTimeout(180_000);
  // Half of what is tried is refused.
  watch.expect(/status of (4\d\d|501)/);
  await app.open();
  await app.startButton.waitFor();
  await apiReady(page);
  await page.evaluate(await pageScript("src/client/testing/conformance.ts", "conformance"));
  const names = await page.evaluate(() => conformance.CONFORMANCE.map(({ name }) => name));
  for (const name of names) {
    const [local, rest] = await page.evaluate(async (wanted) => {
      const one = conformance.CONFORMANCE.find((other) => other.name === wanted);
      if (!one) throw new Error(wanted);
      const here = await window.engram.createClient();
      const [demo] = await here.listModels();
      if (!demo) throw new Error("no demo model");
      const there = await window.engram.createClient({ base_url: document.baseURI });
      return [await conformance.tryCase(one, here, demo), await conformance.tryCase(one, there, demo)];
    }, name);
    expect(rest, name).toBe(local);
  }
});

test("a script talks to an agent with fetch alone, and reads the stream as it comes", async ({
  app,
  page,
}) => {
  await app.open();
  await app.startWithDefault();
  await apiReady(page);
  const seen = await page.evaluate(async () => {
    const [agent] = await (await fetch("v1/agents")).json();
    const response = await fetch(`api/agents/${agent.id}/messages`, {
      method: "POST",
      body: JSON.stringify({
        messages: [{ role: "user", text: "Hello, I am Ada." }],
        stream_steps: true,
        stream_tokens: true,
      }),
    });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    let pieces = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      pieces += 1;
      text += value;
    }
    return { status: response.status, type: response.headers.get("content-type"), text, pieces };
  });
  expect(seen.status).toBe(200);
  expect(seen.type).toBe("text/event-stream");
  expect(seen.text).toMatch(/^data: \{"internal_monologue"/);
  expect(seen.text).toMatch(/data: \[DONE_STEP\]\n\n/);
  expect(seen.text).toMatch(/data: \[DONE\]\n\n$/);
  expect(seen.pieces).toBeGreaterThan(3);
  await expect(page.getByText("Ada").first()).toBeVisible();
});

for (const how of ["a stream that is left", "a request that is aborted", "a page that is closed"] as const)
  test(`${how} stops the step`, async ({ app, llm }) => {
    await app.open();
    const agent = await app.createScriptedAgent(llm);
    const held = reply.held(reply.say("Too late."));
    llm.enqueue(held.reply);
    const asker = how === "a page that is closed" ? await app.inNewTab() : app;
    if (asker !== app) await asker.open();
    await apiReady(asker.page);
    const outcome = asker.page
      .evaluate(
        async ([id, stream]) => {
          const rest = await window.engram.createClient({ base_url: document.baseURI });
          const controller = new AbortController();
          Object.assign(window, { giveUp: () => controller.abort() });
          const message = { agent_id: id, role: "user", message: "Are you there?" } as const;
          if (stream) {
            const items = await rest.sendMessage({ ...message, stream: true, signal: controller.signal });
            for await (const _item of items);
            return "ended";
          }
          return rest.sendMessage({ ...message, signal: controller.signal }).then(
            () => "answered",
            (error: { code: string }) => error.code,
          );
        },
        [agent.id, how === "a stream that is left"] as const,
      )
      .catch(() => "closed");
    await llm.waitForCompletion(1);
    if (asker === app) await app.page.evaluate(() => (window as unknown as { giveUp(): void }).giveUp());
    else await asker.page.close();
    expect(["ended", "cancelled", "closed"]).toContain(await outcome);
    await expect.poll(() => llm.completions[0]?.aborted).toBe(true);
    held.release();
    await expect
      .poll(() => app.client(async (client, id) => (await client.getRun({ agent_id: id })).state, agent.id))
      .toBe("stopped");
  });

test("the oldest page answers, the next one takes over, and a token is asked for where one is set", async ({
  app,
  page,
  watch,
}) => {
  watch.expect(/status of 401/);
  await app.open();
  await app.startWithDefault();
  await apiReady(page);
  const second = await app.inNewTab();
  await second.open();
  await second.composer.waitFor();
  await apiReady(second.page);
  const started = Date.now();
  await page.close();
  const status = await second.page.evaluate(async () => (await fetch("v1/agents")).status);
  expect(status).toBe(200);
  // "Within 2 s", with room for a machine that does other things too.
  expect(Date.now() - started).toBeLessThan(5000);

  const answers = await second.page.evaluate(async () => {
    const client = await window.engram.createClient();
    await client.setApiToken({ token: "let-me-in-please" });
    const ask = async (token?: string) =>
      (await fetch("v1/agents", token ? { headers: { authorization: `Bearer ${token}` } } : {})).status;
    const statuses = [await ask(), await ask("wrong-token"), await ask("let-me-in-please")];
    const refused = await window.engram
      .createClient({ base_url: document.baseURI, token: "wrong-token" })
      .catch((error: { code: string }) => error.code);
    const rest = await window.engram.createClient({ base_url: document.baseURI, token: "let-me-in-please" });
    return { statuses, refused, agents: (await rest.listAgents()).length };
  });
  expect(answers).toEqual({ statuses: [401, 401, 200], refused: "unauthorized", agents: 1 });
});

test("without a page that holds the engine the answer is 503, with a reason", async ({
  app,
  page,
  context,
  watch,
}) => {
  watch.expect(/status of 503|favicon/);
  await app.open();
  await app.startButton.waitFor();
  await apiReady(page);
  // A page of the same folder that is not the app, and the app closed.
  const other = await context.newPage();
  await other.goto(`${app.url}icon.svg`);
  await page.close();
  const answer = await other.evaluate(async () => {
    const response = await fetch("v1/agents");
    return [response.status, await response.json(), response.headers.get("cache-control")];
  });
  expect(answer).toEqual([
    503,
    { detail: "No open page holds the engine.", error: expect.objectContaining({ code: "no_page_open" }) },
    "no-store",
  ]);
});

test("a form of another site cannot reach the API", async ({ app, page, watch }) => {
  watch.expect(/404|405|501/);
  await app.open();
  await app.startWithDefault();
  await apiReady(page);
  const other = await page.context().newPage();
  const [response] = await Promise.all([
    other.waitForResponse((one) => one.url().includes("/v1/agents")),
    other.setContent(
      `<form method="post" enctype="text/plain" action="${app.url}v1/agents"><input name='{"name":"evil","x":"' value='"}'></form><script>document.forms[0].submit()</script>`,
    ),
  ]);
  expect(response.status()).toBeGreaterThanOrEqual(400);
  const names = await page.evaluate(async () =>
    (await (await window.engram.createClient()).listAgents()).map(({ name }) => name),
  );
  expect(names).not.toContain("evil");
});

test("a new version of the worker takes over without breaking an open stream", async ({ browser }) => {
  // A site of its own, whose worker can be replaced.
  const root = await mkdtemp(join(tmpdir(), "engram-update-"));
  await cp("dist", root, { recursive: true });
  const site = await serve({ root, port: 0 });
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const app = new App(page, site.url);
    await app.open();
    await app.startWithDefault();
    await apiReady(page);
    const worker = readFileSync(join(root, "service-worker.js"), "utf8");
    await writeFile(join(root, "service-worker.js"), `${worker}\n// another version`);
    const seen = await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      const before = registration.active;
      const [agent] = await (await fetch("v1/agents")).json();
      const response = await fetch(`v1/agents/${agent.id}/messages`, {
        method: "POST",
        body: JSON.stringify({
          messages: [{ role: "user", text: "Show me markdown" }],
          stream_steps: true,
          stream_tokens: true,
        }),
      });
      const text = response.text();
      await registration.update();
      const whole = await text;
      await new Promise<void>((resolve) => {
        const look = () =>
          registration.active !== before && !registration.waiting ? resolve() : setTimeout(look, 50);
        look();
      });
      return { whole, after: (await fetch("v1/health")).status };
    });
    expect(seen.whole).toMatch(/data: \[DONE\]\n\n$/);
    expect(seen.after).toBe(200);
  } finally {
    await context.close();
    await site.close();
    await rm(root, { recursive: true, force: true });
  }
});
