import { type ErrorRecord, toErrorRecord } from "../schemas/index.ts";

/** Whatever was thrown, as a record to show. */
export function asErrorRecord(error: unknown): ErrorRecord {
  return toErrorRecord(error);
}

/** Errors that are mended in the model settings. */
export function isModelProblem(error: ErrorRecord): boolean {
  return /^llm_(no_key|wrong_key|no_credit|no_such_model|no_tools|unreachable|bad_request|bad_response)$|^key_locked$/.test(
    error.code,
  );
}
