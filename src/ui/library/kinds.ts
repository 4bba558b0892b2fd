/** What the library holds, by label. */
export const LIBRARY_KINDS = ["persona", "human", "system"] as const;
export type LibraryKind = (typeof LIBRARY_KINDS)[number];

export const isLibraryKind = (label: string): label is LibraryKind =>
  LIBRARY_KINDS.some((kind) => kind === label);

/** A name for a copy that nothing has yet: "coach", then "coach 2", "coach 3". */
export function freeName(name: string, taken: readonly string[]): string {
  const stem = name.replace(/ \d+$/, "").slice(0, 56);
  for (let number = 2; ; number++) if (!taken.includes(`${stem} ${number}`)) return `${stem} ${number}`;
}
