import type { PassageRow } from "../storage/database.ts";

const textOf = (value: unknown): string | null =>
  typeof value === "string" && value.trim() !== "" ? value.trim().replace(/\s+/g, " ") : null;

/**
 * Where a passage of a source stands, as an agent can cite it: `report.pdf, page 4`. Null for what an agent wrote
 * itself.
 *
 * @param sourceName name of its source, for a passage that does not know its file.
 */
export function citationOf(
  { source_id, metadata_: told }: Pick<PassageRow, "source_id" | "metadata_">,
  sourceName: string | null,
): string | null {
  if (source_id === null) return null;
  const file = textOf(told.file) ?? textOf(told.path) ?? textOf(told.title) ?? sourceName;
  const page = typeof told.page === "number" || typeof told.page === "string" ? `page ${told.page}` : null;
  const heading = textOf(told.heading);
  return [file, page, heading && `section "${heading}"`].filter((part) => part !== null).join(", ") || null;
}
