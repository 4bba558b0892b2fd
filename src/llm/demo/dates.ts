/** Days a person speaks of: "yesterday", "last week", "on 20 November". */

export interface DateRange {
  /** First and last day, as YYYY-MM-DD. */
  start: string;
  end: string;
  /** How to say it back. */
  label: string;
}

const DAY_MS = 86_400_000;
const MONTHS = "january february march april may june july august september october november december".split(
  " ",
);
const WEEKDAYS = "sunday monday tuesday wednesday thursday friday saturday".split(" ");
const NUMBERS: Record<string, number> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  ten: 10,
};

const print = (day: number) => new Date(day).toISOString().slice(0, 10);

/** Today by the time of an event (`YYYY-MM-DD …`), as a UTC day: only whole days are counted. */
function dayOf(time: string | null): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(time ?? "");
  return match ? Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) : null;
}

/**
 * The days a text names, or null where it names none.
 *
 * @param time the event's local time, from which "today" is known.
 */
export function findDates(text: string, time: string | null): DateRange | null {
  const words = text.toLowerCase();
  const iso = [...words.matchAll(/(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)/g)].map((match) => match[0]);
  const [first, second] = iso;
  if (first && second) {
    const [start, end] = first <= second ? [first, second] : [second, first];
    return { start, end, label: `between ${start} and ${end}` };
  }
  if (first) return { start: first, end: first, label: `on ${first}` };
  const today = dayOf(time);
  if (today === null) return null;
  const single = (day: number, label: string): DateRange => ({ start: print(day), end: print(day), label });
  const span = (from: number, to: number, label: string): DateRange => ({
    start: print(from),
    end: print(to),
    label,
  });
  const weekday = new Date(today).getUTCDay();
  const monday = today - ((weekday + 6) % 7) * DAY_MS;

  if (/\bday before yesterday\b/.test(words)) return single(today - 2 * DAY_MS, "the day before yesterday");
  if (/\byesterday\b/.test(words)) return single(today - DAY_MS, "yesterday");
  if (/\b(?:today|this (?:morning|afternoon|evening))\b/.test(words)) return single(today, "today");
  if (/\b(?:last|past) week\b/.test(words))
    return span(today - 7 * DAY_MS, today - DAY_MS, "in the last seven days");
  if (/\bthis week\b/.test(words)) return span(monday, today, "this week");
  if (/\b(?:last|past) month\b/.test(words))
    return span(today - 31 * DAY_MS, today - DAY_MS, "in the last month");
  if (/\bthis month\b/.test(words))
    return span(Date.parse(`${print(today).slice(0, 7)}-01`), today, "this month");
  const ago = /\b(\d{1,3}|an?|one|two|three|four|five|six|seven|ten) (day|week|month)s? ago\b/.exec(words);
  if (ago) {
    const count = NUMBERS[ago[1] ?? ""] ?? Number(ago[1]);
    const days = count * (ago[2] === "day" ? 1 : ago[2] === "week" ? 7 : 30);
    // A week or a month ago is meant roughly.
    const slack = ago[2] === "day" ? 0 : ago[2] === "week" ? 1 : 3;
    return span(today - (days + slack) * DAY_MS, today - (days - slack) * DAY_MS, ago[0]);
  }
  const named = new RegExp(`\\b(?:on|last|this past) (${WEEKDAYS.join("|")})\\b`).exec(words);
  if (named) {
    const back = (weekday - WEEKDAYS.indexOf(named[1] ?? "") + 7) % 7 || 7;
    const label = named[0].replace(/\w+$/, (day) => day.charAt(0).toUpperCase() + day.slice(1));
    return single(today - back * DAY_MS, label);
  }
  return monthDay(words, today);
}

function monthDay(words: string, today: number): DateRange | null {
  const month = `(${MONTHS.join("|")})`;
  const dayFirst = new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?(?: of)? ${month}(?:,? (\\d{4}))?`).exec(words);
  const monthFirst = new RegExp(`\\b${month} (\\d{1,2})(?:st|nd|rd|th)?(?!\\d)(?:,? (\\d{4}))?`).exec(words);
  const [day, name, year] = dayFirst
    ? [dayFirst[1], dayFirst[2], dayFirst[3]]
    : monthFirst
      ? [monthFirst[2], monthFirst[1], monthFirst[3]]
      : [];
  if (!day || !name) return null;
  const index = MONTHS.indexOf(name);
  let thisYear = year ? Number(year) : new Date(today).getUTCFullYear();
  // Without a year the last time that day was is meant.
  if (!year && Date.UTC(thisYear, index, Number(day)) > today) thisYear--;
  const date = new Date(Date.UTC(thisYear, index, Number(day)));
  if (date.getUTCMonth() !== index) return null;
  return { start: print(date.getTime()), end: print(date.getTime()), label: `on ${print(date.getTime())}` };
}
