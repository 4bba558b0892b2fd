import { CancelledError, EngramError, InvalidInputError, StorageError } from "../schemas/errors.ts";
import type { EngramDatabase } from "../storage/database.ts";
import { dropLostWordIndexes } from "../storage/word-indexes.ts";
import { FollowedIndex } from "./followed-index.ts";
import { rank } from "./rank.ts";
import { queryTerms } from "./terms.ts";
import { nameOf, type TextMatches, type TextQuery, type TextSearch, type TextSpace } from "./text-search.ts";

export interface DatabaseTextSearchOptions {
  /** The database to read; asked at each use, so that a connection that was closed can be replaced. */
  database: () => Promise<EngramDatabase>;
  /** How long a question waits for an index that is being built, in milliseconds. Default 1,500. */
  patienceMs?: number;
  /** An index that has changed is stored when nothing was asked for this long, in milliseconds. Default 2,000. */
  keepAfterMs?: number;
  /** An index not asked for this long is let go, in milliseconds. Default five minutes. */
  releaseAfterMs?: number;
}

/** Search in the thread it is called in. The worker and the in-process search are this class in different places. */
export class DatabaseTextSearch implements TextSearch {
  readonly #options: Required<DatabaseTextSearchOptions>;
  readonly #indexes = new Map<string, FollowedIndex>();
  #housekeeping: ReturnType<typeof setTimeout> | undefined;
  #tidied = false;
  #closed = false;

  constructor(options: DatabaseTextSearchOptions) {
    this.#options = { patienceMs: 1500, keepAfterMs: 2000, releaseAfterMs: 5 * 60_000, ...options };
  }

  /**
   * @throws InvalidInputError where k is not a whole number from 0 on.
   * @throws StorageError where the texts cannot be read.
   */
  async search({ spaces, query, nearest = [], k }: TextQuery): Promise<TextMatches> {
    if (!Number.isSafeInteger(k) || k < 0)
      throw new InvalidInputError("k", `it must be a whole number from 0 on, not ${k}`);
    const indexes = this.#indexesOf(spaces);
    const complete = await this.#reading(async (db) =>
      this.#patiently(Promise.all(indexes.map((index) => index.follow(db)))),
    );
    if (this.#closed) throw new CancelledError("The search was closed.");
    this.#keepHouseLater();
    const matches = rank(
      indexes.map(({ index }) => index),
      queryTerms(query),
      nearest,
      k,
    );
    return { matches, complete };
  }

  async prepare(spaces: TextSpace[]): Promise<void> {
    const indexes = this.#indexesOf(spaces);
    await this.#reading((db) => Promise.all(indexes.map((index) => index.follow(db))));
    this.#keepHouseLater();
  }

  close(): void {
    this.#closed = true;
    this.releaseAll();
  }

  /** Lets go of every index; the next question loads what it needs. */
  releaseAll(): void {
    clearTimeout(this.#housekeeping);
    this.#housekeeping = undefined;
    for (const index of this.#indexes.values()) index.close();
    this.#indexes.clear();
  }

  #indexesOf(spaces: TextSpace[]): FollowedIndex[] {
    const unique = new Map(spaces.map((space) => [nameOf(space), space]));
    return [...unique].map(([name, space]) => {
      const index = this.#indexes.get(name) ?? new FollowedIndex(space);
      index.lastUsed = performance.now();
      this.#indexes.set(name, index);
      return index;
    });
  }

  /** Whether it was done in the time that a question waits; it goes on in any case. */
  async #patiently(work: Promise<unknown>): Promise<boolean> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), this.#options.patienceMs);
    });
    work.catch(() => {});
    return Promise.race([work.then(() => true), late]).finally(() => clearTimeout(timer));
  }

  async #reading<T>(read: (db: EngramDatabase) => Promise<T>): Promise<T> {
    try {
      return await read(await this.#options.database());
    } catch (error) {
      if (EngramError.isInstance(error)) throw error;
      throw new StorageError("texts_unreadable", "The memory could not be searched by words.", {
        hint: "Reload the page and try again; nothing was lost.",
        cause: error,
      });
    }
  }

  #keepHouseLater(after = this.#options.keepAfterMs): void {
    clearTimeout(this.#housekeeping);
    if (this.#closed) return;
    this.#housekeeping = setTimeout(() => {
      // Where it fails, the index is built anew next time: nothing depends on it.
      this.#keepHouse().catch(() => {});
    }, after);
    (this.#housekeeping as { unref?: () => void }).unref?.();
  }

  async #keepHouse(): Promise<void> {
    const db = await this.#options.database();
    if (!this.#tidied) await dropLostWordIndexes(db);
    this.#tidied = true;
    for (const index of this.#indexes.values()) if (index.wantsKeeping) await index.keep(db);
    const oldest = performance.now() - this.#options.releaseAfterMs;
    for (const [name, index] of this.#indexes) {
      if (index.lastUsed > oldest) continue;
      index.close();
      this.#indexes.delete(name);
    }
    if (this.#indexes.size > 0) this.#keepHouseLater(this.#options.releaseAfterMs);
  }
}
