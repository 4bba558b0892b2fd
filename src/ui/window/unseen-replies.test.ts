import { expect, test } from "vitest";
import { agentOfAddress, isSeen } from "./unseen-replies.ts";

test.each([
  ["#/agents/agent-1", "agent-1"],
  ["#/agents/agent-1/messages/message-2", "agent-1"],
  ["#/servers/home/agents/agent-1", "agent-1"],
  ["#/settings", null],
  ["", null],
])("the agent of %s is %s", (hash, expected) => {
  expect(agentOfAddress(hash)).toBe(expected);
});

test("a reply is seen in a visible tab that shows its agent", () => {
  expect(isSeen({ hidden: false, agentId: "agent-1" }, "agent-1")).toBe(true);
  expect(isSeen({ hidden: true, agentId: "agent-1" }, "agent-1")).toBe(false);
  expect(isSeen({ hidden: false, agentId: "agent-2" }, "agent-1")).toBe(false);
  expect(isSeen({ hidden: false, agentId: null }, "agent-1")).toBe(false);
});
