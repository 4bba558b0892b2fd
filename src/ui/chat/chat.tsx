import { Button, Loader } from "@mantine/core";
import { IconArrowDown } from "@tabler/icons-react";
import { Suspense, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { LocalClient } from "../../client/index.ts";
import type { AgentState } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { useFileDrop } from "../components/file-drop.ts";
import { asErrorRecord } from "../error-record.ts";
import { loadable } from "../loadable.tsx";
import { type DroppedFile, filesOfDrop } from "../sources/dropped-files.ts";
import { t } from "../texts.ts";
import { useLive } from "../use-live.ts";
import { Composer } from "./composer.tsx";
import {
  type ConversationActions,
  ConversationActionsContext,
  setLastEdit,
  useEdits,
} from "./conversation-actions.ts";
import { type Entry, type TurnEntry, toEntries, usageOfTurns } from "./conversation-entries.ts";
import { Event, Person, Turn, Waiting } from "./entries.tsx";
import { onMessageKey } from "./message-keys.ts";
import { RunNotice } from "./run-notice.tsx";
import { type Queued, setOff, takeLostQueue, useRunning } from "./running.ts";
import { useConversation, useElsewhere } from "./use-conversation.ts";
import { useEndFollowing } from "./use-end-following.ts";

const FileQuestion = loadable(() => import("./file-question.tsx"));
const EditNotice = loadable(() => import("./edit-notice.tsx"));
const ApprovalCard = loadable(() => import("./approval-card.tsx"));

/** How near to the beginning of what is loaded older messages are asked for (pixels). */
const LOAD_WITHIN = 2000;

const NOTHING_QUEUED: Queued[] = [];

const WATCH = { stream_tokens: true, include_notices: true, include_usage: true } as const;

export function Chat({ agent, messageId }: { agent: AgentState; messageId: string | null }) {
  const client = useClient();
  const agentId = agent.id;
  const edit = useEdits((state) => state.last[agentId]);
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
  const { over, dropping } = useFileDrop((dropped) => {
    filesOfDrop(dropped).then(
      (found) => found.length > 0 && setFiles(found),
      (thrown: unknown) => setCommandResult({ error: asErrorRecord(thrown) }),
    );
  });
  const [insertion, setInsertion] = useState<{ text: string } | null>(null);

  const entries = useMemo(() => toEntries(messages), [messages]);
  const usage = useMemo(() => usageOfTurns(entries, conversation.usage), [entries, conversation.usage]);

  const watch = (text: string | null, open: Parameters<typeof setOff>[2]) => {
    setCommandResult(null);
    setFinished("");
    void setOff(agentId, text, open).then(() => setFinished(t.chat.finished));
  };
  const [editing, setEditing] = useState<string | null>(null);
  // What a run took out of the conversation is told of like any other edit.
  useEffect(() => {
    if (reply?.edit) setLastEdit(agentId, reply.edit);
  }, [agentId, reply?.edit]);
  const full = useLive((one) => one.getSettings(), []).value?.conversation_view === "full";
  const isLocal = client instanceof LocalClient;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `watch` does the same at each drawing
  const actions = useMemo<ConversationActions | null>(
    () => (isLocal ? { agent, watch: (open) => watch(null, open), editing, setEditing } : null),
    [isLocal, agent, editing],
  );
  const send = (text: string) => {
    end.follow();
    setLastEdit(agentId, null);
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
      ? { kind: "turn", id: "live", date: new Date().toISOString(), steps: [], said: [], message_ids: [] }
      : null;
  const rows: (Entry | ({ kind: "queued" } & Queued) | { kind: "notice"; id: string })[] = [
    ...entries,
    ...sending.map((one) => ({ kind: "queued" as const, ...one })),
    ...(openTurn ? [openTurn] : []),
    ...waiting.map((one) => ({ kind: "queued" as const, ...one })),
    { kind: "notice", id: "notice" },
  ];

  // ------------------------------------------------------------- scrolling
  const list = useRef<VirtualizerHandle>(null);
  const end = useEndFollowing([rows.length, reply, messages, run, commandResult, queued], conversation.ready);
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
    end.letGo();
    list.current?.scrollToIndex(target, { align: "start" });
  }, [target, messageId, end.letGo]);
  // Rows that come before the first one must not move what is being read.
  const first = useRef<string | undefined>(undefined);
  const prepended = first.current !== undefined && first.current !== rows[0]?.id;
  useLayoutEffect(() => {
    first.current = entries[0]?.id;
  }, [entries]);
  const onScroll = () => {
    end.onScroll();
    const box = end.scroller.current;
    if (box && box.scrollTop < LOAD_WITHIN && conversation.has_more) void conversation.loadOlder();
  };

  return (
    <section className="chat" aria-label={t.chat.log} data-dropping={over} {...dropping}>
      {over && <div className="drop-cover">{t.chat.dropHere}</div>}
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
        ref={end.scroller}
        className="chat-scroll"
        onScroll={onScroll}
        role="log"
        aria-label={t.chat.log}
        aria-live="off"
        aria-keyshortcuts="J K"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be in reach of the keyboard
        tabIndex={0}
        onKeyDown={onMessageKey}
        id="conversation"
      >
        {!conversation.ready && !conversation.error ? (
          <div className="entry">
            <Loader size="sm" aria-label={t.loading} />
          </div>
        ) : (
          <div>
            <ConversationActionsContext value={actions}>
              <Virtualizer ref={list} scrollRef={end.scroller} shift={prepended} data={rows}>
                {(row, index) => {
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
                        usage={usage.get(row.id)}
                        piece={live ? reply.piece : null}
                        waiting={live}
                        full={full}
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
                          watch(null, (signal) =>
                            client.retryMessage({ agent_id: agentId, signal, ...WATCH }),
                          )
                        }
                        onContinue={() =>
                          watch(null, (signal) =>
                            client.continueAgent({ agent_id: agentId, signal, ...WATCH }),
                          )
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
                }}
              </Virtualizer>
            </ConversationActionsContext>
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
        {end.away && (
          <Button
            className="jump"
            size="compact-sm"
            variant="default"
            radius="xl"
            leftSection={<IconArrowDown size={14} />}
            onClick={end.follow}
          >
            {t.chat.jump}
          </Button>
        )}
        {edit && (
          <Suspense fallback={null}>
            <EditNotice key={edit.id} edit={edit} />
          </Suspense>
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
