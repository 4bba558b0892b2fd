type integer = number;

interface Wish {
  /** What to draw: a whole `number`, `dice`, a `coin`, a `pick` out of `items`, or a `shuffle` of them. */
  what: "number" | "dice" | "coin" | "pick" | "shuffle";
  /** Smallest number. */
  min?: integer;
  /** Largest number, itself included. */
  max?: integer;
  /** Dice as 2d6, 1d20+3, or 4d6k3 to keep the best three. */
  dice?: string;
  /** What is picked from or shuffled. */
  items?: string[];
  /** How many numbers, coins or items to draw, at most 1000. */
  count?: integer;
  /** True to let a number or item come more than once. */
  repeat?: boolean;
}

/**
 * Draws something by chance: numbers, dice, coins, items of a list. Every outcome is equally likely, and cannot be foretold.
 */
export function draw_random({
  what,
  min = 1,
  max = 100,
  dice = "1d6",
  items = [],
  count = 1,
  repeat = true,
}: Wish): unknown {
  if (!Number.isInteger(count) || count < 1 || count > 1000)
    throw new RangeError("count must be a whole number from 1 to 1000");
  switch (what) {
    case "number":
      return single(drawNumbers(min, max, count, repeat));
    case "coin":
      return single(times(count, () => (below(2) === 0 ? "heads" : "tails")));
    case "dice":
      return single(times(count, () => roll(dice)));
    case "pick":
      if (items.length === 0) throw new RangeError("pick needs items");
      if (!repeat && count > items.length)
        throw new RangeError(`${count} of ${items.length} items cannot be picked without repeating`);
      return single(
        repeat ? times(count, () => items[below(items.length)]) : shuffled(items).slice(0, count),
      );
    case "shuffle":
      return shuffled(items);
    default:
      throw new RangeError(`${what} cannot be drawn: number, dice, coin, pick or shuffle`);
  }
}

const times = <T>(count: number, draw: () => T): T[] => Array.from({ length: count }, draw);
const single = <T>(values: T[]): T | T[] => (values.length === 1 ? (values[0] as T) : values);

/** A whole number from 0 up to, but not at, a limit; numbers beyond the last full round are drawn anew. */
function below(limit: number): number {
  const range = 2 ** 53;
  const fair = range - (range % limit);
  for (;;) {
    const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
    const drawn = (high % 2 ** 21) * 2 ** 32 + low;
    if (drawn < fair) return drawn % limit;
  }
}

function drawNumbers(min: number, max: number, count: number, repeat: boolean): number[] {
  if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max) || min > max || max - min >= 2 ** 53)
    throw new RangeError("min and max must be whole numbers, min not above max");
  const size = max - min + 1;
  if (repeat) return times(count, () => min + below(size));
  if (count > size) throw new RangeError(`There are only ${size} numbers from ${min} to ${max}`);
  const drawn = new Set<number>();
  while (drawn.size < count) drawn.add(min + below(size));
  return [...drawn];
}

function shuffled<T>(items: readonly T[]): T[] {
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = below(last + 1);
    [mixed[last], mixed[other]] = [mixed[other] as T, mixed[last] as T];
  }
  return mixed;
}

function roll(notation: string): { dice: string; rolls: number[]; kept?: number[]; total: number } {
  const match = /^(\d*)d(\d+|%)(?:k(\d+))?([+-]\d+)?$/i.exec(notation.replace(/\s/g, ""));
  if (!match) throw new SyntaxError(`${notation} are no dice: write them as 2d6, 1d20+3 or 4d6k3`);
  const count = Number(match[1] || 1);
  const sides = match[2] === "%" ? 100 : Number(match[2]);
  const keep = match[3] === undefined ? count : Number(match[3]);
  if (count < 1 || count > 1000 || sides < 2 || sides > 1_000_000 || keep < 1 || keep > count)
    throw new RangeError("1 to 1000 dice with 2 to 1000000 sides; no more can be kept than are rolled");
  const rolls = times(count, () => 1 + below(sides));
  const kept = [...rolls].sort((a, b) => b - a).slice(0, keep);
  const total = kept.reduce((a, b) => a + b, 0) + Number(match[4] ?? 0);
  return { dice: notation, rolls, ...(keep < count ? { kept } : {}), total };
}
