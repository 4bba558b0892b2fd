/** The parameter with which a model asks for control back. */
import type { JsonSchema } from "./json-schema.ts";

const HEARTBEAT = {
  type: "boolean",
  description:
    "True to get control back at once after this call, to follow up with another call or a message. Otherwise false.",
} as const satisfies JsonSchema;

/** Tools that end a turn: they carry no request_heartbeat. */
const WITHOUT_HEARTBEAT = new Set(["send_message", "pause_heartbeats"]);

/** Parameters of a tool with `request_heartbeat` behind them, where the tool carries it. */
export function withHeartbeat<T extends object>(name: string, properties: Record<string, T>) {
  return WITHOUT_HEARTBEAT.has(name) ? properties : { ...properties, request_heartbeat: HEARTBEAT };
}
