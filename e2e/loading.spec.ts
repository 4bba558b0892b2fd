/** Files into a source, in the built app: a long PDF whose page is closed in the midst, and what an agent finds. */
import { samplePdf } from "../src/sources/extract/testing/sample-pdf.ts";
import type { App } from "./support/app.ts";
import { expect, test } from "./support/fixtures.ts";

const PAGES = 300;

const pages = Array.from(
  { length: PAGES },
  (_, nth) =>
    `Chapter ${nth + 1}. The lamp of house ${nth + 1} is lit at ${nth % 24} o'clock. Its keeper has ${nth + 3} keys.`,
);

/** Starts loading the PDF into a source of its own; resolves to the ids of source and job. */
async function startLoading(app: App, name: string, base64: string) {
  return app.client(
    async (client, { name, base64 }) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const source = await client.createSource(name);
      const file = new File([bytes], "houses.pdf", { type: "application/pdf" });
      const job = await client.loadFiles({ source_id: source.id, files: [{ file }], blocking: false });
      return { source_id: source.id, job_id: job.id };
    },
    { name, base64 },
  );
}

const jobOf = (app: App, job_id: string) =>
  app.client((client, { job_id }) => client.getJob({ job_id }), { job_id });

const passagesOf = async (app: App, source_id: string) =>
  (await app.client((client, params) => client.listSourcePassages(params), { source_id })).map(
    ({ text, metadata_ }) => ({ text, metadata_ }),
  );

test("a long PDF is loaded to its end though its page is reloaded, and is as if nothing had been", async ({
  app,
}) => {
  test.setTimeout(600_000);
  const base64 = Buffer.from(await samplePdf(pages, { title: "Houses" })).toString("base64");
  await app.open();
  const broken = await startLoading(app, "broken off", base64);
  const done = async () => Number((await jobOf(app, broken.job_id)).metadata_.num_passages);
  await expect.poll(done, { timeout: 300_000 }).toBeGreaterThan(PAGES * 0.2);
  await app.page.reload();
  const before = await done();
  expect(before).toBeLessThan(PAGES);
  await expect
    .poll(async () => (await jobOf(app, broken.job_id)).status, { timeout: 300_000 })
    .toBe("completed");
  const whole = await startLoading(app, "undisturbed", base64);
  await expect
    .poll(async () => (await jobOf(app, whole.job_id)).status, { timeout: 300_000 })
    .toBe("completed");
  const found = await passagesOf(app, broken.source_id);
  expect(found).toHaveLength(PAGES);
  expect(found[41]?.metadata_).toMatchObject({ file: "houses.pdf", title: "Houses", page: 42, position: 41 });
  expect(found).toEqual(await passagesOf(app, whole.source_id));
  const [document] = await app.client((client, params) => client.listDocuments(params), {
    source_id: broken.source_id,
  });
  expect(document).toMatchObject({ pages: PAGES, num_passages: PAGES, complete: true });
});

test("an attached source is found with file and page, and not any more once it is detached", async ({
  app,
}) => {
  const base64 = Buffer.from(await samplePdf(pages.slice(0, 12))).toString("base64");
  await app.open();
  const { source_id, job_id } = await startLoading(app, "houses", base64);
  await expect.poll(async () => (await jobOf(app, job_id)).status, { timeout: 120_000 }).toBe("completed");
  const agent = await app.client((client) => client.createAgent({ name: "Keeper" }));
  await app.client((client, params) => client.attachSourceToAgent(params), { agent_id: agent.id, source_id });
  const search = async () =>
    (
      await app.client((client, params) => client.searchArchivalMemory(params), {
        agent_id: agent.id,
        query: "lamp of house 7",
      })
    ).map(({ passage }) => [passage.metadata_.file, passage.metadata_.page]);
  expect(await search()).toContainEqual(["houses.pdf", 7]);
  await app.client((client, params) => client.detachSourceFromAgent(params), {
    agent_id: agent.id,
    source_id,
  });
  expect(await search()).toEqual([]);
});
