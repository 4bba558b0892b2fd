/** A database that is gone while its mark remembers it is no new user. */
import { expect, test } from "./support/fixtures.ts";

test("a missing database leads to the recovery screen, not to a first run", async ({ app, context }) => {
  await app.open();
  await app.startWithDefault();
  const origin = new URL(app.url).origin;
  await app.page.close();
  const again = await app.inNewTab();
  // What an evicting browser does: IndexedDB goes, localStorage stays.
  const cdp = await context.newCDPSession(again.page);
  await cdp.send("Storage.clearDataForOrigin", { origin, storageTypes: "indexeddb" });

  await again.open();
  await expect(again.recovery).toBeVisible();
  await expect(again.startButton).toHaveCount(0);

  // Still there after a reload: only the person decides.
  await again.page.reload();
  await expect(again.recovery).toBeVisible();
  await again.startFresh();
  await expect(again.startButton).toBeVisible();
  await again.startWithDefault();
});

test("a cleared mark alone changes nothing: the database is the truth", async ({ app }) => {
  await app.open();
  await app.startWithDefault();
  await app.page.evaluate(() => localStorage.clear());
  await app.page.reload();
  await expect(app.composer).toBeVisible();
  expect(await app.client((client) => client.listAgents())).toHaveLength(1);
});
