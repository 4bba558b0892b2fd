/** Every action there is, once: the palette, the shortcuts and the page of shortcuts are made of this list. */
import type { AgentWorkspace } from "../../client/index.ts";
import type { AgentState } from "../../schemas/index.ts";
import { saveFile } from "../components/save-file.ts";
import { asErrorRecord } from "../error-record.ts";
import { showNotice } from "../notices/notices.ts";
import { appTexts } from "../texts/app.ts";
import { type OfferName, offerOf, useCommands } from "./offers.ts";
import { matches, SHORTCUTS } from "./shortcut.ts";

type Shortcut = (typeof SHORTCUTS)[keyof typeof SHORTCUTS];

export interface ActionContext {
  client: AgentWorkspace;
  /** The agent of this browser whose page is open. */
  agentId: string | null;
  /** The agents of this browser. */
  agents: AgentState[];
  /** Goes to a page of the app, e.g. `/settings`. */
  go: (path: string) => void;
}

export interface Action {
  id: string;
  title: () => string;
  group: keyof typeof appTexts.groups;
  /** As in `shortcut.ts`. */
  shortcut?: Shortcut;
  /** Also while a person writes in a field. */
  inFields?: boolean;
  /** Whether it can be done now. Always, where it is left out. */
  when?: (context: ActionContext) => boolean;
  run: (context: ActionContext) => void | Promise<void>;
}

const words = () => appTexts.actions;

const goTo = (id: keyof typeof appTexts.actions.pages, path: string, shortcut?: Shortcut): Action => ({
  id: `go-${id}`,
  title: () => words().pages[id],
  group: "go",
  ...(shortcut && { shortcut, inFields: true }),
  run: ({ go }) => go(path),
});

const offered = (name: OfferName, title: () => string, shortcut?: Shortcut): Action => ({
  id: name,
  title,
  group: "conversation",
  ...(shortcut && { shortcut, inFields: true }),
  when: () => offerOf(name) !== undefined,
  run: () => offerOf(name)?.(),
});

/** What is done to the agent whose page is open. */
const forAgent = (
  id: string,
  title: () => string,
  run: (agentId: string, context: ActionContext) => Promise<void>,
): Action => ({
  id,
  title,
  group: "agent",
  when: ({ agentId }) => agentId !== null,
  run: async (context) => {
    if (context.agentId !== null) await run(context.agentId, context);
  },
});

export const ACTIONS: Action[] = [
  {
    id: "palette",
    title: () => words().palette,
    group: "go",
    shortcut: SHORTCUTS.palette,
    inFields: true,
    run: () => useCommands.setState({ shown: "palette" }),
  },
  {
    id: "new-agent",
    title: () => words().newAgent,
    group: "go",
    shortcut: SHORTCUTS.newAgent,
    inFields: true,
    run: ({ go }) => go("/new"),
  },
  goTo("agents", "/"),
  goTo("search", "/search", SHORTCUTS.search),
  goTo("usage", "/usage"),
  goTo("sources", "/sources"),
  goTo("tools", "/tools"),
  goTo("library", "/library"),
  goTo("models", "/models"),
  goTo("data", "/data"),
  goTo("settings", "/settings", SHORTCUTS.settings),
  offered("write", () => words().write, SHORTCUTS.write),
  offered("stop", () => words().stop, SHORTCUTS.stop),
  offered("attach", () => words().attach),
  offered("toggle-mind", () => words().toggleMind, SHORTCUTS.toggleMind),
  forAgent(
    "heartbeat",
    () => words().heartbeat,
    async (agent_id, { client }) => {
      await client.heartbeat({ agent_id });
    },
  ),
  forAgent(
    "duplicate",
    () => words().duplicate,
    async (agent_id, { client, go }) => {
      const copy = await client.duplicateAgent({ agent_id, with_conversation: true, with_archival: true });
      go(`/agents/${copy.id}`);
    },
  ),
  forAgent(
    "export",
    () => words().exportAgent,
    async (agent_id, { client }) => {
      const [agent, file] = await Promise.all([
        client.getAgent(agent_id),
        client.exportAgentFile({ agent_id }),
      ]);
      saveFile(new File([JSON.stringify(file, null, 2)], `${agent.name}.af`, { type: "application/json" }));
    },
  ),
  {
    id: "shortcuts",
    title: () => words().shortcuts,
    group: "go",
    shortcut: SHORTCUTS.shortcuts,
    inFields: true,
    run: () => useCommands.setState({ shown: "shortcuts" }),
  },
];

/** A way to each agent, for the palette. */
export function agentActions(agents: AgentState[]): Action[] {
  return agents.map(({ id, name }) => ({
    id: `agent-${id}`,
    title: () => name,
    group: "agents",
    run: ({ go }) => go(`/agents/${id}`),
  }));
}

/** Runs an action; a failure is told of, whatever started it. */
export async function runAction(action: Action, context: ActionContext): Promise<void> {
  try {
    await action.run(context);
  } catch (error) {
    showNotice({ text: `${action.title()}: ${asErrorRecord(error).message}`, stays: true });
  }
}

/** The action whose keys these are, if it can be done now. */
export function actionFor(
  event: Parameters<typeof matches>[1],
  { inField, context }: { inField: boolean; context: ActionContext },
): Action | undefined {
  return ACTIONS.find(
    (action) =>
      action.shortcut !== undefined &&
      (action.inFields || !inField) &&
      matches(action.shortcut, event) &&
      (action.when?.(context) ?? true),
  );
}

/**
 * Actions that fit a query, the best first: those that begin with it, then those with a word that does, then those that
 * hold all its words.
 */
export function findActions(actions: Action[], query: string): Action[] {
  const wanted = query.trim().toLocaleLowerCase();
  if (wanted === "") return actions;
  const rank = (title: string) => {
    const name = title.toLocaleLowerCase();
    if (name.startsWith(wanted)) return 0;
    if (name.includes(` ${wanted}`)) return 1;
    return wanted.split(/\s+/).every((word) => name.includes(word)) ? 2 : 3;
  };
  return actions
    .map((action) => ({ action, rank: rank(action.title()) }))
    .filter((one) => one.rank < 3)
    .sort((a, b) => a.rank - b.rank)
    .map((one) => one.action);
}
