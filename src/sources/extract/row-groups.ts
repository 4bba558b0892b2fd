import type { ExtractedSection } from "./file-extractor.ts";

/** Characters from which on a group is full: about what one passage holds twice. */
const GROUP = 2000;

/** Rows or records, a blank line between two, some in a section that says which: "Rows 1-12". */
export async function* rowGroups(
  what: string,
  rows: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<ExtractedSection> {
  let group: string[] = [];
  let length = 0;
  let first = 1;
  let count = 0;
  const section = (): ExtractedSection => ({
    text: group.join("\n\n"),
    heading: first === count ? `${what.replace(/s$/, "")} ${first}` : `${what} ${first}-${count}`,
  });
  for await (const row of rows) {
    if (length >= GROUP) {
      yield section();
      group = [];
      length = 0;
      first = count + 1;
    }
    count += 1;
    if (row.trim() === "") continue;
    group.push(row);
    length += row.length;
  }
  if (group.length > 0) yield section();
}
