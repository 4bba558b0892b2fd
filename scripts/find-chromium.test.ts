import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { findChromium } from "./find-chromium.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "engram-chromium-"));
  vi.stubEnv("CHROMIUM_PATH", "");
  vi.stubEnv("PATH", folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

async function place(name: string, mode = 0o755): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, "");
  await chmod(path, mode);
  return path;
}

test("the one that is named comes before the system's", async () => {
  await place("chromium");
  const named = await place("my-chromium");
  vi.stubEnv("CHROMIUM_PATH", named);
  expect(findChromium()).toBe(named);
});

test("a named one that cannot be run is an error, not passed over", () => {
  vi.stubEnv("CHROMIUM_PATH", join(folder, "none"));
  expect(findChromium).toThrow("CHROMIUM_PATH");
});

test("finds what is on the PATH, Chromium before Chrome", async () => {
  const chrome = await place("google-chrome");
  expect(findChromium()).toBe(chrome);
  const chromium = await place("chromium");
  expect(findChromium()).toBe(chromium);
});
