/** The messages of a conversation as the screen follows them. */
import { useCallback, useEffect, useRef, useState } from "react";
import { useClient } from "../client-context.tsx";
import { ConversationPages, NOTHING_LOADED } from "./conversation-pages.ts";

/** Whether some tab runs this agent: asked now and then while a run that is not ours seems to go on. */
export function useElsewhere(agentId: string, suspect: boolean): boolean {
  const client = useClient();
  const [elsewhere, setElsewhere] = useState(false);
  useEffect(() => {
    if (!suspect) {
      setElsewhere(false);
      return;
    }
    let current = true;
    const look = () =>
      void client.isRunning({ agent_id: agentId }).then((running) => {
        if (current) setElsewhere(running);
      });
    look();
    const timer = setInterval(look, 1000);
    return () => {
      current = false;
      clearInterval(timer);
    };
  }, [client, agentId, suspect]);
  return elsewhere;
}

/** What is loaded of the conversation, as it changes. */
export function useConversation(agentId: string, until: string | null) {
  const client = useClient();
  const [loaded, setLoaded] = useState(NOTHING_LOADED);
  const pages = useRef<ConversationPages | null>(null);
  useEffect(() => {
    const opened = new ConversationPages(client, agentId, setLoaded);
    pages.current = opened;
    void opened.open(until);
    return () => opened.close();
  }, [client, agentId, until]);
  const loadOlder = useCallback(async () => pages.current?.loadOlder(), []);
  return { ...loaded, loadOlder };
}
