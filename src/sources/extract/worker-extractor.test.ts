import { expect, it } from "vitest";
import { WorkerStandIn } from "../../testing/worker-stand-in.ts";
import { createExtractService, type ExtractService } from "./extract-service.ts";
import type { Extracted } from "./file-extractor.ts";
import { brokenFiles } from "./testing/broken-files.ts";
import { sampleZip } from "./testing/sample-archives.ts";
import { createWorkerExtractor } from "./worker-extractor.ts";

/** An extractor whose workers are told of as they start. */
function withStandIns(service: () => ExtractService = createExtractService, options = {}) {
  const workers: WorkerStandIn[] = [];
  const extractor = createWorkerExtractor({
    startWorker: () => {
      const worker = new WorkerStandIn(service());
      workers.push(worker);
      return worker.asWorker();
    },
    ...options,
  });
  return { extractor, workers };
}

const file = (name: string, content: string | Uint8Array<ArrayBuffer>) => ({
  name,
  content: new Blob([content]),
});

async function all(extracted: AsyncIterable<Extracted>): Promise<Extracted[]> {
  const found: Extracted[] = [];
  for await (const entry of extracted) found.push(entry);
  return found;
}

/** A service that never answers. */
const silent = (): ExtractService => ({
  open: async () => {},
  next: () => new Promise(() => {}),
});

it("reads files one after the other in one worker, and tells how far it is", async () => {
  const { extractor, workers } = withStandIns();
  const told: number[] = [];
  const zip = sampleZip({ "a.txt": "one", "b.txt": "two" });
  const options = { onProgress: (done: number, total: number) => told.push(done / total) };
  const found = await all(extractor.extract(file("box.zip", zip), options));
  expect(found.map((entry) => entry.path)).toEqual(["a.txt", "b.txt"]);
  expect(await all(extractor.extract(file("c.txt", "three")))).toHaveLength(1);
  expect(workers).toHaveLength(1);
  expect(told.at(-1)).toBe(1);
  extractor.close();
  expect(workers[0]?.terminated).toBe(true);
});

it("reads two files at once in two workers", async () => {
  const { extractor, workers } = withStandIns();
  const names = ["a.txt", "b.txt"];
  const found = await Promise.all(names.map((name) => all(extractor.extract(file(name, name)))));
  expect(found.flat().map((entry) => entry.kind === "document" && entry.title)).toEqual(["a", "b"]);
  expect(workers).toHaveLength(2);
  extractor.close();
});

it("says the same of broken files as without a worker, and goes on with good ones", async () => {
  const { extractor } = withStandIns();
  for (const { name, bytes, code } of await brokenFiles()) {
    await expect(all(extractor.extract(file(name, bytes)))).rejects.toMatchObject({ code });
    expect(await all(extractor.extract(file("good.txt", `Beside ${name}`)))).toHaveLength(1);
  }
  extractor.close();
});

it("gives up the file whose worker died, and reads the next in a new one", async () => {
  const services = [silent, createExtractService];
  const { extractor, workers } = withStandIns(() => (services.shift() as () => ExtractService)());
  const reading = all(extractor.extract(file("deadly.pdf", "%PDF-")));
  reading.catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 20));
  workers[0]?.breakDown();
  await expect(reading).rejects.toMatchObject({ code: "file_reading_stopped", detail: "out of memory" });
  expect(await all(extractor.extract(file("next.txt", "alive")))).toHaveLength(1);
  extractor.close();
});

it("gives up a worker that gives no sign", async () => {
  const { extractor, workers } = withStandIns(silent, { silentForMs: 30 });
  await expect(all(extractor.extract(file("endless.txt", "x")))).rejects.toMatchObject({
    code: "file_reading_stopped",
  });
  expect(workers[0]?.terminated).toBe(true);
  extractor.close();
});

it("stops at once when cancelled, in the midst of a step too", async () => {
  const { extractor, workers } = withStandIns(silent);
  const stop = new AbortController();
  const reading = all(extractor.extract(file("long.txt", "x"), { signal: stop.signal }));
  setTimeout(() => stop.abort(), 20);
  await expect(reading).rejects.toMatchObject({ code: "cancelled" });
  expect(workers[0]?.terminated).toBe(true);
  await expect(all(extractor.extract(file("x.txt", "x"), { signal: stop.signal }))).rejects.toMatchObject({
    code: "cancelled",
  });
  extractor.close();
});

it("ends its worker when left in the midst of a file", async () => {
  const { extractor, workers } = withStandIns();
  const long = Array.from({ length: 40_000 }, (_, i) => `Line ${i} of many lines.`).join("\n");
  for await (const entry of extractor.extract(file("long.txt", long))) {
    expect(entry.kind).toBe("document");
    break;
  }
  expect(workers[0]?.terminated).toBe(true);
  extractor.close();
});
