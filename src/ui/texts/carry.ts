/** Words of importing and exporting: agents, characters, conversations. */
import type { CarryNote, ImportedTool } from "../../client/index.ts";
import { translatable } from "./language.ts";
import { count, number } from "./numbers.ts";

type NoteTexts = { [K in CarryNote["code"]]: (note: Extract<CarryNote, { code: K }>) => string };

const list = (names: string[]) => names.join(", ");

export const carryTexts = translatable("carry", {
  import: "Import",
  title: "Import",
  lead: "Agent files (.af) of this app or of others, and character cards (JSON, PNG or .charx). What a file holds is shown first; nothing is stored until you say so.",
  drop: "Drop files here",
  dropNow: "Let go to look at them",
  dropHint: "Files are told apart by what is in them, not by their names.",
  pick: "Choose files",
  reading: (file: string) => `Reading ${file}`,
  dismiss: (file: string) => `Take ${file} off the list`,

  agentFile: (version: number) => `Agent file, version ${version}`,
  encodedTwice: "it was encoded twice",
  blocks: (n: number) => count(n, "block", "blocks"),
  messages: (n: number, inContext: number) =>
    `${count(n, "message", "messages")}, ${number(inContext)} in context`,
  passages: (n: number) => count(n, "memory", "memories"),
  documents: (n: number) => count(n, "document", "documents"),
  thinksWith: (model: string) => `thinks with ${model}`,
  importedAs: (name: string) => `as ${name}`,
  agents: "Agents",
  tools: "Tools",
  sources: "Sources",
  becomes: {
    "built-in": "comes with the app",
    replaced: "replaced by the nearest",
    stored: "new",
    reused: "there already",
    renamed: "new, under another name",
    "left out": "left out",
  } satisfies Record<ImportedTool["becomes"], string>,
  differences: "What will be different",
  noDifferences: "All of it comes along.",
  importNow: "Import",
  importing: "Importing",
  embedded: (done: number, all: number) => `${number(done)} of ${number(all)} memories embedded`,
  imported: "Imported.",
  open: (name: string) => `Open ${name}`,

  card: (version: number) => `Character card, version ${version}`,
  by: (creator: string) => `by ${creator}`,
  creatorNotes: "Notes of the creator, for you only",
  personaText: "What the agent is told of itself",
  lore: (n: number) => `${count(n, "piece", "pieces")} of lore and examples for its archival memory`,
  greeting: "First message",
  greetingNumber: (n: number) => `Greeting ${number(n)}`,
  userName: "What it calls you",
  userNameHint: "Stands wherever the card speaks of its user.",
  asAgent: "Make an agent",
  asPersona: "Add to the library as a persona",
  inLibrary: "It is in the library.",
  openLibrary: "Open the library",

  exportAgent: "Export agent",
  exportAgentText:
    "An agent file (.af): core memory, tools with their source, all messages. Keys and secrets are never in it. What is told to the agent is, so share it with care.",
  withArchival: "With its archival memory",
  withSources: "With its sources and their documents",
  exportConversation: "Export conversation",
  format: "File format",
  formats: { markdown: "Markdown, to read", json: "JSON, to work with" },
  includeSteps: "With thoughts, tool calls and events",
  download: "Download",
  downloaded: (file: string) => `${file} was handed to your browser.`,

  leftOut: {
    mcp: "it belongs to an MCP server. Add the server under Tools and give it to the agent again",
    no_source: "it has no source",
    unknown_kind: "tools of its kind have no counterpart here",
    bad_name: "models take no tool of that name",
    unreadable: "what it takes could not be read off its source",
  },
  notes: {
    agent_renamed: ({ agent, to }) => `The agent “${agent}” is called “${to}” here.`,
    model_replaced: ({ agent, model, by }) =>
      `${agent} thinks with ${by}: the endpoint of ${model} is not set up here.`,
    embedding_replaced: ({ agent, model, by }) =>
      `${agent}'s memories are embedded anew with ${by}; ${model} does not run here.`,
    send_message_added: ({ agent }) => `${agent} is given send_message, with which it speaks to you.`,
    template_replaced: ({ agent }) => `${agent}'s template of core memory could not be used.`,
    block_limit_raised: ({ agent, block, limit }) =>
      `The block “${block}” of ${agent} is longer than its limit, which becomes ${number(limit)} characters.`,
    block_renamed: ({ agent, block, to }) =>
      `${agent} has two blocks named “${block}”; one is called “${to}” here.`,
    messages_left_out: ({ agent, role, count: n }) =>
      `${count(n, "message", "messages")} of ${agent} of the kind “${role}” left out.`,
    attachments_left_out: ({ agent, count: n }) =>
      `${count(n, "picture or file", "pictures or files")} in messages of ${agent} left out.`,
    secrets_left_out: ({ agent, names }) => `Secrets of ${agent} are not taken from a file: ${list(names)}.`,
    tool_rules_left_out: ({ agent, count: n }) =>
      `${count(n, "rule", "rules")} about the order of ${agent}'s tools left out: it decides for itself.`,
    settings_left_out: ({ agent, names }) =>
      `Settings of ${agent} that there are none of here: ${list(names)}.`,
    tool_left_out: ({ tool, reason }): string =>
      `The tool “${tool}” is left out: ${carryTexts.leftOut[reason]}.`,
    tool_replaced: ({ tool, by }) =>
      `Instead of “${tool}” there is ${list(by)}. The agent's instructions may still speak of “${tool}”.`,
    tool_renamed: ({ tool, to }) => `Another tool is named “${tool}”; this one is “${to}” here.`,
    tool_needs_packages: ({ tool, packages }) =>
      `“${tool}” needs ${list(packages)}. Where that is not there, its calls fail and say so.`,
    tool_approval_left_out: ({ tool }) =>
      `“${tool}” asked before each call where it came from. Here you decide that on the tool's page.`,
    source_renamed: ({ source, to }) => `The source “${source}” is called “${to}” here.`,
    source_without_texts: ({ source }) => `The source “${source}” comes without its documents.`,
    source_not_attached: ({ agent, source }) =>
      `${agent} is not given the source “${source}”: both need the same embedding model.`,
    file_without_text: ({ file }) => `The document “${file}” comes without its text and is left out.`,
    mcp_servers_left_out: ({ names }) => `MCP servers are added by hand: ${list(names)}.`,
    groups_left_out: ({ count: n }) => `${count(n, "group", "groups")} of agents left out.`,
    skills_left_out: ({ count: n }) => `${count(n, "skill", "skills")} left out.`,
    assets_left_out: ({ count: n }) =>
      `${count(n, "picture or sound", "pictures or sounds")} of the character left out.`,
    lore_left_out: ({ count: n }) =>
      `${count(n, "piece", "pieces")} of lore left out: only an agent has an archival memory.`,
  } satisfies NoteTexts,
});
