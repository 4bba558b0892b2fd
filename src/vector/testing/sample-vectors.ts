/** Vectors to test search with, the same each run. */
import { unitVector } from "../../storage/vectors.ts";
import type { VectorMatch } from "../vector-index.ts";

/** Mulberry32: 0 to 1, by a seed. */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function gauss(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export type SampleKind = "random" | "clustered" | "duplicates" | "zeros";

export interface Sample {
  id: string;
  vector: Float32Array;
}

/**
 * Unit vectors of a kind: evenly spread; in tight clusters, as texts of a topic are; mostly copies of few; or nearly
 * all zeros, so that most coordinates are equal.
 */
export function sampleVectors(kind: SampleKind, count: number, dim: number, seed = 1): Sample[] {
  const random = seededRandom(seed);
  const spread = () => Float32Array.from({ length: dim }, () => gauss(random));
  const centres = Array.from({ length: 20 }, spread);
  const near = (centre: Float32Array, by: number) => centre.map((value) => value + by * gauss(random));
  const pick = () => centres[Math.floor(random() * centres.length)] as Float32Array;
  const make: Record<SampleKind, () => Float32Array> = {
    random: spread,
    clustered: () => near(pick(), 0.15),
    duplicates: () => (random() < 0.8 ? pick() : spread()),
    zeros: () => {
      const vector = new Float32Array(dim);
      for (let i = 0; i < 3; i++) vector[Math.floor(random() * dim)] = 1 + Math.floor(random() * 3);
      return vector;
    },
  };
  return Array.from({ length: count }, (_, index) => ({
    id: `p${String(index).padStart(6, "0")}`,
    vector: unitVector(make[kind]()),
  }));
}

/** The k nearest by looking at every one, in double precision. */
export function bruteForce(rows: Sample[], query: Float32Array, k: number): Omit<VectorMatch, "space">[] {
  return rows
    .map(({ id, vector }) => ({ id, score: dot(vector, query) }))
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, k);
}

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/**
 * The share of what was found that belongs there. A match that scores as high as the k-th of the truth belongs: with
 * duplicates there are many right answers.
 */
export function recall(found: { id: string }[], rows: Sample[], query: Float32Array, k: number): number {
  const truth = bruteForce(rows, query, k);
  const lowest = (truth.at(-1)?.score ?? 1) - 1e-6;
  const byId = new Map(rows.map((row) => [row.id, row.vector]));
  const distinct = new Set(found.map(({ id }) => id));
  const right = [...distinct].filter((id) => {
    const vector = byId.get(id);
    return vector !== undefined && dot(vector, query) >= lowest;
  });
  return right.length / truth.length;
}
