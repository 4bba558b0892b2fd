import type { Message, Notice } from "../schemas/index.ts";

/** What a run tells while it goes; the client turns it into the stream of the wire, the screen and the tests. */
export type RunEvent =
  | { type: "monologue-delta"; id: string; date: string; text: string }
  | { type: "call-delta"; id: string; date: string; name?: string; arguments?: string }
  /** An assistant message or a tool return, after it was stored. `streamed`: its parts came as deltas before. */
  | { type: "message"; message: Message; streamed: boolean }
  | { type: "notice"; notice: Notice }
  | { type: "generation-end" }
  | { type: "step-end" };

export type EmitRunEvent = (event: RunEvent) => void;
