/** Taking one change of a block back, leaving what came after it. */
import type { Block } from "../schemas/index.ts";

/**
 * A text without one change that was made to it: the lines that the change brought go, those it took come back. Null
 * where they cannot be found any more, or stand there more than once and it cannot be told which are meant.
 */
export function withoutChange(before: string, after: string, current: string): string | null {
  if (before === after) return current;
  const [was, became, is] = [before, after, current].map((text) => text.split("\n")) as [
    string[],
    string[],
    string[],
  ];
  const shorter = Math.min(was.length, became.length);
  let head = 0;
  while (head < shorter && was[head] === became[head]) head++;
  let tail = 0;
  while (tail < shorter - head && was.at(-1 - tail) === became.at(-1 - tail)) tail++;
  const taken = was.slice(head, was.length - tail);
  const brought = became.slice(head, became.length - tail);
  const above = became[head - 1];
  const below = became[became.length - tail];

  const places = Array.from({ length: is.length - brought.length + 1 }, (_, place) => place).filter((place) =>
    brought.every((line, index) => is[place + index] === line),
  );
  const beside = (place: number) =>
    Number(is[place - 1] === above) + Number(is[place + brought.length] === below);
  // Lines that were only taken stood between two others: without one of them their place is a guess.
  const likely = places.filter((place) => brought.length > 0 || beside(place) > 0);
  const best = Math.max(...likely.map(beside));
  const found = likely.filter((place) => beside(place) === best);
  if (found.length !== 1) return null;
  return is.toSpliced(found[0] as number, brought.length, ...taken).join("\n");
}

/** A block without one change of it, field by field: what was changed again since stays. Null where its text is not found. */
export function blockWithoutChange(before: Block, after: Block, current: Block): Block | null {
  const value = withoutChange(before.value, after.value, current.value);
  if (value === null) return null;
  const back = <K extends "limit" | "description" | "name" | "metadata_">(key: K): Block[K] =>
    same(before[key], after[key]) || !same(after[key], current[key]) ? current[key] : before[key];
  return {
    ...current,
    value,
    limit: back("limit"),
    description: back("description"),
    name: back("name"),
    metadata_: back("metadata_"),
  };
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
