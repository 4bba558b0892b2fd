/** Words of the app as an app: versions, working offline, commands, notifications. */
import { translatable } from "./language.ts";
import { count } from "./numbers.ts";

export const appTexts = translatable("app", {
  newVersion: "A new version is ready.",
  reload: "Reload",
  offline: "Without a network",
  offlineState: {
    nothing: "This browser has not kept the app's files yet, or cannot keep them.",
    shell:
      "The app opens without a network. What agents need to remember and to count is kept once you have an agent.",
    all: "Everything is on this device: the app, the demo model and memory work without a network. So does a model on this computer.",
  },
  notifications: "Notifications",
  notify: "Tell me when a long reply ends while I am elsewhere",
  notificationState: {
    off: "The browser asks you for permission when you turn this on.",
    on: "Replies that took five seconds or more are told of when the tab is hidden. What was said is not shown.",
    refused:
      "This browser does not allow notifications for this site. You can change that in its site settings.",
    unavailable: "This browser has no notifications.",
  },
  replyFinished: (agent: string) => `${agent} has replied`,
  replyFailed: (agent: string) => `${agent} could not reply`,
  commands: "Commands",
  commandField: "Go to a page or an agent, or do something",
  commandsFound: (n: number) => (n === 0 ? "Nothing is called that." : count(n, "command", "commands")),
  groups: { go: "Go to", conversation: "Conversation", agent: "This agent", agents: "Agent" },
  actions: {
    palette: "Command palette",
    shortcuts: "Keyboard shortcuts",
    newAgent: "New agent",
    write: "Write a message",
    stop: "Stop the reply",
    attach: "Attach a file",
    toggleMind: "Show or hide the mind",
    heartbeat: "Let the agent think now",
    duplicate: "Duplicate this agent",
    exportAgent: "Export this agent to a file",
    pages: {
      agents: "Agents",
      search: "Search all conversations",
      usage: "Usage",
      sources: "Sources",
      tools: "Tools",
      library: "Library",
      models: "Models",
      data: "Data",
      settings: "Settings",
    },
  },
  fieldKeys: [
    ["Enter", "Send the message"],
    ["Shift + Enter", "New line"],
    ["Escape", "Stop the agent"],
  ] as [string, string][],
});
