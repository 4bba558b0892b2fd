type integer = number;

interface Question {
  /**
   * What to do: `now` tells the time; `convert` tells `date` in another time zone; `add` adds `amount` of `unit` to
   * `date`; `difference` tells the time from `date` to `until`.
   */
  action: "now" | "convert" | "add" | "difference";
  /**
   * Time zone of the answer, and of dates without one of their own: an offset as +05:30, UTC, or a name as Europe/Oslo.
   * Names are known for some hundred cities, by the rules of today; for others give the offset.
   */
  zone?: string;
  /** A date as 2026-11-24, or date and time as 2026-11-24T09:30, with Z or an offset as +01:00 where it has one. Default: now. */
  date?: string;
  /** The later date of a difference, in the same form. Default: now. */
  until?: string;
  /** How much is added; negative to go back. */
  amount?: integer;
  /** What is added. Months and years keep the day, or take the last one of a shorter month. */
  unit?: "years" | "months" | "weeks" | "days" | "workdays" | "hours" | "minutes" | "seconds";
}

/**
 * Tells the date and time in any time zone, adds to a date, and counts the time between two dates.
 */
export function date_and_time({
  action,
  zone = "UTC",
  date,
  until,
  amount = 0,
  unit = "days",
}: Question): Record<string, string | number> {
  const place = findZone(zone);
  const start = readDate(date, place);
  switch (action) {
    case "now":
      return clockAt(Date.now(), place, zone);
    case "convert":
      return clockAt(start, place, zone);
    case "add":
      return clockAt(addTo(start, amount, unit, place), place, zone);
    case "difference":
      return difference(start, readDate(until, place), place);
    default:
      throw new RangeError(`There is no action ${action}: now, convert, add or difference`);
  }
}

const MINUTE = 60_000;
const DAY = 86_400_000;
const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** When clocks go forward and back, in a year: UTC milliseconds, given the standard offset in minutes. */
type Rule = (year: number, standard: number) => [start: number, end: number];

/** The nth Sunday of a month (from 0), the last one with -1, at midnight UTC. */
function sunday(year: number, month: number, nth: number): number {
  if (nth < 0) {
    const last = Date.UTC(year, month + 1, 0);
    return last - new Date(last).getUTCDay() * DAY;
  }
  const first = Date.UTC(year, month, 1);
  return first + (((7 - new Date(first).getUTCDay()) % 7) + nth * 7) * DAY;
}

const RULES: Record<string, Rule> = {
  europe: (year) => [sunday(year, 2, -1) + 60 * MINUTE, sunday(year, 9, -1) + 60 * MINUTE],
  america: (year, standard) => [
    sunday(year, 2, 1) + (120 - standard) * MINUTE,
    sunday(year, 10, 0) + (60 - standard) * MINUTE,
  ],
  australia: (year, standard) => [
    sunday(year, 9, 0) + (120 - standard) * MINUTE,
    sunday(year, 3, 0) + (120 - standard) * MINUTE,
  ],
  zealand: (year, standard) => [
    sunday(year, 8, -1) + (120 - standard) * MINUTE,
    sunday(year, 3, 0) + (120 - standard) * MINUTE,
  ],
};

/** Minutes from UTC in winter, rule of the summer, cities. */
const ZONES: [number, string, string][] = [
  [0, "", "UTC Etc/UTC GMT Africa/Abidjan Africa/Accra Africa/Dakar Atlantic/Reykjavik"],
  [0, "europe", "Europe/London Europe/Dublin Europe/Lisbon Atlantic/Canary Atlantic/Madeira Atlantic/Faroe"],
  [-60, "", "Atlantic/Cape_Verde"],
  [-60, "europe", "Atlantic/Azores"],
  [
    60,
    "europe",
    "Europe/Amsterdam Europe/Andorra Europe/Belgrade Europe/Berlin Europe/Bratislava Europe/Brussels Europe/Budapest Europe/Copenhagen Europe/Ljubljana Europe/Luxembourg Europe/Madrid Europe/Malta Europe/Monaco Europe/Oslo Europe/Paris Europe/Prague Europe/Rome Europe/Sarajevo Europe/Skopje Europe/Stockholm Europe/Tirane Europe/Vaduz Europe/Vienna Europe/Warsaw Europe/Zagreb Europe/Zurich",
  ],
  [60, "", "Africa/Algiers Africa/Lagos Africa/Kinshasa Africa/Luanda Africa/Tunis"],
  [
    120,
    "europe",
    "Europe/Athens Europe/Bucharest Europe/Helsinki Europe/Kyiv Europe/Riga Europe/Sofia Europe/Tallinn Europe/Vilnius Asia/Nicosia",
  ],
  [
    120,
    "",
    "Africa/Johannesburg Africa/Harare Africa/Maputo Africa/Tripoli Africa/Khartoum Europe/Kaliningrad",
  ],
  [
    180,
    "",
    "Europe/Istanbul Europe/Moscow Europe/Minsk Africa/Nairobi Africa/Addis_Ababa Asia/Baghdad Asia/Riyadh Asia/Kuwait Asia/Qatar",
  ],
  [210, "", "Asia/Tehran"],
  [240, "", "Asia/Dubai Asia/Baku Asia/Tbilisi Asia/Yerevan Indian/Mauritius Europe/Samara"],
  [270, "", "Asia/Kabul"],
  [300, "", "Asia/Karachi Asia/Tashkent Asia/Yekaterinburg Indian/Maldives"],
  [330, "", "Asia/Kolkata Asia/Calcutta Asia/Colombo"],
  [345, "", "Asia/Kathmandu"],
  [360, "", "Asia/Dhaka Asia/Thimphu Asia/Omsk"],
  [390, "", "Asia/Yangon"],
  [420, "", "Asia/Bangkok Asia/Jakarta Asia/Ho_Chi_Minh Asia/Saigon Asia/Novosibirsk"],
  [
    480,
    "",
    "Asia/Shanghai Asia/Hong_Kong Asia/Singapore Asia/Taipei Asia/Manila Asia/Kuala_Lumpur Australia/Perth",
  ],
  [540, "", "Asia/Tokyo Asia/Seoul Asia/Pyongyang"],
  [570, "", "Australia/Darwin"],
  [570, "australia", "Australia/Adelaide"],
  [600, "", "Australia/Brisbane Asia/Vladivostok Pacific/Guam Pacific/Port_Moresby"],
  [600, "australia", "Australia/Sydney Australia/Melbourne Australia/Hobart Australia/Canberra"],
  [720, "zealand", "Pacific/Auckland"],
  [780, "", "Pacific/Tongatapu Pacific/Apia"],
  [-600, "", "Pacific/Honolulu"],
  [-540, "america", "America/Anchorage"],
  [-480, "america", "America/Los_Angeles America/Vancouver America/Tijuana"],
  [-420, "america", "America/Denver America/Edmonton America/Boise"],
  [-420, "", "America/Phoenix"],
  [-360, "america", "America/Chicago America/Winnipeg"],
  [
    -360,
    "",
    "America/Mexico_City America/Costa_Rica America/Guatemala America/El_Salvador America/Managua America/Regina",
  ],
  [-300, "america", "America/New_York America/Toronto America/Detroit America/Nassau"],
  [-300, "", "America/Bogota America/Lima America/Panama America/Jamaica America/Guayaquil"],
  [-240, "america", "America/Halifax Atlantic/Bermuda"],
  [-240, "", "America/Caracas America/La_Paz America/Puerto_Rico America/Santo_Domingo America/Manaus"],
  [-210, "america", "America/St_Johns"],
  [
    -180,
    "",
    "America/Sao_Paulo America/Argentina/Buenos_Aires America/Buenos_Aires America/Montevideo America/Bahia",
  ],
];

/** Minutes from UTC at a moment. */
type Zone = (moment: number) => number;

function findZone(name: string): Zone {
  const offset = readOffset(name);
  if (offset !== null) return () => offset;
  const wanted = name.trim().toLowerCase().replace(/ /g, "_");
  const found = ZONES.find(([, , cities]) =>
    cities
      .toLowerCase()
      .split(" ")
      .some((city) => city === wanted || city.slice(city.lastIndexOf("/") + 1) === wanted),
  );
  if (!found) throw new RangeError(`The time zone ${name} is not known here: give its offset, as +05:30`);
  const [standard, ruleName] = found;
  const rule = RULES[ruleName];
  if (!rule) return () => standard;
  return (moment) => {
    const [start, end] = rule(new Date(moment + standard * MINUTE).getUTCFullYear(), standard);
    const summer = start < end ? moment >= start && moment < end : moment >= start || moment < end;
    return summer ? standard + 60 : standard;
  };
}

/** `Z`, `+05:30`, `UTC-3`; null for anything else. */
function readOffset(text: string): number | null {
  const match = /^\s*(?:UTC|GMT)?\s*([+-−])(\d{1,2})(?::?(\d{2}))?\s*$/i.exec(text);
  if (/^\s*z\s*$/i.test(text)) return 0;
  if (!match) return null;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  if (minutes > 14 * 60) throw new RangeError(`There is no offset ${text.trim()}`);
  return match[1] === "+" ? minutes : -minutes;
}

/** The moment at which clocks of a zone show a time. Times that a change of clocks skips are taken an hour later. */
function momentOf(local: number, zone: Zone): number {
  const guess = local - zone(local) * MINUTE;
  const again = local - zone(guess) * MINUTE;
  return again + zone(again) * MINUTE === local ? again : Math.max(guess, again);
}

function readDate(text: string | undefined, zone: Zone): number {
  if (text === undefined || /^\s*(now)?\s*$/i.test(text)) return Date.now();
  const match =
    /^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?\s*$/i.exec(
      text,
    );
  if (!match) throw new RangeError(`${text} is no date: write it as 2026-11-24 or 2026-11-24T09:30`);
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  const shown = new Date(local);
  if (
    shown.getUTCMonth() !== month - 1 ||
    shown.getUTCDate() !== day ||
    hour > 23 ||
    minute > 59 ||
    second > 59
  )
    throw new RangeError(`There is no ${text.trim()} in the calendar`);
  const own = match[7] === undefined ? null : readOffset(match[7]);
  return own === null ? momentOf(local, zone) : local - own * MINUTE;
}

const two = (n: number) => String(n).padStart(2, "0");

function clockAt(moment: number, zone: Zone, name: string): Record<string, string | number> {
  const offset = zone(moment);
  const local = new Date(moment + offset * MINUTE);
  if (Number.isNaN(local.getTime())) throw new RangeError("That is outside the calendar");
  const sign = offset < 0 ? "-" : "+";
  const shift = `${sign}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  const iso = local.toISOString().slice(0, -5);
  return {
    date_time: `${iso}${shift}`,
    date: iso.slice(0, -9),
    time: iso.slice(-8),
    weekday: WEEKDAYS[local.getUTCDay()] ?? "",
    week: isoWeek(local),
    day_of_year: Math.floor((local.getTime() - Date.UTC(local.getUTCFullYear(), 0, 1)) / DAY) + 1,
    zone: name,
    unix_seconds: Math.floor(moment / 1000),
  };
}

/** Weeks begin on Monday; the first holds the first Thursday of the year. */
function isoWeek(date: Date): number {
  const thursday = date.getTime() + (3 - ((date.getUTCDay() + 6) % 7)) * DAY;
  return Math.floor((thursday - Date.UTC(new Date(thursday).getUTCFullYear(), 0, 1)) / DAY / 7) + 1;
}

const LENGTHS: Record<string, number> = { hours: 3_600_000, minutes: MINUTE, seconds: 1000 };

function addTo(moment: number, amount: number, unit: string, zone: Zone): number {
  if (!Number.isInteger(amount)) throw new RangeError("amount must be a whole number");
  const length = LENGTHS[unit];
  if (length) return moment + amount * length;
  // Days and longer keep the time on the clock, whatever clocks do meanwhile.
  const local = moment + zone(moment) * MINUTE;
  if (unit === "days") return momentOf(local + amount * DAY, zone);
  if (unit === "weeks") return momentOf(local + amount * 7 * DAY, zone);
  if (unit === "months") return momentOf(addMonths(local, amount), zone);
  if (unit === "years") return momentOf(addMonths(local, amount * 12), zone);
  if (unit === "workdays") return momentOf(addWorkdays(local, amount), zone);
  throw new RangeError(`There is no unit ${unit}`);
}

function addMonths(local: number, months: number): number {
  const from = new Date(local);
  const first = Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months, 1);
  const length = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months + 1, 0)).getUTCDate();
  return first + (Math.min(from.getUTCDate(), length) - 1) * DAY + (((local % DAY) + DAY) % DAY);
}

function addWorkdays(local: number, amount: number): number {
  if (Math.abs(amount) > 100_000) throw new RangeError("At most 100000 workdays");
  const step = amount < 0 ? -DAY : DAY;
  let at = local;
  for (let left = Math.abs(amount); left > 0; ) {
    at += step;
    if (isWorkday(at)) left -= 1;
  }
  return at;
}

const isWorkday = (local: number) => ![0, 6].includes(new Date(local).getUTCDay());

function difference(from: number, to: number, zone: Zone): Record<string, string | number> {
  const [first, last] = from <= to ? [from, to] : [to, from];
  const start = first + zone(first) * MINUTE;
  const end = last + zone(last) * MINUTE;
  let months =
    (new Date(end).getUTCFullYear() - new Date(start).getUTCFullYear()) * 12 +
    new Date(end).getUTCMonth() -
    new Date(start).getUTCMonth();
  if (addMonths(start, months) > end) months -= 1;
  const rest = end - addMonths(start, months);
  const parts: [number, string][] = [
    [Math.floor(months / 12), "year"],
    [months % 12, "month"],
    [Math.floor(rest / DAY), "day"],
    [Math.floor((rest % DAY) / 3_600_000), "hour"],
    [Math.floor((rest % 3_600_000) / MINUTE), "minute"],
    [Math.floor((rest % MINUTE) / 1000), "second"],
  ];
  const words = parts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}${count === 1 ? "" : "s"}`);
  const sign = from <= to ? 1 : -1;
  const seconds = Math.floor((last - first) / 1000);
  // Days by the calendar, so that a day of 23 hours is one.
  const days = Math.floor(end / DAY) - Math.floor(start / DAY);
  return {
    in_words: `${words.join(", ") || "no time"}${sign < 0 ? " back" : ""}`,
    calendar_days: sign * days,
    workdays: sign * countWorkdays(Math.floor(start / DAY), days),
    hours: (sign * Math.round((seconds / 3600) * 1e6)) / 1e6,
    seconds: sign * seconds,
  };
}

/** Workdays after a day (counted from 1970), up to so many days later. */
function countWorkdays(day: number, days: number): number {
  let count = Math.floor(days / 7) * 5;
  for (let at = 1; at <= days % 7; at += 1) if (isWorkday((day + at) * DAY)) count += 1;
  return count;
}
