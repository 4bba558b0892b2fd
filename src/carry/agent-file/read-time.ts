/** A time of a file as it is kept here (ISO 8601 in UTC); null where it is none. */
export function readTime(text: string | null | undefined): string | null {
  const time = new Date(text ?? Number.NaN);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
