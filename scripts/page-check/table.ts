/** Rows of text in columns as wide as they need. The first row is the heading. */
export function printTable(title: string, rows: (string | number)[][]): void {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, cell] of row.entries())
      widths[column] = Math.max(widths[column] ?? 0, String(cell).length);
  const lines = rows.map((row) =>
    row
      .map((cell, column) => String(cell).padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => "-".repeat(width)).join("  "));
  console.log(`\n${title}\n\n${lines.join("\n")}`);
}

/** What was looked at, whether it is as it should be, and what was seen. */
export type Finding = [what: string, sound: boolean, seen: string];

export function printFindings(title: string, findings: Finding[]): void {
  printTable(title, [
    ["check", "", "seen"],
    ...findings.map(([what, sound, seen]) => [what, sound ? "ok" : "NOT OK", seen]),
  ]);
}
