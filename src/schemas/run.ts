import type { ErrorRecord } from "./errors.ts";
import type { ToolCall } from "./message.ts";
import type { Usage } from "./response.ts";

/** A call that has no return yet because the person is asked first, or comes after one of whom that is true. */
export interface PendingCall {
  call: ToolCall;
  /** Whether the person is asked. */
  asks: boolean;
}

/** The calls of a reply that wait for the person, and where the run stood when it stopped for them. */
export interface PendingCalls {
  /** The assistant message that holds them. */
  message_id: string;
  /** In order; the first is the one to decide. */
  calls: PendingCall[];
  /** Steps taken for the message that set the run off. */
  step: number;
  /** Of the whole run so far, and of the reply that holds the calls. */
  usage: Usage;
  step_usage: Usage;
  /** How often equal calls were made, as the check against repeated ones counts them. */
  repeated: Record<string, number>;
  /** Of the reply's calls that have run: whether one failed, and whether one asked for a heartbeat. */
  failed: boolean;
  requested: boolean;
}

/** How an agent's last run stands; survives a reload, so that an unanswered message is never lost. */
export interface RunState {
  agent_id: string;
  /** `running` without a holder of the agent's lock means: the tab that ran it is gone. */
  state: "idle" | "running" | "waiting" | "failed" | "stopped" | "capped";
  /** The message that set the run off and has no complete answer yet. */
  message_id: string | null;
  error: ErrorRecord | null;
  /** Set while the state is `waiting`: for the person's decision about a call. */
  pending?: PendingCalls | null;
  /** Text that had streamed in when the step was stopped or lost. Outside the model's context. */
  draft: { monologue: string; text: string } | null;
  /** Last memory-pressure warning not yet followed by a summary. */
  memory_pressure_warned: boolean;
  /** Timed heartbeats are ignored until then (ISO 8601), null when not paused. */
  heartbeats_paused_until: string | null;
  updated_at: string;
}
