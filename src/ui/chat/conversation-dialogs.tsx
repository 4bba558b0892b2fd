import "./conversation.css";
import { Button, Checkbox, Modal, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useLocation } from "wouter";
import { type AgentState, type ConversationEdit, type ErrorRecord, spokenText } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { when } from "../format.ts";
import { conversationTexts } from "../texts/conversation.ts";
import { t } from "../texts.ts";
import { useLive } from "../use-live.ts";
import { setLastEdit } from "./conversation-actions.ts";
import type { ConversationDialog } from "./conversation-menu-items.tsx";
import { setOff } from "./running.ts";

interface DialogProps {
  agent: AgentState;
  onClose: () => void;
}

/** Does something that can fail, once at a time. */
function useWork(): {
  busy: boolean;
  error: ErrorRecord | null;
  work: (task: () => Promise<void>) => void;
} {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const work = (task: () => Promise<void>) => {
    setBusy(true);
    setError(null);
    task()
      .catch((thrown: unknown) => setError(asErrorRecord(thrown)))
      .finally(() => setBusy(false));
  };
  return { busy, error, work };
}

function Duplicate({ agent, onClose }: DialogProps) {
  const client = useClient();
  const [, navigate] = useLocation();
  const { busy, error, work } = useWork();
  const [name, setName] = useState("");
  const [with_conversation, setConversation] = useState(true);
  const [with_archival, setArchival] = useState(true);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        work(async () => {
          const copy = await client.duplicateAgent({
            agent_id: agent.id,
            name: name.trim() || null,
            with_conversation,
            with_archival,
          });
          onClose();
          navigate(`/agents/${copy.id}`);
        });
      }}
    >
      <TextInput
        data-autofocus
        label={conversationTexts.name}
        description={t.create.nameHint}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Checkbox
        mt="md"
        label={conversationTexts.withConversation}
        checked={with_conversation}
        onChange={(event) => setConversation(event.currentTarget.checked)}
      />
      <Checkbox
        mt="xs"
        label={conversationTexts.withArchival}
        checked={with_archival}
        onChange={(event) => setArchival(event.currentTarget.checked)}
      />
      {error && <ErrorNotice error={error} />}
      <Button type="submit" mt="md" loading={busy}>
        {conversationTexts.duplicate}
      </Button>
    </form>
  );
}

function SystemNote({ agent, onClose }: DialogProps) {
  const client = useClient();
  const [text, setText] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onClose();
        void setOff(agent.id, null, (signal) =>
          client.sendMessage({
            agent_id: agent.id,
            role: "system",
            message: text.trim(),
            stream_tokens: true,
            include_notices: true,
            signal,
          }),
        );
      }}
    >
      <Textarea
        data-autofocus
        autosize
        minRows={3}
        maxRows={16}
        label={conversationTexts.noteText}
        description={conversationTexts.noteHint}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" mt="md" disabled={text.trim() === ""}>
        {conversationTexts.send}
      </Button>
    </form>
  );
}

/** The words of what an edit took out. */
function UndoneWords({ edit }: { edit: ConversationEdit }) {
  const messages =
    useLive((one) => one.getUndoneMessages({ agent_id: edit.agent_id, edit_id: edit.id }), [edit.id]).value ??
    [];
  return (
    <dl className="undone-words">
      {messages.map((message) => {
        const words = spokenText(message);
        if (!words) return null;
        return (
          <div key={message.id}>
            <dt>{message.role === "user" ? conversationTexts.you : conversationTexts.agent}</dt>
            <dd>{words}</dd>
          </div>
        );
      })}
    </dl>
  );
}

function Undone({ agent, onClose }: DialogProps) {
  const client = useClient();
  const { busy, error, work } = useWork();
  const agent_id = agent.id;
  const edits = useLive((one) => one.listConversationEdits({ agent_id }), [agent_id]).value;
  if (edits?.length === 0) return <p className="quiet">{conversationTexts.undoneNone}</p>;
  return (
    <>
      <p className="quiet">{conversationTexts.undoneLead}</p>
      {error && <ErrorNotice error={error} />}
      <ul className="undone-list">
        {edits?.map((edit) => (
          <li key={edit.id}>
            <div className="row">
              <strong className="grow">{conversationTexts.kind(edit.kind)}</strong>
              <time className="quiet" dateTime={edit.created_at}>
                {when(edit.created_at)}
              </time>
            </div>
            <UndoneWords edit={edit} />
            <Button
              size="compact-sm"
              variant="default"
              disabled={busy}
              onClick={() =>
                work(async () => {
                  const { replaced } = await client.restoreConversationEdit({ agent_id, edit_id: edit.id });
                  setLastEdit(agent_id, replaced);
                  onClose();
                })
              }
            >
              {conversationTexts.bringBack}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Dialogs of the agent's menu that have to do with its conversation. */
export function ConversationDialogs({
  agent,
  dialog,
  onClose,
}: DialogProps & { dialog: ConversationDialog | null }) {
  const titles: Record<ConversationDialog, string> = {
    duplicate: conversationTexts.duplicateTitle(agent.name),
    undone: conversationTexts.undoneTitle,
    note: conversationTexts.noteTitle,
  };
  return (
    <Modal
      opened={dialog !== null}
      onClose={onClose}
      title={dialog && titles[dialog]}
      closeButtonProps={{ "aria-label": t.close }}
    >
      {dialog === "duplicate" && <Duplicate agent={agent} onClose={onClose} />}
      {dialog === "undone" && <Undone agent={agent} onClose={onClose} />}
      {dialog === "note" && <SystemNote agent={agent} onClose={onClose} />}
    </Modal>
  );
}
