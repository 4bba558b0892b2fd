/** The app without a network: it starts, the demo answers, memory is searched by meaning; and a new version is told of. */
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext } from "@playwright/test";
import { type RunningServer, serve } from "../scripts/serve.ts";
import { App } from "./support/app.ts";
import { test as base, expect } from "./support/fixtures.ts";

/** A site of its own, which can go away and change. */
const test = base.extend<{ own: { root: string; site: RunningServer; context: BrowserContext; app: App } }>({
  own: async ({ browser }, use) => {
    const root = await mkdtemp(join(tmpdir(), "engram-offline-"));
    await cp("dist", root, { recursive: true });
    const site = await serve({ root, port: 0 });
    const context = await browser.newContext();
    const app = new App(await context.newPage(), site.url);
    await use({ root, site, context, app });
    await context.close();
    await site.close().catch(() => {});
    await rm(root, { recursive: true, force: true });
  },
});

test("the app opens with no server, the demo answers, and memories are found by meaning", async ({ own }) => {
  test.slow();
  const { app, site, context } = own;
  const { page } = app;
  await app.open();
  await app.startWithDefault();
  const address = page.url();
  await app.open("#/settings");
  await expect(page.getByText("Everything is on this device")).toBeVisible({ timeout: 90_000 });

  await site.close();
  await context.setOffline(true);
  await page.goto(address);
  await app.composer.waitFor();
  await app.send("My name is Ada. I love cloudberries.");
  await expect(app.agentMessages.last()).toContainText("Ada");
  await expect(app.stopButton).toBeHidden();

  const found = await app.client(async (client) => {
    const [agent] = await client.listAgents();
    if (!agent) throw new Error("The agent is gone.");
    for (const memory of ["The boat is moored at Bergen.", "Her sister plays the cello."])
      await client.insertArchivalMemory({ agent_id: agent.id, memory });
    const { matches } = await client.findInArchivalMemory({
      agent_id: agent.id,
      query: "musical instrument",
      mode: "meaning",
    });
    return matches.map(({ passage }) => passage.text);
  });
  expect(found[0]).toBe("Her sister plays the cello.");

  // What the next request would hold is counted with the tokenizer, and every page opens.
  await app.openMind("context");
  await expect(page.getByRole("tabpanel")).toContainText("Block: persona");
  for (const [hash, heading] of [
    ["#/tools/new", "New tool"],
    ["#/sources", "Sources"],
    ["#/models", "Models"],
    ["#/data", "Data"],
    ["#/settings", "Settings"],
  ] as const) {
    await app.open(hash);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
  }
  // And from nothing, with another address, as an installed app does.
  await page.goto(`${site.url}?installed`);
  await app.composer.waitFor();
});

test("a new version is told of, and opened when the person says so", async ({ own }) => {
  const { app, root } = own;
  const { page } = app;
  await app.open();
  await app.startWithDefault();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);

  const index = join(root, "index.html");
  await writeFile(index, (await readFile(index, "utf8")).replace("<body>", '<body data-version="2">'));
  const worker = join(root, "service-worker.js");
  await writeFile(worker, (await readFile(worker, "utf8")).replace(/([{,]"":)"\w+"/, '$1"second"'));
  await page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
  await expect(page.getByText("A new version is ready.")).toBeVisible();
  expect(await page.locator("body").getAttribute("data-version")).toBeNull();
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(page.locator('body[data-version="2"]')).toBeVisible();
  await app.composer.waitFor();
});

test("what a browser needs to offer installing it is there", async ({ app }) => {
  await app.open();
  const icons = await app.page.evaluate(async () => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="manifest"]');
    const manifest = await (await fetch(link?.href ?? "")).json();
    return Promise.all(
      manifest.icons.map(async ({ src, sizes, purpose }: Record<string, string>) => {
        const image = new Image();
        image.src = new URL(src ?? "", link?.href).href;
        await image.decode();
        return `${sizes === "any" ? "any" : `${image.naturalWidth}x${image.naturalHeight}`} ${sizes} ${purpose}`;
      }),
    );
  });
  expect(icons).toEqual([
    "any any any",
    "192x192 192x192 any",
    "512x512 512x512 any",
    "512x512 512x512 maskable",
  ]);
});
