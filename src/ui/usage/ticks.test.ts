import { expect, it } from "vitest";
import { ticksTo } from "./ticks.ts";

it("goes in round steps to the highest value or beyond", () => {
  expect(ticksTo(9500)).toEqual([0, 5000, 10_000]);
  expect(ticksTo(8192)).toEqual([0, 5000, 10_000]);
  expect(ticksTo(6)).toEqual([0, 2, 4, 6]);
  expect(ticksTo(0.0007)).toEqual([0, 0.00025, 0.0005, 0.00075]);
  for (const max of [1, 3, 17, 0.3, 123_456, 2e9]) {
    const ticks = ticksTo(max);
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(max);
    expect(ticks.length).toBeLessThanOrEqual(5);
  }
});

it("has a line above nothing", () => {
  expect(ticksTo(0)).toEqual([0, 1]);
});
