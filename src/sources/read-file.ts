import { InvalidInputError } from "../schemas/index.ts";

/** Files that are text as they stand. */
const TEXT_FILE =
  /\.(txt|text|md|markdown|mdx|rst|org|csv|tsv|json|jsonl|ya?ml|toml|ini|log|tex|srt|vtt|js|jsx|ts|tsx|py|rb|go|rs|java|kt|c|h|cpp|cs|sh|sql|css)$/i;

/**
 * A file's text.
 *
 * @throws InvalidInputError for a file that is none, or is empty.
 */
export async function readTextFile(file: File): Promise<string> {
  const isText = /^text\/(?!html)/.test(file.type) || /json|xml/.test(file.type) || TEXT_FILE.test(file.name);
  if (!isText)
    throw new InvalidInputError("filename", `"${file.name}" is not a file of plain text`, {
      hint: "This version reads text, Markdown, CSV, JSON and source code. Save it as text first.",
    });
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch (cause) {
    throw new InvalidInputError("filename", `"${file.name}" is not UTF-8 text`, {
      hint: "Save it in UTF-8 first.",
      cause,
    });
  }
  if (text.trim() === "") throw new InvalidInputError("filename", `"${file.name}" is empty`);
  return text;
}
