/** Numbers within texts, as the language writes them. */
import { locale } from "./language.ts";

export const number = (value: number) => value.toLocaleString(locale());

/** With exactly so many digits after the point. */
export const decimal = (value: number, digits: number) =>
  value.toLocaleString(locale(), { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** A number and its noun. */
export const count = (value: number, one: string, many: string) =>
  `${number(value)} ${value === 1 ? one : many}`;
