import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EngramError } from "../schemas/errors.ts";
import { EngramDatabase } from "../storage/database.ts";
import { putVectors } from "../storage/vectors.ts";
import { WorkerStandIn } from "../testing/worker-stand-in.ts";
import { createIndexService, type IndexService } from "./index-service.ts";
import { localPoints } from "./testing/local-points.ts";
import { recall, type Sample, sampleVectors } from "./testing/sample-vectors.ts";
import { createWorkerVectorIndex, type WorkerVectorIndex } from "./worker-vector-index.ts";

const require = createRequire(import.meta.url);
const startPoints = localPoints(
  new WebAssembly.Module(readFileSync(require.resolve("voy-search/voy_search_bg.wasm"))),
);

/** The index worker, with some of what it does replaced. */
const standIn = (change: (service: IndexService) => Partial<IndexService> = () => ({})) => {
  const service = createIndexService(startPoints);
  return new WorkerStandIn({ ...service, ...change(service) });
};

let db: EngramDatabase;
let index: WorkerVectorIndex;
let workers: WorkerStandIn[];
let databases = 0;
const rows = sampleVectors("random", 300, 32);
const query = (rows[12] as Sample).vector;
const search = { spaces: ["a|m"], query, k: 10 };

function setUp(makeWorker: (nth: number) => WorkerStandIn = () => standIn()): void {
  workers = [];
  index = createWorkerVectorIndex({
    databaseName: db.name,
    askAfterMs: 20,
    answerWithinMs: 200,
    startWorker: () => {
      const worker = makeWorker(workers.length);
      workers.push(worker);
      return worker.asWorker();
    },
  });
}

beforeEach(async () => {
  db = new EngramDatabase(`worker-vectors-${++databases}`);
  await db.transaction("rw", db.vectors, db.vector_chunks, db.vector_spaces, () =>
    putVectors(db, "a|m", rows),
  );
});
afterEach(async () => {
  index.close();
  for (const worker of workers) worker.fallSilent();
  await db.delete();
});

describe("vector search in a worker", () => {
  it("is started by the first search, and only once", async () => {
    setUp();
    index.changed("a|m");
    expect(workers).toHaveLength(0);
    const answers = await Promise.all([index.search(search), index.search(search)]);
    for (const found of answers) expect(recall(found, rows, query, 10)).toBe(1);
    expect((await index.candidatesReady()).indexed).toBe(300);
    expect(await index.memory()).toMatchObject({ spaces: 1, vectors: 300 });
    expect(workers).toHaveLength(1);
  });

  it.each([
    ["broke down", (worker: WorkerStandIn) => worker.breakDown()],
    ["fell silent", (worker: WorkerStandIn) => worker.fallSilent()],
  ])("is replaced when it %s, and the search is answered", async (_, end) => {
    setUp();
    await index.search(search);
    end(workers[0] as WorkerStandIn);
    expect(recall(await index.search(search), rows, query, 10)).toBe(1);
    expect(workers).toHaveLength(2);
    expect(workers[0]?.terminated).toBe(true);
  });

  it("is replaced when it breaks down in the middle of a search", async () => {
    setUp((nth) => standIn(nth === 0 ? () => ({ search: () => new Promise(() => {}) }) : undefined));
    const asked = index.search(search);
    await expect.poll(() => workers.length).toBe(1);
    workers[0]?.breakDown();
    expect(recall(await asked, rows, query, 10)).toBe(1);
  });

  it("lets a worker that is only slow finish", async () => {
    setUp(() =>
      standIn((service) => ({
        search: async (asked) => {
          await new Promise((resolve) => setTimeout(resolve, 100));
          return service.search(asked);
        },
      })),
    );
    expect(await index.search(search)).toHaveLength(10);
    expect(workers).toHaveLength(1);
  });

  it("says that memory cannot be searched when the second worker ends too", async () => {
    setUp(() => standIn(() => ({ search: () => new Promise(() => {}) })));
    const asked = index.search(search);
    const refused = expect(asked).rejects.toMatchObject({ code: "vector_index_down" });
    for (const nth of [0, 1]) {
      await expect.poll(() => workers.length).toBe(nth + 1);
      workers[nth]?.breakDown();
    }
    await refused;
    expect(EngramError.isInstance(await asked.catch((error: unknown) => error))).toBe(true);
  });

  it("carries typed errors across, and refuses bad input before it starts a worker", async () => {
    setUp();
    await expect(index.search({ ...search, k: -1 })).rejects.toMatchObject({ code: "invalid_input" });
    expect(await index.search({ ...search, k: 0 })).toEqual([]);
    expect(workers).toHaveLength(0);
    const other = new Float32Array(5).fill(1);
    const error = await index.search({ ...search, query: other }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "invalid_input", status: 400 });
  });

  it("does not create a database that is gone", async () => {
    setUp();
    await db.delete();
    await expect(index.search(search)).rejects.toMatchObject({ code: "database_missing" });
    const names = (await indexedDB.databases()).map(({ name }) => name);
    expect(names).not.toContain(db.name);
  });

  it("lets go of the database when another tab wants to delete or upgrade it", async () => {
    setUp();
    await index.search(search);
    const deleted = db.delete().then(() => "deleted");
    const blocked = new Promise((resolve) => setTimeout(resolve, 3000, "blocked"));
    expect(await Promise.race([deleted, blocked])).toBe("deleted");
  });

  it("answers nothing once closed", async () => {
    setUp();
    await index.search(search);
    index.close();
    expect(workers[0]?.terminated).toBe(true);
    await expect(index.search(search)).rejects.toMatchObject({ code: "cancelled" });
  });
});
