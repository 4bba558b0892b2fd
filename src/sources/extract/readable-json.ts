/** A JSON value as lines that read: "address.city: Oslo". */

/** What is nested deeper is written as JSON. */
const DEEPEST = 12;

const isScalar = (value: unknown) => value === null || typeof value !== "object";

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function readableJson(value: unknown): string {
  return [...lines(value, "", 0)].join("\n");
}

function* lines(value: unknown, path: string, depth: number): Generator<string> {
  const labelled = (text: string) => (path === "" ? text : `${path}: ${text}`);
  if (value === null || value === "") return;
  if (typeof value !== "object") yield labelled(String(value));
  else if (depth >= DEEPEST) yield labelled(JSON.stringify(value));
  else if (Array.isArray(value)) {
    if (value.every(isScalar)) {
      const text = value.filter((item) => item !== null && item !== "").join(", ");
      if (text !== "") yield labelled(text);
      return;
    }
    for (const [index, item] of value.entries())
      yield* lines(item, `${path === "" ? "" : `${path} `}${index + 1}`, depth + 1);
  } else
    for (const [key, item] of Object.entries(value))
      yield* lines(item, path === "" ? key : `${path}.${key}`, depth + 1);
}
