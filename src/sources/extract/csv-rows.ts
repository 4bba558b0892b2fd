import Papa from "papaparse";

/** Rows of a table of values, whatever parts its columns; empty rows are left out. */
export function csvRows(text: string): string[][] {
  return Papa.parse<string[]>(text, {
    delimitersToGuess: [",", "\t", ";", "|"],
    skipEmptyLines: "greedy",
  }).data;
}
