import type { PackedVectors } from "../storage/vectors.ts";
import { CoarseRows } from "./coarse-rows.ts";
import { createPlainRowMemory } from "./plain-row-memory.ts";
import type { RowMemory, RowMemoryFactory } from "./row-memory.ts";
import { createSimdRowMemory, hasSimd } from "./simd-row-memory.ts";

/** The fastest row memory this browser has. */
export const createRowMemory: RowMemoryFactory = (dim) =>
  hasSimd() ? createSimdRowMemory(dim) : createPlainRowMemory(dim);

/**
 * All vectors of one space, without holes: a deleted row's place is taken by the last row, so nothing dead is ever
 * scanned.
 */
export class SpaceMatrix {
  readonly dim: number;
  readonly #memory: RowMemory;
  #coarse: CoarseRows | null | undefined;
  readonly #ids: string[] = [];
  readonly #rowOf = new Map<string, number>();

  constructor(dim: number, createMemory: RowMemoryFactory = createRowMemory) {
    this.dim = dim;
    this.#memory = createMemory(dim);
  }

  get size(): number {
    return this.#ids.length;
  }

  /** Bytes held by the rows. */
  get bytes(): number {
    return this.#memory.bytes + (this.#coarse?.bytes ?? 0);
  }

  get ids(): readonly string[] {
    return this.#ids;
  }

  has(id: string): boolean {
    return this.#rowOf.has(id);
  }

  idAt(row: number): string {
    return this.#ids[row] as string;
  }

  /** Appends many vectors whose ids are not in yet. */
  append(piece: PackedVectors): void {
    const from = this.size;
    this.#memory.reserve(from + piece.ids.length);
    this.#memory.write(from, piece.vectors);
    this.#coarse?.reserve(from + piece.ids.length);
    if (this.#coarse)
      for (let i = 0; i < piece.ids.length; i++)
        this.#coarse.write(from + i, piece.vectors.subarray(i * this.dim, (i + 1) * this.dim));
    for (const id of piece.ids) this.#rowOf.set(id, this.#ids.push(id) - 1);
  }

  /** Sets one vector, new or in place of the old one. */
  put(id: string, vector: Float32Array): void {
    const row = this.#rowOf.get(id);
    if (row === undefined) this.append({ ids: [id], dim: this.dim, vectors: vector });
    else {
      this.#memory.write(row, vector);
      this.#coarse?.write(row, vector);
    }
  }

  /** @returns whether it was there. */
  delete(id: string): boolean {
    const row = this.#rowOf.get(id);
    if (row === undefined) return false;
    const last = this.#ids.pop() as string;
    if (last !== id) {
      this.#memory.move(this.size, row);
      this.#coarse?.move(this.size, row);
      this.#ids[row] = last;
      this.#rowOf.set(last, row);
    }
    this.#rowOf.delete(id);
    return true;
  }

  /** A copy of one vector; undefined where there is none. */
  vectorOf(id: string): Float32Array | undefined {
    const row = this.#rowOf.get(id);
    return row === undefined ? undefined : this.#memory.read(row);
  }

  /** Dot product of the query with one vector, the same to the last bit as `scores` gives. */
  scoreOf(query: Float32Array, id: string): number | undefined {
    const row = this.#rowOf.get(id);
    return row === undefined ? undefined : this.#memory.scores(query, row, 1)[0];
  }

  /** Dot products with consecutive rows (at most SCORE_BLOCK), good until the next call. */
  scores(query: Float32Array, from: number, count: number): Float32Array {
    return this.#memory.scores(query, from, count);
  }

  /** The rows in a byte a number, made when first asked for; null where the browser cannot. */
  coarse(): CoarseRows | null {
    if (this.#coarse !== undefined) return this.#coarse;
    this.#coarse = CoarseRows.create(this.dim);
    this.#coarse?.reserve(this.size);
    for (let row = 0; row < this.size; row++) this.#coarse?.write(row, this.#memory.read(row));
    return this.#coarse;
  }
}
