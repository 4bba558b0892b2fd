/**
 * Pictures of every screen, over the built app filled with an example of our own making:
 *
 *     tsx scripts/screenshots.ts [--out test-results/screens] [--only chat,usage] [--size 1440|390] [--scheme light|dark]
 *     tsx scripts/screenshots.ts --docs     only those of docs/screenshots, written there
 *
 * Build the app first. Nothing is asserted: they are to be looked at.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type BrowserContext, chromium, type Page } from "playwright";
import sharp from "sharp";
import { App } from "../e2e/support/app.ts";
import { type ScriptedLLM, startScriptedLLM } from "../e2e/support/scripted-llm.ts";
import { CHROMIUM_FLAGS, findChromium } from "./find-chromium.ts";
import { type Example, fillExample } from "./screenshot-example.ts";
import { serve } from "./serve.ts";

interface Screen {
  name: string;
  address: (example: Example) => string;
  /** What to do before the picture, once the page stands. */
  act?: (page: Page) => Promise<void>;
  /** Kept in docs/screenshots, in these variants. */
  docs?: Variant[];
}

type Variant = "light-1440" | "dark-1440" | "light-390" | "dark-390";

const HEIGHTS: Record<string, number> = { "1440": 900, "390": 844 };

const openMind = async (page: Page, tab: string) => {
  const opener = page.getByRole("button", { name: /memory|mind/i });
  if (!(await page.getByRole("tab", { name: tab }).isVisible())) await opener.first().click();
  await page.getByRole("tab", { name: tab }).click();
};

const SCREENS: Screen[] = [
  {
    name: "chat",
    address: ({ agent }) => `#/agents/${agent}`,
    docs: ["light-1440", "dark-1440", "light-390"],
  },
  { name: "core", address: ({ agent }) => `#/agents/${agent}`, act: (page) => openMind(page, "Core") },
  {
    name: "archival",
    address: ({ agent }) => `#/agents/${agent}`,
    act: (page) => openMind(page, "Archival"),
  },
  { name: "recall", address: ({ agent }) => `#/agents/${agent}`, act: (page) => openMind(page, "Recall") },
  {
    name: "context",
    address: ({ agent }) => `#/agents/${agent}`,
    act: async (page) => {
      await openMind(page, "Context");
      // The tokenizer is loaded first.
      await page
        .getByText(/tokens \(/)
        .first()
        .waitFor();
    },
    docs: ["light-1440", "dark-390"],
  },
  { name: "archival-explorer", address: ({ agent }) => `#/agents/${agent}/archival`, docs: ["light-1440"] },
  { name: "recall-explorer", address: ({ agent }) => `#/agents/${agent}/recall`, docs: ["dark-1440"] },
  {
    name: "memory-map",
    address: ({ agent }) => `#/agents/${agent}/archival`,
    act: async (page) => {
      await page.getByText("Map", { exact: true }).click();
      await page
        .getByRole("button", { name: "Make the map" })
        .click({ timeout: 2000 })
        .catch(() => {});
      await page.locator("canvas").waitFor();
    },
    docs: ["dark-1440"],
  },
  {
    name: "block-history",
    address: ({ agent }) => `#/agents/${agent}`,
    act: async (page) => {
      await openMind(page, "Core");
      await page.getByRole("button", { name: "History of human" }).click();
    },
    docs: ["light-1440"],
  },
  {
    name: "block-settings",
    address: ({ agent }) => `#/agents/${agent}`,
    act: async (page) => {
      await openMind(page, "Core");
      await page.getByRole("button", { name: "Settings of human" }).click();
    },
  },
  {
    name: "prompt-template",
    address: ({ agent }) => `#/agents/${agent}`,
    act: async (page) => {
      await openMind(page, "Core");
      await page.getByRole("button", { name: "How it is printed" }).click();
      await page.getByText("What the agent reads").first().waitFor();
    },
  },
  {
    name: "raw-request",
    address: ({ agent }) => `#/agents/${agent}`,
    act: async (page) => {
      await openMind(page, "Context");
      await page.getByRole("button", { name: "Show the raw request" }).click();
      await page.getByRole("dialog").locator("pre").waitFor();
    },
  },
  {
    name: "message-menu",
    address: ({ agent }) => `#/agents/${agent}`,
    act: async (page) => {
      const last = page.getByRole("log").getByRole("article").last();
      await last.hover();
      await last.getByRole("button", { name: "Actions for this message" }).click();
    },
  },
  {
    name: "agent-menu",
    address: ({ agent }) => `#/agents/${agent}`,
    act: (page) => page.getByRole("button", { name: "Agent options" }).click(),
  },
  {
    name: "palette",
    address: ({ agent }) => `#/agents/${agent}`,
    act: (page) => page.keyboard.press("Control+k"),
    docs: ["dark-1440"],
  },
  {
    name: "shortcuts",
    address: ({ agent }) => `#/agents/${agent}`,
    act: (page) => page.keyboard.press("Control+/"),
  },
  {
    name: "found",
    address: () => "#/search",
    act: async (page) => {
      await page.getByRole("searchbox").fill("cabin");
      await page.getByRole("searchbox").press("Enter");
      await page.getByText("next weekend").waitFor();
    },
  },
  { name: "import", address: () => "#/import" },
  { name: "new-persona", address: () => "#/library/new/persona" },
  { name: "agent-settings", address: ({ agent }) => `#/agents/${agent}/settings` },
  { name: "new-agent", address: () => "#/new" },
  { name: "library", address: () => "#/library", docs: ["light-1440"] },
  { name: "usage", address: () => "#/usage", docs: ["light-1440"] },
  { name: "search", address: () => "#/search" },
  { name: "tools", address: () => "#/tools" },
  { name: "tool", address: ({ tool }) => `#/tools/${tool}`, docs: ["dark-1440"] },
  { name: "sources", address: () => "#/sources" },
  { name: "source", address: ({ source }) => `#/sources/${source}`, docs: ["light-1440"] },
  { name: "models", address: () => "#/models" },
  { name: "data", address: () => "#/data", docs: ["light-1440"] },
  { name: "settings", address: () => "#/settings" },
];

const { values } = parseArgs({
  options: {
    out: { type: "string", default: "test-results/screens" },
    only: { type: "string" },
    size: { type: "string" },
    scheme: { type: "string" },
    docs: { type: "boolean", default: false },
  },
});
const out = values.docs ? "docs/screenshots" : values.out;
const wanted = values.only?.split(",");

async function photograph(page: Page, name: string): Promise<void> {
  const png = await page.screenshot({ animations: "disabled", caret: "hide" });
  if (values.docs)
    await writeFile(join(out, `${name}.webp`), await sharp(png).webp({ quality: 82 }).toBuffer());
  else await writeFile(join(out, `${name}.png`), png);
}

async function photographAll(context: BrowserContext, url: string, llm: ScriptedLLM, scheme: string) {
  const page = await context.newPage();
  const app = new App(page, url);
  await app.open();
  if (!wanted || wanted.includes("welcome")) {
    await app.startButton.waitFor();
    for (const [width, height] of Object.entries(HEIGHTS)) {
      await page.setViewportSize({ width: Number(width), height });
      if (!values.docs) await photograph(page, `welcome-${scheme}-${width}`);
    }
  }
  const example = await fillExample(app, llm);
  for (const screen of SCREENS) {
    if (wanted && !wanted.includes(screen.name)) continue;
    for (const [width, height] of Object.entries(HEIGHTS)) {
      const variant = `${scheme}-${width}` as Variant;
      if (values.size && values.size !== width) continue;
      if (values.docs && !screen.docs?.includes(variant)) continue;
      await page.setViewportSize({ width: Number(width), height });
      try {
        // A new document each time: what one screen left open is not in the next one's picture.
        await page.goto("about:blank");
        await app.open(screen.address(example));
        await page.getByRole("main").first().waitFor();
        await page.waitForLoadState("networkidle");
        await screen.act?.(page);
        await page.waitForTimeout(400);
      } catch (error) {
        console.error(`${screen.name} ${variant}: ${(error as Error).message.split("\n")[0]}`);
      }
      await photograph(page, `${screen.name}-${variant}`);
    }
  }
}

await mkdir(out, { recursive: true });
const site = await serve({ root: "dist", port: 0 });
const llm = await startScriptedLLM({ models: ["scripted"] });
const browser = await chromium.launch({ executablePath: findChromium() ?? undefined, args: CHROMIUM_FLAGS });
try {
  for (const colorScheme of ["light", "dark"] as const) {
    if (values.scheme && values.scheme !== colorScheme) continue;
    const context = await browser.newContext({ colorScheme, locale: "en-GB", timezoneId: "Europe/Oslo" });
    await photographAll(context, site.url, llm, colorScheme);
    await context.close();
  }
} finally {
  await browser.close();
  await llm.close();
  await site.close();
}
