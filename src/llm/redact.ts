/** Takes everything that looks like a key out of a text before a person, a log or a report sees it. */
const LOOKS_LIKE_KEY =
  /\b(?:sk|gsk|pk|rk|xai|key|or|csk|nvapi)[-_][A-Za-z0-9_*.-]{8,}|\bAIza[A-Za-z0-9_-]{20,}|\bBearer\s+\S+|\b(?:ghp|hf|eyJ)[A-Za-z0-9_.-]{12,}/g;

/** @param secret the key in use, which is removed whatever it looks like. */
export function redact(text: string, secret?: string | null): string {
  const without = secret ? text.replaceAll(secret, "[key]") : text;
  return without.replace(LOOKS_LIKE_KEY, "[key]");
}
