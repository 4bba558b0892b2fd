import type { StreamItem } from "../schemas/index.ts";
import type { MessageStream } from "./abstract-client.ts";

/** A stream that is pushed from one side and read from the other; nothing is lost where the reader is slow. */
export class PushedStream implements MessageStream {
  readonly #items: StreamItem[] = [];
  #wake: (() => void) | null = null;
  #ended = false;
  #error: unknown = null;
  readonly #onReturn: () => void;

  /** @param onReturn called when the reader leaves early (`break`). */
  constructor(onReturn: () => void = () => {}) {
    this.#onReturn = onReturn;
  }

  push(item: StreamItem): void {
    if (this.#ended) return;
    this.#items.push(item);
    this.#wake?.();
  }

  end(error: unknown = null): void {
    this.#ended = true;
    this.#error = error;
    this.#wake?.();
  }

  async next(): Promise<IteratorResult<StreamItem>> {
    for (;;) {
      const item = this.#items.shift();
      if (item !== undefined) return { done: false, value: item };
      if (this.#error !== null) {
        const error = this.#error;
        this.#error = null;
        throw error;
      }
      if (this.#ended) return { done: true, value: undefined };
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = null;
    }
  }

  async return(): Promise<IteratorResult<StreamItem>> {
    if (!this.#ended) {
      this.#ended = true;
      this.#items.length = 0;
      this.#onReturn();
    }
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
