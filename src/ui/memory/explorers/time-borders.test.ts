import { expect, it } from "vitest";
import { dayOf } from "./local-days.ts";
import { dayBorders, monthBorders } from "./time-borders.ts";

it("days and months are parted where they begin", () => {
  expect(dayBorders("2026-02-27", "2026-03-01").map(dayOf)).toEqual([
    "2026-02-27",
    "2026-02-28",
    "2026-03-01",
    "2026-03-02",
  ]);
  expect(dayBorders("2026-03-01", "2026-03-01")).toHaveLength(2);
  expect(monthBorders("2025-12-31", "2026-01-01").map(dayOf)).toEqual([
    "2025-12-01",
    "2026-01-01",
    "2026-02-01",
  ]);
  expect(dayBorders("", "2026-01-01")).toEqual([]);
});
