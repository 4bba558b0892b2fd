/** Words of the tools page and of approvals in the conversation. */
import { translatable } from "./language.ts";
import { count, decimal } from "./numbers.ts";

export const toolTexts = translatable("tools", {
  title: "Tools",
  lead: "What agents can do beside talking and remembering. A tool is a function, written in JavaScript, TypeScript or Python, or offered by an MCP server. Its code runs in a sandbox of this page.",
  newTool: "New tool",
  search: "Search tools",
  all: "All",
  none: "No tool matches.",
  mine: "Your tools",
  mineEmpty:
    "None yet. Write one, or take one from the starter set below: each is ordinary source that you can change.",
  builtIn: "Built in",
  builtInText: "These come with every agent: talking, searching what was said, and keeping memory.",
  starter: "Starter set",
  starterText:
    "Useful tools to take as they are or to learn from. Adding one copies its source into your tools.",
  add: "Add",
  added: "Added",
  back: "All tools",
  source: "Source",
  language: "Language",
  languages: { javascript: "JavaScript", typescript: "TypeScript", python: "Python" } as Record<
    string,
    string
  >,
  kinds: {
    javascript: "JavaScript",
    typescript: "TypeScript",
    python: "Python",
    mcp: "MCP",
    "built-in": "built in",
  } as Record<string, string>,
  editorLabel: "Source of the tool",
  editorHint: "Tab indents. Press Escape, then Tab, to leave the editor.",
  tags: "Tags",
  tagsHint: "Press Enter after each.",
  create: "Create tool",
  save: "Save",
  saved: "Saved.",
  unsaved: "Changed, not saved",
  discard: "Discard changes",
  delete: "Delete tool",
  deleted: (name: string, agents: string[]) =>
    agents.length === 0
      ? `${name} was deleted.`
      : `${name} was deleted, and taken from ${agents.join(", ")}.`,
  undo: "Undo",
  newTitle: "New tool",
  newLead: "Write one function. Its name, parameters and comment become what the model reads.",
  schema: "What the model sees",
  schemaWait: "Reading the source",
  schemaRaw: "As JSON",
  problems: (n: number) => count(n, "problem", "problems"),
  atLine: (line: number) => `Line ${line}`,
  noParameters: "It takes no arguments.",
  optional: "optional",
  argument: "Argument",
  type: "Type",
  tryOut: "Try it",
  tryOutText: "Runs the source above, as it stands, in the same sandbox an agent's call would.",
  asAgent: "On behalf of",
  noAgent: "No agent",
  asAgentHint: "Needed where the tool reads or changes an agent's memory. What it changes is kept.",
  run: "Run",
  stop: "Stop",
  running: "Running",
  result: "Result",
  failed: "Failed",
  atLineShort: (line: number) => `at line ${line}`,
  took: (ms: number) => (ms < 1000 ? `${Math.round(ms)} ms` : `${decimal(ms / 1000, 1)} s`),
  log: "Log",
  noLog: "It logged nothing.",
  runs: "Last runs",
  noRuns: "It has not run yet.",
  byAgent: (name: string) => `by ${name}`,
  byYou: "by you",
  again: "Use these arguments",
  fieldProblems: {
    missing: "This is required.",
    number: "This must be a number.",
    integer: "This must be a whole number.",
    json: "This is not valid JSON.",
  },
  lines: "One a line.",
  json: "JSON",
  permissions: "Permissions and limits",
  approval: "Ask me before each call",
  approvalText: "The agent waits until you allow the call, deny it, or change its arguments.",
  hosts: "Hosts it may reach",
  hostsText:
    "Without a host here its fetch is refused. Write api.example.com, localhost:8080, or *.example.com.",
  hostsNone: "It reaches no network.",
  host: "Host",
  grant: "Grant",
  revoke: (host: string) => `Revoke ${host}`,
  time: "Time for a call (seconds)",
  memory: "Memory (MB)",
  memoryPython: "Python's own interpreter is not counted.",
  output: "Longest output (characters)",
  agents: "Agents",
  agentsText: "Agents that may call this tool.",
  noAgents: "There is no agent yet.",
  mcp: "MCP servers",
  mcpText:
    "Tools of a server elsewhere, over the Model Context Protocol. Adding a server lets the agents you choose call it; what they pass as arguments goes there.",
  mcpUrl: "Address",
  mcpName: "Name",
  mcpHeader: "Header",
  mcpHeaderHint: "For a server that asks for a key: Authorization, for example.",
  mcpValue: "Value",
  mcpAdd: "Connect",
  mcpRefresh: "Look again",
  mcpRemove: "Remove",
  mcpEnabled: "Allowed",
  mcpTools: (n: number) => count(n, "tool", "tools"),
  mcpProtocol: (version: string) => `protocol ${version}`,
  mcpChanged: (added: number, changed: number, removed: string[]) =>
    `${added} new, ${changed} changed, ${removed.length > 0 ? `gone: ${removed.join(", ")}` : "none gone"}.`,
  mcpNone: "No server is connected.",
  mcpSecret: "The value is kept with your keys, apart from everything else.",
  ask: {
    title: (agent: string, tool: string) => `${agent} wants to use ${tool}`,
    text: "You asked to be asked before this tool runs.",
    approve: "Allow",
    approveEdited: "Allow with these arguments",
    deny: "Deny",
    edit: "Change arguments",
    reason: "Why not (the agent reads it)",
    sendDeny: "Deny with this reason",
    broken: "The arguments are not valid JSON.",
    more: (n: number) => `${count(n, "more call", "more calls")} after this one`,
  },
});

/** What the editor begins with. */
export const TOOL_TEMPLATES: Record<string, string> = {
  typescript: `/**
 * Counts the words of a text.
 *
 * @param text The text to count.
 * @param unique Whether a word that comes again counts once only.
 */
export function count_words(text: string, unique = false): number {
  const words = text.toLowerCase().match(/[\\p{L}\\p{N}']+/gu) ?? [];
  return unique ? new Set(words).size : words.length;
}
`,
  javascript: `/**
 * Counts the words of a text.
 *
 * @param {string} text The text to count.
 * @param {boolean} [unique=false] Whether a word that comes again counts once only.
 */
export function count_words(text, unique = false) {
  const words = text.toLowerCase().match(/[\\p{L}\\p{N}']+/gu) ?? [];
  return unique ? new Set(words).size : words.length;
}
`,
  python: `def count_words(text: str, unique: bool = False) -> int:
    """
    Counts the words of a text.

    Args:
        text (str): The text to count.
        unique (bool): Whether a word that comes again counts once only.
    """
    import re

    words = re.findall(r"\\w+", text.lower())
    return len(set(words)) if unique else len(words)
`,
};
