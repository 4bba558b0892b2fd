/** Lines of two texts held against each other. */
export interface DiffLine {
  kind: "same" | "added" | "removed";
  text: string;
}

/** Pairs of lines that are looked at, at most: beyond, it would hold up the page. */
const MOST_PAIRS = 1_000_000;

/**
 * The shortest way from one text to the other, by the longest common run of lines. Where both differ in thousands of
 * lines, all of the one are given for all of the other.
 */
export function lineDiff(before: string, after: string): DiffLine[] {
  const all = { before: before.split("\n"), after: after.split("\n") };
  const shorter = Math.min(all.before.length, all.after.length);
  let head = 0;
  while (head < shorter && all.before[head] === all.after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && all.before.at(-1 - tail) === all.after.at(-1 - tail)) tail++;
  const same = (lines: string[]) => lines.map((text): DiffLine => ({ kind: "same", text }));
  return [
    ...same(all.before.slice(0, head)),
    ...between(
      all.before.slice(head, all.before.length - tail),
      all.after.slice(head, all.after.length - tail),
    ),
    ...same(all.before.slice(all.before.length - tail)),
  ];
}

function between(a: string[], b: string[]): DiffLine[] {
  if (a.length * b.length > MOST_PAIRS)
    return [
      ...a.map((text): DiffLine => ({ kind: "removed", text })),
      ...b.map((text): DiffLine => ({ kind: "added", text })),
    ];
  // common[i][j]: length of the longest common run of a[i..] and b[j..].
  const common = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  const at = (i: number, j: number) => common[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      (common[i] as number[])[j] =
        a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ kind: "same", text: a[i++] as string });
      j++;
    } else if (i < a.length && (j === b.length || at(i + 1, j) >= at(i, j + 1)))
      lines.push({ kind: "removed", text: a[i++] as string });
    else lines.push({ kind: "added", text: b[j++] as string });
  }
  return lines;
}
