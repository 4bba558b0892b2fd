import { EngramError, type ErrorOptions } from "../schemas/index.ts";

/** What went wrong between the page and the model; each code has its own advice. */
export type LLMErrorCode =
  | "llm_no_key"
  | "llm_wrong_key"
  | "llm_no_credit"
  | "llm_rate_limited"
  | "llm_no_such_model"
  | "llm_no_tools"
  | "llm_unreachable"
  | "llm_offline"
  | "llm_server_error"
  | "llm_context_overflow"
  | "llm_truncated"
  | "llm_content_filter"
  | "llm_bad_request"
  | "llm_bad_response"
  | "llm_stream_dropped";

/** A failed model call. `status` is the endpoint's own where it gave one. */
export class LLMError extends EngramError {
  declare readonly code: LLMErrorCode;
  /** The text the endpoint gave, with anything that looks like a key removed. */
  readonly endpointMessage: string | null;
  constructor(
    code: LLMErrorCode,
    message: string,
    options: ErrorOptions & { status?: number; endpointMessage?: string | null } = {},
  ) {
    super(code, options.status ?? 502, message, options);
    this.endpointMessage = options.endpointMessage ?? null;
  }
}
