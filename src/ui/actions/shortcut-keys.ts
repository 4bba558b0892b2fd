/** Listens for shortcuts. The list of actions is loaded when a modifier is first held: most first screens need none. */
import { useEffect, useRef } from "react";
import { useLocation } from "wouter";
import { useClient } from "../client-context.tsx";
import type { ActionContext } from "./actions.ts";
import { matches, SHORTCUTS } from "./shortcut.ts";

type Registry = typeof import("./actions.ts");

/** What actions act on: the client, the agent of the address, and the way to other pages. */
export function useActionContext(agents: ActionContext["agents"] = []): ActionContext {
  const client = useClient();
  const [location, go] = useLocation();
  return { client, agents, go, agentId: /^\/agents\/([^/]+)/.exec(location)?.[1] ?? null };
}

const isField = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

export function useShortcutKeys(): void {
  const context = useRef<ActionContext>(null);
  context.current = useActionContext();
  useEffect(() => {
    let registry: Registry | null = null;
    const load = async () => {
      registry ??= await import("./actions.ts");
      return registry;
    };
    const run = ({ actionFor, runAction }: Registry, event: KeyboardEvent, inField: boolean): boolean => {
      const action = context.current && actionFor(event, { inField, context: context.current });
      if (action && context.current) void runAction(action, context.current);
      return Boolean(action);
    };
    const onKey = (event: KeyboardEvent) => {
      if ((!event.ctrlKey && !event.metaKey) || event.defaultPrevented) return;
      const inField = isField(event.target);
      if (registry) {
        if (run(registry, event, inField)) event.preventDefault();
        return;
      }
      // The first keys count too: they are taken from the browser now, and done when the actions are there.
      const isOurs = Object.values(SHORTCUTS).some((shortcut) => matches(shortcut, event));
      if (isOurs) event.preventDefault();
      load().then(
        (loaded) => isOurs && run(loaded, event, inField),
        () => {
          // They could not be loaded; the next keys try again.
        },
      );
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
