/** Words of the context window viewer, and of what requests took. */
import type { ContextMessage, ContextPartKind } from "../../schemas/index.ts";
import { translatable } from "./language.ts";
import { count, decimal, number } from "./numbers.ts";

export const viewerTexts = translatable("viewer", {
  used: (used: number, all: number) =>
    `${number(used)} of ${number(all)} tokens (${decimal((100 * used) / all, 0)} %)`,
  help: "What the next request would hold, in the model's tokens. Open a part to read it.",
  marks: {
    warned: (tokens: number) => `The agent is warned at ${number(tokens)}`,
    folded: (tokens: number) => `Oldest messages are folded at ${number(tokens)}`,
    window: (tokens: number) => `The window ends at ${number(tokens)}`,
  },
  warned: "The agent has been told, or will be, to save what matters.",
  folded: "The next step folds the oldest messages into a summary first.",
  parts: {
    system: "System prompt",
    tools: "Tools",
    metadata: "Memory notes",
    core: "Core memory",
    block: "Block",
    template: "Around the blocks",
    summary: "Summary of folded messages",
    messages: "Messages",
  } satisfies Record<ContextPartKind, string>,
  block: (section: string) => `Block: ${section}`,
  writing: (tokens: number) => `Being written: about ${number(tokens)} tokens`,
  tokens: (tokens: number) => count(tokens, "token", "tokens"),
  roles: {
    user: "Person or event",
    assistant: "Agent",
    tool: "Tool return",
    system: "System",
  } satisfies Record<ContextMessage["role"], string>,
  openMessage: "Open in the conversation",
  counting: "Counting tokens…",
  raw: "Show the raw request",
  rawTitle: "The next request",
  rawHelp:
    "Exactly what the agent's next step would send, as its context stands now. A message you send first is added at the end. The key travels in a header and is not shown.",
  rawHere: "The demo model is inside of this page: this is what it would read. Nothing is sent.",
  rawTo: (url: string) => `POST ${url}`,
  save: "Save as a file",
  perStep: "Tokens by step",
  perStepHelp: (steps: number) =>
    steps === 1
      ? "The last step, against the window."
      : `The last ${number(steps)} steps, against the window.`,
  overTime: "Usage and costs over time",
  noSteps: "No step yet: this plot begins with the first reply.",

  title: "Usage",
  lead: "What agents sent to models and got back, as the endpoints counted it. Kept in this browser only; a deleted agent's part goes with it.",
  agent: "Agent",
  allAgents: "All agents",
  goneAgent: "Unknown agent",
  time: "Time",
  ranges: { week: "7 days", month: "30 days", quarter: "90 days", all: "All" },
  show: "Show",
  measures: { tokens: "Tokens", cost: "Cost" },
  by: "Grouped by",
  groups: { model: "Model", agent: "Agent", kind: "Read and written" },
  kinds: { prompt: "Read by the model", completion: "Written by the model" },
  empty: "Nothing was used in this time.",
  steps: "Steps",
  step: "Step",
  prompt: "Read",
  completion: "Written",
  total: "Together",
  cost: "Cost",
  day: "Day",
  model: "Model",
  dollars: (dollars: number) =>
    `$${decimal(dollars, dollars === 0 || dollars >= 1 ? 2 : dollars >= 0.01 ? 3 : 5)}`,
  unknown: "unknown",
  unpriced: (steps: number) =>
    steps === 1
      ? "1 step has no known price and is not in it"
      : `${number(steps)} steps have no known price and are not in it`,
  estimated: (steps: number) =>
    `${count(steps, "step", "steps")} counted by our own estimate: the endpoint told nothing`,
  plot: (measure: string, from: string, to: string) => `${measure} by day, ${from} to ${to}`,
  plotByMonth: (measure: string, from: string, to: string) => `${measure} by month, ${from} to ${to}`,
  asTable: "As a table",
  others: "Others",
  latest: "Latest steps",
  when: "When",
  open: "Open",
  more: "More",
  noSuchSteps: "No step yet.",

  prices: "Prices",
  pricesLead:
    "US dollars per million tokens, as the endpoint told them or you enter them. Where a price is not known, the cost is said to be unknown; nothing is guessed.",
  noPrices: "No model is set up. The demo model costs nothing.",
  promptPrice: "Read",
  completionPrice: "Written",
  priceOf: (what: string, model: string) => `${what}, ${model}`,
  usedBy: (agents: number) => (agents === 0 ? "no agent" : count(agents, "agent", "agents")),
  savePrice: "Save",
  saved: "Saved",
  reckon: (steps: number) =>
    steps === 1 ? "Reckon 1 earlier step with it" : `Reckon ${number(steps)} earlier steps with it`,
  reckoned: (steps: number) =>
    steps === 1 ? "1 earlier step was reckoned." : `${number(steps)} earlier steps were reckoned.`,
});
