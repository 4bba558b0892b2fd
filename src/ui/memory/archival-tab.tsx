import { ActionIcon, Button, Loader, Textarea, TextInput } from "@mantine/core";
import { IconSearch, IconTrash } from "@tabler/icons-react";
import { type FormEvent, useRef, useState } from "react";
import { Virtualizer } from "virtua";
import type { PassageMatch } from "../../client/index.ts";
import type { ErrorRecord, FoundBy, Passage } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { when } from "../format.ts";
import { useIsServer } from "../servers/use-is-server.ts";
import { searchTexts } from "../texts/search.ts";
import { t } from "../texts.ts";
import { useLive } from "../use-live.ts";
import { ExploreLink } from "./explore-link.tsx";
import { ModelProgress } from "./model-progress.tsx";
import { SearchModeChoice } from "./search-mode-choice.tsx";

/** Memories loaded at once; more come as one scrolls. */
const PAGE = 60;

export function ArchivalTab({ agentId }: { agentId: string }) {
  const client = useClient();
  const isServer = useIsServer();
  const [limit, setLimit] = useState(PAGE);
  const list = useLive((one) => one.getArchivalMemory({ agent_id: agentId, limit }), [agentId, limit]);
  const shown = useRef<Passage[]>([]);
  if (list.value) shown.current = list.value;
  const size = useLive((one) => one.getArchivalMemorySummary(agentId), [agentId]).value?.size;
  const [query, setQuery] = useState("");
  const [found, setFound] = useState<PassageMatch[] | null>(null);
  /** What the search could not go by, and why. */
  const [notice, setNotice] = useState<string | null>(null);
  const [busy, setBusy] = useState<"search" | "store" | null>(null);
  const [error, setError] = useState<ErrorRecord | null>(null);
  /** Brings the memory deleted last back, for a change of mind. */
  const [bringBack, setBringBack] = useState<(() => Promise<unknown>) | null>(null);
  const [adding, setAdding] = useState<string | null>(null);
  const scroller = useRef<HTMLDivElement>(null);

  const act = (kind: "search" | "store", work: () => Promise<void>) => {
    setBusy(kind);
    setError(null);
    work()
      .catch((thrown: unknown) => setError(asErrorRecord(thrown)))
      .finally(() => setBusy(null));
  };
  const search = (event?: FormEvent) => {
    event?.preventDefault();
    if (query.trim() === "") {
      setFound(null);
      return;
    }
    act("search", async () => {
      const { matches, reach } = await client.findInArchivalMemory({ agent_id: agentId, query, limit: 30 });
      setFound(matches);
      setNotice(reach.notice);
    });
  };
  const store = () => {
    const memory = adding?.trim();
    if (!memory) return;
    act("store", async () => {
      await client.insertArchivalMemory({ agent_id: agentId, memory });
      setAdding(null);
    });
  };
  const remove = async (passage: Passage) => {
    const { id, text } = passage;
    try {
      if (isServer) {
        await client.deleteArchivalMemory({ agent_id: agentId, memory_id: id });
        // A server gives it back as a new one only.
        setBringBack(() => () => client.insertArchivalMemory({ agent_id: agentId, memory: text }));
      } else {
        const removed = await client.deleteArchivalMemories({ agent_id: agentId, memory_ids: [id] });
        setBringBack(() => () => client.restoreArchivalMemories({ agent_id: agentId, removed }));
      }
      setFound((now) => now?.filter((match) => match.passage.id !== id) ?? null);
    } catch (thrown) {
      setError(asErrorRecord(thrown));
    }
  };
  const rows: { passage: Passage; found_by: FoundBy | null }[] =
    found ?? shown.current.map((passage) => ({ passage, found_by: null }));
  return (
    <>
      <form onSubmit={search}>
        <TextInput
          type="search"
          size="sm"
          value={query}
          aria-label={t.mind.searchArchival}
          placeholder={t.mind.searchArchival}
          leftSection={busy === "search" ? <Loader size={14} /> : <IconSearch size={15} />}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            if (event.currentTarget.value === "") setFound(null);
          }}
        />
      </form>
      <div className="row" style={{ margin: "8px 2px", fontSize: "0.8rem" }}>
        <span className="quiet numbers" style={{ flex: "1 0 auto" }}>
          {t.mind.memories(size ?? 0)}
        </span>
        <SearchModeChoice agentId={agentId} onChange={search} />
        <ExploreLink href={`/agents/${agentId}/archival`} />
        <Button size="compact-xs" variant="default" onClick={() => setAdding(adding === null ? "" : null)}>
          {t.mind.addMemory}
        </Button>
      </div>
      <ModelProgress />
      {bringBack && (
        <div className="notice" role="status" style={{ marginBottom: 8 }}>
          <span className="grow">{t.mind.deleted}</span>
          <Button
            size="compact-xs"
            variant="default"
            loading={busy === "store"}
            onClick={() =>
              act("store", async () => {
                await bringBack();
                setBringBack(null);
              })
            }
          >
            {t.undo}
          </Button>
        </div>
      )}
      {adding !== null && (
        <div style={{ marginBottom: 10 }}>
          <Textarea
            aria-label={t.mind.memoryText}
            autosize
            autoFocus
            minRows={2}
            maxRows={8}
            value={adding}
            onChange={(event) => setAdding(event.currentTarget.value)}
          />
          <div className="row" style={{ marginTop: 6 }}>
            <Button
              size="compact-sm"
              onClick={store}
              loading={busy === "store"}
              disabled={adding.trim() === ""}
            >
              {t.mind.store}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => setAdding(null)}>
              {t.cancel}
            </Button>
          </div>
        </div>
      )}
      {(error ?? list.error) && (
        <ErrorNotice error={(error ?? list.error) as ErrorRecord} onRetry={() => search()} />
      )}
      {size === 0 && <p className="quiet">{t.mind.noArchival}</p>}
      {found && notice && (
        <p className="quiet" role="status">
          {notice}
        </p>
      )}
      {found?.length === 0 && <p className="quiet">{t.mind.noMatch}</p>}
      <div
        ref={scroller}
        style={{ flex: 1, minHeight: 0, overflowY: "auto", overflowAnchor: "none" }}
        onScroll={(event) => {
          const box = event.currentTarget;
          if (!found && rows.length >= limit && box.scrollHeight - box.scrollTop - box.clientHeight < 400)
            setLimit(limit + PAGE);
        }}
      >
        <Virtualizer scrollRef={scroller} as="ul" item="li">
          {rows.map(({ passage, found_by }) => (
            <div key={passage.id} className="passage">
              <div className="passage-text">{passage.text}</div>
              <div className="passage-foot">
                <time dateTime={passage.created_at} className="grow">
                  {when(passage.created_at)}
                  {found_by && ` · ${searchTexts.why(found_by)}`}
                </time>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="sm"
                  aria-label={t.mind.deleteMemory}
                  onClick={() => void remove(passage)}
                >
                  <IconTrash size={13} />
                </ActionIcon>
              </div>
            </div>
          ))}
        </Virtualizer>
      </div>
    </>
  );
}
