import { describe, expect, it } from "vitest";
import { TEST_EMBEDDING_CONFIG, WordEmbedder } from "../client/testing/local-kit.ts";
import type { EmbedderStatus } from "../embeddings/embedder.ts";
import { EngramError, StorageError } from "../schemas/index.ts";
import type { TextQuery, TextSearch } from "../search/text-search.ts";
import type { VectorIndex } from "../vector/vector-index.ts";
import { type BlendedQuery, blendedSearch } from "./blended-search.ts";

const QUERY: BlendedQuery = {
  query: "where is the key",
  mode: "hybrid",
  limit: 5,
  texts: [{ list: "passages", owner: "a" }],
  vectors: ["a|words"],
  config: TEST_EMBEDDING_CONFIG,
};

const vectors: VectorIndex = {
  search: async () => [{ id: "near", space: "a|words", score: 0.7 }],
  changed: () => {},
  close: () => {},
};

function textsThat(search: (query: TextQuery) => ReturnType<TextSearch["search"]>): TextSearch {
  return { search, prepare: async () => {}, close: () => {} };
}

/** Finds "worded" by words, and what is handed in. */
const texts = textsThat(async ({ nearest = [] }) => ({
  matches: [
    { id: "worded", score: 0.9, words: 0.9, meaning: null },
    ...nearest.map(({ id, score }) => ({ id, score: 0.2, words: 0, meaning: score })),
  ],
  complete: true,
}));

class LoadingEmbedder extends WordEmbedder {
  override embed = () => new Promise<Float32Array[]>(() => {});
  override status(): EmbedderStatus {
    return { model: "words", state: "loading", loaded: 1, total: 9, error: null };
  }
}

class FailingEmbedder extends WordEmbedder {
  override async embed(): Promise<Float32Array[]> {
    throw new EngramError("embedding_model_unavailable", 500, "The model is gone.");
  }
}

const noWords = textsThat(async () => {
  throw new StorageError("text_search_down", "The memory could not be searched by words.");
});

describe("a search by words and meaning", () => {
  it("hands what is near in meaning to the search by words", async () => {
    const { matches, reach } = await blendedSearch({ embedder: new WordEmbedder(), vectors, texts }, QUERY);
    expect(matches.map(({ id, meaning }) => [id, meaning])).toEqual([
      ["worded", null],
      ["near", 0.7],
    ]);
    expect(reach).toEqual({ words: true, meaning: true, notice: null });
  });

  it("goes by words while the embedding model is being loaded, and says so", async () => {
    const { matches, reach } = await blendedSearch(
      { embedder: new LoadingEmbedder(), vectors, texts },
      QUERY,
    );
    expect(matches.map(({ id }) => id)).toEqual(["worded"]);
    expect(reach).toMatchObject({ words: true, meaning: false });
    expect(reach.notice).toContain("still loading");
  });

  it("goes by words where the embedding model cannot be had, and says so", async () => {
    const { reach } = await blendedSearch({ embedder: new FailingEmbedder(), vectors, texts }, QUERY);
    expect(reach).toMatchObject({ words: true, meaning: false });
    expect(reach.notice).toContain("could not be used");
  });

  it("goes by meaning where the words cannot be had, and says so", async () => {
    const { matches, reach } = await blendedSearch(
      { embedder: new WordEmbedder(), vectors, texts: noWords },
      QUERY,
    );
    expect(matches).toEqual([{ id: "near", score: 0.7, words: 0, meaning: 0.7 }]);
    expect(reach).toMatchObject({ words: false, meaning: true });
    expect(reach.notice).toContain("meaning only");
  });

  it("fails where neither can be had, or what alone was asked for", async () => {
    const none = { embedder: new FailingEmbedder(), vectors, texts: noWords };
    await expect(blendedSearch(none, QUERY)).rejects.toMatchObject({ code: "embedding_model_unavailable" });
    await expect(blendedSearch(none, { ...QUERY, mode: "meaning" })).rejects.toMatchObject({
      code: "embedding_model_unavailable",
    });
    await expect(blendedSearch(none, { ...QUERY, mode: "words" })).rejects.toMatchObject({
      code: "text_search_down",
    });
  });

  it("says so while the index of words is being built", async () => {
    const building = textsThat(async () => ({ matches: [], complete: false }));
    const services = { embedder: new WordEmbedder(), vectors, texts: building };
    expect((await blendedSearch(services, QUERY)).reach.notice).toContain("still being built");
    expect((await blendedSearch(services, { ...QUERY, mode: "words" })).reach.notice).toContain("not all");
  });

  it("does not take a stop for a failure", async () => {
    const abort = new AbortController();
    abort.abort();
    const services = { embedder: new WordEmbedder(), vectors, texts };
    await expect(blendedSearch(services, { ...QUERY, signal: abort.signal })).rejects.toThrow();
  });
});
