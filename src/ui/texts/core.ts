/** Words of the core memory editor. */
import type { MemoryOrigin } from "../../schemas/index.ts";
import { translatable } from "./language.ts";
import { count, number } from "./numbers.ts";

export const coreTexts = translatable("core", {
  details: (section: string) => `Settings of ${section}`,
  history: (section: string) => `History of ${section}`,
  readOnly: "read-only",
  readOnlyHint: "The agent cannot change this block. You can.",

  name: "Name",
  nameHint: "What the agent calls it.",
  nameTaken: "The agent has a block of that name.",
  limit: "Limit (characters)",
  limitLow: (length: number) => `The text has ${count(length, "character", "characters")} already.`,
  description: "Description",
  descriptionHint: "What belongs here. For you: the agent does not see it with the default template.",
  lock: "Read-only for the agent",
  saved: (section: string) => `${section} was changed.`,
  remove: "Remove this block",
  removed: (section: string) => `${section} was removed.`,

  sharing: "Sharing",
  ownOnly: "No other agent has this block.",
  sharedWith: (agents: string[]) => `Shared with ${agents.join(", ")}. What one changes, all see.`,
  shareWith: "Share with",
  chooseAgent: "Choose an agent",
  share: "Share",
  shared: (section: string, agent: string) => `${agent} has ${section} now, too.`,
  unshare: "Make a copy of its own",
  unshared: (section: string) => `${section} is a copy of this agent's own now.`,

  add: "Add a block",
  addNew: "New",
  addShared: "From another agent",
  text: "Text",
  addIt: "Add",
  added: (section: string) => `${section} was added.`,
  block: "Block",
  blockOf: (section: string, agent: string) => `${section} of ${agent}`,
  noOthers: "No other agent has a block that could be shared.",

  removedBlocks: "Removed blocks",
  noneRemoved: "Nothing was removed.",
  bringBack: "Bring back",
  bringBackWhat: (section: string) => `Bring back ${section}`,

  historyOf: "Each change, the newest first.",
  now: "now",
  restore: "Restore",
  restoreWhat: (at: string) => `Restore what it was after the change of ${at}`,
  restored: (section: string) => `${section} is what it was.`,
  undoChange: "Undo only this",
  undoChangeWhat: (at: string) => `Undo only the change of ${at}`,
  older: "Older changes",
  message: "message",
  first: "It began as this.",
  nothingVisible: "Nothing that is shown.",
  limitChanged: (before: number, after: number) => `Limit ${number(before)} → ${number(after)}`,
  nameChanged: (before: string, after: string) => `Name “${before}” → “${after}”`,
  descriptionChanged: (after: string | null) => (after ? `Description: ${after}` : "No description any more"),
  locked: "Made read-only",
  unlocked: "No longer read-only",
  wasRemoved: "Removed",
  /** Who wrote something; `agent` is the agent's name where it is known. */
  who: ({ kind, tool_name }: MemoryOrigin, agent: string | null) =>
    ({
      agent: agent ?? "An agent",
      tool: `${agent ?? "An agent"}, by ${tool_name ?? "a tool"}`,
      person: "You",
      import: "An import",
      app: "Engram",
      unknown: "Before there was a history",
    })[kind],

  template: "How it is printed",
  templateLabel: "Prompt template",
  templateHelp: "A Jinja template. It makes of the blocks what the agent reads in its system message.",
  preview: "What the agent reads",
  templateSaved: "The template was changed.",
  standard: "Use the default",
  line: (line: number, message: string) => `Line ${number(line)}: ${message}`,
});
