/**
 * Splits Markdown at blank lines into pieces that can be drawn by themselves: a fenced block, a list or a table is
 * never torn apart, and a fence that is still open is closed.
 */
export function splitBlocks(text: string): string[] {
  const blocks: string[] = [];
  let lines: string[] = [];
  let fence: string | null = null;
  const close = () => {
    if (lines.some((line) => line.trim() !== "")) blocks.push(lines.join("\n"));
    lines = [];
  };
  for (const line of text.split("\n")) {
    const inside = fence !== null;
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === null && mark) fence = mark;
    else if (fence !== null && mark?.startsWith(fence) && line.trim() === mark) fence = null;
    const blank = line.trim() === "";
    const previous = lines.findLast((one) => one.trim() !== "") ?? "";
    // A list or an indented part goes on over a blank line.
    if (!inside && !blank && lines.at(-1)?.trim() === "" && !goesOn(previous, line)) close();
    lines.push(line);
  }
  if (fence !== null) lines.push(fence);
  close();
  return blocks;
}

const LIST = /^\s*([-*+]|\d+[.)])\s/;

function goesOn(previous: string, line: string): boolean {
  const inList = LIST.test(previous) || /^\s{2,}\S/.test(previous);
  return inList && (LIST.test(line) || /^\s{2,}\S/.test(line));
}
