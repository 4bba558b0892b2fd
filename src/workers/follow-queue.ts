/** Looks one after the other: who asks waits for a look that begins after they asked. */
export class FollowQueue {
  #last: Promise<void> | null = null;

  /** Whether a look is under way or waits for its turn. */
  get busy(): boolean {
    return this.#last !== null;
  }

  /** Looks once what is under way is over: that may have read before the write this call is about. */
  follow(look: () => Promise<void>): Promise<void> {
    const before = this.#last ?? Promise.resolve();
    const following = before
      .catch(() => {})
      .then(look)
      .finally(() => {
        if (this.#last === following) this.#last = null;
      });
    this.#last = following;
    return following;
  }
}
