import { describe, expect, it } from "vitest";
import { toErrorRecord } from "../schemas/index.ts";
import { WorkerStandIn } from "../testing/worker-stand-in.ts";
import type { EmbedderWorker } from "./embedder.worker.ts";
import { EmbeddingError } from "./errors.ts";
import { DEFAULT_EMBEDDING_CONFIG as CONFIG } from "./models.ts";
import { createWorkerEmbedder } from "./worker-embedder.ts";

type Service = Pick<EmbedderWorker, "open" | "load" | "embed" | "split">;

/** The embedding worker without the model: a text's vector is its length. */
function setUp(change: (nth: number) => Partial<Service> = () => ({})) {
  const workers: WorkerStandIn[] = [];
  const batches: number[] = [];
  const embedder = createWorkerEmbedder({
    baseUrl: "http://app.test/",
    startWorker: () => {
      const service: Service = {
        open: () => {},
        load: async (_config, onProgress) => {
          onProgress({ file: "model.onnx", loaded: 5, total: 10 });
          onProgress({ file: "tokenizer.json", loaded: 2, total: 2 });
          onProgress({ file: "model.onnx", loaded: 10, total: 10 });
          return { value: undefined };
        },
        embed: async (texts) => {
          batches.push(texts.length);
          return { value: texts.map((text) => Float32Array.of(text.length)) };
        },
        split: async (text) => ({ value: text.split(". ") }),
        ...change(workers.length),
      };
      const worker = new WorkerStandIn(service);
      workers.push(worker);
      return worker.asWorker();
    },
  });
  return { embedder, workers, batches };
}

const texts = (count: number) => Array.from({ length: count }, (_, i) => "x".repeat(i + 1));

describe("embedding in a worker", () => {
  it("starts with the first text, loads the model once, and keeps the order over batches", async () => {
    const { embedder, workers } = setUp();
    expect(workers).toHaveLength(0);
    const seen: string[] = [];
    embedder.subscribe(({ state, loaded, total }) => seen.push(`${state} ${loaded}/${total}`));
    const progress: number[] = [];
    const vectors = await embedder.embed(texts(70), CONFIG, {
      kind: "passage",
      onProgress: (done) => progress.push(done),
    });
    expect(vectors.map(([length]) => length)).toEqual(texts(70).map(({ length }) => length));
    expect(progress).toEqual([16, 32, 48, 64, 70]);
    await embedder.embed(["again"], CONFIG, { kind: "query" });
    expect(workers).toHaveLength(1);
    expect(seen.filter((one) => one === "loading 0/0")).toHaveLength(1);
    await expect
      .poll(() => embedder.status())
      .toMatchObject({ state: "ready", model: CONFIG.embedding_model });
    embedder.close();
    expect(workers[0]?.terminated).toBe(true);
  });

  it("lets owners take turns, and a question go before all of them", async () => {
    const seen: string[] = [];
    let begun = () => {};
    const midst = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const { embedder } = setUp(() => ({
      embed: async (texts, _config, kind) => {
        seen.push(kind === "query" ? "query" : (texts[0] as string));
        if (seen.length === 3) begun();
        await new Promise((resolve) => setTimeout(resolve, 2));
        return { value: texts.map((text) => Float32Array.of(text.length)) };
      },
    }));
    await embedder.load(CONFIG);
    const many = (letter: string, count: number) => new Array<string>(count).fill(letter);
    const first = embedder.embed(many("a", 160), CONFIG, { kind: "passage", owner: "a" });
    const second = embedder.embed(many("b", 48), CONFIG, { kind: "passage", owner: "b" });
    await midst;
    await embedder.embed(["?"], CONFIG, { kind: "query" });
    const waited = seen.indexOf("query");
    await Promise.all([first, second]);
    const passages = seen.filter((one) => one !== "query");
    expect(passages).toHaveLength(13);
    // The short one is through after about as many of the long one.
    expect(passages.lastIndexOf("b")).toBeLessThan(9);
    expect(waited).toBeLessThan(9);
    embedder.close();
  });

  it("is stopped between two batches", async () => {
    const { embedder, batches } = setUp();
    const controller = new AbortController();
    const embedding = embedder.embed(texts(200), CONFIG, {
      kind: "passage",
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(embedding).rejects.toMatchObject({ code: "cancelled" });
    expect(batches).toEqual([16, 16]);
    embedder.close();
  });

  it("fails clearly when the worker dies, and starts another for the next text", async () => {
    const { embedder, workers } = setUp((nth) => (nth === 0 ? { embed: () => new Promise(() => {}) } : {}));
    const embedding = embedder.embed(["text"], CONFIG, { kind: "passage" });
    await expect.poll(() => embedder.status().state).toBe("ready");
    workers[0]?.breakDown();
    await expect(embedding).rejects.toMatchObject({ code: "embedding_failed", hint: expect.any(String) });
    expect(embedder.status().state).toBe("failed");
    expect(await embedder.embed(["four"], CONFIG, { kind: "passage" })).toEqual([Float32Array.of(4)]);
    expect(workers).toHaveLength(2);
    embedder.close();
  });

  it("tells of a model that cannot be loaded, and tries again when asked again", async () => {
    const refused = EmbeddingError.of("embedding_model_unavailable", "no network", { hint: "connect" });
    let loads = 0;
    const { embedder } = setUp(() => ({
      load: async () => (++loads === 1 ? { error: toErrorRecord(refused) } : { value: undefined }),
    }));
    await expect(embedder.split("One. Two", CONFIG)).rejects.toMatchObject({
      code: "embedding_model_unavailable",
      hint: "connect",
    });
    expect(embedder.status()).toMatchObject({ state: "failed", error: "no network" });
    expect(await embedder.split("One. Two", CONFIG)).toEqual(["One", "Two"]);
    embedder.close();
  });
});
