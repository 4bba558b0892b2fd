import { describe, expect, it } from "vitest";
import { createStarterTool } from "../testing/call-starter-tool.ts";

const { call, callBeside, source } = createStarterTool("date_and_time");

describe("date_and_time", () => {
  const at = (value: unknown) => (value as { date_time?: string }).date_time ?? value;

  it("tells now in a zone", async () => {
    const before = Math.floor(Date.now() / 1000);
    const now = (await call({ action: "now", zone: "+05:30" })) as {
      unix_seconds: number;
      date_time: string;
    };
    expect(now.unix_seconds).toBeGreaterThanOrEqual(before);
    expect(Math.floor(Date.parse(now.date_time) / 1000)).toBe(now.unix_seconds);
    expect(now.date_time).toMatch(/\+05:30$/);
  });

  it("tells all of a date", async () => {
    expect(await call({ action: "convert", date: "2026-01-01T00:30:00Z", zone: "Europe/Oslo" })).toEqual({
      date_time: "2026-01-01T01:30:00+01:00",
      date: "2026-01-01",
      time: "01:30:00",
      weekday: "Thursday",
      week: 1,
      day_of_year: 1,
      zone: "Europe/Oslo",
      unix_seconds: 1767227400,
    });
  });

  it.each([
    ["2026-07-01T12:00Z", "new york", "2026-07-01T08:00:00-04:00"],
    ["2026-07-01T12:00", "Asia/Tokyo", "2026-07-01T12:00:00+09:00"],
    ["2026-07-01T12:00+02:00", "UTC-3", "2026-07-01T07:00:00-03:00"],
    ["2026-01-15", "Sydney", "2026-01-15T00:00:00+11:00"],
    ["2026-03-29T02:30", "Europe/Oslo", "2026-03-29T03:30:00+02:00"],
    ["2026-10-25T01:30Z", "Europe/Oslo", "2026-10-25T02:30:00+01:00"],
  ])("%s in %s is %s", async (date, zone, expected) => {
    expect(at(await call({ action: "convert", date, zone }))).toBe(expected);
  });

  it("has the offsets of the time zone database", async () => {
    const names = [...(await source).matchAll(/"((?:[A-Z][\w/]+ ?)+)"/g)]
      .flatMap((match) => (match[1] ?? "").split(" "))
      .filter((name) => name.includes("/"));
    expect(names.length).toBeGreaterThan(120);
    const moments = [2025, 2026, 2027].flatMap((year) =>
      Array.from(
        { length: 24 },
        (_, half) => new Date(Date.UTC(year, half / 2, half % 2 === 0 ? 1 : 16, 12)),
      ),
    );
    // All in one program: a fresh engine for each would take minutes.
    const offsets = (await callBeside(
      "offsetsOf",
      `function offsetsOf(names: string[], moments: number[]) {
        return names.map(findZone).map((zone) => moments.map((moment) => zone(moment)));
      }`,
      { names, moments: moments.map(Number) },
    )) as number[][];
    names.forEach((name, index) => {
      const format = new Intl.DateTimeFormat("en", { timeZone: name, timeZoneName: "longOffset" });
      const expected = moments.map((moment) => {
        const text = format.formatToParts(moment).find(({ type }) => type === "timeZoneName")?.value ?? "";
        const [, sign, hours, minutes] = /GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(text) ?? [];
        return sign ? (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1) : 0;
      });
      expect(offsets[index], name).toEqual(expected);
    });
  });

  it.each([
    ["2026-01-31", 1, "months", "UTC", "2026-02-28T00:00:00+00:00"],
    ["2024-02-29", 1, "years", "UTC", "2025-02-28T00:00:00+00:00"],
    ["2026-11-27", 1, "workdays", "UTC", "2026-11-30T00:00:00+00:00"],
    ["2026-11-24", -2, "weeks", "UTC", "2026-11-10T00:00:00+00:00"],
    ["2026-03-28T12:00", 1, "days", "Europe/Oslo", "2026-03-29T12:00:00+02:00"],
    ["2026-03-28T12:00", 24, "hours", "Europe/Oslo", "2026-03-29T13:00:00+02:00"],
    ["2026-03-15", -3, "months", "UTC", "2025-12-15T00:00:00+00:00"],
    ["2026-12-31T23:59:59", 1, "seconds", "UTC", "2027-01-01T00:00:00+00:00"],
  ])("%s and %i %s in %s is %s", async (date, amount, unit, zone, expected) => {
    expect(at(await call({ action: "add", date, amount, unit, zone }))).toBe(expected);
  });

  it.each([
    [
      "2026-01-15",
      "2026-03-20",
      { in_words: "2 months, 5 days", calendar_days: 64, workdays: 46, hours: 1536, seconds: 5529600 },
    ],
    [
      "2026-03-20",
      "2026-03-19",
      { in_words: "1 day back", calendar_days: -1, workdays: -1, hours: -24, seconds: -86400 },
    ],
    [
      "2024-02-29T10:00Z",
      "2026-02-28T09:30Z",
      {
        in_words: "1 year, 11 months, 29 days, 23 hours, 30 minutes",
        calendar_days: 730,
        workdays: 521,
        hours: 17519.5,
        seconds: 63070200,
      },
    ],
    [
      "2026-01-01",
      "2026-01-01",
      { in_words: "no time", calendar_days: 0, workdays: 0, hours: 0, seconds: 0 },
    ],
  ])("from %s to %s", async (date, until, expected) => {
    const found = (await call({ action: "difference", date, until })) as Record<string, number>;
    // No minus before zero: JSON has none.
    expect(found).toEqual(expected);
  });

  it.each([
    [
      { action: "now", zone: "Atlantis" },
      "The time zone Atlantis is not known here: give its offset, as +05:30",
    ],
    [
      { action: "convert", date: "tomorrow" },
      "tomorrow is no date: write it as 2026-11-24 or 2026-11-24T09:30",
    ],
    [{ action: "convert", date: "2026-02-30" }, "There is no 2026-02-30 in the calendar"],
  ])("%j fails", async (args, failure) => {
    expect(await call(args)).toEqual({ failure });
  });
});
