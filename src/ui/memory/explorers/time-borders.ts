/** Where days and months begin, as times, from one day to another (both inclusive): one more than there are of them. */
import { endOfDay, startOfDay } from "./local-days.ts";

/** Most that is asked for at once: a conversation of 80 years by months. */
const MOST = 1000;

function borders(first: string, last: string, step: (at: Date) => void): string[] {
  const begin = startOfDay(first);
  const end = endOfDay(last);
  if (!begin || !end) return [];
  const all: string[] = [];
  const at = new Date(begin);
  for (; at.toISOString() < end && all.length < MOST - 1; step(at)) all.push(at.toISOString());
  return [...all, at.toISOString()];
}

export const dayBorders = (first: string, last: string) =>
  borders(first, last, (at) => at.setDate(at.getDate() + 1));

export const monthBorders = (first: string, last: string) =>
  borders(`${first.slice(0, 8)}01`, last, (at) => at.setMonth(at.getMonth() + 1));
