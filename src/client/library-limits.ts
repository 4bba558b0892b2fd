import { DEFAULT_BLOCK_LIMIT } from "../schemas/index.ts";

/** Label of the library's system prompts. */
export const SYSTEM_LABEL = "system";

/** Characters a text of the library may have, by its label: a system prompt is no block of core memory. */
export function limitOf(label: string): number {
  return label === SYSTEM_LABEL ? 20_000 : DEFAULT_BLOCK_LIMIT;
}
