/** Sums of usage as a plot wants them: one column a day or month, one series a group. Pure. */
import type { UsageSum } from "../../schemas/index.ts";

export type Measure = "tokens" | "cost";
export type Grouping = "model" | "agent" | "kind";

export interface UsageGroup {
  /** A model's name, an agent's id, or `prompt` and `completion`; `others` for all that is small. */
  key: string;
  total: number;
}

export interface GroupedUsage {
  groups: UsageGroup[];
  /** `key` is a day, or a month (`2026-11`) where there are many; one value a group. */
  columns: { key: string; values: number[] }[];
  by_month: boolean;
}

/** Groups that have a colour of their own; the rest is one. */
const MOST_GROUPS = 7;
/** Columns that can be told apart. */
const MOST_DAYS = 120;

const dayBefore = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);

/** Days from the first to the last, none left out. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = to; day >= from; day = dayBefore(day, 1)) days.unshift(day);
  return days;
}

export { dayBefore };

function partsOf(sum: UsageSum, measure: Measure, by: Grouping): [key: string, value: number][] {
  if (measure === "cost") return [[by === "agent" ? sum.agent_id : sum.model, sum.cost]];
  if (by === "kind")
    return [
      ["prompt", sum.prompt_tokens],
      ["completion", sum.completion_tokens],
    ];
  return [[by === "agent" ? sum.agent_id : sum.model, sum.total_tokens]];
}

export function groupUsage(
  sums: UsageSum[],
  { measure, by, from, to }: { measure: Measure; by: Grouping; from: string; to: string },
): GroupedUsage {
  const days = daysBetween(from, to);
  const by_month = days.length > MOST_DAYS;
  const columnOf = (day: string) => (by_month ? day.slice(0, 7) : day);
  const totals = new Map<string, number>();
  for (const sum of sums)
    for (const [key, value] of partsOf(sum, measure, by)) totals.set(key, (totals.get(key) ?? 0) + value);
  const ordered = [...totals].sort((a, b) => b[1] - a[1]);
  // What is read and what is written keep their order.
  const own = by === "kind" && measure === "tokens" ? [...totals] : ordered.slice(0, MOST_GROUPS);
  const rest = ordered.slice(own.length);
  const groups = own.map(([key, total]) => ({ key, total }));
  if (rest.length > 0) groups.push({ key: "others", total: rest.reduce((sum, [, value]) => sum + value, 0) });
  const place = new Map(groups.map(({ key }, index) => [key, index]));
  const columns = new Map(
    days.map((day) => [columnOf(day), { key: columnOf(day), values: groups.map(() => 0) }]),
  );
  for (const sum of sums)
    for (const [key, value] of partsOf(sum, measure, by)) {
      const values = columns.get(columnOf(sum.day))?.values;
      const at = place.get(key) ?? groups.length - 1;
      if (values) values[at] = (values[at] ?? 0) + value;
    }
  return { groups, columns: [...columns.values()], by_month };
}
