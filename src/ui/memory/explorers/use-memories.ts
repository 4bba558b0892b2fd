import { useCallback, useEffect, useRef, useState } from "react";
import type { ArchivalFilter } from "../../../client/index.ts";
import type { ErrorRecord, FoundBy, Passage, SearchMode } from "../../../schemas/index.ts";
import { useClient } from "../../client-context.tsx";
import { asErrorRecord } from "../../error-record.ts";
import { useLive } from "../../use-live.ts";

/** Memories read at a time. */
const PAGE = 100;
/** Most that are read again at once when something changed elsewhere. */
const LARGEST_PAGE = 5000;
/** Matches of a search. */
const FOUND = 200;

export interface MemoryRow {
  passage: Passage;
  found_by: FoundBy | null;
}

export interface MemorySearch {
  query: string;
  mode: SearchMode;
}

interface Loaded {
  rows: MemoryRow[];
  /** Where the next page begins. */
  next: string | null;
  /** How many there are in the span of time; null for a search. */
  total: number | null;
  /** What a search could not go by, and why. */
  notice: string | null;
}

export interface Memories extends Loaded {
  loading: boolean;
  error: ErrorRecord | null;
  /** Reads the next page, where there is one and none is being read. */
  loadMore: () => void;
  reload: () => void;
  /** Shows a memory as it is now, until it is read again. */
  replace: (passage: Passage) => void;
  drop: (ids: ReadonlySet<string>) => void;
}

const NOTHING: Loaded = { rows: [], next: null, total: null, notice: null };

/** The memories that fit a filter, by date or as a search finds them; read again when any tab changes how many there are. */
export function useMemories(agentId: string, filter: ArchivalFilter, search: MemorySearch | null): Memories {
  const client = useClient();
  const [loaded, setLoaded] = useState<Loaded>(NOTHING);
  const [loading, setLoading] = useState(true);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const wanted = JSON.stringify({ filter, search });
  /** What is being read; an answer to another question comes too late. */
  const reading = useRef<AbortController | null>(null);
  const shown = useRef({ wanted: "", count: 0 });
  shown.current.count = loaded.rows.length;
  const summary = useLive((one) => one.getArchivalMemorySummary(agentId), [agentId]);
  const size = summary.value?.size;

  const read = useCallback(async (ask: (signal: AbortSignal) => Promise<Loaded>) => {
    reading.current?.abort();
    const mine = new AbortController();
    reading.current = mine;
    setLoading(true);
    try {
      const answer = await ask(mine.signal);
      if (mine.signal.aborted) return;
      setLoaded(answer);
      setError(null);
    } catch (thrown) {
      if (!mine.signal.aborted) setError(asErrorRecord(thrown));
    }
    if (reading.current === mine) {
      reading.current = null;
      setLoading(false);
    }
  }, []);

  const reload = useCallback(() => {
    const asked = JSON.parse(wanted) as { filter: ArchivalFilter; search: MemorySearch | null };
    const again = shown.current.wanted === wanted;
    const limit = Math.min(LARGEST_PAGE, Math.max(PAGE, again ? shown.current.count : 0));
    shown.current.wanted = wanted;
    if (!again) setLoaded(NOTHING);
    void read(async (signal) => {
      const params = { agent_id: agentId, ...asked.filter };
      if (asked.search) {
        const { matches, reach } = await client.findInArchivalMemory({
          ...params,
          ...asked.search,
          limit: FOUND,
          signal,
        });
        return { rows: matches, next: null, total: null, notice: reach.notice };
      }
      const { passages, next, total } = await client.listArchivalMemory({ ...params, limit });
      return { rows: passages.map((passage) => ({ passage, found_by: null })), next, total, notice: null };
    });
  }, [client, agentId, wanted, read]);

  // Another number of memories means other memories. Begun with the number that is there, not once before it.
  useEffect(() => {
    if (size !== undefined) reload();
  }, [reload, size]);
  useEffect(() => () => reading.current?.abort(), []);

  const loadMore = () => {
    if (reading.current || loaded.next === null) return;
    void read(async () => {
      const added: MemoryRow[] = [];
      let { next } = loaded;
      // A page may be empty where few fit the filter.
      while (next !== null && added.length === 0) {
        const page = await client.listArchivalMemory({
          agent_id: agentId,
          ...filter,
          before: next,
          limit: PAGE,
        });
        for (const passage of page.passages) added.push({ passage, found_by: null });
        next = page.next;
      }
      return { ...loaded, rows: [...loaded.rows, ...added], next };
    });
  };
  const replace = (passage: Passage) =>
    setLoaded((now) => ({
      ...now,
      rows: now.rows.map((row) => (row.passage.id === passage.id ? { ...row, passage } : row)),
    }));
  const drop = (ids: ReadonlySet<string>) =>
    setLoaded((now) => ({ ...now, rows: now.rows.filter(({ passage }) => !ids.has(passage.id)) }));
  return {
    ...loaded,
    loading: loading && !summary.error,
    error: error ?? summary.error,
    loadMore,
    reload,
    replace,
    drop,
  };
}
