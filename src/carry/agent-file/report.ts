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
  passages: number;
}

export interface AgentFileReport {
  version: 1 | 2;
  encoded_twice: boolean;
  agents: ImportedAgent[];
  tools: ImportedTool[];
  /** One sentence each, for the person. */
  notes: string[];
}
