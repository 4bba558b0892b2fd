/** Keys of an action, as data: `mod+shift+o`, where `mod` is ⌘ on a Mac and Ctrl elsewhere. */

/** All there are, by action. Known before the actions are loaded: a key must be taken from the browser at once. */
export const SHORTCUTS = {
  palette: "mod+k",
  newAgent: "mod+shift+o",
  search: "mod+shift+f",
  settings: "mod+,",
  write: "mod+j",
  stop: "mod+.",
  toggleMind: "mod+b",
  shortcuts: "mod+/",
} as const;

type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">;

export const isMac = () => /mac|iphone|ipad/i.test(globalThis.navigator?.platform ?? "");

/** Whether an event is of these keys. A sign that is typed with Shift (`?`) is named without it. */
export function matches(shortcut: string, event: Pressed, mac = isMac()): boolean {
  const parts = shortcut.split("+");
  const key = parts.pop() ?? "";
  const mod = mac ? event.metaKey : event.ctrlKey;
  const other = mac ? event.ctrlKey : event.metaKey;
  if (event.altKey || other || mod !== parts.includes("mod")) return false;
  if (/^[a-z]$/.test(key) && event.shiftKey !== parts.includes("shift")) return false;
  return event.key.toLowerCase() === key;
}

/** The keys as they are written on the person's keyboard, e.g. `["Ctrl", "Shift", "O"]`. */
export function keysOf(shortcut: string, mac = isMac()): string[] {
  const names: Record<string, string> = { mod: mac ? "⌘" : "Ctrl", shift: mac ? "⇧" : "Shift" };
  return shortcut
    .split("+")
    .map(
      (part) =>
        names[part] ?? (part.length === 1 ? part.toUpperCase() : part[0]?.toUpperCase() + part.slice(1)),
    );
}
