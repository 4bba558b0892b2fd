/** What the first screen weighs, all lazy parts it asks for included. */

import { weighFirstScreen } from "./support/first-screen.ts";
import { expect, test } from "./support/fixtures.ts";

test("the first screen loads under 250 kB of gzipped JavaScript", async ({ app, context }) => {
  const weigh = weighFirstScreen(context);
  await app.open();
  await app.startButton.waitFor();
  await app.page.waitForLoadState("networkidle");
  const { scripts, styles } = await weigh();
  expect(scripts).toBeGreaterThan(0);
  expect(scripts).toBeLessThan(250_000);
  expect(styles).toBeLessThan(50_000);
});

test("a returning person's conversation loads under 250 kB of gzipped JavaScript", async ({
  app,
  context,
}) => {
  await app.open();
  await app.startWithDefault();
  await app.page.close();
  const again = await app.inNewTab();
  const weigh = weighFirstScreen(context);
  await again.open();
  await again.composer.waitFor();
  await again.page.waitForLoadState("networkidle");
  expect((await weigh()).scripts).toBeLessThan(250_000);
});

test("no request leaves for the outside, and no embedding model is loaded before it is needed", async ({
  app,
}) => {
  const asked: string[] = [];
  app.page.context().on("request", (request) => asked.push(new URL(request.url()).pathname));
  await app.open();
  await app.startButton.waitFor();
  await app.page.waitForLoadState("networkidle");
  expect(asked.filter((path) => /\.(onnx|wasm)$/.test(path))).toEqual([]);
});
