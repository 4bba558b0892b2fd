import type { KeyboardEvent } from "react";

const STEPS: Record<string, number> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

/**
 * Keys of the conversation: J and K (or the arrows, once a message has the focus) go from message to message, Enter
 * opens what can be done with one.
 */
export function onMessageKey(event: KeyboardEvent<HTMLElement>): void {
  const log = event.currentTarget;
  const target = event.target as HTMLElement;
  // Menus and dialogs of a message are drawn elsewhere; fields have keys of their own.
  if (!log.contains(target) || target.matches("input, textarea, select, [contenteditable]")) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const current = target.closest<HTMLElement>("article");
  if (event.key === "Enter" && target === current) {
    event.preventDefault();
    current.querySelector<HTMLElement>("[data-message-actions]")?.click();
    return;
  }
  const step = STEPS[event.key];
  if (step === undefined || (current === null && event.key.startsWith("Arrow"))) return;
  const articles = [...log.querySelectorAll<HTMLElement>("article")];
  const next = current ? articles[articles.indexOf(current) + step] : articles.at(-1);
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}
