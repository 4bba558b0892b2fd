import { EngramError, type ErrorOptions } from "../../schemas/errors.ts";

export type FileErrorCode =
  | "file_empty"
  | "file_without_text"
  | "file_encrypted"
  | "file_damaged"
  | "file_binary"
  | "file_kind_not_supported"
  | "file_too_large"
  | "file_reading_stopped";

/** One file cannot be read, and why; other files are not touched by it. */
export class FileError extends EngramError {
  declare readonly code: FileErrorCode;
  // The code is narrowed by this signature.
  static of(code: FileErrorCode, message: string, options: ErrorOptions = {}): FileError {
    return new FileError(code, code === "file_reading_stopped" ? 500 : 400, message, options);
  }
}

/** What can be read, in a person's words. */
export const SUPPORTED_KINDS =
  "Text, Markdown, HTML, PDF, Word (docx), CSV, JSON, EPUB, source code, zip archives of these, and the data exports of ChatGPT and Claude can be read.";
