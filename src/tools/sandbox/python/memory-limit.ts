export interface MemoryLimit {
  /** From now on, WebAssembly memories may grow by so many bytes over what they had when this was first called. */
  allow(bytes: number): void;
}

const PAGE_BYTES = 65_536;

/** Refuses to let WebAssembly memory grow beyond a limit, which a program meets as memory that is not to be had. */
export function limitMemory(): MemoryLimit {
  let grown = 0;
  let floor: number | null = null;
  let ceiling = Number.POSITIVE_INFINITY;
  const grow = WebAssembly.Memory.prototype.grow;
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (grown + pages * PAGE_BYTES > ceiling) throw new RangeError("The memory limit is reached.");
    const before = grow.call(this, pages);
    grown += pages * PAGE_BYTES;
    return before;
  };
  return {
    allow(bytes) {
      floor ??= grown;
      ceiling = floor + bytes;
    },
  };
}
