/**
 * Where a Chromium is that the end-to-end tests and the benchmarks can drive. The system's own comes first:
 * on machines that may not download a browser it is the only one there is.
 */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "@playwright/test";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** What a headless Chromium needs on a closed machine: no sandbox for root, and no calls home. */
export const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function onPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** `CHROMIUM_PATH`, a Chromium or Chrome on the PATH, or Playwright's own; null when there is none. */
export function findChromium(): string | null {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (!isExecutable(named)) throw new Error(`CHROMIUM_PATH is ${named}, which cannot be run.`);
    return named;
  }
  for (const name of NAMES) {
    const path = onPath(name);
    if (path) return path;
  }
  const own = chromium.executablePath();
  return existsSync(own) ? own : null;
}

function run(command: string, args: string[]): boolean {
  return spawnSync(command, args, { stdio: "inherit" }).status === 0;
}

/** Finds a Chromium, or installs one: Playwright's, else (as root, on Debian and its kin) the system's. */
export function ensureChromium(): string {
  const found = findChromium();
  if (found) return found;

  console.log("No Chromium found; trying to install Playwright's.");
  run("npx", ["playwright", "install", "chromium"]);
  const installed = findChromium();
  if (installed) return installed;

  if (process.getuid?.() === 0 && onPath("apt-get")) {
    console.log("That did not work; trying the system's packages.");
    run("apt-get", ["update"]);
    run("apt-get", ["install", "-y", "--no-install-recommends", "chromium", "fonts-liberation"]);
    const packaged = findChromium();
    if (packaged) return packaged;
  }
  throw new Error(
    "The end-to-end tests need Chromium, and none was found or could be installed. " +
      "Install Chromium or Chrome, or set CHROMIUM_PATH to one.",
  );
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    console.log(ensureChromium());
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
