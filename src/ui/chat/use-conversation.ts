/** The messages of a conversation as the screen follows them. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { ConversationEdit } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import type { asErrorRecord } from "../error-record.ts";
import { useLive } from "../use-live.ts";
import type { ConversationMessage } from "./conversation-entries.ts";

/** Messages of the first page, and of each older one. */
const PAGE = 80;
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

interface Conversation {
  messages: ConversationMessage[];
  hasMore: boolean;
  loadOlder: () => Promise<void>;
  ready: boolean;
  error: ReturnType<typeof asErrorRecord> | null;
}

/**
 * The newest page live, older ones as they are asked for: a long conversation is never read whole. Older ones are read
 * again after each `edit` of the conversation.
 */
export function useConversation(
  agentId: string,
  until: string | null,
  edit: ConversationEdit | null | undefined,
): Conversation {
  const client = useClient();
  const [start, setStart] = useState<number | null>(null);
  const [older, setOlder] = useState<{ messages: ConversationMessage[]; hasMore: boolean }>({
    messages: [],
    hasMore: false,
  });
  const loading = useRef(false);
  useEffect(() => {
    let current = true;
    void (async () => {
      const page = await client.getConversation({ agent_id: agentId, limit: PAGE });
      let first = page.messages[0]?.seq ?? 1;
      let hasMore = page.has_more;
      // A deep link may lie further back: the page then begins there.
      if (until && !page.messages.some((message) => message.id === until)) {
        const target = await client.getMessageSeq({ agent_id: agentId, message_id: until });
        if (target !== null && target < first) {
          first = Math.max(1, target - 10);
          hasMore = first > 1;
        }
      }
      if (!current) return;
      setOlder({ messages: [], hasMore });
      setStart(first - 1);
    })().catch(() => {
      // The live query below meets the same error, and shows it.
      if (current) setStart(0);
    });
    return () => {
      current = false;
    };
  }, [client, agentId, until]);
  const tail = useLive(
    async (one) =>
      start === null ? null : one.getConversation({ agent_id: agentId, after_seq: start, limit: 10_000 }),
    [agentId, start],
  );
  const loadOlder = useCallback(async () => {
    if (loading.current || start === null) return;
    loading.current = true;
    try {
      const before_seq = older.messages[0]?.seq ?? start + 1;
      const page = await client.getConversation({ agent_id: agentId, before_seq, limit: PAGE });
      setOlder((now) => ({ messages: [...page.messages, ...now.messages], hasMore: page.has_more }));
    } finally {
      loading.current = false;
    }
  }, [client, agentId, start, older]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: an edit is all that changes older messages
  useEffect(() => {
    const first = older.messages[0];
    if (!first || start === null) return;
    let current = true;
    const stretch = { after_seq: first.seq - 1, before_seq: start + 1, limit: 10_000 };
    void client.getConversation({ agent_id: agentId, ...stretch }).then(({ messages }) => {
      if (current) setOlder((now) => ({ messages, hasMore: now.hasMore }));
    });
    return () => {
      current = false;
    };
  }, [edit]);
  const messages = useMemo(() => [...older.messages, ...(tail.value?.messages ?? [])], [older, tail.value]);
  return { messages, hasMore: older.hasMore, loadOlder, ready: tail.value != null, error: tail.error };
}
