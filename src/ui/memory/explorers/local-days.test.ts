import { expect, it } from "vitest";
import { dayOf, endOfDay, startOfDay } from "./local-days.ts";

it("days begin and end at midnight of the person's clock", () => {
  const start = startOfDay("2026-03-29") as string;
  const end = endOfDay("2026-03-29") as string;
  expect(new Date(start).getHours()).toBe(0);
  expect(new Date(end).getHours()).toBe(0);
  expect(dayOf(start)).toBe("2026-03-29");
  expect(dayOf(new Date(Date.parse(end) - 1))).toBe("2026-03-29");
  expect(dayOf(end)).toBe("2026-03-30");
  expect(startOfDay("")).toBeNull();
  expect(startOfDay("soon")).toBeNull();
});
