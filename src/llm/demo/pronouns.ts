/** A person's own words, turned round. */

/** What the person says about themselves, as one says it to them. */
export function toSecondPerson(text: string): string {
  return text
    .replace(/(?<![\p{L}'])my(?![\p{L}'])/giu, "your")
    .replace(/(?<![\p{L}'])mine(?![\p{L}'])/giu, "yours")
    .replace(/(?<![\p{L}'])myself(?![\p{L}'])/giu, "yourself")
    .replace(/(?<![\p{L}'])me(?![\p{L}'])/giu, "you");
}

/** The same, as one writes it about them. */
export function toThirdPerson(text: string): string {
  return text
    .replace(/(?<![\p{L}'])my(?![\p{L}'])/giu, "their")
    .replace(/(?<![\p{L}'])mine(?![\p{L}'])/giu, "theirs")
    .replace(/(?<![\p{L}'])myself(?![\p{L}'])/giu, "themself")
    .replace(/(?<![\p{L}'])me(?![\p{L}'])/giu, "them");
}
