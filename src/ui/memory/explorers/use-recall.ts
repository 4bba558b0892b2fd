import { useCallback, useEffect, useRef, useState } from "react";
import type { RecallPage } from "../../../client/index.ts";
import type { ErrorRecord, MessageKind } from "../../../schemas/index.ts";
import { useClient } from "../../client-context.tsx";
import { asErrorRecord } from "../../error-record.ts";
import { useLive } from "../../use-live.ts";

/** Messages read at a time. */
const PAGE = 100;

export interface Recall extends RecallPage {
  /** Another number: what is shown begins anew, at its end or at `from`. */
  start: number;
  loading: boolean;
  /** Whether what was read last stands before what was there. */
  prepending: boolean;
  error: ErrorRecord | null;
  loadOlder: () => void;
  loadNewer: () => void;
  reload: () => void;
}

const NOTHING: RecallPage = { messages: [], after: null, before: null };

/** A stretch of recall memory that grows at both ends; it begins at a time, or at the end of the conversation. */
export function useRecall(agentId: string, kinds: MessageKind[] | null, from: string | null): Recall {
  const client = useClient();
  const [page, setPage] = useState<RecallPage & { start: number }>({ ...NOTHING, start: 0 });
  const [loading, setLoading] = useState(true);
  const [prepending, setPrepending] = useState(false);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const busy = useRef<object | null>(null);
  const of = JSON.stringify(kinds);
  const size = useLive((one) => one.getRecallMemorySummary(agentId), [agentId]).value?.size;

  const read = useCallback(
    async (isOlder: boolean, ask: (kinds: MessageKind[] | undefined) => Promise<typeof page>) => {
      const mine = {};
      busy.current = mine;
      setLoading(true);
      setPrepending(isOlder);
      try {
        const answer = await ask((JSON.parse(of) as MessageKind[] | null) ?? undefined);
        if (busy.current !== mine) return;
        setPage(answer);
        setError(null);
      } catch (thrown) {
        if (busy.current === mine) setError(asErrorRecord(thrown));
      }
      if (busy.current !== mine) return;
      busy.current = null;
      setLoading(false);
    },
    [of],
  );
  const older = useCallback(
    (now: RecallPage, wanted: MessageKind[] | undefined) =>
      client.listRecall({
        agent_id: agentId,
        limit: PAGE,
        before: (now.after ?? 0) + 1,
        ...(wanted ? { kinds: wanted } : {}),
      }),
    [client, agentId],
  );
  const reload = useCallback(
    () =>
      void read(false, async (wanted) => {
        let begun = await client.listRecall({
          agent_id: agentId,
          limit: PAGE,
          from,
          ...(wanted ? { kinds: wanted } : {}),
        });
        // Few are of the kinds asked for: further back, until there is something to see.
        while (!from && begun.messages.length === 0 && begun.after !== null)
          begun = { ...(await older(begun, wanted)), before: null };
        return { ...begun, start: Date.now() };
      }),
    [client, agentId, from, read, older],
  );
  useEffect(reload, [reload]);
  useEffect(
    () => () => {
      busy.current = null;
    },
    [],
  );

  const loadOlder = () => {
    if (busy.current || page.after === null) return;
    void read(true, async (wanted) => {
      const part = await older(page, wanted);
      return { ...page, messages: [...part.messages, ...page.messages], after: part.after };
    });
  };
  const newer = () =>
    read(false, async (wanted) => {
      const last = page.messages.at(-1)?.seq ?? page.after ?? 0;
      const part = await client.listRecall({
        agent_id: agentId,
        limit: PAGE,
        after: page.before === null ? last : page.before - 1,
        ...(wanted ? { kinds: wanted } : {}),
      });
      return { ...page, messages: [...page.messages, ...part.messages], before: part.before };
    });
  const loadNewer = () => {
    if (!busy.current && page.before !== null) void newer();
  };
  const known = useRef(size);
  // What is said now comes on at the end, where the end is shown.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another number of messages asks for more
  useEffect(() => {
    const isMore = known.current !== undefined && size !== undefined && size > known.current;
    const isLess = known.current !== undefined && size !== undefined && size < known.current;
    known.current = size;
    if (isLess) reload();
    else if (isMore && page.before === null && !busy.current) void newer();
  }, [size]);
  return { ...page, loading, prepending, error, loadOlder, loadNewer, reload };
}
