/** One search by words and meaning, that goes by what there is: for passages and for what was said. */
import type { Embedder } from "../embeddings/embedder.ts";
import { type EmbeddingConfig, EngramError, type SearchMode, type SearchReach } from "../schemas/index.ts";
import type { TextSearch, TextSpace } from "../search/text-search.ts";
import type { VectorIndex } from "../vector/vector-index.ts";

/** How many of the nearest in meaning are weighed against the words. */
const NEAREST = 1000;

/** How long a question waits for an embedding model that is not loaded yet, in milliseconds. */
const LOADING_PATIENCE_MS = 1500;

export interface SearchServices {
  embedder: Embedder;
  vectors: VectorIndex;
  texts: TextSearch;
}

export interface BlendedQuery {
  query: string;
  mode: SearchMode;
  limit: number;
  /** Where the words are. */
  texts: TextSpace[];
  /** Where the vectors are, of the model of `config`. */
  vectors: string[];
  config: EmbeddingConfig;
  signal?: AbortSignal | undefined;
}

export interface BlendedMatch {
  id: string;
  /** Cosine where only meaning was asked for; otherwise 0 to 1, words and meaning together. */
  score: number;
  /** Share of the question's words found in it or beside it; 0 to 1. */
  words: number;
  meaning: number | null;
}

export interface Blended {
  matches: BlendedMatch[];
  reach: SearchReach;
}

const isCancelled = (error: unknown) => EngramError.isInstance(error) && error.code === "cancelled";

const LOADING = "Searched by words only: the embedding model is still loading.";
const NO_MODEL = "Searched by words only: the embedding model could not be used.";
const NO_WORDS = "Searched by meaning only: the index of words could not be read.";
const BUILDING = "The index of words is still being built: some was searched by meaning only.";
const BUILDING_WORDS = "The index of words is still being built: not all was searched.";

/** The question's vector; null while the model is not there, which then goes on loading. */
async function vectorOf(
  { embedder }: SearchServices,
  { query, config, signal }: BlendedQuery,
): Promise<Float32Array | null> {
  const embedding = embedder.embed([query], config, { kind: "query", ...(signal ? { signal } : {}) });
  const { state, model } = embedder.status();
  if (state === "ready" && model === config.embedding_model) return (await embedding)[0] ?? null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), LOADING_PATIENCE_MS);
  });
  embedding.catch(() => {});
  return Promise.race([embedding.then(([vector]) => vector ?? null), late]).finally(() =>
    clearTimeout(timer),
  );
}

async function byMeaning(
  services: SearchServices,
  blended: BlendedQuery,
  k: number,
): Promise<{ id: string; score: number }[] | null> {
  const vector = await vectorOf(services, blended);
  return vector && services.vectors.search({ spaces: blended.vectors, query: vector, k });
}

/**
 * The best matches, best first. Where both words and meaning are wanted and one cannot be had, the other decides, and
 * `reach` says so.
 *
 * @throws EngramError where what alone was asked for cannot be had, or neither can.
 */
export async function blendedSearch(services: SearchServices, blended: BlendedQuery): Promise<Blended> {
  const { query, mode, limit, texts: spaces, signal } = blended;
  if (mode === "meaning") {
    const { embedder, vectors } = services;
    const [vector] = await embedder.embed([query], blended.config, {
      kind: "query",
      ...(signal ? { signal } : {}),
    });
    const found = vector ? await vectors.search({ spaces: blended.vectors, query: vector, k: limit }) : [];
    const matches = found.map(({ id, score }) => ({ id, score, words: 0, meaning: score }));
    return { matches, reach: { words: false, meaning: true, notice: null } };
  }
  if (mode === "words") {
    const { matches, complete } = await services.texts.search({ spaces, query, k: limit });
    return { matches, reach: { words: true, meaning: false, notice: complete ? null : BUILDING_WORDS } };
  }
  let nearest: { id: string; score: number }[] | null = null;
  let failure: unknown = null;
  try {
    nearest = await byMeaning(services, blended, Math.max(NEAREST, limit));
  } catch (error) {
    if (isCancelled(error) || signal?.aborted) throw error;
    failure = error;
  }
  const meaning = nearest !== null;
  try {
    const { matches, complete } = await services.texts.search({
      spaces,
      query,
      k: limit,
      ...(nearest ? { nearest } : {}),
    });
    const unfinished = meaning ? BUILDING : BUILDING_WORDS;
    const notice = meaning ? null : failure ? NO_MODEL : LOADING;
    return { matches, reach: { words: true, meaning, notice: notice ?? (complete ? null : unfinished) } };
  } catch (error) {
    if (!nearest || !EngramError.isInstance(error) || isCancelled(error)) throw failure ?? error;
    const matches = nearest.slice(0, limit).map(({ id, score }) => ({ id, score, words: 0, meaning: score }));
    return { matches, reach: { words: false, meaning: true, notice: NO_WORDS } };
  }
}
