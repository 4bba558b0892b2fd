/** The words of a PDF's page as text: lines in the order of reading, paragraphs joined, hyphens at line ends taken out. */

/** A piece of text where the page has it. Units of the page; y grows upwards. */
export interface PdfWord {
  str: string;
  /** Left end of the base line. */
  x: number;
  y: number;
  width: number;
  height: number;
  /** Whether the page's author ended a line here. */
  hasEOL: boolean;
}

interface Line {
  text: string;
  x: number;
  end: number;
  y: number;
  height: number;
}

const BULLET = /^([•◦▪‣●○*–—-]|\d{1,3}[.)]|[a-z][.)])\s/;

export function pageText(words: PdfWord[]): string {
  const lines = inReadingOrder(linesOf(words));
  return joined(lines);
}

function linesOf(words: PdfWord[]): Line[] {
  const lines: Line[] = [];
  let open: Line | null = null;
  const close = () => {
    if (open && open.text.trim() !== "") lines.push({ ...open, text: open.text.replace(/\s+/g, " ").trim() });
    open = null;
  };
  for (const { str, x, y, width, height, hasEOL } of words) {
    // An end of line comes as an empty word without a place.
    if (str !== "") {
      const size: number = height || (open as Line | null)?.height || 10;
      const gap = open ? x - open.end : 0;
      // Another line, or another cell or column on the same one.
      if (open && (Math.abs(open.y - y) > size * 0.7 || gap > size * 3 || gap < -size * 2)) close();
      if (!open) open = { text: str, x, end: x + width, y, height: size };
      else {
        const apart = gap > size * 0.15 && !/\s$/.test(open.text) && !/^\s/.test(str);
        open.text += (apart ? " " : "") + str;
        open.end = Math.max(open.end, x + width);
        open.height = Math.max(open.height, height);
      }
    }
    if (hasEOL) close();
  }
  close();
  return lines;
}

/** Lines of prose in a column are longer, in characters, than most cells of a table. */
const PROSE = 25;

/**
 * Nearly all pages are written in the order in which they are read. One that jumps up or back again and again is not:
 * it is read column by column, from above.
 */
function inReadingOrder(lines: Line[]): Line[] {
  let jumps = 0;
  let beside = 0;
  for (let i = 1; i < lines.length; i++) {
    const [before, line] = [lines[i - 1] as Line, lines[i] as Line];
    const level = Math.abs(line.y - before.y) < before.height * 0.3;
    if (level && line.x >= before.end) beside += 1;
    if (level ? line.x < before.x : line.y > before.y + before.height && line.x < before.end) jumps += 1;
  }
  const jumbled = jumps > Math.max(3, lines.length * 0.15);
  if (!jumbled && beside < Math.max(6, lines.length * 0.4)) return lines;
  const fromAbove = (some: Line[]) => [...some].sort((a, b) => b.y - a.y || a.x - b.x);
  const gutter = gutterOf(lines);
  if (gutter === null) return jumbled ? fromAbove(lines) : lines;
  const left = lines.filter((line) => line.x < gutter);
  const right = lines.filter((line) => line.x >= gutter);
  const isProse = (column: Line[]) => median(column.map((line) => line.text.length)) > PROSE;
  if (!jumbled && !(isProse(left) && isProse(right))) return lines;
  return [...fromAbove(left), ...fromAbove(right)];
}

/** Where the right one of two columns begins; null for a page of one column. */
function gutterOf(lines: Line[]): number | null {
  const from = Math.min(...lines.map((line) => line.x));
  const to = Math.max(...lines.map((line) => line.end));
  let best: { at: number; crossing: number } | null = null;
  for (let share = 0.3; share <= 0.7; share += 0.02) {
    const at = from + (to - from) * share;
    const crossing = lines.filter((line) => line.x < at && line.end > at).length;
    const right = lines.filter((line) => line.x >= at).length;
    const balanced = right > lines.length / 4 && right < (lines.length * 3) / 4;
    if (balanced && crossing < lines.length / 20 && (!best || crossing < best.crossing))
      best = { at, crossing };
  }
  return best?.at ?? null;
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1] ?? 0;
}

function joined(lines: Line[]): string {
  const steps = lines.slice(1).map((line, index) => (lines[index] as Line).y - line.y);
  const leading = median(steps.filter((step, index) => step > 0 && step < (lines[index] as Line).height * 3));
  const rightEdge = Math.max(0, ...lines.map((line) => line.end));
  const leftEdge = Math.min(...lines.map((line) => line.x));
  let text = "";
  /** Whether the line before is the end of a row of cells. */
  let row = false;
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1];
    if (!before) {
      text = line.text;
      continue;
    }
    const step = before.y - line.y;
    const otherSize = Math.abs(before.height - line.height) > Math.max(before.height, line.height) * 0.15;
    const far = step > leading * 1.45 && leading > 0;
    const column = step < -before.height;
    const hyphen = /\p{L}[-\u00ad\u2010]$/u.test(text) && /^\p{Ll}/u.test(line.text);
    const level: boolean = Math.abs(step) < before.height * 0.3 && line.x >= before.end;
    if (level) text += ` ${line.text}`;
    else if (hyphen && !far && !otherSize) text = text.slice(0, -1) + line.text;
    else if (far || otherSize) text += `\n\n${line.text}`;
    else if (BULLET.test(line.text)) text += `\n${line.text}`;
    else {
      // A line that ends well before the others do was ended on purpose: a list, a table, verse.
      const full = before.end > leftEdge + (rightEdge - leftEdge) * 0.8;
      const runsOn = (full && !row) || (column && !/[.!?:]["”’)]?$/.test(before.text));
      text += (runsOn ? " " : "\n") + line.text;
    }
    row = level;
  }
  return text;
}
