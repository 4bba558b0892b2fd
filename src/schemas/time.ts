/** The time source handed to the engine, so that tests run on a fixed clock. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** ISO 8601 in UTC: the form of every time on disk and on the wire. */
export function isoTime(clock: Clock): string {
  return clock.now().toISOString();
}

/**
 * Local time as packaged messages carry it: `YYYY-MM-DD hh:mm:ss AM/PM TZ+hhmm`
 * (12-hour clock; zone name, then offset).
 *
 * @param timeZone IANA zone; the machine's own by default.
 */
export function localTime(date: Date, timeZone?: string): string {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("en-US", {
      timeZone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
      timeZoneName: "short",
    })
      .formatToParts(date)
      .map((part) => [part.type, part.value]),
  ) as Record<string, string>;
  const hour = Number(parts.hour);
  const asUtc = Date.UTC(
    Number(parts.year),
    Number(parts.month) - 1,
    Number(parts.day),
    hour,
    Number(parts.minute),
    Number(parts.second),
  );
  const offset = Math.round((asUtc - Math.floor(date.getTime() / 1000) * 1000) / 60_000);
  const sign = offset < 0 ? "-" : "+";
  const absolute = Math.abs(offset);
  const two = (n: number) => String(n).padStart(2, "0");
  // Intl prints zones without a common abbreviation as "GMT+2"; the offset follows anyway, so only the letters stay.
  const zone = (parts.timeZoneName ?? "UTC").replace(/[+-].*$/, "") || "UTC";
  return (
    `${parts.year}-${parts.month}-${parts.day} ` +
    `${two(hour % 12 === 0 ? 12 : hour % 12)}:${parts.minute}:${parts.second} ${hour < 12 ? "AM" : "PM"} ` +
    `${zone}${sign}${two(Math.floor(absolute / 60))}${two(absolute % 60)}`
  );
}
