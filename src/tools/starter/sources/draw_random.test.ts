import { describe, expect, it } from "vitest";
import { createStarterTool } from "../testing/call-starter-tool.ts";

const { call } = createStarterTool("draw_random");

describe("draw_random", () => {
  it("draws numbers within their bounds, all of them", async () => {
    const drawn = (await call({ what: "number", min: -1, max: 1, count: 300 })) as number[];
    expect(drawn).toHaveLength(300);
    expect([...new Set(drawn)].sort((a, b) => a - b)).toEqual([-1, 0, 1]);
    const once = (await call({
      what: "number",
      min: 1,
      max: 10,
      count: 10,
      repeat: false,
    })) as number[];
    expect([...once].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const one = await call({ what: "number", min: 5, max: 5 });
    expect(one).toBe(5);
  });

  it("is fair", async () => {
    const drawn = (await call({ what: "number", min: 0, max: 3, count: 1000 })) as number[];
    const counts = [0, 1, 2, 3].map((n) => drawn.filter((each) => each === n).length);
    // Six deviations from 250: met once in some hundred million runs.
    for (const count of counts) expect(Math.abs(count - 250)).toBeLessThan(83);
  });

  it("rolls dice", async () => {
    const rolled = (await call({ what: "dice", dice: "4d6k3+2" })) as {
      rolls: number[];
      kept: number[];
      total: number;
    };
    expect(rolled.rolls).toHaveLength(4);
    expect(rolled.rolls.every((each) => each >= 1 && each <= 6)).toBe(true);
    expect(rolled.kept).toEqual([...rolled.rolls].sort((a, b) => b - a).slice(0, 3));
    expect(rolled.total).toBe(rolled.kept.reduce((a, b) => a + b, 2));
  });

  it("picks and shuffles", async () => {
    const items = ["a", "b", "c", "d"];
    expect(items).toContain(await call({ what: "pick", items }));
    const mixed = (await call({ what: "shuffle", items })) as string[];
    expect([...mixed].sort()).toEqual(items);
    const two = (await call({ what: "pick", items, count: 2, repeat: false })) as string[];
    expect(new Set(two).size).toBe(2);
    expect(["heads", "tails"]).toContain(await call({ what: "coin" }));
  });

  it.each([
    [{ what: "number", min: 2, max: 1 }, "min and max must be whole numbers, min not above max"],
    [{ what: "pick" }, "pick needs items"],
    [
      { what: "pick", items: ["a"], count: 2, repeat: false },
      "2 of 1 items cannot be picked without repeating",
    ],
    [{ what: "number", max: 3, count: 4, repeat: false }, "There are only 3 numbers from 1 to 3"],
    [{ what: "dice", dice: "six" }, "six are no dice: write them as 2d6, 1d20+3 or 4d6k3"],
    [{ what: "coin", count: 0 }, "count must be a whole number from 1 to 1000"],
  ])("%j fails", async (args, failure) => {
    expect(await call(args)).toEqual({ failure });
  });
});
