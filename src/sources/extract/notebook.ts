import type { DocumentReading } from "./document-reading.ts";
import { markdownSections } from "./markdown.ts";
import { isRecord } from "./readable-json.ts";

export function isNotebook(value: Record<string, unknown>): boolean {
  return Array.isArray(value.cells) && typeof value.nbformat === "number";
}

const textOf = (source: unknown) =>
  Array.isArray(source) ? source.join("") : typeof source === "string" ? source : "";

/** A Jupyter notebook: its prose and its code, without what the code printed. */
export function notebookReading(notebook: Record<string, unknown>): DocumentReading {
  const described = isRecord(notebook.metadata) ? notebook.metadata : {};
  const info = isRecord(described.language_info) ? described.language_info : {};
  const language = typeof info.name === "string" ? info.name : "python";
  const cells = (notebook.cells as unknown[]).filter(isRecord).map((cell) => {
    const source = textOf(cell.source);
    return cell.cell_type === "code" ? `\`\`\`${language}\n${source}\n\`\`\`` : source;
  });
  return {
    title: typeof described.title === "string" ? described.title : null,
    metadata_: { language },
    sections: markdownSections(cells.join("\n\n")),
  };
}
