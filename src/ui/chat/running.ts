/** The only state of the conversation that is not stored: runs as they go, and messages that wait for their turn. */
import { create } from "zustand";
import type { AgentWorkspace, MessageStream, RunUpdate } from "../../client/index.ts";
import type { StreamItem } from "../../schemas/index.ts";
import { asErrorRecord } from "../error-record.ts";
import { addItem, type LiveReply, startReply } from "./live-reply.ts";

/** A message of this tab whose answer is not there yet. */
export interface Queued {
  id: string;
  text: string;
  /** Its id once it is stored, which is when its turn has come. */
  message_id: string | null;
  cancel: () => void;
}

interface Running {
  replies: Record<string, LiveReply | undefined>;
  queued: Record<string, Queued[] | undefined>;
}

export const useRunning = create<Running>(() => ({ replies: {}, queued: {} }));

const { getState, setState } = useRunning;

const setReply = (agentId: string, reply: LiveReply) =>
  setState(({ replies }) => ({ replies: { ...replies, [agentId]: reply } }));

/** Shows a failure at the end of an agent's conversation. */
export function setReplyError(agentId: string, thrown: unknown): void {
  setReply(agentId, { ...startReply(), error: asErrorRecord(thrown), done: true });
}

const queueKey = (agentId: string) => `engram.queue.${agentId}`;

/** Kept outside too: a tab that is closed must not take along what nobody has read. */
function setQueue(agentId: string, change: (queue: Queued[]) => Queued[]): void {
  const queue = change(getState().queued[agentId] ?? []);
  setState(({ queued }) => ({ queued: { ...queued, [agentId]: queue } }));
  try {
    const texts = queue.filter(({ message_id }) => message_id === null).map(({ text }) => text);
    if (texts.length === 0) sessionStorage.removeItem(queueKey(agentId));
    else sessionStorage.setItem(queueKey(agentId), JSON.stringify(texts));
  } catch {
    // Storage is closed: the queue lives as long as the page.
  }
}

/** What waited for its turn in this tab when the page went away, and was never stored. Reading it forgets it. */
export function takeLostQueue(agentId: string): string[] {
  if (getState().queued[agentId]?.length) return [];
  try {
    const texts: unknown = JSON.parse(sessionStorage.getItem(queueKey(agentId)) ?? "[]");
    sessionStorage.removeItem(queueKey(agentId));
    return Array.isArray(texts) ? texts.map(String) : [];
  } catch {
    return [];
  }
}

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

interface Watched {
  run_id: string;
  reply: LiveReply;
  /** Pieces are shown from the next beginning on: what came before is missing. */
  inMiddle: boolean;
}

const startsGeneration = (item: StreamItem) =>
  typeof item === "object" && "notice" in item && item.notice.type === "generation-start";

/** Follows every run into the state, drawn once a frame: a fast model must not draw a thousand times a second. */
export function followRuns(client: AgentWorkspace): () => void {
  const watched = new Map<string, Watched>();
  const drawing = new Set<string>();
  const draw = (agentId: string) => {
    if (drawing.has(agentId)) return;
    drawing.add(agentId);
    void nextFrame().then(() => {
      drawing.delete(agentId);
      const reply = watched.get(agentId)?.reply;
      if (reply) setReply(agentId, reply);
    });
  };
  return client.watchRuns((update: RunUpdate) => {
    const { agent_id, run_id, items, first, done } = update;
    let run = watched.get(agent_id);
    if (run?.run_id !== run_id) {
      if (done && !first) return;
      run = { run_id, reply: startReply(), inMiddle: !first };
      watched.set(agent_id, run);
      setReply(agent_id, run.reply);
    }
    for (const item of items) {
      if (startsGeneration(item)) run.inMiddle = false;
      if (!run.inMiddle) run.reply = addItem(run.reply, item, Date.now());
    }
    if (done) run.reply = { ...run.reply, done: true, notice: null };
    draw(agent_id);
  });
}

const startOf = (item: StreamItem) =>
  typeof item === "object" && "notice" in item && item.notice.type === "run-start" ? item.notice : null;

/**
 * Sets a run off, which `followRuns` shows; `text` waits in sight until its turn comes.
 *
 * @returns when the run is over.
 */
export async function setOff(
  agentId: string,
  text: string | null,
  open: (signal: AbortSignal) => Promise<MessageStream>,
): Promise<void> {
  const controller = new AbortController();
  const id = crypto.randomUUID();
  const leaveQueue = () => setQueue(agentId, (queue) => queue.filter((one) => one.id !== id));
  if (text !== null)
    setQueue(agentId, (queue) => [
      ...queue,
      { id, text, message_id: null, cancel: () => controller.abort() },
    ]);
  let begun = false;
  try {
    for await (const item of await open(controller.signal)) {
      const start = startOf(item);
      if (start) {
        begun = true;
        setQueue(agentId, (queue) =>
          queue.map((one) => (one.id === id ? { ...one, message_id: start.message_id } : one)),
        );
      }
      // A failure that came before its turn is in no run that could be followed.
      if (!begun && typeof item === "object" && "error" in item && item.error.code !== "cancelled")
        setReply(agentId, { ...startReply(), error: item.error, done: true });
    }
  } catch (error) {
    setReplyError(agentId, error);
  } finally {
    leaveQueue();
  }
}
