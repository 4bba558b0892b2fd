import { expect, test } from "vitest";
import { keysOf, matches } from "./shortcut.ts";

const press = (
  key: string,
  held: Partial<Record<"ctrlKey" | "metaKey" | "shiftKey" | "altKey", boolean>> = {},
) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

test.each([
  ["mod+k", press("k", { ctrlKey: true }), false, true],
  ["mod+k", press("K", { ctrlKey: true }), false, true],
  ["mod+k", press("k", { metaKey: true }), true, true],
  ["mod+k", press("k", { ctrlKey: true }), true, false],
  ["mod+k", press("k", { metaKey: true }), false, false],
  ["mod+k", press("k"), false, false],
  ["mod+k", press("k", { ctrlKey: true, altKey: true }), false, false],
  ["mod+k", press("k", { ctrlKey: true, shiftKey: true }), false, false],
  ["mod+shift+o", press("O", { ctrlKey: true, shiftKey: true }), false, true],
  ["mod+shift+o", press("o", { ctrlKey: true }), false, false],
  // On many keyboards the slash is typed with Shift.
  ["mod+/", press("/", { ctrlKey: true, shiftKey: true }), false, true],
  ["mod+,", press(",", { ctrlKey: true }), false, true],
] as const)("%s, %j, on a Mac: %s -> %s", (shortcut, event, mac, expected) => {
  expect(matches(shortcut, event, mac)).toBe(expected);
});

test("keys are named as they stand on the keyboard", () => {
  expect(keysOf("mod+shift+o", false)).toEqual(["Ctrl", "Shift", "O"]);
  expect(keysOf("mod+,", true)).toEqual(["⌘", ","]);
});
