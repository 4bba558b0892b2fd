import type { EngramDatabase } from "../storage/database.ts";
import { keepWordIndex, readWordIndex } from "../storage/word-indexes.ts";
import { FollowQueue } from "../workers/follow-queue.ts";
import { editedTexts, readTexts, stampOf, textIds } from "./indexed-texts.ts";
import { TERMS_VERSION } from "./terms.ts";
import { nameOf, type TextSpace } from "./text-search.ts";
import { WordIndex } from "./word-index.ts";

/** Texts indexed at a time; between two lots a question gets its turn. */
const LOT = 250;

/** Changes not yet on disk from which on the index is stored anew, and their share of all texts. */
const KEEP_FROM = 100;
const KEEP_SHARE = 0.05;

/** The index of one space, that follows what is written there, whoever writes it. */
export class FollowedIndex {
  readonly space: TextSpace;
  #index = new WordIndex();
  /** Mark of the state that the index is of; null before it is of any. */
  #stamp: string | null = null;
  /** The last edit of a text that it knows of. */
  #edit = 0;
  #loaded = false;
  #unkept = 0;
  readonly #queue = new FollowQueue();
  #closed = false;
  /** When it was last asked, in milliseconds of `performance.now()`. */
  lastUsed = performance.now();

  constructor(space: TextSpace) {
    this.space = space;
  }

  /** As far as it has come. */
  get index(): WordIndex {
    return this.#index;
  }

  /** Whether enough has changed that it is worth storing. */
  get wantsKeeping(): boolean {
    return this.#unkept >= Math.max(KEEP_FROM, this.#index.size * KEEP_SHARE);
  }

  /** Catches up with storage. Those who ask meanwhile wait for a look that begins after they asked. */
  follow(db: EngramDatabase): Promise<void> {
    return this.#queue.follow(() => this.#catchUp(db));
  }

  /** Stores the index as it is. */
  async keep(db: EngramDatabase): Promise<void> {
    const stamp = this.#stamp;
    if (this.#closed || stamp === null || this.#queue.busy) return;
    this.#unkept = 0;
    const packed = this.#index.pack();
    await keepWordIndex(db, {
      space: nameOf(this.space),
      terms_version: TERMS_VERSION,
      stamp,
      edit_seq: this.#edit,
      packed,
    });
    // What was just written is smaller than what grew, unless more has come in the meantime.
    if (this.#stamp === stamp && !this.#closed) this.#index = new WordIndex(packed);
  }

  close(): void {
    this.#closed = true;
  }

  async #catchUp(db: EngramDatabase): Promise<void> {
    if (!this.#loaded) await this.#load(db);
    const stamp = await stampOf(db, this.space);
    if (stamp !== null && stamp === this.#stamp) return;
    const edits = await editedTexts(db, this.space, this.#edit);
    for (const id of edits.ids) this.#index.remove(id);
    const ids = await textIds(db, this.space);
    const there = new Set(ids);
    const gone = this.#index.ids.filter((id) => !there.has(id));
    for (const id of gone) this.#index.remove(id);
    const missing = ids.filter((id) => this.#index.entryOf(id) === undefined);
    for (let from = 0; from < missing.length && !this.#closed; from += LOT)
      this.#index.add(await readTexts(db, this.space, missing.slice(from, from + LOT)));
    if (this.#closed) return;
    this.#unkept += gone.length + missing.length;
    this.#stamp = stamp;
    this.#edit = edits.last;
  }

  async #load(db: EngramDatabase): Promise<void> {
    const row = await readWordIndex(db, nameOf(this.space));
    if (row && row.terms_version === TERMS_VERSION) {
      this.#index = new WordIndex(row.packed);
      this.#stamp = row.stamp;
      this.#edit = row.edit_seq ?? 0;
    }
    this.#loaded = true;
  }
}
