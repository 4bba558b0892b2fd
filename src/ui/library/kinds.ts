import { freeName } from "../../schemas/index.ts";

/** What the library holds, by label. */
export const LIBRARY_KINDS = ["persona", "human", "system"] as const;
export type LibraryKind = (typeof LIBRARY_KINDS)[number];

export const isLibraryKind = (label: string): label is LibraryKind =>
  LIBRARY_KINDS.some((kind) => kind === label);

/** A name for a copy that nothing has yet: "coach 2" and "coach 3" beside "coach". */
export function nameOfCopy(name: string, taken: readonly string[]): Promise<string> {
  const stem = name.replace(/ \d+$/, "");
  return freeName(stem, (tried) => taken.includes(tried), { longest: 58, from: 2 });
}
