import { ActionIcon, Button, Checkbox, Textarea } from "@mantine/core";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "wouter";
import { memoryOriginSchema, originOf, type Passage } from "../../../schemas/index.ts";
import { when } from "../../format.ts";
import { placeOf } from "../../sources/place-of.ts";
import { explorerTexts } from "../../texts/explorers.ts";
import { searchTexts } from "../../texts/search.ts";
import { t as common } from "../../texts.ts";
import type { MemoryRow } from "./use-memories.ts";

const t = explorerTexts.archival;

export interface MemoryActions {
  select: (id: string, selected: boolean) => void;
  /** Resolves once it is stored. */
  edit: (passage: Passage, text: string) => Promise<void>;
  remove: (passage: Passage) => void;
}

function EditMemory({
  passage,
  onSave,
  onClose,
}: {
  passage: Passage;
  onSave: (text: string) => Promise<void>;
  onClose: () => void;
}) {
  const [text, setText] = useState(passage.text);
  const [busy, setBusy] = useState(false);
  const save = () => {
    setBusy(true);
    void onSave(text).finally(() => setBusy(false));
  };
  return (
    <>
      <Textarea
        aria-label={t.text}
        autosize
        autoFocus
        minRows={2}
        maxRows={14}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") onClose();
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
        }}
      />
      <div className="row" style={{ marginTop: 6, gap: 6 }}>
        <Button
          size="compact-sm"
          loading={busy}
          disabled={text.trim() === "" || text === passage.text}
          onClick={save}
        >
          {t.save}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onClose}>
          {common.cancel}
        </Button>
      </div>
    </>
  );
}

/** Where a memory came from, in words, with the way to where it was said. */
function Origin({ passage, agentId }: { passage: Passage; agentId: string }) {
  const place = passage.source_id === null ? "" : placeOf(passage);
  if (place) return <span>{place}</span>;
  const kind = originOf(passage);
  const origin = memoryOriginSchema.safeParse(passage.metadata_.origin).data;
  return (
    <>
      {kind !== "unknown" && <span>{t.cameFrom(t.origins[kind])}</span>}
      {origin?.message_id && <Link href={`/agents/${agentId}/messages/${origin.message_id}`}>{t.said}</Link>}
    </>
  );
}

export function MemoryRowView({
  row: { passage, found_by },
  agentId,
  selected,
  actions,
}: {
  row: MemoryRow;
  agentId: string;
  selected: boolean;
  actions: MemoryActions;
}) {
  const [editing, setEditing] = useState(false);
  // What a source holds is the source's: it is changed there.
  const own = passage.agent_id === agentId;
  const editedAt = passage.metadata_.edited_at;
  return (
    <div className="memory-row" data-selected={selected}>
      <Checkbox
        size="xs"
        aria-label={t.select}
        checked={selected}
        onChange={(event) => actions.select(passage.id, event.currentTarget.checked)}
      />
      <div className="grow" style={{ minWidth: 0 }}>
        {editing ? (
          <EditMemory
            passage={passage}
            onClose={() => setEditing(false)}
            onSave={(text) => actions.edit(passage, text).then(() => setEditing(false))}
          />
        ) : (
          <div className="passage-text">{passage.text}</div>
        )}
        <div className="memory-facts">
          <time dateTime={passage.created_at}>{when(passage.created_at)}</time>
          <Origin passage={passage} agentId={agentId} />
          {typeof editedAt === "string" && <span>{t.edited(when(editedAt))}</span>}
          {found_by && <span>{searchTexts.why(found_by)}</span>}
        </div>
      </div>
      {own && !editing && (
        <div className="memory-actions">
          <ActionIcon
            variant="subtle"
            color="gray"
            size="md"
            aria-label={t.edit}
            onClick={() => setEditing(true)}
          >
            <IconPencil size={15} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="md"
            aria-label={t.remove}
            onClick={() => actions.remove(passage)}
          >
            <IconTrash size={15} />
          </ActionIcon>
        </div>
      )}
    </div>
  );
}
