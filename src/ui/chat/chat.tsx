import { Button, Loader } from "@mantine/core";
import { IconArrowDown } from "@tabler/icons-react";
import { Suspense, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import type { AgentState } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { loadable } from "../loadable.tsx";
import { type DroppedFile, filesOfDrop } from "../sources/dropped-files.ts";
import { t } from "../texts.ts";
import { useLive } from "../use-live.ts";
import { Composer } from "./composer.tsx";
import { type ConversationMessage, type Entry, type TurnEntry, toEntries } from "./conversation-entries.ts";
import { Event, Person, Turn, Waiting } from "./entries.tsx";
import { RunNotice } from "./run-notice.tsx";
import { type Queued, setOff, takeLostQueue, useRunning } from "./running.ts";

const FileQuestion = loadable(() => import("./file-question.tsx"));
const ApprovalCard = loadable(() => import("./approval-card.tsx"));

/** Messages of the first page, and of each older one. */
const PAGE = 80;
/** How near to the end the view follows it (pixels). */
const PINNED_WITHIN = 48;

const NOTHING_QUEUED: Queued[] = [];

const WATCH = { stream_tokens: true, include_notices: true, include_usage: true } as const;

/** Whether some tab runs this agent: asked now and then while a run that is not ours seems to go on. */
function useElsewhere(agentId: string, suspect: boolean): boolean {
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

/** The newest page live, older ones as they are asked for: a long conversation is never read whole. */
function useConversation(agentId: string, until: string | null): Conversation {
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
  const messages = useMemo(() => [...older.messages, ...(tail.value?.messages ?? [])], [older, tail.value]);
  return { messages, hasMore: older.hasMore, loadOlder, ready: tail.value != null, error: tail.error };
}

export function Chat({ agent, messageId }: { agent: AgentState; messageId: string | null }) {
  const client = useClient();
  const agentId = agent.id;
  const conversation = useConversation(agentId, messageId);
  const { messages } = conversation;
  const run = useLive((one) => one.getRun({ agent_id: agentId }), [agentId]).value;
  const reply = useRunning((state) => state.replies[agentId]);
  const running = reply !== undefined && !reply.done;
  const elsewhere = useElsewhere(agentId, !running && run?.state === "running");
  const [commandResult, setCommandResult] = useState<{
    text?: string;
    error?: ReturnType<typeof asErrorRecord>;
  } | null>(null);
  const [finished, setFinished] = useState("");
  const [files, setFiles] = useState<DroppedFile[] | null>(null);
  const [dropping, setDropping] = useState(false);
  const [insertion, setInsertion] = useState<{ text: string } | null>(null);

  const entries = useMemo(() => toEntries(messages), [messages]);
  const assistantIds = useMemo(
    () => messages.filter((message) => message.role === "assistant").map((message) => message.id),
    [messages],
  );
  const usage = useLive(
    (one) => one.getUsage({ agent_id: agentId, message_ids: assistantIds }),
    [agentId, assistantIds.length, assistantIds.at(-1)],
  ).value;

  const watch = (text: string | null, open: Parameters<typeof setOff>[2]) => {
    setCommandResult(null);
    setFinished("");
    void setOff(agentId, text, open).then(() => setFinished(t.chat.finished));
  };
  const send = (text: string) => {
    pinned.current = true;
    if (text.startsWith("/")) {
      setCommandResult(null);
      client.runCommand({ agent_id: agentId, command: text }).then(
        (response) => setCommandResult({ text: response.result ?? "" }),
        (error: unknown) => setCommandResult({ error: asErrorRecord(error) }),
      );
      return;
    }
    watch(text, (signal) =>
      client.sendMessage({ agent_id: agentId, role: "user", message: text, signal, ...WATCH }),
    );
  };
  const stop = () => void client.stopAgent({ agent_id: agentId });

  // A message shows at once, before it is stored; its stored form takes over as soon as it is there.
  const queued = useRunning((state) => state.queued[agentId]) ?? NOTHING_QUEUED;
  const sending = queued.filter(
    ({ message_id }) => message_id !== null && !messages.some(({ id }) => id === message_id),
  );
  const waiting = queued.filter(({ message_id }) => message_id === null);

  const last = entries.at(-1);
  const openTurn: TurnEntry | null =
    running && (last?.kind !== "turn" || sending.length > 0)
      ? { kind: "turn", id: "live", date: new Date().toISOString(), steps: [], said: [] }
      : null;
  const rows: (Entry | ({ kind: "queued" } & Queued) | { kind: "notice"; id: string })[] = [
    ...entries,
    ...sending.map((one) => ({ kind: "queued" as const, ...one })),
    ...(openTurn ? [openTurn] : []),
    ...waiting.map((one) => ({ kind: "queued" as const, ...one })),
    { kind: "notice", id: "notice" },
  ];

  // ------------------------------------------------------------- scrolling
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const pinned = useRef(true);
  const [away, setAway] = useState(false);
  const toEnd = useCallback(() => {
    const box = scroller.current;
    if (box) box.scrollTop = box.scrollHeight;
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever grows the list moves its end
  useLayoutEffect(() => {
    if (!pinned.current) return;
    toEnd();
    // Rows are measured after they are drawn: the end is a little further then.
    const frame = requestAnimationFrame(toEnd);
    return () => cancelAnimationFrame(frame);
  }, [rows.length, reply, messages, run, commandResult, queued, toEnd]);
  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const observer = new ResizeObserver(() => {
      if (pinned.current) toEnd();
    });
    observer.observe(box);
    if (box.firstElementChild) observer.observe(box.firstElementChild);
    return () => observer.disconnect();
  }, [toEnd]);
  const target = messageId
    ? entries.findIndex(
        (entry) =>
          entry.id === messageId ||
          (entry.kind === "turn" && entry.steps.some((step) => step.message_id === messageId)),
      )
    : -1;
  const jumped = useRef<string | null>(null);
  useEffect(() => {
    if (target === -1 || jumped.current === messageId) return;
    jumped.current = messageId;
    pinned.current = false;
    list.current?.scrollToIndex(target, { align: "start" });
  }, [target, messageId]);
  const [prepending, setPrepending] = useState(false);
  const onScroll = () => {
    const box = scroller.current;
    if (!box) return;
    pinned.current = box.scrollHeight - box.scrollTop - box.clientHeight < PINNED_WITHIN;
    setAway(!pinned.current);
    if (box.scrollTop < 400 && conversation.hasMore && conversation.ready && !prepending) {
      setPrepending(true);
      void conversation.loadOlder().finally(() => setPrepending(false));
    }
  };

  return (
    <section
      className="chat"
      aria-label={t.chat.log}
      data-dropping={dropping}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setDropping(false);
      }}
      onDrop={(event) => {
        if (!event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        setDropping(false);
        filesOfDrop(event.dataTransfer).then(
          (dropped) => dropped.length > 0 && setFiles(dropped),
          (thrown: unknown) => setCommandResult({ error: asErrorRecord(thrown) }),
        );
      }}
    >
      {dropping && <div className="drop-cover">{t.chat.dropHere}</div>}
      {files && (
        <Suspense fallback={null}>
          <FileQuestion
            agent={agent}
            files={files}
            onClose={() => setFiles(null)}
            onText={(text) => setInsertion({ text })}
          />
        </Suspense>
      )}
      <div
        ref={scroller}
        className="chat-scroll"
        onScroll={onScroll}
        role="log"
        aria-label={t.chat.log}
        aria-live="off"
        tabIndex={-1}
        id="conversation"
      >
        {!conversation.ready && !conversation.error ? (
          <div className="entry">
            <Loader size="sm" aria-label={t.loading} />
          </div>
        ) : (
          <div>
            <Virtualizer ref={list} scrollRef={scroller} shift={prepending}>
              {rows.map((row, index) => {
                if (row.kind === "person") return <Person key={row.id} entry={row} />;
                if (row.kind === "queued")
                  return (
                    <Waiting
                      key={row.id}
                      text={row.text}
                      busy={row.message_id === null && (running || elsewhere)}
                      onCancel={row.cancel}
                    />
                  );
                if (row.kind === "event") return <Event key={row.id} entry={row} />;
                if (row.kind === "turn") {
                  const live =
                    running && (row === openTurn || (openTurn === null && index === entries.length - 1));
                  return (
                    <Turn
                      key={row.id}
                      entry={row}
                      agentName={agent.name}
                      usage={row.steps.length > 0 ? usage?.[row.steps.at(-1)?.message_id ?? ""] : undefined}
                      piece={live ? reply.piece : null}
                      waiting={live}
                    />
                  );
                }
                return (
                  <div key={row.id}>
                    <RunNotice
                      run={run}
                      reply={reply}
                      running={running}
                      elsewhere={elsewhere}
                      onRetry={() =>
                        watch(null, (signal) => client.retryMessage({ agent_id: agentId, signal, ...WATCH }))
                      }
                      onContinue={() =>
                        watch(null, (signal) => client.continueAgent({ agent_id: agentId, signal, ...WATCH }))
                      }
                      onDismiss={() => void client.dismissRun({ agent_id: agentId })}
                    />
                    {run?.state === "waiting" && run.pending && !running && (
                      <div className="entry">
                        <Suspense fallback={null}>
                          <ApprovalCard
                            key={run.pending.calls[0]?.call.id}
                            agentName={agent.name}
                            pending={run.pending}
                            busy={elsewhere}
                            onDecide={(decision) =>
                              watch(null, (signal) =>
                                client.decideCall({ agent_id: agentId, ...decision, signal, ...WATCH }),
                              )
                            }
                          />
                        </Suspense>
                      </div>
                    )}
                    {commandResult && (
                      <div className="entry">
                        {commandResult.error ? (
                          <ErrorNotice error={commandResult.error} />
                        ) : (
                          <pre
                            className="notice mono"
                            style={{ whiteSpace: "pre-wrap", margin: 0 }}
                            role="status"
                          >
                            {commandResult.text}
                          </pre>
                        )}
                      </div>
                    )}
                    <div style={{ height: 12 }} />
                  </div>
                );
              })}
            </Virtualizer>
          </div>
        )}
        {conversation.error && (
          <div className="entry">
            <ErrorNotice error={conversation.error} />
          </div>
        )}
      </div>
      <div className="visually-hidden" role="status">
        {finished}
      </div>
      <div style={{ position: "relative" }}>
        {away && (
          <Button
            className="jump"
            size="compact-sm"
            variant="default"
            radius="xl"
            leftSection={<IconArrowDown size={14} />}
            onClick={() => {
              pinned.current = true;
              setAway(false);
              toEnd();
            }}
          >
            {t.chat.jump}
          </Button>
        )}
        <Composer
          key={agentId}
          agentId={agentId}
          agentName={agent.name}
          running={running || elsewhere}
          isDemo={agent.llm_config.model_endpoint_type === "demo"}
          restore={takeLostQueue}
          insertion={insertion}
          onFiles={setFiles}
          onSend={send}
          onStop={stop}
        />
      </div>
    </section>
  );
}
