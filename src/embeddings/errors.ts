import { EngramError, type ErrorOptions } from "../schemas/index.ts";

export type EmbeddingErrorCode =
  | "embedding_model_unknown"
  | "embedding_model_unavailable"
  | "embedding_failed";

/** An embedding model cannot be had, or failed at its work. */
export class EmbeddingError extends EngramError {
  declare readonly code: EmbeddingErrorCode;
  // The code is narrowed by this signature.
  static of(code: EmbeddingErrorCode, message: string, options: ErrorOptions = {}): EmbeddingError {
    return new EmbeddingError(code, 503, message, options);
  }
}
