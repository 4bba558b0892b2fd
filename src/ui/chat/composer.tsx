import { ActionIcon } from "@mantine/core";
import { IconArrowUp, IconPlayerStopFilled } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { t } from "../texts.ts";

export interface ComposerProps {
  agentId: string;
  agentName: string;
  running: boolean;
  isDemo: boolean;
  /** What was sent and never read when the page went away: it stands in the field again. */
  restore: (agentId: string) => string[];
  onSend: (text: string) => void;
  onStop: () => void;
}

const draftKey = (agentId: string) => `engram.draft.${agentId}`;

/** What a person has begun to write survives a reload; where storage is closed, it lives with the page. */
function readDraft(agentId: string): string {
  try {
    return localStorage.getItem(draftKey(agentId)) ?? "";
  } catch {
    return "";
  }
}
function writeDraft(agentId: string, text: string): void {
  try {
    if (text === "") localStorage.removeItem(draftKey(agentId));
    else localStorage.setItem(draftKey(agentId), text);
  } catch {
    // Storage is full or closed: the text stays in its field all the same.
  }
}

export function Composer({ agentId, agentName, running, isDemo, restore, onSend, onStop }: ComposerProps) {
  const [text, setText] = useState(() =>
    [...restore(agentId), readDraft(agentId)].filter(Boolean).join("\n\n"),
  );
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (!window.matchMedia("(max-width: 760px)").matches) field.current?.focus();
  }, []);
  const change = (next: string) => {
    setText(next);
    writeDraft(agentId, next);
  };
  const send = () => {
    const words = text.trim();
    if (words === "") return;
    change("");
    onSend(words);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape" && running) onStop();
    // While a word is being composed (IME), Enter belongs to it.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <div className="composer">
      <div className="composer-box">
        <textarea
          ref={field}
          rows={1}
          value={text}
          aria-label={t.chat.message}
          placeholder={t.chat.placeholder(agentName)}
          onChange={(event) => change(event.currentTarget.value)}
          onKeyDown={onKey}
        />
        {running && (
          <ActionIcon
            size={36}
            radius="xl"
            variant="filled"
            color="gray"
            onClick={onStop}
            aria-label={t.chat.stop}
          >
            <IconPlayerStopFilled size={16} />
          </ActionIcon>
        )}
        {(!running || text.trim() !== "") && (
          <ActionIcon
            size={36}
            radius="xl"
            variant="filled"
            onClick={send}
            disabled={text.trim() === ""}
            aria-label={t.chat.send}
          >
            <IconArrowUp size={18} />
          </ActionIcon>
        )}
      </div>
      <div className="composer-foot">
        {isDemo ? (
          <span>
            {t.chat.demo} <a href="#/models">{t.chat.setUp}</a>
          </span>
        ) : (
          <span className="only-wide">{text.startsWith("/") ? t.chat.command : t.chat.hint}</span>
        )}
      </div>
    </div>
  );
}
