/** What of a tool's result the model gets to see. */

/** Characters of a tool's return kept in context. */
export const TOOL_RETURN_LIMIT = 3000;

/** Share of the context window a search may fill: its results are never cut in the middle of the list below this. */
const SEARCH_SHARE = 0.25;
/** Rough characters a token, for a budget that only needs to be of the right size. */
const CHARACTERS_PER_TOKEN = 3;

/** Characters a tool may return. Searches may use more than other tools where the window is large. */
export function toolReturnBudget(isSearch: boolean, contextWindow: number): number {
  if (!isSearch) return TOOL_RETURN_LIMIT;
  return Math.max(TOOL_RETURN_LIMIT, Math.floor(contextWindow * SEARCH_SHARE * CHARACTERS_PER_TOKEN));
}

/** A result as text: nothing is "None", an object is JSON. */
export function resultToText(result: unknown): string {
  if (result === undefined || result === null) return "None";
  if (typeof result === "string") return result;
  const json = JSON.stringify(result);
  if (json === undefined) throw new TypeError(`the tool returned a ${typeof result}, which cannot be shown`);
  return json;
}

/** Cuts a text to a budget, with a note that gives both lengths. */
export function cutToBudget(text: string, budget: number): string {
  if (text.length <= budget) return text;
  const note = `... [cut: this return has ${text.length} characters, of which ${budget} are kept]`;
  // Not between the halves of a surrogate pair.
  const end = /[\uD800-\uDBFF]/.test(text[budget - 1] ?? "") ? budget - 1 : budget;
  return text.slice(0, end) + note;
}
