import type { McpConnectionsOptions } from "./connections.ts";
import type { McpPort } from "./mcp-port.ts";

/** The way to MCP servers; the protocol's package is loaded with the first use of it. */
export function createLazyMcpConnections(options: McpConnectionsOptions): McpPort {
  let loaded: Promise<McpPort> | null = null;
  const load = () => {
    loaded ??= import("./connections.ts")
      .then(({ createMcpConnections }) => createMcpConnections(options))
      .catch((error: unknown) => {
        // A file that could not be fetched is asked for again.
        loaded = null;
        throw error;
      });
    return loaded;
  };
  return {
    inspect: async (target, signal) => (await load()).inspect(target, signal),
    call: async (call) => (await load()).call(call),
    forget: async (url) => (await loaded)?.forget(url),
    close: () => void loaded?.then((port) => port.close()),
  };
}
