/**
 * An inverted index of one space, in memory. Entries stand in the order they came, and know their neighbours of the
 * same group (a document, or what was remembered or said at a time): what is said beside a passage helps to find it.
 */
import type { PackedWords } from "../storage/database.ts";

/** A text to be indexed. */
export interface IndexedText {
  id: string;
  /** Neighbours are looked for within it. */
  group: string;
  /** When it was made, in milliseconds: what is further apart is not neighbours. Null where time says nothing. */
  time: number | null;
  terms: string[];
}

/** What was made further apart than this, in milliseconds, does not belong together. */
const TOGETHER_MS = 30 * 60_000;

const MOST_COUNTED = 0xffff;

const emptyPack = (): PackedWords => ({
  ids: [],
  times: new Float64Array(0),
  lengths: new Uint32Array(0),
  groups: [],
  group_of: new Uint32Array(0),
  terms: [],
  offsets: new Uint32Array(1),
  entries: new Uint32Array(0),
  counts: new Uint16Array(0),
});

export class WordIndex {
  #packed: PackedWords;
  readonly #ids: (string | null)[];
  /** NaN where time says nothing. */
  readonly #times: number[];
  readonly #lengths: number[];
  readonly #groups: string[];
  readonly #groupOf: number[];
  readonly #previous: number[] = [];
  readonly #next: number[] = [];
  readonly #lastOfGroup: number[] = [];
  readonly #groupNumbers: Map<string, number>;
  readonly #entryOf: Map<string, number>;
  readonly #termNumbers: Map<string, number>;
  /** Postings added since the index was packed, by term: entry and count in turn. */
  readonly #added = new Map<number, number[]>();
  #size = 0;
  #totalLength = 0;

  constructor(packed: PackedWords = emptyPack()) {
    this.#packed = packed;
    this.#ids = [...packed.ids];
    this.#times = [...packed.times];
    this.#lengths = [...packed.lengths];
    this.#groups = [...packed.groups];
    this.#groupOf = [...packed.group_of];
    this.#groupNumbers = new Map(packed.groups.map((group, number) => [group, number]));
    this.#entryOf = new Map(packed.ids.map((id, entry) => [id, entry]));
    this.#termNumbers = new Map(packed.terms.map((term, number) => [term, number]));
    for (let entry = 0; entry < this.#ids.length; entry++) this.#link(entry);
    this.#size = this.#ids.length;
    this.#totalLength = this.#lengths.reduce((sum, length) => sum + length, 0);
  }

  /** Entries that are not deleted. */
  get size(): number {
    return this.#size;
  }

  /** Entries, deleted ones included: the length of a list of scores. */
  get entries(): number {
    return this.#ids.length;
  }

  /** Terms of all entries, as often as they occur. */
  get totalLength(): number {
    return this.#totalLength;
  }

  idAt(entry: number): string | null {
    return this.#ids[entry] ?? null;
  }

  entryOf(id: string): number | undefined {
    return this.#entryOf.get(id);
  }

  add(texts: Iterable<IndexedText>): void {
    for (const text of texts) this.#addOne(text);
  }

  remove(id: string): void {
    const entry = this.#entryOf.get(id);
    if (entry === undefined) return;
    this.#entryOf.delete(id);
    this.#ids[entry] = null;
    this.#size -= 1;
    this.#totalLength -= this.#lengths[entry] as number;
    const [previous, next] = [this.#previous[entry] as number, this.#next[entry] as number];
    if (previous >= 0) this.#next[previous] = next;
    if (next >= 0) this.#previous[next] = previous;
    const group = this.#groupOf[entry] as number;
    if (this.#lastOfGroup[group] === entry) this.#lastOfGroup[group] = previous;
  }

  /** Ids of what is not deleted, in order. */
  get ids(): string[] {
    return this.#ids.filter((id) => id !== null);
  }

  /** In how many entries a term occurs. */
  frequency(term: string): number {
    const number = this.#termNumbers.get(term);
    if (number === undefined) return 0;
    let count = 0;
    this.#eachPosting(number, () => {
      count += 1;
    });
    return count;
  }

  /**
   * Adds to `into`, by entry, how much of the term is in it or near it. An entry's own occurrences count by its length
   * against the `average` (as far as `lengthWeight` says), a neighbour's by its distance.
   *
   * @returns the entries that were added to, each once, where `into` was all zeros.
   */
  addWeights(
    term: string,
    { average, lengthWeight, nearby }: { average: number; lengthWeight: number; nearby: readonly number[] },
    into: Float64Array,
  ): number[] {
    const touched: number[] = [];
    const add = (entry: number, weight: number) => {
      if (into[entry] === 0) touched.push(entry);
      into[entry] = (into[entry] as number) + weight;
    };
    const number = this.#termNumbers.get(term);
    if (number === undefined) return touched;
    this.#eachPosting(number, (entry, count) => {
      const length = this.#lengths[entry] as number;
      const weight = count / (1 - lengthWeight + (lengthWeight * length) / average);
      add(entry, weight);
      this.eachNeighbour(entry, nearby.length, (neighbour, distance) =>
        add(neighbour, weight * (nearby[distance - 1] as number)),
      );
    });
    return touched;
  }

  /** Entries of the same group up to `reach` places before and after. */
  eachNeighbour(entry: number, reach: number, visit: (neighbour: number, distance: number) => void): void {
    let at = this.#previous[entry] as number;
    for (let distance = 1; distance <= reach && at >= 0; distance++) {
      visit(at, distance);
      at = this.#previous[at] as number;
    }
    at = this.#next[entry] as number;
    for (let distance = 1; distance <= reach && at >= 0; distance++) {
      visit(at, distance);
      at = this.#next[at] as number;
    }
  }

  /** What is to be stored: without what was deleted. */
  pack(): PackedWords {
    const kept = this.#ids.flatMap((id, entry) => (id === null ? [] : [entry]));
    const now = new Int32Array(this.#ids.length).fill(-1);
    kept.forEach((entry, index) => {
      now[entry] = index;
    });
    const terms: string[] = [];
    const starts: number[] = [0];
    const entries: number[] = [];
    const counts: number[] = [];
    for (const [term, number] of this.#termNumbers) {
      this.#eachPosting(number, (entry, count) => {
        entries.push(now[entry] as number);
        counts.push(count);
      });
      if (entries.length === starts.at(-1)) continue;
      terms.push(term);
      starts.push(entries.length);
    }
    return {
      ids: kept.map((entry) => this.#ids[entry] as string),
      times: Float64Array.from(kept, (entry) => this.#times[entry] as number),
      lengths: Uint32Array.from(kept, (entry) => this.#lengths[entry] as number),
      groups: [...this.#groups],
      group_of: Uint32Array.from(kept, (entry) => this.#groupOf[entry] as number),
      terms,
      offsets: Uint32Array.from(starts),
      entries: Uint32Array.from(entries),
      counts: Uint16Array.from(counts),
    };
  }

  #addOne({ id, group, time, terms }: IndexedText): void {
    const entry = this.#ids.length;
    let groupNumber = this.#groupNumbers.get(group);
    if (groupNumber === undefined) {
      groupNumber = this.#groups.length;
      this.#groups.push(group);
      this.#groupNumbers.set(group, groupNumber);
    }
    this.#ids.push(id);
    this.#times.push(time ?? Number.NaN);
    this.#lengths.push(terms.length);
    this.#groupOf.push(groupNumber);
    this.#entryOf.set(id, entry);
    this.#link(entry);
    this.#size += 1;
    this.#totalLength += terms.length;
    const counts = new Map<string, number>();
    for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
    for (const [term, count] of counts) this.#post(term, entry, Math.min(count, MOST_COUNTED));
  }

  #post(term: string, entry: number, count: number): void {
    let number = this.#termNumbers.get(term);
    if (number === undefined) {
      number = this.#termNumbers.size;
      this.#termNumbers.set(term, number);
    }
    const added = this.#added.get(number);
    if (added) added.push(entry, count);
    else this.#added.set(number, [entry, count]);
  }

  #link(entry: number): void {
    const group = this.#groupOf[entry] as number;
    const before = this.#lastOfGroup[group] ?? -1;
    // NaN is in no order: where time says nothing, all of a group belongs together.
    const apart =
      Math.abs((this.#times[entry] as number) - (this.#times[before] ?? Number.NaN)) > TOGETHER_MS;
    const last = apart ? -1 : before;
    this.#previous[entry] = last;
    this.#next[entry] = -1;
    if (last >= 0) this.#next[last] = entry;
    this.#lastOfGroup[group] = entry;
  }

  #eachPosting(number: number, visit: (entry: number, count: number) => void): void {
    const { offsets, entries, counts } = this.#packed;
    if (number + 1 < offsets.length) {
      for (let at = offsets[number] as number; at < (offsets[number + 1] as number); at++) {
        const entry = entries[at] as number;
        if (this.#ids[entry] !== null) visit(entry, counts[at] as number);
      }
    }
    const added = this.#added.get(number);
    if (!added) return;
    for (let at = 0; at < added.length; at += 2) {
      const entry = added[at] as number;
      if (this.#ids[entry] !== null) visit(entry, added[at + 1] as number);
    }
  }
}
