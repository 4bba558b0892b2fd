import { ActionIcon, Button, Textarea } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Block, ErrorRecord } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { t } from "../texts.ts";
import { useLive } from "../use-live.ts";
import { lineDiff } from "./line-diff.ts";

interface BlockCardProps {
  agentId: string;
  section: string;
  block: Block;
}

/** What a block said before its last change; an edit of the person's own does not glow. */
function useLastChange(value: string): {
  before: string | null;
  byPerson: boolean;
  markOwn: (next: string) => void;
} {
  const seen = useRef(value);
  const own = useRef<string | null>(null);
  const [change, setChange] = useState<{ before: string | null; byPerson: boolean }>({
    before: null,
    byPerson: false,
  });
  useEffect(() => {
    if (seen.current === value) return;
    setChange({ before: seen.current, byPerson: own.current === value });
    seen.current = value;
  }, [value]);
  return {
    ...change,
    markOwn: (next) => {
      own.current = next;
    },
  };
}

function BlockCard({ agentId, section, block }: BlockCardProps) {
  const client = useClient();
  const { value, limit } = block;
  const [draft, setDraft] = useState<{ text: string; from: string } | null>(null);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const [busy, setBusy] = useState(false);
  const change = useLastChange(value);
  const diff = change.before === null ? [] : lineDiff(change.before, value);
  const added = new Set(
    change.byPerson ? [] : diff.filter((line) => line.kind === "added").map((line) => line.text),
  );
  const over = draft !== null && draft.text.length > limit;

  const save = () => {
    if (draft === null || over || busy) return;
    setBusy(true);
    setError(null);
    change.markOwn(draft.text);
    client
      .updateInContextMemory({ agent_id: agentId, section, value: draft.text })
      .then(
        () => setDraft(null),
        (thrown: unknown) => setError(asErrorRecord(thrown)),
      )
      .finally(() => setBusy(false));
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      setDraft(null);
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
  };
  const length = draft?.text.length ?? value.length;
  return (
    <section className="block" aria-label={section}>
      <div className="block-head">
        <h3>{section}</h3>
        <span className="quiet numbers" style={{ fontWeight: 400, fontSize: "0.76rem" }}>
          {t.mind.characters(length, limit)}
        </span>
        {draft === null && (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={t.mind.editBlock(section)}
            onClick={() => setDraft({ text: value, from: value })}
          >
            <IconPencil size={14} />
          </ActionIcon>
        )}
      </div>
      {draft === null ? (
        <div className="block-text">
          {value === "" ? (
            <span className="quiet">{t.mind.emptyBlock}</span>
          ) : (
            value.split("\n").map((line, index) => (
              <span
                // biome-ignore lint/suspicious/noArrayIndexKey: a changed line is a new element, so that it glows each time
                key={`${index}|${line}`}
                className="block-line"
                data-changed={added.has(line)}
              >
                {line}
              </span>
            ))
          )}
        </div>
      ) : (
        <div style={{ padding: "0 12px 12px" }}>
          <Textarea
            aria-label={t.mind.blockText(section)}
            autosize
            minRows={3}
            maxRows={18}
            data-autofocus
            autoFocus
            value={draft.text}
            error={over ? t.mind.over(draft.text.length, limit) : null}
            onChange={(event) => setDraft({ ...draft, text: event.currentTarget.value })}
            onKeyDown={onKey}
          />
          {value !== draft.from && (
            <div className="notice" role="status" style={{ marginTop: 8 }}>
              <div>
                {t.mind.changedMeanwhile}
                <div className="draft-words">{value}</div>
              </div>
            </div>
          )}
          {error && <ErrorNotice error={error} onRetry={save} />}
          <div className="row" style={{ marginTop: 8 }}>
            <Button size="compact-sm" onClick={save} loading={busy} disabled={over}>
              {t.save}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => setDraft(null)}>
              {t.cancel}
            </Button>
          </div>
        </div>
      )}
      {change.before !== null && draft === null && (
        <details className="diff">
          <summary className="quiet" style={{ cursor: "pointer" }}>
            {t.mind.before}
          </summary>
          {diff
            .filter((line) => line.kind !== "same")
            .map((line, index) =>
              line.kind === "added" ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: a diff is drawn as a whole
                <ins key={index}>+ {line.text}</ins>
              ) : (
                // biome-ignore lint/suspicious/noArrayIndexKey: a diff is drawn as a whole
                <del key={index}>− {line.text}</del>
              ),
            )}
          <Button
            size="compact-xs"
            variant="default"
            mt={6}
            onClick={() => {
              const { before } = change;
              if (before === null) return;
              change.markOwn(before);
              client
                .updateInContextMemory({ agent_id: agentId, section, value: before })
                .catch((thrown: unknown) => setError(asErrorRecord(thrown)));
            }}
          >
            {t.undo}
          </Button>
        </details>
      )}
      <div className="meter" data-near={length > limit * 0.9}>
        <div style={{ width: `${Math.min(100, (100 * length) / limit)}%` }} />
      </div>
    </section>
  );
}

export function CoreTab({ agentId }: { agentId: string }) {
  const live = useLive((client) => client.getInContextMemory(agentId), [agentId]);
  return (
    <>
      <p className="quiet" style={{ margin: "0 2px 10px", fontSize: "0.8rem" }}>
        {t.mind.coreHelp}
      </p>
      {live.error && <ErrorNotice error={live.error} />}
      {Object.entries(live.value?.memory ?? {}).map(([section, block]) => (
        <BlockCard key={section} agentId={agentId} section={section} block={block} />
      ))}
    </>
  );
}
