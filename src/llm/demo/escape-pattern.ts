/** A text as a pattern that matches just that text. (`RegExp.escape` is too young for the browsers we support.) */
export function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
