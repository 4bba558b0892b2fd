import { defineConfig } from "@playwright/test";
import { CHROMIUM_FLAGS, findChromium } from "./scripts/find-chromium.ts";

const chromium = findChromium();

/** What a person does, in a real browser, over the built app: run `npm run build` first. */
export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  fullyParallel: true,
  workers: process.env.CI ? 1 : 2,
  // A test that passes only at the second try has found something.
  retries: 0,
  forbidOnly: !!process.env.CI,
  // Generous: models are loaded and engines started in these tests, on machines that may be busy with other things.
  timeout: 240_000,
  expect: { timeout: 60_000 },
  reporter: "list",
  use: {
    locale: "en-GB",
    timezoneId: "Europe/Oslo",
    colorScheme: "light",
    viewport: { width: 1280, height: 800 },
    screenshot: "only-on-failure",
    launchOptions: {
      args: CHROMIUM_FLAGS,
      ...(chromium && { executablePath: chromium }),
    },
  },
});
