import { expect, it } from "vitest";
import { type PdfWord, pageText } from "./pdf-layout.ts";

/** Lines of 10 points, 12 points apart; an empty one leaves a gap. */
function page(lines: (string | { text: string; size?: number; x?: number })[]): PdfWord[] {
  return lines.flatMap((line, index) => {
    const { text, size = 10, x = 50 } = typeof line === "string" ? { text: line } : line;
    if (text === "") return [];
    return [
      { str: text, x, y: 700 - index * 12, width: text.length * size * 0.5, height: size, hasEOL: true },
    ];
  });
}

it("joins the lines of a paragraph, and words that were divided", () => {
  expect(
    pageText(
      page([
        "The ice on the lake breaks in the month of May, with a remark-",
        "able sound that is heard in the valley, and the fishermen go",
        "out for the first time.",
        "",
        "In June the water is warm enough for those who are not afraid",
        "of it.",
      ]),
    ),
  ).toBe(
    "The ice on the lake breaks in the month of May, with a remarkable sound that is heard in the valley, and the fishermen go out for the first time.\n\nIn June the water is warm enough for those who are not afraid of it.",
  );
});

it("keeps headings, lists and short lines apart", () => {
  expect(
    pageText(
      page([
        { text: "Equipment", size: 16 },
        "What one has to take along on a walk of several days up there:",
        "• a tent",
        "• a stove",
        "Roses are red,",
        "violets are blue",
      ]),
    ),
  ).toBe(
    "Equipment\n\nWhat one has to take along on a walk of several days up there:\n• a tent\n• a stove\nRoses are red,\nviolets are blue",
  );
});

it("puts spaces between words that only stand apart, and the cells of a row on one line", () => {
  const word = (str: string, x: number, y: number, hasEOL = false): PdfWord => ({
    str,
    x,
    y,
    width: str.length * 5,
    height: 10,
    hasEOL,
  });
  expect(
    pageText([
      word("Hel", 50, 700),
      word("lo", 65, 700),
      word("you", 80, 700, true),
      word("Milk", 50, 680),
      word("1.20", 300, 680, true),
      word("Bread", 50, 668),
      word("3.40", 300, 668, true),
    ]),
  ).toBe("Hello you\n\nMilk 1.20\nBread 3.40");
});

it("gives nothing for a page of nothing", () => {
  expect(pageText([])).toBe("");
});
