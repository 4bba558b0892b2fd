/** Recall memory as a time line: everything that was said and done, with a way to any day. */
import "./explorers.css";
import { Button, Loader, NativeSelect, TextInput } from "@mantine/core";
import { IconArrowDown, IconSearch } from "@tabler/icons-react";
import { type FormEvent, useLayoutEffect, useRef, useState } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { Link } from "wouter";
import {
  type ErrorRecord,
  kindOfMessage,
  type Message,
  type MessageKind,
  messageKindSchema,
  SEARCH_MODES,
  type SearchMode,
  spokenText,
} from "../../../schemas/index.ts";
import { useClient } from "../../client-context.tsx";
import { ErrorNotice } from "../../components/error-notice.tsx";
import { asErrorRecord } from "../../error-record.ts";
import { when } from "../../format.ts";
import { explorerTexts } from "../../texts/explorers.ts";
import { locale } from "../../texts/language.ts";
import { searchTexts } from "../../texts/search.ts";
import { t as common } from "../../texts.ts";
import { useLive } from "../../use-live.ts";
import { ExplorerFrame } from "./explorer-frame.tsx";
import { dayOf, startOfDay } from "./local-days.ts";
import { TimeScale } from "./time-scale.tsx";
import { useRecall } from "./use-recall.ts";

const t = explorerTexts.recall;

/** How near to an end of the list more is read (pixels). */
const AHEAD = 800;
const FOUND = 100;
/** Characters of a message that are shown; the conversation has the rest. */
const SHOWN = 600;

const SHOWS = ["all", "said", ...messageKindSchema.options] as const;
type Shows = (typeof SHOWS)[number];

const kindsOf = (shows: Shows): MessageKind[] | null =>
  shows === "all" ? null : shows === "said" ? ["person", "agent"] : [shows];

/** What a message says: words, or the calls that were made. */
function wordsOf(message: Message): string {
  const words = spokenText(message) ?? message.text ?? "";
  const calls = (message.tool_calls ?? [])
    .filter((call) => call.function.name !== "send_message")
    .map((call) => `${call.function.name}(${call.function.arguments})`);
  return [words, ...calls].filter(Boolean).join("\n");
}

function RecallRow({ message, agentId }: { message: Message; agentId: string }) {
  const kind = kindOfMessage(message);
  const words = wordsOf(message);
  return (
    <div className="recall-row" data-kind={kind}>
      <div className="recall-who">
        <span>{t.kinds[kind]}</span>
        <time dateTime={message.created_at}>{when(message.created_at)}</time>
      </div>
      <div className="passage-text grow">
        {words.slice(0, SHOWN)}
        {words.length > SHOWN && "…"}
      </div>
      <Link href={`/agents/${agentId}/messages/${message.id}`} className="recall-open">
        {t.open}
      </Link>
    </div>
  );
}

export default function RecallExplorerPage({ agentId }: { agentId: string }) {
  return (
    <ExplorerFrame agentId={agentId} title={t.title}>
      {() => <TimeLine agentId={agentId} />}
    </ExplorerFrame>
  );
}

function TimeLine({ agentId }: { agentId: string }) {
  const client = useClient();
  const size = useLive((one) => one.getRecallMemorySummary(agentId), [agentId]).value?.size;
  const [shows, setShows] = useState<Shows>("all");
  const [day, setDay] = useState("");
  const recall = useRecall(agentId, kindsOf(shows), startOfDay(day));
  const [words, setWords] = useState("");
  const [mode, setMode] = useState<SearchMode>("words");
  const [found, setFound] = useState<Message[] | null>(null);
  const [searching, setSearching] = useState(false);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);

  const search = async (by: SearchMode) => {
    const query = words.trim();
    if (query === "") {
      setFound(null);
      return;
    }
    setSearching(true);
    setError(null);
    try {
      setFound(await client.searchMessages({ agent_id: agentId, query, mode: by, limit: FOUND }));
    } catch (thrown) {
      setError(asErrorRecord(thrown));
    }
    setSearching(false);
  };
  const jump = (to: string) => {
    setFound(null);
    setWords("");
    setDay(to);
  };
  const kinds = kindsOf(shows);
  const matches = found?.filter((message) => !kinds || kinds.includes(kindOfMessage(message)));

  // A day's heading stands before its first message.
  const { messages } = recall;
  const rows = messages.flatMap((message, index) => {
    const before = messages[index - 1];
    const isNew = !before || dayOf(before.created_at) !== dayOf(message.created_at);
    return isNew
      ? [
          { heading: message.created_at, message: null },
          { heading: null, message },
        ]
      : [{ heading: null, message }];
  });
  const { start } = recall;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only where the list begins anew
  useLayoutEffect(() => {
    if (start === 0 || rows.length === 0) return;
    const [index, align] = day ? ([0, "start"] as const) : ([rows.length - 1, "end"] as const);
    list.current?.scrollToIndex(index, { align });
  }, [start]);
  const readAhead = () => {
    const box = scroller.current;
    if (!box || matches) return;
    if (box.scrollTop < AHEAD) recall.loadOlder();
    else if (box.scrollHeight - box.scrollTop - box.clientHeight < AHEAD) recall.loadNewer();
  };
  return (
    <>
      <div className="explorer-tools">
        <form
          className="explorer-search"
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            void search(mode);
          }}
        >
          <TextInput
            type="search"
            className="grow"
            value={words}
            aria-label={t.search}
            placeholder={t.search}
            leftSection={searching ? <Loader size={14} /> : <IconSearch size={15} />}
            onChange={(event) => {
              setWords(event.currentTarget.value);
              if (event.currentTarget.value === "") setFound(null);
            }}
          />
          <NativeSelect
            aria-label={searchTexts.by}
            value={mode}
            data={SEARCH_MODES.map((value) => ({ value, label: searchTexts.modes[value] }))}
            onChange={(event) => {
              const chosen = SEARCH_MODES.find((value) => value === event.currentTarget.value) ?? mode;
              setMode(chosen);
              if (found) void search(chosen);
            }}
          />
        </form>
        <NativeSelect
          aria-label={t.show}
          value={shows}
          data={SHOWS.map((value) => ({ value, label: t.shows[value] }))}
          onChange={(event) => setShows(SHOWS.find((value) => value === event.currentTarget.value) ?? "all")}
        />
      </div>
      <TimeScale agentId={agentId} onJump={jump} />
      <div className="explorer-line">
        <span className="quiet numbers grow" role="status">
          {matches ? explorerTexts.archival.found(matches.length) : t.messages(size ?? 0)}
        </span>
        <TextInput
          type="date"
          size="xs"
          aria-label={t.jump}
          title={t.jump}
          value={day}
          onChange={(event) => jump(event.currentTarget.value)}
        />
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconArrowDown size={14} />}
          onClick={() => {
            jump("");
            if (day === "") recall.reload();
          }}
        >
          {t.newest}
        </Button>
      </div>
      {error && <ErrorNotice error={error} />}
      {recall.error && <ErrorNotice error={recall.error} onRetry={recall.reload} />}
      {matches?.length === 0 && <p className="quiet">{explorerTexts.archival.noMatch}</p>}
      {!matches && !recall.loading && rows.length === 0 && !recall.error && <p className="quiet">{t.none}</p>}
      {matches ? (
        <div className="explorer-scroll">
          <ul aria-label={t.found}>
            {matches.map((message) => (
              <li key={message.id}>
                <RecallRow message={message} agentId={agentId} />
              </li>
            ))}
          </ul>
        </div>
      ) : (
        <div ref={scroller} className="explorer-scroll" onScroll={readAhead}>
          {recall.after !== null && (
            <Button size="compact-xs" variant="subtle" loading={recall.loading} onClick={recall.loadOlder}>
              {t.older}
            </Button>
          )}
          <Virtualizer ref={list} scrollRef={scroller} as="ul" item="li" shift={recall.prepending}>
            {rows.map(({ heading, message }) =>
              message ? (
                <RecallRow key={message.id} message={message} agentId={agentId} />
              ) : (
                <h2 key={heading} className="recall-day">
                  {new Date(heading ?? "").toLocaleDateString(locale(), {
                    weekday: "long",
                    day: "numeric",
                    month: "long",
                    year: "numeric",
                  })}
                </h2>
              ),
            )}
          </Virtualizer>
          {recall.before !== null && (
            <Button size="compact-xs" variant="subtle" loading={recall.loading} onClick={recall.loadNewer}>
              {t.newer}
            </Button>
          )}
          {recall.loading && rows.length === 0 && <Loader size="sm" aria-label={common.loading} />}
        </div>
      )}
    </>
  );
}
