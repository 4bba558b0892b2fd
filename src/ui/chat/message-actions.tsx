import { ActionIcon } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { Suspense, useContext, useState } from "react";
import { loadable } from "../loadable.tsx";
import { t } from "../texts.ts";
import { ConversationActionsContext } from "./conversation-actions.ts";
import type { PersonEntry, TurnEntry } from "./conversation-entries.ts";

const MessageMenu = loadable(() => import("./message-menu.tsx"));

/** The way to what can be done with a message; the menu is loaded when it is first opened. */
export function MessageActions({ entry }: { entry: PersonEntry | TurnEntry }) {
  const actions = useContext(ConversationActionsContext);
  const [wanted, setWanted] = useState(false);
  if (!actions) return null;
  if (wanted)
    return (
      <Suspense fallback={<span style={{ width: 22 }} />}>
        <MessageMenu entry={entry} actions={actions} />
      </Suspense>
    );
  return (
    <ActionIcon
      className="shy"
      size="sm"
      variant="subtle"
      color="gray"
      aria-label={t.chat.actions}
      aria-haspopup="menu"
      data-message-actions
      onClick={() => setWanted(true)}
    >
      <IconDots size={14} />
    </ActionIcon>
  );
}
