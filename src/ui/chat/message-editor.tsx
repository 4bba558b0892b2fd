import "./conversation.css";
import { Button, Textarea } from "@mantine/core";
import { useClient } from "../client-context.tsx";
import { useStoredDraft } from "../stored-draft.ts";
import { conversationTexts } from "../texts/conversation.ts";
import { t } from "../texts.ts";
import type { ConversationActions } from "./conversation-actions.ts";
import type { PersonEntry } from "./conversation-entries.ts";

const WATCH = { stream_tokens: true, include_notices: true, include_usage: true } as const;

/** A message of the person that is written anew, in its place. */
export default function MessageEditor({
  entry,
  actions,
}: {
  entry: PersonEntry;
  actions: ConversationActions;
}) {
  const client = useClient();
  const [text, setText] = useStoredDraft(`message.${entry.id}`, entry.text);
  const close = () => actions.setEditing(null);
  const send = () => {
    const message = text.trim();
    if (message === "") return;
    setText(entry.text);
    close();
    actions.watch((signal) =>
      client.resendMessage({
        agent_id: actions.agent.id,
        message_id: entry.id,
        message,
        signal,
        ...WATCH,
      }),
    );
  };
  return (
    <form
      className="message-editor"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Textarea
        data-autofocus
        autoFocus
        autosize
        maxRows={16}
        aria-label={conversationTexts.message}
        description={conversationTexts.editHint}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") close();
          if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      <div className="row" style={{ marginTop: 8, justifyContent: "flex-end" }}>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            setText(entry.text);
            close();
          }}
        >
          {t.cancel}
        </Button>
        <Button size="compact-sm" type="submit" disabled={text.trim() === ""}>
          {conversationTexts.sendAgain}
        </Button>
      </div>
    </form>
  );
}
