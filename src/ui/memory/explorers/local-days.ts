/** Days as the person's clock has them, `YYYY-MM-DD`. */

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

function border(day: string, later: number): string | null {
  const [, year, month, date] = DAY.exec(day) ?? [];
  if (!year) return null;
  const at = new Date(Number(year), Number(month) - 1, Number(date) + later);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** When a day begins, as a time; null where it is none. */
export const startOfDay = (day: string) => border(day, 0);

/** When the next day begins. */
export const endOfDay = (day: string) => border(day, 1);

/** The day that a time is in. */
export function dayOf(time: string | Date): string {
  const at = new Date(time);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
