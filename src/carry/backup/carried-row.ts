import { API_TOKEN_KEY } from "../../storage/settings.ts";

type Row = Record<string, unknown>;

/**
 * A row as a backup has it; null where it stays behind. The token of the page's API is a secret. How a space of vectors
 * came to be what it is belongs to this database: put back, it begins anew.
 */
export function carriedRow(table: string, row: Row): Row | null {
  if (table === "settings" && row.key === API_TOKEN_KEY) return null;
  if (table === "vector_spaces") return { space: row.space, dim: row.dim, version: row.version };
  return row;
}

/** A carried row as it is stored: copies of a space in memory must not take it for the one they know. */
export function storedRow(table: string, row: Row): Row {
  if (table !== "vector_spaces") return row;
  return { ...row, generation: crypto.randomUUID(), packed_version: row.version, recent: [] };
}
