/** Characters of a stored slice of a text: what is written at once must not hold up the page. */
export const SLICE_LENGTH = 256 * 1024;

/** A text in slices of at most `length` characters, none between the halves of a surrogate pair. */
export function slicesOf(text: string, length = SLICE_LENGTH): string[] {
  const slices: string[] = [];
  for (let from = 0; from < text.length; ) {
    let to = Math.min(from + length, text.length);
    if (to < text.length && /[\ud800-\udbff]/.test(text.charAt(to - 1))) to -= 1;
    slices.push(text.slice(from, to));
    from = to;
  }
  return slices;
}
