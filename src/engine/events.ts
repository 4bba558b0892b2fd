/**
 * Packaged events: what happens to an agent, as JSON strings indented by two spaces, keys in the reference's order
 * (spec: engine, "What the model is sent").
 */
import { localTime, type Message } from "../schemas/index.ts";

/** Marks events that the person did not write. */
const HIDDEN = "[This is an automated system message hidden from the user]";

export type EventTime = { now: Date; timeZone?: string };

const time = ({ now, timeZone }: EventTime) => localTime(now, timeZone);
const pack = (event: Record<string, unknown>) => JSON.stringify(event, null, 2);

export function userMessageEvent(message: string, at: EventTime): string {
  return pack({ type: "user_message", message, time: time(at) });
}

export function loginEvent(at: EventTime): string {
  return pack({ type: "login", last_login: "Never (first login)", time: time(at) });
}

export function heartbeatEvent(reason: string, at: EventTime): string {
  return pack({ type: "heartbeat", reason: `${HIDDEN} ${reason}`, time: time(at) });
}

export function systemAlertEvent(message: string, at: EventTime): string {
  return pack({ type: "system_alert", message, time: time(at) });
}

/** `message` null is printed as null: the boot message's return alone has it. */
export function toolReturnEvent(ok: boolean, message: string | null, at: EventTime): string {
  return pack({ status: ok ? "OK" : "Failed", message, time: time(at) });
}

export interface FoldedCounts {
  /** Messages out of view now, and all messages ever. */
  hidden: number;
  total: number;
  /** Messages folded this time. */
  folded: number;
}

const SUMMARY_HEAD = "Note: prior messages (";

/** What stands in the place of folded messages; `summary` null where none could be had. */
export function summaryEvent(
  { hidden, total, folded }: FoldedCounts,
  summary: string | null,
  at: EventTime,
): string {
  const head = `${SUMMARY_HEAD}${hidden} of ${total} total messages) have been hidden from view due to conversation memory constraints.`;
  const body =
    summary === null
      ? `There is no summary of the ${folded} messages folded last; they can be found with conversation_search.`
      : `The following is a summary of the previous ${folded} messages:\n ${summary}`;
  return systemAlertEvent(`${head}\n${body}`, at);
}

export const HEARTBEAT_REASONS = {
  requested: "Function called using request_heartbeat=true, returning control",
  failed: "Function call failed, returning control",
  continued: "The person asked you to go on where you stopped, returning control",
  manual: "Heartbeat asked for by the person",
} as const;

export const MEMORY_PRESSURE_ALERT =
  "Warning: the conversation will soon reach its maximum length and older messages will be folded into a summary. " +
  "Save what matters to core memory or archival memory now.";

function readEvent(text: string | null): Record<string, unknown> {
  try {
    const event: unknown = JSON.parse(text ?? "");
    return typeof event === "object" && event !== null ? (event as Record<string, unknown>) : {};
  } catch {
    // Plain text, of an import or an edit.
    return {};
  }
}

/** Whether a message stands in the place of folded ones. */
export function isSummary(message: Pick<Message, "role" | "text">): boolean {
  if (message.role !== "user" || !message.text?.includes(SUMMARY_HEAD)) return false;
  const { type, message: text } = readEvent(message.text);
  return type === "system_alert" && String(text).startsWith(SUMMARY_HEAD);
}

/** Whether a message says that the person came. */
export function isLogin({ text }: Pick<Message, "text">): boolean {
  return readEvent(text).type === "login";
}

const CHAIN_REASONS: string[] = [HEARTBEAT_REASONS.requested, HEARTBEAT_REASONS.failed];

/** Whether a message set a run off: the person's, or another event from outside. What keeps a chain going is none. */
export function setsOff(message: Pick<Message, "role" | "text">): boolean {
  if (message.role !== "user" || isSummary(message)) return false;
  const { type, reason, message: text } = readEvent(message.text);
  if (type === "login") return false;
  if (type === "heartbeat") return !CHAIN_REASONS.some((one) => String(reason).endsWith(one));
  return !(type === "system_alert" && text === MEMORY_PRESSURE_ALERT);
}
