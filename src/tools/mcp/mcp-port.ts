/** The one interface to MCP servers: the engine and the client know nothing of the protocol's package. */

export interface McpTarget {
  url: string;
  /** Names of the headers that must go along; their values are looked up, unless they are given. */
  header_names: string[];
  headers?: Record<string, string>;
}

/** A tool as its server describes it. Nothing of it is trusted. */
export interface McpToolDescription {
  name: string;
  description: string | null;
  /** JSON schema of its arguments. */
  input_schema: Record<string, unknown>;
}

export interface McpInspection {
  /** Of the protocol, as agreed: `2026-07-28`, `2025-11-25`, or older. */
  protocol_version: string;
  server_name: string | null;
  server_version: string | null;
  tools: McpToolDescription[];
}

export interface McpCall {
  target: McpTarget;
  /** What the tool is called on the server. */
  name: string;
  args: Record<string, unknown>;
  /** Milliseconds from the call to its end, connecting included. */
  time_ms: number;
  signal?: AbortSignal | undefined;
}

export interface McpPort {
  /** Connects anew and asks for all tools. @throws McpError */
  inspect(target: McpTarget, signal?: AbortSignal): Promise<McpInspection>;
  /**
   * Calls a tool over a connection that is kept while the page lives; made anew once where the server forgot it.
   * Resolves to what the model reads.
   *
   * @throws McpError; CancelledError when the signal is aborted; a plain Error with the tool's own words where the
   *   tool failed.
   */
  call(call: McpCall): Promise<string>;
  /** Ends what is open to a server: its headers changed, or it is not used any more. */
  forget(url: string): Promise<void>;
  /** Ends all connections. */
  close(): void;
}
