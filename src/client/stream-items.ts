import type { RunEvent } from "../engine/run-events.ts";
import type { StreamItem } from "../schemas/index.ts";
import { toSimpleMessages } from "./simple-messages.ts";

export interface StreamShape {
  stream_tokens: boolean;
  return_message_object: boolean;
  include_notices: boolean;
}

/** Turns what a run tells into the items of the wire's stream. */
export function toStreamItems(event: RunEvent, shape: StreamShape): StreamItem[] {
  switch (event.type) {
    case "monologue-delta":
      return shape.stream_tokens ? [{ internal_monologue: event.text, id: event.id, date: event.date }] : [];
    case "call-delta": {
      if (!shape.stream_tokens) return [];
      const { name, arguments: args } = event;
      const function_call = {
        ...(name === undefined ? {} : { name }),
        ...(args === undefined ? {} : { arguments: args }),
      };
      return [{ function_call, id: event.id, date: event.date }];
    }
    case "message":
      if (shape.return_message_object) return [{ message: event.message }];
      // What came in pieces is not told again.
      return shape.stream_tokens && event.streamed ? [] : toSimpleMessages(event.message);
    case "notice":
      return shape.include_notices ? [{ notice: event.notice }] : [];
    case "generation-end":
      return ["[DONE_GEN]"];
    case "step-end":
      return ["[DONE_STEP]"];
  }
}
