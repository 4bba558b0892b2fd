import { ActionIcon } from "@mantine/core";
import { IconArrowUp, IconPaperclip, IconPlayerStopFilled } from "@tabler/icons-react";
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from "react";
import { useOffer } from "../actions/offers.ts";
import { type DroppedFile, filesOfField } from "../sources/dropped-files.ts";
import { t } from "../texts.ts";

export interface ComposerProps {
  agentId: string;
  agentName: string;
  running: boolean;
  isDemo: boolean;
  /** What was sent and never read when the page went away: it stands in the field again. */
  restore: (agentId: string) => string[];
  /** Text that goes into the field, once for each object. */
  insertion: { text: string } | null;
  onSend: (text: string) => void;
  onStop: () => void;
  onFiles: (files: DroppedFile[]) => void;
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

export function Composer({
  agentId,
  agentName,
  running,
  isDemo,
  restore,
  insertion,
  onSend,
  onStop,
  onFiles,
}: ComposerProps) {
  const [text, setText] = useState(() =>
    [...restore(agentId), readDraft(agentId)].filter(Boolean).join("\n\n"),
  );
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const inserted = useRef(insertion);
  useEffect(() => {
    if (!window.matchMedia("(max-width: 760px)").matches) field.current?.focus();
  }, []);
  useOffer("stop", running ? onStop : null);
  useOffer(
    "attach",
    useCallback(() => picker.current?.click(), []),
  );
  useOffer(
    "write",
    useCallback(() => field.current?.focus(), []),
  );
  const change = (next: string) => {
    setText(next);
    writeDraft(agentId, next);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: an insertion goes in once, into the text of its moment
  useEffect(() => {
    if (!insertion || inserted.current === insertion) return;
    inserted.current = insertion;
    change([text.trim(), insertion.text].filter(Boolean).join("\n\n"));
    field.current?.focus();
  }, [insertion]);
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
        <ActionIcon
          size={36}
          radius="xl"
          variant="subtle"
          color="gray"
          style={{ marginLeft: -8 }}
          onClick={() => picker.current?.click()}
          aria-label={t.chat.attach}
        >
          <IconPaperclip size={18} />
        </ActionIcon>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          aria-label={t.chat.attach}
          onChange={(event) => {
            const files = filesOfField(event.currentTarget.files);
            event.currentTarget.value = "";
            if (files.length > 0) onFiles(files);
          }}
        />
        <textarea
          ref={field}
          rows={1}
          value={text}
          aria-label={t.chat.message}
          placeholder={t.chat.placeholder(agentName)}
          onChange={(event) => change(event.currentTarget.value)}
          onKeyDown={onKey}
          onPaste={(event) => {
            const { files } = event.clipboardData;
            if (files.length === 0) return;
            event.preventDefault();
            onFiles([...files].map((file) => ({ file, path: null })));
          }}
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
