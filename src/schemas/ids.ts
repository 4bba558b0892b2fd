/** Ids are the wire's: `<prefix>-<uuid4>` (spec: engine, "Ids, time, names"). */
export type IdPrefix =
  | "agent"
  | "block"
  | "message"
  | "passage"
  | "source"
  | "doc"
  | "job"
  | "tool"
  | "mcp"
  | "user"
  | "step"
  | "version"
  | "edit"
  | "template";

export function newId(prefix: IdPrefix): string {
  return `${prefix}-${crypto.randomUUID()}`;
}

/** Tool-call ids are the first 29 characters of a uuid4 (some providers refuse longer ones). */
export function newToolCallId(): string {
  return crypto.randomUUID().slice(0, 29);
}
