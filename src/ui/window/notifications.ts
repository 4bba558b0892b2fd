/** Notifications of the system, when a long reply ends in a hidden tab. Off until the person turns them on. */
import type { AgentWorkspace } from "../../client/index.ts";
import { appTexts } from "../texts/app.ts";

const STORED = "engram.notifications";
/** A reply that came sooner is not worth calling somebody back for, in milliseconds. */
const LONG_MS = 5000;

export type NotificationState = "off" | "on" | "refused" | "unavailable";

function wanted(): boolean {
  try {
    return localStorage.getItem(STORED) === "on";
  } catch {
    return false;
  }
}

export function notificationState(): NotificationState {
  if (!("Notification" in globalThis)) return "unavailable";
  if (Notification.permission === "denied") return "refused";
  return wanted() && Notification.permission === "granted" ? "on" : "off";
}

/** Turns notifications on, which asks the person for permission, or off. */
export async function setNotifications(on: boolean): Promise<NotificationState> {
  if (on && notificationState() === "off" && Notification.permission !== "granted")
    await Notification.requestPermission();
  try {
    if (on) localStorage.setItem(STORED, "on");
    else localStorage.removeItem(STORED);
  } catch {
    // Storage is closed: it stays off.
  }
  return notificationState();
}

/**
 * Says that an agent is done.
 *
 * @param took how long the reply took, in milliseconds: short ones are not told of.
 */
export async function notifyReply(
  client: Pick<AgentWorkspace, "getAgent">,
  agentId: string,
  took: number,
  failed: boolean,
): Promise<void> {
  if (took < LONG_MS || notificationState() !== "on") return;
  const agent = await client.getAgent(agentId).catch(() => null);
  if (!agent) return;
  // One for an agent, however many tabs are hidden. What was said is not shown: others may look at the screen.
  const options = { tag: agentId, icon: "./icons/icon-192.png" };
  const title = failed ? appTexts.replyFailed(agent.name) : appTexts.replyFinished(agent.name);
  try {
    const notification = new Notification(title, options);
    notification.onclick = () => {
      window.focus();
      location.hash = `#/agents/${agentId}`;
      notification.close();
    };
  } catch {
    // Some systems let only the service worker show them.
    const registration = await navigator.serviceWorker?.getRegistration();
    await registration?.showNotification(title, options).catch(() => {});
  }
}
