/** The tools every agent starts with. Names, parameters and order are the reference's; the words are ours. */
import { archivalPage, preparePassages } from "../memory/archival.ts";
import { appendToSection, replaceInSection } from "../memory/core.ts";
import { printPage, readPage } from "../memory/pages.ts";
import { recallDatePage, recallPage } from "../memory/recall.ts";
import type { ToolJsonSchema } from "../schemas/index.ts";
import { withHeartbeat } from "./schema/heartbeat-parameter.ts";
import { type ExecutableTool, stageBlock } from "./tool.ts";

/** Longest pause of timed heartbeats (minutes). */
export const MAX_PAUSE_MINUTES = 360;

type Parameter = { type: "string" | "integer" | "boolean"; description: string };

const PAGE: Parameter = {
  type: "integer",
  description:
    "Which page of the results to show, from 0. Ask for later pages only after having seen the first.",
};

function schemaOf(
  name: string,
  description: string,
  parameters: Record<string, Parameter>,
  optional: string[] = [],
): ToolJsonSchema {
  const properties = withHeartbeat(name, parameters);
  return {
    name,
    description,
    parameters: {
      type: "object",
      properties,
      required: Object.keys(properties).filter((key) => !optional.includes(key)),
    },
  };
}

const text = (args: Record<string, unknown>, key: string) => String(args[key]);

const sendMessage: ExecutableTool = {
  schema: schemaOf("send_message", "Says something to the person. Nothing else you write reaches them.", {
    message: { type: "string", description: "What to say. Any language, Markdown and emoji are fine." },
  }),
  // The message travels as the call's argument; there is nothing more to do.
  run: () => null,
};

const pauseHeartbeats: ExecutableTool = {
  schema: schemaOf(
    "pause_heartbeats",
    "Ignores timed heartbeats for a while. Messages from the person and other events still arrive.",
    {
      minutes: {
        type: "integer",
        description: `Length of the pause in minutes, at most ${MAX_PAUSE_MINUTES} (6 hours).`,
      },
    },
  ),
  run: (args, context) => {
    const minutes = Math.min(MAX_PAUSE_MINUTES, Math.max(0, Number(args.minutes)));
    context.effects.heartbeats_paused_until = new Date(
      context.clock.now().getTime() + minutes * 60_000,
    ).toISOString();
    return `Pausing timed heartbeats for ${minutes} min`;
  },
};

const conversationSearch: ExecutableTool = {
  isSearch: true,
  schema: schemaOf(
    "conversation_search",
    "Searches everything that was ever said in this conversation for words, ignoring upper and lower case.",
    { query: { type: "string", description: "The words to look for." }, page: PAGE },
    ["page"],
  ),
  run: async (args, context) =>
    printPage(
      await recallPage(context, context.agent, text(args, "query"), readPage(args.page), {
        timeZone: context.timeZone,
        signal: context.signal,
      }),
    ),
};

const conversationSearchDate: ExecutableTool = {
  isSearch: true,
  schema: schemaOf(
    "conversation_search_date",
    "Looks up what was said between two days, both included.",
    {
      start_date: { type: "string", description: "First day, as YYYY-MM-DD." },
      end_date: { type: "string", description: "Last day, as YYYY-MM-DD." },
      page: PAGE,
    },
    ["page"],
  ),
  run: async (args, { db, agent, timeZone }) =>
    printPage(
      await recallDatePage(
        db,
        agent.id,
        text(args, "start_date"),
        text(args, "end_date"),
        readPage(args.page),
        timeZone,
      ),
    ),
};

const archivalMemoryInsert: ExecutableTool = {
  schema: schemaOf(
    "archival_memory_insert",
    "Stores something in archival memory, which has no limit. Word it so that a later search by meaning finds it.",
    { content: { type: "string", description: "What to store, in full sentences that stand on their own." } },
  ),
  run: async (args, context) => {
    context.effects.passages.push(
      ...(await preparePassages(
        context,
        context.agent,
        text(args, "content"),
        context.origin,
        context.signal,
      )),
    );
    return null;
  },
};

const archivalMemorySearch: ExecutableTool = {
  isSearch: true,
  schema: schemaOf(
    "archival_memory_search",
    "Searches archival memory by meaning: the query and the memory need not share a word.",
    { query: { type: "string", description: "What to look for." }, page: PAGE },
    ["page"],
  ),
  run: async (args, context) =>
    printPage(
      await archivalPage(context, context.agent, text(args, "query"), readPage(args.page), {
        timeZone: context.timeZone,
        signal: context.signal,
      }),
    ),
};

const SECTION: Parameter = { type: "string", description: "Section of core memory, e.g. persona or human." };

const coreMemoryAppend: ExecutableTool = {
  schema: schemaOf("core_memory_append", "Adds a line to a section of core memory.", {
    name: SECTION,
    content: { type: "string", description: "The text to add." },
  }),
  run: (args, context) => {
    const section = text(args, "name");
    stageBlock(context, section, appendToSection(context.memory, section, text(args, "content")));
    return null;
  },
};

const coreMemoryReplace: ExecutableTool = {
  schema: schemaOf(
    "core_memory_replace",
    "Replaces a text in a section of core memory. To delete a text, replace it by an empty string.",
    {
      name: SECTION,
      old_content: { type: "string", description: "The text to replace; it must match exactly." },
      new_content: { type: "string", description: "The new text." },
    },
  ),
  run: (args, context) => {
    const section = text(args, "name");
    stageBlock(
      context,
      section,
      replaceInSection(context.memory, section, text(args, "old_content"), text(args, "new_content")),
    );
    return null;
  },
};

/** In the reference's order. */
export const BASE_TOOLS: readonly ExecutableTool[] = [
  sendMessage,
  pauseHeartbeats,
  conversationSearch,
  conversationSearchDate,
  archivalMemoryInsert,
  archivalMemorySearch,
];

/** What the memory classes bring. */
export const CORE_MEMORY_TOOLS: readonly ExecutableTool[] = [coreMemoryAppend, coreMemoryReplace];

export const BASE_TOOL_NAMES = BASE_TOOLS.map((tool) => tool.schema.name);
export const CORE_MEMORY_TOOL_NAMES = CORE_MEMORY_TOOLS.map((tool) => tool.schema.name);
