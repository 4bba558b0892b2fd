/** Pages of search results, as the search tools print them. */

/** Results of one page of the search tools. */
export const RESULTS_PER_PAGE = 5;

export interface ResultPage {
  /** Strings of this page. */
  results: string[];
  /** Number of all matches. */
  total: number;
  /** Counted from 0. */
  page: number;
  /** What was not looked at, and why. */
  notice?: string | null;
}

/** Reads a page number as models write it: a number, a string of digits, null or nothing. */
export function readPage(page: unknown): number {
  if (
    page === undefined ||
    page === null ||
    page === "" ||
    (typeof page === "string" && /^(null|none)$/i.test(page))
  )
    return 0;
  const number = typeof page === "number" ? page : Number(page);
  if (!Number.isInteger(number) || number < 0)
    throw new RangeError(`page must be a whole number from 0, not ${page}`);
  return number;
}

/** `Showing <k> of <total> results (page <p>/<last>): <JSON array>`, or a plain word where there is nothing; then the notice, if any. */
export function printPage({ results, total, page, notice }: ResultPage): string {
  const note = notice ? `\n(${notice})` : "";
  if (total === 0) return `No results found.${note}`;
  const last = Math.ceil(total / RESULTS_PER_PAGE) - 1;
  if (results.length === 0)
    return `No results on page ${page}: the last page is ${last} (${total} results in all).${note}`;
  return `Showing ${results.length} of ${total} results (page ${page}/${last}): ${JSON.stringify(results, null, 2)}${note}`;
}
