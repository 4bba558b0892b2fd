/** From text to an agent file: version 2, the older form of a single agent, and files that were encoded twice. */
import { z } from "zod";
import { InvalidInputError } from "../../schemas/index.ts";
import { type AgentFile, type AgentFileInput, agentFileSchema } from "./agent-file.ts";

/** Largest file that is read (characters). */
export const MOST_CHARACTERS = 100_000_000;
/** How often a file may be JSON inside of a JSON string. */
const MOST_ENCODINGS = 3;

export interface ReadAgentFile {
  file: AgentFile;
  /** 1 where it is of the older form, which is changed into version 2 here. */
  version: 1 | 2;
  encoded_twice: boolean;
}

const refuse = (problem: string, cause?: unknown) =>
  new InvalidInputError("file", problem, {
    hint: "Choose an agent file (.af) that an agent was exported to.",
    ...(cause === undefined ? {} : { cause }),
  });

/**
 * Reads an agent file and checks that whatever it refers to is in it.
 *
 * @throws InvalidInputError that says what is wrong with it, and where.
 */
export function readAgentFile(text: string): ReadAgentFile {
  if (text.length > MOST_CHARACTERS) throw refuse("this is larger than 100 million characters");
  let value: unknown = text;
  let encodings = 0;
  for (; typeof value === "string" && encodings < MOST_ENCODINGS; encodings++) {
    try {
      value = JSON.parse(value);
    } catch (error) {
      throw refuse("this is not JSON", error);
    }
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw refuse("this is JSON, but no agent file");
  const version = "agents" in value ? 2 : 1;
  const file = check(agentFileSchema, version === 2 ? value : fromVersion1(value));
  assertReferences(file);
  return { file, version, encoded_twice: encodings > 1 };
}

function check<T>(schema: z.ZodType<T>, value: unknown): T {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const [issue] = error.issues;
  throw refuse(`${issue?.path.map(String).join(".") || "the file"}: ${issue?.message ?? "not valid"}`, error);
}

const version1Schema = z.looseObject({
  name: z.string().nullish(),
  core_memory: z.array(z.looseObject({ label: z.string() })),
  messages: z.array(z.looseObject({})),
  in_context_message_indices: z.array(z.number().int().nonnegative()).nullish(),
  tools: z.array(z.looseObject({})).nullish(),
  tags: z.array(z.union([z.string(), z.looseObject({ tag: z.string() })])).nullish(),
  tool_exec_environment_variables: z.array(z.looseObject({ key: z.string() })).nullish(),
});

/** The older form has one agent, everything inside of it, and messages by their place. */
function fromVersion1(value: object): unknown {
  if (!("core_memory" in value) || !("messages" in value)) throw refuse("this is JSON, but no agent file");
  const old = check(version1Schema, value);
  const { core_memory, tools, messages, in_context_message_indices, metadata_, ...agent } = old;
  const numbered = (kind: string, items: Record<string, unknown>[]) =>
    items.map((item, index): Record<string, unknown> & { id: string } => ({
      ...item,
      id: `${kind}-${index}`,
    }));
  const blocks = numbered("block", core_memory).map((block) => ({ ...block, metadata: block.metadata_ }));
  const theirTools = numbered("tool", tools ?? []);
  const theirMessages = numbered("message", messages);
  const inContext = in_context_message_indices ?? [];
  const missing = inContext.find((index) => index >= theirMessages.length);
  if (missing !== undefined)
    throw refuse(`in_context_message_indices: there is no message number ${missing}`);
  return {
    agents: [
      {
        ...agent,
        id: "agent-0",
        metadata: metadata_,
        tags: old.tags?.map((one) => (typeof one === "string" ? one : one.tag)),
        tool_exec_environment_variables: Object.fromEntries(
          (old.tool_exec_environment_variables ?? []).map(({ key }) => [key, ""]),
        ),
        block_ids: blocks.map(({ id }) => id),
        tool_ids: theirTools.map(({ id }) => id),
        in_context_message_ids: inContext.map((index) => `message-${index}`),
        messages: theirMessages,
      },
    ],
    blocks,
    tools: theirTools,
  } satisfies Record<keyof Pick<AgentFileInput, "agents" | "blocks" | "tools">, unknown>;
}

/** Each id once, and no reference that leads nowhere. */
function assertReferences(file: AgentFile): void {
  const known = new Set<string>();
  const everything = [
    file.agents,
    file.blocks,
    file.tools,
    file.sources,
    file.files,
    file.agents.flatMap((a) => a.messages),
  ];
  for (const { id } of everything.flat()) {
    if (known.has(id)) throw refuse(`two things in it have the id "${id}"`);
    known.add(id);
  }
  const agents = new Set(file.agents.map(({ id }) => id));
  const stray = file["x-archival"].find(({ agent_id }) => !agents.has(agent_id));
  if (stray) throw refuse(`x-archival: there is no agent "${stray.agent_id}" in it`);
  const [blocks, tools, sources, files] = [file.blocks, file.tools, file.sources, file.files].map(
    (items) => new Set(items.map(({ id }) => id)),
  );
  const homeless = file.files.find(({ source_id }) => source_id != null && !sources?.has(source_id));
  if (homeless)
    throw refuse(`${homeless.id} belongs to the source "${homeless.source_id}", which is not in it`);
  const lost = file["x-source-passages"].find(({ file_id }) => !files?.has(file_id));
  if (lost) throw refuse(`x-source-passages: there is no file "${lost.file_id}" in it`);
  for (const agent of file.agents) {
    const messages = new Set(agent.messages.map(({ id }) => id));
    const references = [
      ["block", agent.block_ids, blocks],
      ["tool", agent.tool_ids, tools],
      ["source", agent.source_ids, sources],
      ["message", agent.in_context_message_ids, messages],
    ] as const;
    for (const [kind, ids, there] of references) {
      const lost = ids.find((id) => !there?.has(id));
      if (lost !== undefined) throw refuse(`${agent.id} refers to the ${kind} "${lost}", which is not in it`);
    }
  }
}
