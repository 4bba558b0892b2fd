import { describe, expect, it } from "vitest";
import { localTime } from "./time.ts";

describe("localTime", () => {
  it("prints a 12-hour clock, the zone's name and its offset", () => {
    expect(localTime(new Date("2026-11-23T21:22:57Z"), "UTC")).toBe("2026-11-23 09:22:57 PM UTC+0000");
    expect(localTime(new Date("2026-07-01T12:00:00Z"), "America/New_York")).toBe(
      "2026-07-01 08:00:00 AM EDT-0400",
    );
    expect(localTime(new Date("2026-01-01T18:30:00Z"), "Asia/Kolkata")).toBe(
      "2026-01-02 12:00:00 AM GMT+0530",
    );
  });
});
