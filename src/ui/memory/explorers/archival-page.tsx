/** Archival memory as a whole: to look through, search, change, take out and look at from above. */
import "./explorers.css";
import { Button, Loader, NativeSelect, SegmentedControl, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconAdjustments, IconDownload, IconPlus, IconSearch, IconTrash } from "@tabler/icons-react";
import { type FormEvent, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { Virtualizer } from "virtua";
import {
  type AgentState,
  DEFAULT_SEARCH_MODE,
  type ErrorRecord,
  SEARCH_MODES,
  type SearchMode,
} from "../../../schemas/index.ts";
import { useClient } from "../../client-context.tsx";
import { ErrorNotice } from "../../components/error-notice.tsx";
import { saveFile } from "../../components/save-file.ts";
import { asErrorRecord } from "../../error-record.ts";
import { loadable } from "../../loadable.tsx";
import { explorerTexts } from "../../texts/explorers.ts";
import { searchTexts } from "../../texts/search.ts";
import { t as common } from "../../texts.ts";
import { useLive } from "../../use-live.ts";
import { ModelProgress } from "../model-progress.tsx";
import { AddMemories } from "./add-memories.tsx";
import { ExplorerFrame } from "./explorer-frame.tsx";
import { FilterFields } from "./filter-fields.tsx";
import { type MemoryFilter, NO_FILTER, toArchivalFilter } from "./memory-filter.ts";
import { type MemoryActions, MemoryRowView } from "./memory-row.tsx";
import { type MemorySearch, useMemories } from "./use-memories.ts";

const t = explorerTexts.archival;

const MemoryMap = loadable(() => import("./memory-map.tsx"));

const FORMATS = ["json", "csv", "text"] as const;

/** How near to the end of the list the next page is read (pixels). */
const AHEAD = 1200;

/** What was done last, and how it is undone. */
interface Done {
  text: string;
  undo: () => Promise<unknown>;
}

const NONE: ReadonlySet<string> = new Set();

export default function ArchivalPage({ agentId }: { agentId: string }) {
  return (
    <ExplorerFrame agentId={agentId} title={t.title}>
      {(agent) => <Archival agent={agent} />}
    </ExplorerFrame>
  );
}

function Archival({ agent }: { agent: AgentState }) {
  const client = useClient();
  const agentId = agent.id;
  const sources = useLive((one) => one.listAttachedSources(agentId), [agentId]).value ?? [];
  const sourceIds = sources.map(({ id }) => id).join(" ");
  const [filter, setFilter] = useState<MemoryFilter>(NO_FILTER);
  const [words, setWords] = useState("");
  const [mode, setMode] = useState<SearchMode>(DEFAULT_SEARCH_MODE);
  const [query, setQuery] = useState("");
  const archivalFilter = useMemo(
    () => toArchivalFilter(filter, agentId, sourceIds.split(" ").filter(Boolean)),
    [filter, agentId, sourceIds],
  );
  const search: MemorySearch | null = query === "" ? null : { query, mode };
  const memories = useMemories(agentId, archivalFilter, search);
  const { rows } = memories;

  const isNarrow = useMediaQuery("(max-width: 760px)", undefined, { getInitialValueInEffect: false });
  const [filtersOpen, setFiltersOpen] = useState(!isNarrow);
  const [view, setView] = useState<"list" | "map">("list");
  const [adding, setAdding] = useState(false);
  const [format, setFormat] = useState<(typeof FORMATS)[number]>("json");
  const [selected, setSelected] = useState<ReadonlySet<string>>(NONE);
  const [done, setDone] = useState<Done | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const scroller = useRef<HTMLDivElement>(null);

  useEffect(() => {
    client.getSearchMode({ agent_id: agentId }).then(setMode, () => {});
  }, [client, agentId]);

  const act = async (work: () => Promise<Done | null>) => {
    setBusy(true);
    setError(null);
    try {
      setDone(await work());
    } catch (thrown) {
      setError(asErrorRecord(thrown));
    }
    setBusy(false);
  };
  const remove = (ids: string[]) =>
    act(async () => {
      const removed = await client.deleteArchivalMemories({ agent_id: agentId, memory_ids: ids });
      // What a source holds stays.
      memories.drop(new Set(removed.map(({ passage }) => passage.id)));
      setSelected((now) => new Set([...now].filter((id) => !ids.includes(id))));
      const undo = () => client.restoreArchivalMemories({ agent_id: agentId, removed });
      return { text: t.removed(removed.length), undo };
    });
  const actions: MemoryActions = {
    select: (id, isSelected) =>
      setSelected((now) => {
        const next = new Set(now);
        if (isSelected) next.add(id);
        else next.delete(id);
        return next;
      }),
    edit: (passage, text) =>
      act(async () => {
        const change = async (to: string) => {
          const memory = { agent_id: agentId, memory_id: passage.id, text: to };
          memories.replace(await client.updateArchivalMemory(memory));
        };
        await change(text);
        return { text: t.changed, undo: () => change(passage.text) };
      }),
    remove: (passage) => void remove([passage.id]),
  };
  const undo = () =>
    act(async () => {
      await done?.undo();
      memories.reload();
      return null;
    });
  const exportAll = () =>
    act(async () => {
      const chosen =
        selected.size > 0 ? [...selected] : search ? rows.map(({ passage }) => passage.id) : null;
      const wanted = chosen ? { memory_ids: chosen } : archivalFilter;
      saveFile(await client.exportArchivalMemory({ agent_id: agentId, format, ...wanted }));
      return done;
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setQuery(words.trim());
  };
  const readAhead = () => {
    const box = scroller.current;
    if (box && box.scrollHeight - box.scrollTop - box.clientHeight < AHEAD) memories.loadMore();
  };
  const found = useMemo(() => new Set(rows.map(({ passage }) => passage.id)), [rows]);
  const isEmpty = rows.length === 0 && !memories.loading;
  const isFiltered = filter !== NO_FILTER && JSON.stringify(filter) !== JSON.stringify(NO_FILTER);

  return (
    <>
      <div className="explorer-tools">
        <form className="explorer-search" onSubmit={submit}>
          <TextInput
            type="search"
            className="grow"
            value={words}
            aria-label={t.search}
            placeholder={t.search}
            leftSection={search && memories.loading ? <Loader size={14} /> : <IconSearch size={15} />}
            onChange={(event) => {
              setWords(event.currentTarget.value);
              if (event.currentTarget.value === "") setQuery("");
            }}
          />
          <NativeSelect
            aria-label={searchTexts.by}
            value={mode}
            data={SEARCH_MODES.map((value) => ({ value, label: searchTexts.modes[value] }))}
            onChange={(event) =>
              setMode(SEARCH_MODES.find((value) => value === event.currentTarget.value) ?? mode)
            }
          />
        </form>
        <Button
          variant={filtersOpen ? "light" : "default"}
          leftSection={<IconAdjustments size={16} />}
          aria-expanded={filtersOpen}
          onClick={() => setFiltersOpen(!filtersOpen)}
        >
          {explorerTexts.filters}
        </Button>
        <Button
          variant={adding ? "light" : "default"}
          leftSection={<IconPlus size={16} />}
          aria-expanded={adding}
          onClick={() => setAdding(!adding)}
        >
          {explorerTexts.add.open}
        </Button>
      </div>
      {filtersOpen && <FilterFields filter={filter} sources={sources} onChange={setFilter} />}
      {adding && (
        <AddMemories
          agentId={agentId}
          onClose={() => setAdding(false)}
          onStored={(ids, many) =>
            setDone({
              text: t.stored(many),
              undo: () => client.deleteArchivalMemories({ agent_id: agentId, memory_ids: ids }),
            })
          }
        />
      )}
      <div className="explorer-line">
        <SegmentedControl
          size="xs"
          aria-label={t.view}
          value={view}
          data={[
            { value: "list", label: t.list },
            { value: "map", label: t.map },
          ]}
          onChange={(value) => setView(value === "map" ? "map" : "list")}
        />
        <span className="quiet numbers grow" role="status">
          {selected.size > 0
            ? t.selected(selected.size)
            : search
              ? t.found(rows.length)
              : filter.origin && memories.total !== null
                ? t.shown(rows.length, memories.total)
                : t.memories(memories.total ?? rows.length)}
        </span>
        {selected.size > 0 ? (
          <>
            {(filter.owner === "own" || filter.owner === "all") && (
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconTrash size={14} />}
                loading={busy}
                onClick={() => void remove([...selected])}
              >
                {t.remove}
              </Button>
            )}
            <Button size="compact-sm" variant="default" onClick={() => setSelected(NONE)}>
              {t.unselect}
            </Button>
          </>
        ) : (
          rows.length > 0 && (
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => setSelected(new Set(rows.map(({ passage }) => passage.id)))}
            >
              {t.selectShown}
            </Button>
          )
        )}
        <NativeSelect
          size="xs"
          aria-label={t.exportAs}
          value={format}
          data={FORMATS.map((value) => ({ value, label: t.formats[value] }))}
          onChange={(event) =>
            setFormat(FORMATS.find((value) => value === event.currentTarget.value) ?? "json")
          }
        />
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconDownload size={14} />}
          disabled={rows.length === 0}
          loading={busy}
          onClick={() => void exportAll()}
        >
          {t.export}
        </Button>
      </div>
      <ModelProgress />
      {done && (
        <div className="notice" role="status">
          <span className="grow">{done.text}</span>
          <Button size="compact-xs" variant="default" loading={busy} onClick={() => void undo()}>
            {common.undo}
          </Button>
        </div>
      )}
      {error && <ErrorNotice error={error} />}
      {memories.error && <ErrorNotice error={memories.error} onRetry={memories.reload} />}
      {memories.notice && (
        <p className="quiet" role="status">
          {memories.notice}
        </p>
      )}
      {isEmpty && !memories.error && (
        <div className="explorer-empty">
          <p>{search ? t.noMatch : isFiltered ? t.none : t.empty}</p>
          {!search && !isFiltered && !adding && (
            <Button variant="light" onClick={() => setAdding(true)}>
              {t.emptyHint}
            </Button>
          )}
        </div>
      )}
      {view === "map" ? (
        <Suspense fallback={<Loader size="sm" aria-label={common.loading} />}>
          <MemoryMap
            agentId={agentId}
            filter={archivalFilter}
            found={search ? found : null}
            selected={selected}
            onSelect={setSelected}
          />
        </Suspense>
      ) : (
        <div ref={scroller} className="explorer-scroll" onScroll={readAhead}>
          <Virtualizer scrollRef={scroller} as="ul" item="li">
            {rows.map((row) => (
              <MemoryRowView
                key={row.passage.id}
                row={row}
                agentId={agentId}
                selected={selected.has(row.passage.id)}
                actions={actions}
              />
            ))}
          </Virtualizer>
          {memories.next !== null && (
            <Button
              size="compact-sm"
              variant="subtle"
              loading={memories.loading}
              onClick={memories.loadMore}
              style={{ margin: 12 }}
            >
              {t.more}
            </Button>
          )}
        </div>
      )}
    </>
  );
}
