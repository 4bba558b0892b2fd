import "./conversation.css";
import { Button } from "@mantine/core";
import { useState } from "react";
import type { ConversationEdit, ErrorRecord } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { conversationTexts } from "../texts/conversation.ts";
import { t } from "../texts.ts";
import { setLastEdit } from "./conversation-actions.ts";

/** What the last edit of the conversation did, and the way back. */
export default function EditNotice({ edit }: { edit: ConversationEdit }) {
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const { agent_id } = edit;
  const undo = () => {
    setBusy(true);
    client
      .restoreConversationEdit({ agent_id, edit_id: edit.id })
      .then(
        () => setLastEdit(agent_id, null),
        (thrown: unknown) => setError(asErrorRecord(thrown)),
      )
      .finally(() => setBusy(false));
  };
  if (error) return <ErrorNotice error={error} />;
  return (
    <div className="notice edit-notice" role="status">
      <span className="grow">{conversationTexts.done(edit)}</span>
      <Button size="compact-sm" variant="default" loading={busy} onClick={undo}>
        {t.undo}
      </Button>
      <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setLastEdit(agent_id, null)}>
        {t.close}
      </Button>
    </div>
  );
}
