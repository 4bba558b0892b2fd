/**
 * A run: from what sets an agent off to the end of the chain of steps. The caller holds the agent's lock.
 *
 * ```
 * store the input, mark the run as running          (one transaction)
 * repeat
 *   load the agent -> ask the model -> run its call
 *   store reply, return, edits, next event          (one transaction)
 * until no heartbeat is due, a cap is reached, or a call waits for the person
 * ```
 */
import { spacesOf } from "../memory/archival.ts";
import {
  addUsage,
  CancelledError,
  type ConversationEdit,
  InvalidInputError,
  isoTime,
  type LLMConfig,
  type Message,
  NotFoundError,
  noUsage,
  type PendingCall,
  type PendingCalls,
  type RunState,
  type ToolCall,
  toErrorRecord,
  type Usage,
} from "../schemas/index.ts";
import { getAgentRow } from "../storage/agents.ts";
import { toConversationEdit } from "../storage/conversation-edits.ts";
import type { AgentRow, ConversationEditRow } from "../storage/database.ts";
import { appendMessages, readMessageEnd } from "../storage/messages.ts";
import { patchRun, readRun } from "../storage/runs.ts";
import { readSettings } from "../storage/settings.ts";
import { resolveTools } from "../tools/registry.ts";
import type { ContextTokens } from "./context-window.ts";
import { type Decision, decidedCall, denialText, findWaiting } from "./decision.ts";
import {
  type EventTime,
  HEARTBEAT_REASONS,
  heartbeatEvent,
  setsOff,
  systemAlertEvent,
  userMessageEvent,
} from "./events.ts";
import { loadAgent, newMessage } from "./load-agent.ts";
import { failedReturns } from "./pending-calls.ts";
import type { EmitRunEvent } from "./run-events.ts";
import { usageOf } from "./run-usage.ts";
import type { EngineServices } from "./services.ts";
import { type Cap, type SettleParams, type StepResult, settleCalls } from "./settle-calls.ts";
import { runStep } from "./step.ts";
import { answeredAt, messageOfAgent, takeBackFrom, takeBackTables } from "./take-back.ts";
import { RepeatedCalls } from "./tool-calls.ts";

/** What sets a run off. */
export type Trigger =
  | {
      kind: "message";
      role: "user" | "system";
      text: string;
      name?: string | null;
      /** Id of the message it takes the place of: that one and all that followed is taken back. */
      instead_of?: string;
    }
  /** The answer at a message (the last one by default) is taken back, and asked for again. */
  | { kind: "regenerate"; message_id: string | null }
  /** The message without an answer is sent once more; it is stored already. */
  | { kind: "retry" }
  /** After a cap. */
  | { kind: "continue" }
  | { kind: "heartbeat" }
  /** About a call that waits for the person. */
  | ({ kind: "decision" } & Decision)
  /** The `memorywarning` command. */
  | { kind: "alert"; message: string };

export interface RunParams {
  services: EngineServices;
  tokens: ContextTokens;
  agentId: string;
  trigger: Trigger;
  signal: AbortSignal;
  /** Ask the model for a stream. */
  stream: boolean;
  emit: EmitRunEvent;
  /** Chain steps on heartbeats (default), or stop after one. */
  chaining?: boolean;
}

export interface RunResult {
  messages: Message[];
  usage: Usage;
  stopped: "cancelled" | "cap" | "approval" | null;
}

/** How often the draft of a streaming reply is written down (milliseconds). */
const DRAFT_EVERY_MS = 1000;

/**
 * Runs an agent until its chain ends.
 *
 * @throws LLMError and other EngramErrors; what was stored until then is a valid conversation, and the run's state
 * says that an answer is missing. Being stopped is no error: the result says so.
 */
export async function runAgent(params: RunParams): Promise<RunResult> {
  const { services, agentId, signal, emit } = params;
  const { db } = services;
  const settings = await readSettings(db);
  const { limits } = settings;
  const checkFirst = settings.first_message_check && (await isFirstReply(services, agentId));
  const { config, message_id, resumed, returns, edit } = await setOff(services, agentId, params.trigger);
  emit({ type: "notice", notice: { type: "run-start", message_id, ...(edit ? { edit } : {}) } });
  for (const message of returns) emit({ type: "message", message, streamed: false });

  const messages: Message[] = [...returns];
  let usage = noUsage();
  /** With what the run had used before it waited for the person. */
  const spent = (latest: Usage) => addUsage(resumed?.pending.usage ?? noUsage(), addUsage(usage, latest));
  const repeated = new RepeatedCalls(resumed?.pending.repeated);
  const draft = new DraftKeeper(services, agentId);
  let step = resumed?.pending.step ?? 1;
  const common = {
    services,
    agentId,
    signal,
    chaining: params.chaining ?? true,
    emit,
    mayFollow: (latest: Usage) => reachedCap(step, spent(latest), limits),
    standing: (latest: Usage) => ({ step, usage: spent(latest), repeated: repeated.counts() }),
  };
  try {
    for (let decided = resumed; ; decided = null, step++) {
      const result: StepResult = decided
        ? await settlePending(common, decided)
        : await runStep({
            ...common,
            tokens: params.tokens,
            settings,
            stream: params.stream,
            step,
            checkFirst: checkFirst && step === 1,
            repeated,
            onDraft: (next) => draft.keep(next.monologue, next.arguments),
            onExtraUsage: (extra) => {
              if (extra) usage = addUsage(usage, usageOf(extra, false, config, 0));
            },
          });
      draft.forget();
      usage = addUsage(usage, result.usage);
      messages.push(...result.messages);
      if (result.asked) return { messages, usage, stopped: "approval" };
      if (result.cap) {
        emit({ type: "notice", notice: { type: "cap", ...result.cap } });
        return { messages, usage, stopped: "cap" };
      }
      if (!result.followUp) return { messages, usage, stopped: null };
      if (signal.aborted) throw new CancelledError();
    }
  } catch (error) {
    const cancelled = signal.aborted || error instanceof CancelledError;
    await draft.settled();
    await endRun(services, agentId, {
      state: cancelled ? "stopped" : "failed",
      error: cancelled ? null : toErrorRecord(error),
      draft: await draft.read(),
    }).catch((writeError: unknown) => {
      // The disk may be full: the first error is the one that matters.
      if (cancelled) throw writeError;
    });
    if (cancelled) return { messages, usage, stopped: "cancelled" };
    throw error;
  }
}

async function endRun(
  { db, clock }: EngineServices,
  agentId: string,
  end: Pick<RunState, "state" | "error" | "draft">,
): Promise<void> {
  const { pending } = await readRun(db, agentId, isoTime(clock));
  // What could not be carried out is asked about again.
  await patchRun(db, agentId, isoTime(clock), { ...end, ...(pending ? { state: "waiting" } : {}) });
}

function reachedCap(
  step: number,
  usage: Usage,
  limits: { max_steps: number; max_tokens: number; max_cost: number },
): Cap | null {
  if (step >= limits.max_steps)
    return {
      cap: "steps",
      limit: limits.max_steps,
      message: `The agent took ${step} steps for one message, which is the limit.`,
    };
  if (usage.total_tokens >= limits.max_tokens)
    return {
      cap: "tokens",
      limit: limits.max_tokens,
      message: `The agent used ${usage.total_tokens} tokens for one message; the limit is ${limits.max_tokens}.`,
    };
  if (usage.cost != null && usage.cost >= limits.max_cost)
    return {
      cap: "cost",
      limit: limits.max_cost,
      message: `The agent spent ${usage.cost.toFixed(2)} US dollars on one message; the limit is ${limits.max_cost}.`,
    };
  return null;
}

async function isFirstReply({ db }: EngineServices, agentId: string): Promise<boolean> {
  const last = await db.steps
    .where("[agent_id+created_at]")
    .between([agentId, ""], [agentId, "\uffff"])
    .first();
  return last === undefined;
}

/** A run that waited, and what the person decided about the first of its calls. */
interface Resumed {
  pending: PendingCalls;
  call: ToolCall;
  decision: Decision;
}

interface SetOff {
  config: LLMConfig;
  /** The message that waits for an answer. */
  message_id: string;
  resumed: Resumed | null;
  /** Of calls that waited for a decision which did not come. */
  returns: Message[];
  /** What was taken back for it. */
  edit: ConversationEdit | null;
}

const NOT_DECIDED = {
  message: "This call was not run: the person wrote something instead of deciding about it.",
  other: "This call was not run: the person went on without deciding about it.",
};

/** Stores what sets the run off, before the model is asked: a crash then leaves an unanswered message, not a lost one. */
async function setOff(services: EngineServices, agentId: string, trigger: Trigger): Promise<SetOff> {
  const { db, clock, timeZone } = services;
  const now = clock.now();
  const at = { now, ...(timeZone ? { timeZone } : {}) };
  if (trigger.kind === "decision") {
    const [row, run] = await Promise.all([getAgentRow(db, agentId), readRun(db, agentId, now.toISOString())]);
    const pending = findWaiting(run, trigger.call_id);
    // Its message was taken out of the context meanwhile: a return would answer nothing.
    if (!row.message_ids.includes(pending.message_id)) {
      await patchRun(db, agentId, now.toISOString(), { state: "idle", message_id: null, pending: null });
      throw new NotFoundError("waiting call", trigger.call_id);
    }
    const { call: asked } = pending.calls[0] as PendingCall;
    const call = await decidedCall(asked, trigger, await resolveTools(db, row.tools));
    return {
      config: row.llm_config,
      message_id: run.message_id ?? pending.message_id,
      resumed: { pending, call, decision: trigger },
      returns: [],
      edit: null,
    };
  }
  if (trigger.kind === "regenerate") {
    const edit = await takeBackAnswer(services, agentId, trigger.message_id);
    return { ...(await setOff(services, agentId, { kind: "retry" })), edit };
  }
  const instead_of = trigger.kind === "message" ? trigger.instead_of : undefined;
  const tables = instead_of ? takeBackTables(db) : [db.agents, db.messages, db.counters, db.runs];
  const set = await db.transaction("rw", tables, async () => {
    const row = await getAgentRow(db, agentId);
    const edit = instead_of ? await takeBackMessage(db, row, instead_of, now.toISOString()) : null;
    const [run, end] = await Promise.all([
      readRun(db, agentId, now.toISOString()),
      readMessageEnd(db, agentId),
    ]);
    const reason = trigger.kind === "message" ? NOT_DECIDED.message : NOT_DECIDED.other;
    const returns = failedReturns(row, run.pending, reason, at);
    if (trigger.kind === "retry" && (run.state === "idle" || !run.message_id))
      throw new NotFoundError("unanswered message of agent", row.name);
    const message = trigger.kind === "retry" ? null : messageOf(trigger, row, at);
    const message_id = message?.id ?? (run.message_id as string);
    const stored = message ? [...returns, message] : returns;
    await Promise.all([
      appendMessages(db, agentId, stored, end),
      db.agents.put({ ...row, message_ids: [...row.message_ids, ...stored.map(({ id }) => id)] }),
      db.runs.put({
        ...run,
        state: "running",
        error: null,
        pending: null,
        message_id,
        ...(message ? { draft: null } : {}),
        updated_at: now.toISOString(),
      }),
    ]);
    return {
      config: row.llm_config,
      message_id,
      resumed: null,
      returns,
      edit: edit && toConversationEdit(edit),
      spaces: edit?.passages ? spacesOf(row).slice(0, 1) : [],
    };
  });
  for (const space of set.spaces) services.vectors.changed(space);
  return set;
}

/** Takes back a message of the person with all that followed, inside the caller's transaction. */
async function takeBackMessage(
  db: EngineServices["db"],
  row: AgentRow,
  id: string,
  at: string,
): Promise<ConversationEditRow | null> {
  const message = await messageOfAgent(db, row.id, id);
  if (!setsOff(message))
    throw new InvalidInputError("message_id", "only a message of yours can be written anew");
  return takeBackFrom(db, row, message.seq, { kind: "resend", at });
}

/** Takes an answer back: what it answered then waits for one, as after a stop. Null where there was none. */
async function takeBackAnswer(
  { db, clock, vectors }: EngineServices,
  agentId: string,
  messageId: string | null,
): Promise<ConversationEdit | null> {
  const at = isoTime(clock);
  const { edit, space } = await db.transaction("rw", takeBackTables(db), async () => {
    const row = await getAgentRow(db, agentId);
    const asked = await answeredAt(db, agentId, messageId);
    const edit = await takeBackFrom(db, row, asked.seq + 1, { kind: "regenerate", at });
    // It may have left the context: what is to be answered must be there.
    if (!row.message_ids.includes(asked.id))
      await db.agents.update(agentId, { message_ids: [...row.message_ids, asked.id] });
    await patchRun(db, agentId, at, { state: "stopped", message_id: asked.id, pending: null, error: null });
    return { edit, space: spacesOf(row)[0] as string };
  });
  if (edit?.passages) vectors.changed(space);
  return edit && toConversationEdit(edit);
}

/** What the agent reads of that which sets it off. */
function messageOf(
  trigger: Exclude<Trigger, { kind: "retry" | "decision" | "regenerate" }>,
  row: AgentRow,
  at: EventTime,
): Message {
  const text =
    trigger.kind === "message"
      ? trigger.role === "user"
        ? userMessageEvent(trigger.text, at)
        : systemAlertEvent(trigger.text, at)
      : trigger.kind === "alert"
        ? systemAlertEvent(trigger.message, at)
        : heartbeatEvent(HEARTBEAT_REASONS[trigger.kind === "continue" ? "continued" : "manual"], at);
  return newMessage(row, at.now.toISOString(), {
    role: "user",
    text,
    model: null,
    name: trigger.kind === "message" ? (trigger.name ?? null) : null,
  });
}

/** Carries out what the person decided: the call runs or is refused, then those behind it have their turn. */
async function settlePending(
  common: Pick<
    SettleParams,
    "services" | "agentId" | "signal" | "chaining" | "emit" | "mayFollow" | "standing"
  >,
  { pending, call, decision }: Resumed,
): Promise<StepResult> {
  const { services, agentId } = common;
  const agent = await loadAgent(services, agentId);
  const denied = decision.decision === "deny";
  const result = await settleCalls({
    ...common,
    agent,
    tools: await resolveTools(services.db, agent.row.tools),
    calls: [call, ...pending.calls.slice(1).map((one) => one.call)],
    refused: new Map(denied ? [[call.id, denialText(decision.reason)]] : []),
    approved: new Set([call.id]),
    reply: null,
    message_id: pending.message_id,
    usage: pending.step_usage,
    earlier: { failed: pending.failed, requested: pending.requested },
    cap: null,
    // What the reply cost was counted when it was stored.
    mayFollow: () => common.mayFollow(noUsage()),
    standing: () => common.standing(noUsage()),
  });
  return { ...result, usage: noUsage() };
}

/** Writes the text that streams in, now and then, so that a closed tab does not lose it. */
class DraftKeeper {
  readonly #services: EngineServices;
  readonly #agentId: string;
  #monologue = "";
  #arguments = "";
  #writtenAt = 0;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(services: EngineServices, agentId: string) {
    this.#services = services;
    this.#agentId = agentId;
  }

  keep(monologue: string, args: string): void {
    this.#monologue = monologue;
    this.#arguments = args;
    const now = this.#services.clock.now().getTime();
    if (now - this.#writtenAt < DRAFT_EVERY_MS) return;
    this.#writtenAt = now;
    this.#writing = this.#write().catch(() => {
      // A draft is a courtesy: failing to write it must not end the run. The step itself reports a full disk.
    });
  }

  forget(): void {
    this.#monologue = "";
    this.#arguments = "";
  }

  settled(): Promise<unknown> {
    return this.#writing;
  }

  async read(): Promise<{ monologue: string; text: string } | null> {
    if (!this.#monologue && !this.#arguments) return null;
    const { parse, Allow } = await import("partial-json");
    let text = "";
    try {
      const value: unknown = parse(this.#arguments || "{}", Allow.ALL);
      if (typeof value === "object" && value && "message" in value) text = String(value.message ?? "");
    } catch {
      // Arguments too broken to read: the monologue alone is kept.
    }
    return { monologue: this.#monologue, text };
  }

  async #write(): Promise<void> {
    const { db, clock } = this.#services;
    const draft = await this.read();
    // The step may have been stored meanwhile: its draft is no longer wanted.
    if (draft && (this.#monologue || this.#arguments))
      await patchRunDraft(db, this.#agentId, isoTime(clock), draft);
  }
}

async function patchRunDraft(
  db: EngineServices["db"],
  agentId: string,
  now: string,
  draft: { monologue: string; text: string },
): Promise<void> {
  await db.transaction("rw", db.runs, async () => {
    const run = await db.runs.get(agentId);
    if (run?.state === "running") await db.runs.put({ ...run, draft, updated_at: now });
  });
}
