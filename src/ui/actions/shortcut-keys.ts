/** Listens for shortcuts. The list of actions is loaded when a modifier is first held: most first screens need none. */
import { useEffect, useRef } from "react";
import { useLocation } from "wouter";
import { useClient } from "../client-context.tsx";
import type { ActionContext } from "./actions.ts";
import { useCommands } from "./offers.ts";

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
    const onKey = (event: KeyboardEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      if (!registry) {
        void import("./actions.ts").then((loaded) => {
          registry = loaded;
        });
        // The best known one must not wait for it.
        if (event.key.toLowerCase() !== "k" || event.altKey || event.shiftKey) return;
        event.preventDefault();
        useCommands.setState({ shown: "palette" });
        return;
      }
      if (event.defaultPrevented || !context.current) return;
      const action = registry.actionFor(event, { inField: isField(event.target), context: context.current });
      if (!action) return;
      event.preventDefault();
      void registry.runAction(action, context.current);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
