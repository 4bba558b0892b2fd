/** A database that is gone while its mark remembers it is no new user. */
import { expect, test } from "./support/fixtures.ts";

test("a missing database leads to the recovery screen, not to a first run", async ({ app }) => {
  await app.open();
  await app.startWithDefault();
  const again = await app.loseDatabase();
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
