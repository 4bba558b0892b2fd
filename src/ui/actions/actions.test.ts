import { expect, test, vi } from "vitest";
import { useNotices } from "../notices/notices.ts";
import {
  ACTIONS,
  type Action,
  type ActionContext,
  actionFor,
  agentActions,
  findActions,
  runAction,
} from "./actions.ts";
import { SHORTCUTS } from "./shortcut.ts";

const context = { agentId: null, agents: [], go: () => {}, client: {} } as unknown as ActionContext;
const named = (title: string): Action => ({ id: title, title: () => title, group: "go", run: () => {} });

test("each action and each shortcut is there once", () => {
  const ids = ACTIONS.map(({ id }) => id);
  const shortcuts = ACTIONS.flatMap(({ shortcut }) => shortcut ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(shortcuts).size).toBe(shortcuts.length);
  expect([...shortcuts].sort()).toEqual(Object.values(SHORTCUTS).sort());
  for (const action of ACTIONS) expect(action.title()).not.toBe("");
});

test("what begins with the query comes first, then words that do, then titles that hold all its words", () => {
  const actions = ["Look at data", "Data", "Metadata of tools", "Settings"].map(named);
  expect(findActions(actions, " data").map(({ id }) => id)).toEqual([
    "Data",
    "Look at data",
    "Metadata of tools",
  ]);
  expect(findActions(actions, "tools meta").map(({ id }) => id)).toEqual(["Metadata of tools"]);
  expect(findActions(actions, "")).toBe(actions);
  expect(findActions(actions, "none")).toEqual([]);
});

test("a shortcut finds its action where that can be done", () => {
  const event = (key: string) => ({ key, ctrlKey: true, metaKey: false, shiftKey: false, altKey: false });
  expect(actionFor(event("k"), { inField: true, context })?.id).toBe("palette");
  // No page is there that could stop anything.
  expect(actionFor(event("."), { inField: true, context })).toBeUndefined();
});

test("an agent's actions are offered on its page only, and lead to it from anywhere", () => {
  const heartbeat = ACTIONS.find(({ id }) => id === "heartbeat");
  expect(heartbeat?.when?.(context)).toBe(false);
  expect(heartbeat?.when?.({ ...context, agentId: "agent-1" })).toBe(true);
  const go = vi.fn();
  const [ada] = agentActions([{ id: "agent-1", name: "Ada" }] as ActionContext["agents"]);
  void ada?.run({ ...context, go });
  expect(go).toHaveBeenCalledWith("/agents/agent-1");
});

test("a failure is told of, with what failed", async () => {
  await runAction({ ...named("Think"), run: () => Promise.reject(new Error("No room.")) }, context);
  expect(useNotices.getState().notices.at(-1)?.text).toMatch(/^Think: .*No room\./);
});
