import { describe, expect, it } from "vitest";
import type { UsageSum } from "../../schemas/index.ts";
import { daysBetween, groupUsage } from "./usage-groups.ts";

const sum = (fields: Partial<UsageSum>): UsageSum => ({
  day: "2026-11-24",
  agent_id: "agent-1",
  model: "m",
  steps: 1,
  prompt_tokens: 90,
  completion_tokens: 10,
  total_tokens: 100,
  cost: 0.5,
  unpriced_steps: 0,
  estimated_steps: 0,
  ...fields,
});
const week = { from: "2026-11-22", to: "2026-11-24" };

describe("groupUsage", () => {
  it("has a column for each day, used or not, and a series for each model", () => {
    const sums = [
      sum({ day: "2026-11-22" }),
      sum({ day: "2026-11-22", agent_id: "agent-2" }),
      sum({ model: "n" }),
    ];
    expect(groupUsage(sums, { measure: "tokens", by: "model", ...week })).toEqual({
      groups: [
        { key: "m", total: 200 },
        { key: "n", total: 100 },
      ],
      columns: [
        { key: "2026-11-22", values: [200, 0] },
        { key: "2026-11-23", values: [0, 0] },
        { key: "2026-11-24", values: [0, 100] },
      ],
      by_month: false,
    });
    expect(groupUsage(sums, { measure: "cost", by: "agent", ...week }).groups).toEqual([
      { key: "agent-1", total: 1 },
      { key: "agent-2", total: 0.5 },
    ]);
  });

  it("tells what was read from what was written, in this order", () => {
    const { groups } = groupUsage([sum({ prompt_tokens: 1, completion_tokens: 99 })], {
      measure: "tokens",
      by: "kind",
      ...week,
    });
    expect(groups).toEqual([
      { key: "prompt", total: 1 },
      { key: "completion", total: 99 },
    ]);
  });

  it("takes what is small together, and months where days are too many", () => {
    const sums = Array.from({ length: 10 }, (_, index) =>
      sum({ model: `m${index}`, total_tokens: 100 - index }),
    );
    const grouped = groupUsage(sums, {
      measure: "tokens",
      by: "model",
      from: "2026-06-30",
      to: "2026-11-24",
    });
    expect(grouped.groups).toHaveLength(8);
    expect(grouped.groups.at(-1)).toEqual({ key: "others", total: 93 + 92 + 91 });
    expect(grouped.by_month).toBe(true);
    expect(grouped.columns.map(({ key }) => key)).toEqual([
      "2026-06",
      "2026-07",
      "2026-08",
      "2026-09",
      "2026-10",
      "2026-11",
    ]);
    expect(grouped.columns.at(-1)?.values.at(-1)).toBe(93 + 92 + 91);
  });

  it("counts days over a change of clocks and of years", () => {
    expect(daysBetween("2026-12-30", "2027-01-02")).toEqual([
      "2026-12-30",
      "2026-12-31",
      "2027-01-01",
      "2027-01-02",
    ]);
    expect(daysBetween("2026-10-24", "2026-10-26")).toHaveLength(3);
  });
});
