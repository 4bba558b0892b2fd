/** What an agent file holds, and what of it comes along otherwise than it stands there, or not at all. */

export type ImportedToolAs =
  /** A tool of the app's own. */
  | "built-in"
  /** The app's own tool that comes nearest to it. */
  | "replaced"
  | "stored"
  /** The same tool is there already. */
  | "reused"
  /** Another tool has its name. */
  | "renamed"
  | "left out";

export interface ImportedTool {
  name: string;
  becomes: ImportedToolAs;
  /** Names of the tools the agent has for it. */
  as: string[];
}

export interface ImportedAgent {
  /** As the file has it. */
  name: string | null;
  /** Its name here; in a dry run, the one it would have now. */
  imported_as: string;
  model: string;
  blocks: number;
  messages: number;
  in_context: number;
  /** Passages of archival memory, as the file has them. */
  passages: number;
}

export interface ImportedSource {
  name: string;
  imported_as: string;
  documents: number;
}

/** One thing that does not come along as it stands; the screen has the words (`ui/texts/carry.ts`). */
export type CarryNote =
  | { code: "agent_renamed"; agent: string; to: string }
  | { code: "model_replaced"; agent: string; model: string; by: string }
  | { code: "embedding_replaced"; agent: string; model: string; by: string }
  | { code: "send_message_added"; agent: string }
  | { code: "template_replaced"; agent: string }
  | { code: "block_limit_raised"; agent: string; block: string; limit: number }
  | { code: "block_renamed"; agent: string; block: string; to: string }
  | { code: "messages_left_out"; agent: string; role: string; count: number }
  | { code: "attachments_left_out"; agent: string; count: number }
  /** Names of secrets: their values are not in such a file, and are not taken where they are. */
  | { code: "secrets_left_out"; agent: string; names: string[] }
  | { code: "tool_rules_left_out"; agent: string; count: number }
  /** Settings that have no counterpart here. */
  | { code: "settings_left_out"; agent: string; names: string[] }
  | { code: "tool_left_out"; tool: string; reason: ToolLeftOut; kind: string }
  | { code: "tool_replaced"; tool: string; by: string[] }
  | { code: "tool_renamed"; tool: string; to: string }
  | { code: "tool_needs_packages"; tool: string; packages: string[] }
  | { code: "tool_approval_left_out"; tool: string }
  | { code: "source_renamed"; source: string; to: string }
  | { code: "source_without_texts"; source: string }
  /** It is embedded for another model than the agent's. */
  | { code: "source_not_attached"; agent: string; source: string }
  | { code: "file_without_text"; file: string }
  | { code: "mcp_servers_left_out"; names: string[] }
  | { code: "groups_left_out"; count: number }
  | { code: "skills_left_out"; count: number }
  /** Pictures and sounds of a character. */
  | { code: "assets_left_out"; count: number }
  /** A persona of the library has no archival memory and no first message. */
  | { code: "lore_left_out"; count: number };

export type ToolLeftOut =
  /** It belongs to an MCP server. */
  | "mcp"
  | "no_source"
  /** A kind of tool that there is none of here. */
  | "unknown_kind"
  /** Models do not take such a name. */
  | "bad_name"
  /** What it takes could be read off neither its schema nor its source. */
  | "unreadable";

export interface AgentFileReport {
  /** 1 is the older form. */
  version: 1 | 2;
  /** It was JSON inside of a JSON string. */
  encoded_twice: boolean;
  agents: ImportedAgent[];
  tools: ImportedTool[];
  sources: ImportedSource[];
  notes: CarryNote[];
}
