/** Commands of `run_command`: they look at an agent or change what is stored, without asking the model. */

import { InvalidInputError, isoTime, type Message, spokenText } from "../schemas/index.ts";
import type { EngramDatabase } from "../storage/database.ts";
import { readMessages } from "../storage/messages.ts";
import { patchRun } from "../storage/runs.ts";
import { MEMORY_PRESSURE_ALERT } from "./events.ts";
import { readAgent } from "./load-agent.ts";
import type { Trigger } from "./run.ts";
import type { EngineServices } from "./services.ts";

/** Messages an agent always keeps when some are popped: the system message and one more. */
const KEEP_AT_LEAST = 2;
const POP_DEFAULT = 3;

export interface CommandResult {
  /** What was done or found, for the person. */
  text: string;
  /** The command wants the agent to run. */
  trigger?: Trigger;
}

type Commands = Record<
  string,
  {
    usage: string;
    run: (services: EngineServices, agentId: string, argument: string) => Promise<CommandResult>;
  }
>;

const REFUSED: Record<string, string> = {
  exit: "there is nothing to leave: close the tab",
  wipe: "an agent is not emptied by a command: delete it instead",
};

function readCountArgument(argument: string, fallback: number): number {
  if (argument === "") return fallback;
  const count = Number(argument);
  if (!Number.isInteger(count) || count < 1)
    throw new InvalidInputError("command", `"${argument}" is not a whole number from 1`);
  return count;
}

async function context(services: EngineServices, agentId: string): Promise<Message[]> {
  return (await readAgent(services, agentId)).messages;
}

function describe(message: Message): string {
  const said = spokenText(message);
  const calls = (message.tool_calls ?? []).map((call) => `${call.function.name}(${call.function.arguments})`);
  return [`[${message.role}] ${said ?? message.text ?? ""}`, ...calls].join("\n  ");
}

/** Drops messages from the end of the context; they stay in recall. Never parts a call from its return. */
async function cutContextAt(services: EngineServices, agentId: string, keep: number): Promise<number> {
  const { db, clock } = services;
  return db.transaction("rw", db.agents, db.runs, db.messages, async () => {
    const row = await db.agents.get(agentId);
    if (!row) return 0;
    const rows = await readMessages(db, row.message_ids);
    let end = keep;
    // A cut before a return goes back to before its call; where too little would be left, on to after the return.
    while (rows[end]?.role === "tool") end--;
    if (end < keep && end < KEEP_AT_LEAST) {
      end = keep;
      while (rows[end]?.role === "tool") end++;
    }
    await db.agents.update(agentId, { message_ids: row.message_ids.slice(0, end) });
    await patchRun(db, agentId, isoTime(clock), {
      state: "idle",
      pending: null,
      message_id: null,
      error: null,
      draft: null,
    });
    return row.message_ids.length - end;
  });
}

/** Changes the last assistant message that fits. */
async function rewriteLast(
  services: EngineServices,
  agentId: string,
  fits: (message: Message) => boolean,
  change: (message: Message) => Message,
  nothing: string,
): Promise<CommandResult> {
  const messages = await context(services, agentId);
  const last = messages.findLast((message) => message.role === "assistant" && fits(message));
  if (!last) throw new InvalidInputError("command", nothing);
  const { text, tool_calls } = change(last);
  await services.db.messages.update(last.id, { text, tool_calls });
  return { text: "Changed the agent's last message." };
}

async function attach(db: EngramDatabase, agentId: string, name: string): Promise<CommandResult> {
  if (name === "") throw new InvalidInputError("command", "attach needs the name of a source");
  return db.transaction("rw", db.agents, db.sources, async () => {
    const source = await db.sources.where("name").equals(name).first();
    if (!source) throw new InvalidInputError("command", `there is no source named "${name}"`);
    const row = await db.agents.get(agentId);
    if (row && !row.source_ids.includes(source.id))
      await db.agents.update(agentId, { source_ids: [...row.source_ids, source.id] });
    return { text: `Attached the source "${name}".` };
  });
}

const COMMANDS: Commands = {
  save: { usage: "save", run: async () => ({ text: "Everything is saved as it happens." }) },
  attach: { usage: "attach NAME", run: ({ db }, agentId, argument) => attach(db, agentId, argument) },
  dump: {
    usage: "dump [N]",
    run: async (services, agentId, argument) => {
      const messages = await context(services, agentId);
      const count = readCountArgument(argument, messages.length);
      return { text: messages.slice(-count).map(describe).join("\n") };
    },
  },
  dumpraw: {
    usage: "dumpraw",
    run: async (services, agentId) => ({ text: JSON.stringify(await context(services, agentId), null, 2) }),
  },
  memory: {
    usage: "memory",
    run: async (services, agentId) => {
      const agent = await readAgent(services, agentId);
      return {
        text: `${agent.compiledMemory}\n\n${agent.counts.messages} messages in recall memory, ${agent.counts.passages} passages in archival memory`,
      };
    },
  },
  pop: {
    usage: "pop [N]",
    run: async (services, agentId, argument) => {
      const wanted = readCountArgument(argument, POP_DEFAULT);
      const messages = await context(services, agentId);
      const keep = Math.max(KEEP_AT_LEAST, messages.length - wanted);
      const dropped = await cutContextAt(services, agentId, keep);
      return { text: `Took the last ${dropped} messages out of the context; they stay in recall memory.` };
    },
  },
  retry: {
    usage: "retry",
    run: async (services, agentId) => {
      const messages = await context(services, agentId);
      const index = messages.findLastIndex(
        (message) => message.role === "user" && spokenText(message) !== null && !isFold(message),
      );
      const asked = messages[index];
      if (!asked) throw new InvalidInputError("command", "there is no message of yours to answer again");
      await services.db.transaction("rw", services.db.agents, services.db.runs, async () => {
        const row = await services.db.agents.get(agentId);
        if (!row) return;
        await services.db.agents.update(agentId, { message_ids: row.message_ids.slice(0, index + 1) });
        await patchRun(services.db, agentId, isoTime(services.clock), {
          state: "stopped",
          pending: null,
          message_id: asked.id,
          error: null,
          draft: null,
        });
      });
      return { text: "Went back to your last message and asked again.", trigger: { kind: "retry" } };
    },
  },
  rethink: {
    usage: "rethink TEXT",
    run: async (services, agentId, argument) => {
      if (argument === "") throw new InvalidInputError("command", "rethink needs the new thought");
      return rewriteLast(
        services,
        agentId,
        (message) => message.text !== null,
        (message) => ({ ...message, text: argument }),
        "there is no thought to replace",
      );
    },
  },
  rewrite: {
    usage: "rewrite TEXT",
    run: async (services, agentId, argument) => {
      if (argument === "") throw new InvalidInputError("command", "rewrite needs the new words");
      const speaks = (call: { function: { name: string } }) => call.function.name === "send_message";
      return rewriteLast(
        services,
        agentId,
        (message) => message.tool_calls?.some(speaks) ?? false,
        (message) => ({
          ...message,
          tool_calls: (message.tool_calls ?? []).map((call) =>
            speaks(call)
              ? {
                  ...call,
                  function: { name: "send_message", arguments: JSON.stringify({ message: argument }) },
                }
              : call,
          ),
        }),
        "there is no sent message to replace",
      );
    },
  },
  heartbeat: {
    usage: "heartbeat",
    run: async () => ({ text: "Sent a heartbeat.", trigger: { kind: "heartbeat" } }),
  },
  memorywarning: {
    usage: "memorywarning",
    run: async () => ({
      text: "Sent the memory-pressure warning.",
      trigger: { kind: "alert", message: MEMORY_PRESSURE_ALERT },
    }),
  },
};

/** A summary stands in the user role, but the person did not write it. */
function isFold(message: Message): boolean {
  return message.text?.includes('"type": "system_alert"') ?? false;
}

/** Every command with its usage, for help and completion. */
export const COMMAND_USAGES = Object.values(COMMANDS).map((command) => command.usage);

/**
 * Runs a command, with or without a leading slash.
 *
 * @throws InvalidInputError for an unknown or refused command, or a bad argument.
 */
export async function runCommand(
  services: EngineServices,
  agentId: string,
  command: string,
): Promise<CommandResult> {
  const [, name = "", argument = ""] = /^\s*\/?\s*(\S+)\s*([\s\S]*?)\s*$/.exec(command) ?? [];
  const key = name.toLowerCase();
  const refusal = REFUSED[key];
  if (refusal) throw new InvalidInputError("command", `"${key}" is refused: ${refusal}`);
  const known = Object.hasOwn(COMMANDS, key) ? COMMANDS[key] : undefined;
  if (!known)
    throw new InvalidInputError(
      "command",
      name === "" ? "a command is missing" : `there is no command "${name}"`,
      {
        hint: `Commands: ${COMMAND_USAGES.join(", ")}.`,
      },
    );
  return known.run(services, agentId, argument);
}
