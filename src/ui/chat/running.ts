/** Runs that this tab watches, by agent: the only state of the conversation that is not stored. */
import { create } from "zustand";
import type { MessageStream } from "../../client/index.ts";
import { asErrorRecord } from "../error-record.ts";
import { addItem, type LiveReply, startReply } from "./live-reply.ts";

interface Running {
  replies: Record<string, LiveReply | undefined>;
  set(agentId: string, reply: LiveReply | undefined): void;
}

export const useRunning = create<Running>((set) => ({
  replies: {},
  set: (agentId, reply) => set(({ replies }) => ({ replies: { ...replies, [agentId]: reply } })),
}));

/** Waits for the next frame; a hidden tab has none, and gets a timer instead. */
function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 100);
    if (!document.hidden)
      requestAnimationFrame(() => {
        clearTimeout(timer);
        resolve();
      });
  });
}

/** Reads a stream to its end into the state, once a frame: a fast model must not draw a thousand times a second. */
export async function watchRun(agentId: string, open: () => Promise<MessageStream>): Promise<void> {
  const { set } = useRunning.getState();
  let reply = startReply();
  set(agentId, reply);
  let drawing: Promise<void> | null = null;
  const draw = () => {
    drawing ??= nextFrame().then(() => {
      drawing = null;
      set(agentId, reply);
    });
  };
  try {
    for await (const item of await open()) {
      reply = addItem(reply, item, Date.now());
      draw();
    }
  } catch (error) {
    reply = { ...reply, error: asErrorRecord(error) };
  }
  await drawing;
  // A failure that was stored is shown by the run's state; one before anything was stored only here.
  set(agentId, { ...reply, done: true });
}
