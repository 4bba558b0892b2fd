/** Replies that finish where nobody looks: marked on the tab, and told of by the system where the person wants that. */
import type { AgentWorkspace } from "../../client/index.ts";
import { useRunning } from "../chat/running.ts";
import { markUnseen } from "./page-title.ts";

/** Tabs tell each other what was seen: a reply that was read in one is not unread in the next. */
const CHANNEL = "engram.seen";

export interface SeenState {
  hidden: boolean;
  /** The agent whose conversation is open. */
  agentId: string | null;
}

/** Whether a reply of an agent is before the person's eyes. */
export function isSeen({ hidden, agentId }: SeenState, replied: string): boolean {
  return !hidden && agentId === replied;
}

/** The agent of an address of this app; null on other pages. */
export function agentOfAddress(hash: string): string | null {
  return /^#(?:\/servers\/[^/]+)?\/agents\/([^/?]+)/.exec(hash)?.[1] ?? null;
}

/** Marks what finishes unseen from now on. @returns ends it. */
export function followUnseenReplies(client: Pick<AgentWorkspace, "getAgent">): () => void {
  const unseen = new Set<string>();
  const startedAt = new Map<string, number>();
  const channel = new BroadcastChannel(CHANNEL);
  const state = (): SeenState => ({
    hidden: document.visibilityState === "hidden",
    agentId: agentOfAddress(location.hash),
  });
  const draw = () => {
    markUnseen(unseen.size);
    void markIcon(unseen.size > 0);
  };
  const look = () => {
    const { hidden, agentId } = state();
    if (hidden || agentId === null || !unseen.delete(agentId)) return;
    channel.postMessage(agentId);
    draw();
  };
  channel.onmessage = ({ data }: MessageEvent<string>) => {
    if (unseen.delete(data)) draw();
  };
  const stop = useRunning.subscribe(({ replies }, before) => {
    for (const [agentId, reply] of Object.entries(replies)) {
      const last = before.replies[agentId];
      if (!reply || reply === last) continue;
      if (!reply.done && (!last || last.done)) startedAt.set(agentId, Date.now());
      if (!reply.done || last?.done !== false) continue;
      if (isSeen(state(), agentId)) {
        channel.postMessage(agentId);
        continue;
      }
      unseen.add(agentId);
      draw();
      const took = Date.now() - (startedAt.get(agentId) ?? Date.now());
      if (state().hidden)
        void import("./notifications.ts").then(({ notifyReply }) =>
          notifyReply(client, agentId, took, reply.error !== null),
        );
    }
  });
  window.addEventListener("hashchange", look);
  document.addEventListener("visibilitychange", look);
  return () => {
    stop();
    channel.close();
    window.removeEventListener("hashchange", look);
    document.removeEventListener("visibilitychange", look);
  };
}

/** The icon with a mark on it, and the app's badge where it is installed. */
async function markIcon(marked: boolean): Promise<void> {
  const badge = navigator as { setAppBadge?: () => Promise<void>; clearAppBadge?: () => Promise<void> };
  void (marked ? badge.setAppBadge?.() : badge.clearAppBadge?.())?.catch(() => {});
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (!link) return;
  if (!marked) {
    link.href = "./icon.svg";
    return;
  }
  try {
    const drawing = await (await fetch("./icon.svg")).text();
    const dot = '<circle cx="50" cy="14" r="13" fill="#e5484d" stroke="#fff" stroke-width="4"/></svg>';
    link.href = `data:image/svg+xml,${encodeURIComponent(drawing.trim().replace(/<\/svg>$/, dot))}`;
  } catch {
    // The icon stays as it is; the title carries the mark.
  }
}
