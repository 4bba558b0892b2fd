import { Menu } from "@mantine/core";
import type { AgentState } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { conversationTexts } from "../texts/conversation.ts";
import { useLive } from "../use-live.ts";
import { setLastEdit } from "./conversation-actions.ts";
import { setReplyError } from "./running.ts";

export type ConversationDialog = "duplicate" | "undone" | "note";

/** Of the agent's menu, what has to do with its conversation. */
export function ConversationMenuItems({
  agent,
  onDialog,
}: {
  agent: AgentState;
  onDialog: (dialog: ConversationDialog) => void;
}) {
  const client = useClient();
  const t = conversationTexts;
  const view = useLive((one) => one.getSettings(), []).value?.conversation_view;
  const agent_id = agent.id;
  const act = (work: () => Promise<unknown>) =>
    void work().catch((error: unknown) => setReplyError(agent_id, error));
  return (
    <>
      <Menu.Item
        role="menuitemcheckbox"
        aria-checked={view === "full"}
        onClick={() =>
          act(() => client.updateSettings({ conversation_view: view === "full" ? "compact" : "full" }))
        }
        rightSection={view === "full" ? "✓" : null}
      >
        {t.full}
      </Menu.Item>
      <Menu.Item onClick={() => act(async () => setLastEdit(agent_id, await client.undoStep({ agent_id })))}>
        {t.undoStep}
      </Menu.Item>
      <Menu.Item onClick={() => onDialog("undone")}>{t.undone}</Menu.Item>
      <Menu.Item onClick={() => onDialog("note")}>{t.systemNote}</Menu.Item>
      <Menu.Item onClick={() => act(() => client.heartbeat({ agent_id }))}>{t.heartbeat}</Menu.Item>
      <Menu.Divider role="separator" />
      <Menu.Item onClick={() => onDialog("duplicate")}>{t.duplicate}</Menu.Item>
    </>
  );
}
