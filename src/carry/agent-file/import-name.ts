/** Names of what is imported, that nothing else has. */
import { agentNameSchema, freeName } from "../../schemas/index.ts";

/** Room for a number behind a name. */
const MOST_LETTERS = 45;

/** A name as agents can have it: letters, digits, spaces, hyphens and underscores, at most 50. */
export function agentNameFrom(given: string | null | undefined): string {
  const name = (given ?? "").trim();
  if (agentNameSchema.safeParse(name).success) return name;
  const cleaned = name
    .replace(/[^\p{L}\p{M}\p{N} _-]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  return [...cleaned].slice(0, MOST_LETTERS).join("").trim() || "Imported agent";
}

/** The name, or the name with the first number behind it that is free; names of what is imported are kept short. */
export function freeImportName(name: string, isTaken: (name: string) => Promise<boolean>): Promise<string> {
  return freeName(name, isTaken, { longest: MOST_LETTERS + 2 });
}
