import { expect, it } from "vitest";
import { citationOf } from "./citation.ts";

const cite = (metadata_: Record<string, unknown>, source: string | null = "library") =>
  citationOf({ source_id: "source-1", metadata_ }, source);

it("names file, page and section as far as they are known", () => {
  expect(cite({ file: "report.pdf", page: 4 })).toBe("report.pdf, page 4");
  expect(cite({ path: "notes/a.md", heading: "To do\n today" })).toBe('notes/a.md, section "To do today"');
  expect(cite({ title: "A talk", page: "iv" })).toBe("A talk, page iv");
  expect(cite({})).toBe("library");
  expect(cite({ file: 7, page: null, heading: " " }, null)).toBeNull();
});

it("says nothing of what an agent wrote itself", () => {
  expect(citationOf({ source_id: null, metadata_: { file: "a" } }, null)).toBeNull();
});
