/** Whether the app can be installed, and opens with no network. */
import type { Browser } from "playwright";
import sharp from "sharp";
import { z } from "zod";
import { App } from "../../e2e/support/app.ts";
import { type Finding, printFindings } from "./table.ts";

const manifestSchema = z.looseObject({
  name: z.string().optional(),
  short_name: z.string().optional(),
  start_url: z.string().optional(),
  scope: z.string().optional(),
  display: z.string().optional(),
  background_color: z.string().optional(),
  theme_color: z.string().optional(),
  icons: z
    .array(
      z.object({
        src: z.string(),
        sizes: z.string(),
        type: z.string().optional(),
        purpose: z.string().default("any"),
      }),
    )
    .default([]),
});

const FIELDS = [
  "name",
  "short_name",
  "start_url",
  "scope",
  "display",
  "background_color",
  "theme_color",
] as const;

type Icon = z.infer<typeof manifestSchema>["icons"][number];

async function lookAtIcon({ src, sizes, purpose }: Icon, manifestUrl: string): Promise<Finding> {
  const what = `icon ${sizes} (${purpose})`;
  const response = await fetch(new URL(src, manifestUrl));
  if (!response.ok) return [what, false, `${src}: status ${response.status}`];
  const { width, height, format } = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
  const size = `${width}x${height}`;
  const sound = sizes === "any" ? format === "svg" : sizes.split(" ").includes(size);
  return [what, sound, `${src}: ${format} ${size}`];
}

async function lookAtManifest(manifestUrl: string): Promise<Finding[]> {
  const response = await fetch(manifestUrl);
  if (!response.ok) return [["manifest", false, `status ${response.status}`]];
  const parsed = manifestSchema.safeParse(await response.json().catch(() => null));
  if (!parsed.success) return [["manifest", false, z.prettifyError(parsed.error)]];
  const manifest = parsed.data;
  const has = (purpose: string, size: string) =>
    manifest.icons.some((icon) => icon.purpose.split(" ").includes(purpose) && icon.sizes.includes(size));
  return [
    ...FIELDS.map((field): Finding => [field, !!manifest[field], manifest[field] ?? "missing"]),
    [
      "icons 192, 512 and maskable",
      has("any", "192x192") && has("any", "512x512") && has("maskable", "512"),
      "",
    ],
    ...(await Promise.all(manifest.icons.map((icon) => lookAtIcon(icon, manifestUrl)))),
  ];
}

export async function checkInstallable(browser: Browser, url: string): Promise<void> {
  const context = await browser.newContext();
  const app = new App(await context.newPage(), url);
  const { page } = app;
  await app.open();
  await app.startWithDefault();
  const manifestUrl = await page.evaluate<string | null>(
    `document.querySelector("link[rel=manifest]")?.href ?? null`,
  );
  const findings: Finding[] = manifestUrl
    ? await lookAtManifest(manifestUrl)
    : [["manifest", false, "no link to one"]];

  const controlled = await page
    .waitForFunction("navigator.serviceWorker.controller?.scriptURL", undefined, { timeout: 60_000 })
    .then((script) => script.jsonValue() as Promise<string>)
    .catch(() => null);
  findings.push([
    "service worker controls the page",
    controlled !== null,
    controlled ? new URL(controlled).pathname : "not within a minute",
  ]);

  // The worker has the page before it has the files: those come when the page is idle.
  await app.open("#/settings");
  const kept = await page
    .getByText("Everything is on this device")
    .waitFor({ timeout: 90_000 })
    .then(() => true)
    .catch(() => false);
  findings.push(["files are kept for offline", kept, kept ? "all of them" : "not within 90 s"]);

  await context.setOffline(true);
  const opened = await page
    .goto("about:blank")
    .then(() => app.open())
    .then(() => app.composer.waitFor({ timeout: 60_000 }))
    .then(() => "the conversation stands")
    .catch((error: Error) => error.message.split("\n")[0] ?? "");
  findings.push(["opens with no network", opened === "the conversation stands", opened]);
  await context.close();
  printFindings("Installable app", findings);
}
