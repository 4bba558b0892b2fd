import { EngramError, type ErrorOptions } from "../../schemas/index.ts";

/** What went wrong between the page and an MCP server; each code has its own advice. */
export type McpErrorCode =
  /** Nothing answers. */
  | "mcp_unreachable"
  /** Something answers, and the browser does not let the page read it. */
  | "mcp_cors"
  /** 401: it wants a header, or another one. */
  | "mcp_unauthorized"
  /** 403 */
  | "mcp_forbidden"
  /** What answers does not speak MCP. */
  | "mcp_not_a_server"
  /** It speaks versions of the protocol that this client does not. */
  | "mcp_protocol_mismatch"
  | "mcp_timeout"
  /** 5xx */
  | "mcp_server_error"
  /** It speaks MCP, but this answer breaks its rules. */
  | "mcp_bad_answer"
  /** It refused the call by an error of the protocol. */
  | "mcp_call_refused"
  /** The person switched the server off. */
  | "mcp_server_disabled"
  /** The server, or this tool of it, was removed. */
  | "mcp_server_gone"
  /** The values of its headers are not in this browser any more. */
  | "mcp_headers_missing";

const STATUS: Record<McpErrorCode, number> = {
  mcp_unreachable: 502,
  mcp_cors: 502,
  mcp_unauthorized: 401,
  mcp_forbidden: 403,
  mcp_not_a_server: 502,
  mcp_protocol_mismatch: 502,
  mcp_timeout: 504,
  mcp_server_error: 502,
  mcp_bad_answer: 502,
  mcp_call_refused: 502,
  mcp_server_disabled: 403,
  mcp_server_gone: 404,
  mcp_headers_missing: 401,
};

/** A failed exchange with an MCP server. Neither message nor hint holds the value of a header. */
export class McpError extends EngramError {
  declare readonly code: McpErrorCode;
  constructor(code: McpErrorCode, message: string, options: ErrorOptions = {}) {
    super(code, STATUS[code], message, options);
  }
}
