import { ActionIcon, Menu } from "@mantine/core";
import {
  IconArrowBackUp,
  IconCopy,
  IconDots,
  IconGitBranch,
  IconPencil,
  IconRefresh,
  IconTrash,
} from "@tabler/icons-react";
import { useLocation } from "wouter";
import { useClient } from "../client-context.tsx";
import { conversationTexts } from "../texts/conversation.ts";
import { type ConversationActions, setLastEdit } from "./conversation-actions.ts";
import type { PersonEntry, TurnEntry } from "./conversation-entries.ts";
import { setReplyError } from "./running.ts";

const WATCH = { stream_tokens: true, include_notices: true, include_usage: true } as const;

/** What can be done with a message, or with all an agent did for one. */
export default function MessageMenu({
  entry,
  actions,
}: {
  entry: PersonEntry | TurnEntry;
  actions: ConversationActions;
}) {
  const client = useClient();
  const [, navigate] = useLocation();
  const t = conversationTexts;
  const agent_id = actions.agent.id;
  const message_ids = entry.kind === "turn" ? entry.message_ids : [entry.id];
  const message_id = message_ids.at(-1) ?? entry.id;
  const act = (work: () => Promise<unknown>) =>
    void work().catch((error: unknown) => setReplyError(agent_id, error));
  const words = entry.kind === "turn" ? entry.said.join("\n\n") : entry.text;
  return (
    <Menu position="bottom-start" width={220} defaultOpened withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon
          className="shy"
          size="sm"
          variant="subtle"
          color="gray"
          aria-label={t.actions}
          data-message-actions
        >
          <IconDots size={14} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {words !== "" && (
          <Menu.Item
            leftSection={<IconCopy size={15} />}
            onClick={() => act(() => navigator.clipboard.writeText(words))}
          >
            {t.copy}
          </Menu.Item>
        )}
        {entry.kind === "person" && (
          <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => actions.setEditing(entry.id)}>
            {t.edit}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconRefresh size={15} />}
          onClick={() =>
            actions.watch((signal) => client.regenerate({ agent_id, message_id, signal, ...WATCH }))
          }
        >
          {t.regenerate}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconGitBranch size={15} />}
          onClick={() =>
            act(async () => {
              const { id } = await client.branchAgent({ agent_id, message_id });
              navigate(`/agents/${id}`);
            })
          }
        >
          {t.branch}
        </Menu.Item>
        <Menu.Divider role="separator" />
        <Menu.Item
          leftSection={<IconArrowBackUp size={15} />}
          onClick={() =>
            act(async () => setLastEdit(agent_id, await client.undoTo({ agent_id, message_id })))
          }
        >
          {t.undoTo}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconTrash size={15} />}
          onClick={() =>
            act(async () => setLastEdit(agent_id, await client.deleteMessages({ agent_id, message_ids })))
          }
        >
          {t.delete}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
