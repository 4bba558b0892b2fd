/**
 * A map of vectors: the two directions in which they differ most (principal components), and where each lies along them.
 * Vectors are streamed from storage twice, a piece at a time; the directions are found on a sample of them.
 */
import { CancelledError, type MemoryOrigin, originOf } from "../schemas/index.ts";
import type { EngramDatabase } from "../storage/database.ts";
import { type PassageOwner, walkPassages } from "../storage/passage-pages.ts";
import { readSpace } from "../storage/vectors.ts";
import { spaceOf } from "./vector-index.ts";

/** Vectors the directions are found on at most: more change them by less than one sees. */
const SAMPLE = 4000;
const MOST_ROUNDS = 80;
/** Between two rounds the directions turn by less than this where they are found, in radians. */
const STILL = 1e-3;

export interface ProjectionWork {
  owners: PassageOwner[];
  /** Of the embedding model whose vectors are meant. */
  model: string;
}

/** Passages on a plane; all lists are in one order. */
export interface Projection {
  ids: string[];
  x: Float32Array;
  y: Float32Array;
  /** When each was made, in milliseconds. */
  times: Float64Array;
  origins: MemoryOrigin["kind"][];
}

export interface ProjectionOptions {
  signal?: AbortSignal | undefined;
  /** Share of the work that is done, 0 to 1. */
  onProgress?: ((share: number) => void) | undefined;
}

/** Makes maps; where that happens is the implementation's choice. */
export interface Projector {
  /** @throws CancelledError where it is stopped. */
  project(work: ProjectionWork, options?: ProjectionOptions): Promise<Projection>;
}

/** The same number for the same id, evenly spread (FNV-1a). */
function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  // The low bits decide who is in the sample.
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** Some of the vectors, and the same ones in whatever order they come. */
class Sample {
  #rows: { id: string; hash: number; vector: Float32Array }[] = [];
  #every = 1;

  add(id: string, vector: Float32Array): void {
    const hash = hashOf(id);
    if (hash % this.#every !== 0) return;
    this.#rows.push({ id, hash, vector: vector.slice() });
    while (this.#rows.length > SAMPLE) {
      this.#every *= 2;
      this.#rows = this.#rows.filter((row) => row.hash % this.#every === 0);
    }
  }

  vectors(): Float32Array[] {
    return this.#rows.sort((a, b) => (a.id < b.id ? -1 : 1)).map(({ vector }) => vector);
  }
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
};

/** How far a vector reaches in a direction. Not `dot`: one function for two kinds of arrays is many times slower. */
const along = (vector: Float32Array, axis: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += (vector[i] as number) * (axis[i] as number);
  return sum;
};

/** At length 1, at right angles to `other`, and the same way round each time. */
function upright(vector: Float64Array, other: Float64Array | null): Float64Array {
  const shared = other ? dot(vector, other) : 0;
  const rest = vector.map((value, i) => value - shared * (other?.[i] ?? 0));
  const length = Math.sqrt(dot(rest, rest));
  // All vectors are alike in this direction: any one will do, and all lie at 0.
  if (length < 1e-12) return rest.fill(0);
  let largest = 0;
  for (let i = 1; i < rest.length; i++)
    if (Math.abs(rest[i] as number) > Math.abs(rest[largest] as number)) largest = i;
  const scale = ((rest[largest] as number) < 0 ? -1 : 1) / length;
  return rest.map((value) => value * scale);
}

interface Axes {
  mean: Float64Array;
  axes: [Float64Array, Float64Array];
}

/** The two directions of most variance, by power iteration. */
async function findAxes(vectors: Float32Array[], between: (share: number) => Promise<void>): Promise<Axes> {
  const dim = vectors[0]?.length ?? 0;
  const mean = new Float64Array(dim);
  for (const vector of vectors)
    for (let i = 0; i < dim; i++) mean[i] = (mean[i] as number) + (vector[i] as number);
  for (let i = 0; i < dim; i++) mean[i] = (mean[i] as number) / Math.max(1, vectors.length);
  // Any start will do that no data is at right angles to.
  const start = (seed: number) => Float64Array.from({ length: dim }, (_, i) => Math.sin(seed * (i + 1)));
  let first = upright(start(1.7), null);
  let second = upright(start(2.9), first);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const pulls = [first, second].map((axis) => {
      const offset = dot(mean, axis);
      const pull = new Float64Array(dim);
      let total = 0;
      for (const vector of vectors) {
        const reach = along(vector, axis) - offset;
        total += reach;
        for (let i = 0; i < dim; i++) pull[i] = (pull[i] as number) + reach * (vector[i] as number);
      }
      for (let i = 0; i < dim; i++) pull[i] = (pull[i] as number) - total * (mean[i] as number);
      return pull;
    }) as [Float64Array, Float64Array];
    const next = upright(pulls[0], null);
    const after = upright(pulls[1], next);
    const turned = Math.max(1 - Math.abs(dot(next, first)), 1 - Math.abs(dot(after, second)));
    [first, second] = [next, after];
    await between((round + 1) / MOST_ROUNDS);
    if (turned < (STILL * STILL) / 2) break;
  }
  return { mean, axes: [first, second] };
}

/** Places all passages of the owners on a plane. The same vectors give the same map. */
export async function projectPassages(
  db: EngramDatabase,
  { owners, model }: ProjectionWork,
  { signal, onProgress }: ProjectionOptions = {},
): Promise<Projection> {
  const goOn = async (share: number) => {
    onProgress?.(share);
    // Others, such as who stops it, get their turn.
    await new Promise((resolve) => setTimeout(resolve));
    if (signal?.aborted) throw new CancelledError("The map was not made.");
  };
  const spaces = owners.map(({ id }) => spaceOf(id, model));
  const sample = new Sample();
  for (const [index, space] of spaces.entries()) {
    await goOn((0.3 * index) / spaces.length);
    await readSpace(db, space, ({ ids, dim, vectors }) => {
      ids.forEach((id, row) => {
        sample.add(id, vectors.subarray(row * dim, (row + 1) * dim));
      });
    });
  }
  const {
    mean,
    axes: [first, second],
  } = await findAxes(sample.vectors(), (share) => goOn(0.3 + 0.3 * share));
  const [firstMean, secondMean] = [dot(mean, first), dot(mean, second)];
  const placed = new Map<string, [number, number]>();
  for (const [index, space] of spaces.entries()) {
    await goOn(0.6 + (0.2 * index) / spaces.length);
    await readSpace(db, space, ({ ids, dim, vectors }) => {
      ids.forEach((id, row) => {
        const vector = vectors.subarray(row * dim, (row + 1) * dim);
        placed.set(id, [along(vector, first) - firstMean, along(vector, second) - secondMean]);
      });
    });
  }
  const points: { id: string; place: [number, number]; time: number; origin: MemoryOrigin["kind"] }[] = [];
  await walkPassages(db, { owners }, async (rows) => {
    for (const row of rows) {
      const place = placed.get(row.id);
      if (place) points.push({ id: row.id, place, time: Date.parse(row.created_at), origin: originOf(row) });
    }
    await goOn(0.8 + (0.2 * points.length) / Math.max(1, placed.size));
  });
  return {
    ids: points.map(({ id }) => id),
    x: Float32Array.from(points, ({ place }) => place[0]),
    y: Float32Array.from(points, ({ place }) => place[1]),
    times: Float64Array.from(points, ({ time }) => time),
    origins: points.map(({ origin }) => origin),
  };
}

/** Maps made in the calling thread, for Node and for tests. */
export function createInProcessProjector(db: EngramDatabase): Projector {
  return { project: (work, options) => projectPassages(db, work, options) };
}
