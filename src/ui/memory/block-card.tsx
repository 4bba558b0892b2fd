/** One block of core memory: its text, and what can be done about it. */
import { ActionIcon, Button, Loader, Textarea } from "@mantine/core";
import { IconAdjustmentsHorizontal, IconHistory, IconLock, IconPencil } from "@tabler/icons-react";
import { type KeyboardEvent, type ReactNode, Suspense, useEffect, useId, useRef, useState } from "react";
import type { Block, ErrorRecord } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { loadable } from "../loadable.tsx";
import { coreTexts } from "../texts/core.ts";
import { t } from "../texts.ts";
import type { CoreEdit } from "./core-edits.ts";
import { DiffLines } from "./diff-lines.tsx";
import { lineDiff } from "./line-diff.ts";

const BlockDetails = loadable(() => import("./block-details.tsx"));
const BlockHistory = loadable(() => import("./block-history.tsx"));

interface BlockCardProps {
  agentId: string;
  section: string;
  block: Block;
  /** Of a server: its text is all that can be edited. */
  textOnly: boolean;
  onDone: (edit: CoreEdit) => void;
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

type Part = "details" | "history";

export function BlockCard({ agentId, section, block, textOnly, onDone }: BlockCardProps) {
  const client = useClient();
  const { value, limit } = block;
  const [draft, setDraft] = useState<{ text: string; from: string } | null>(null);
  const [part, setPart] = useState<Part | null>(null);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const [busy, setBusy] = useState(false);
  const partId = useId();
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
  const opener = (which: Part, label: string, icon: ReactNode) => (
    <ActionIcon
      variant={part === which ? "light" : "subtle"}
      color="gray"
      size={24}
      aria-label={label}
      aria-expanded={part === which}
      aria-controls={part === which ? partId : undefined}
      onClick={() => setPart(part === which ? null : which)}
    >
      {icon}
    </ActionIcon>
  );
  const length = draft?.text.length ?? value.length;
  return (
    <section className="block" aria-label={section}>
      <div className="block-head">
        <h2>{section}</h2>
        {block.metadata_.read_only === true && (
          <span className="quiet block-mark" title={coreTexts.readOnlyHint}>
            <IconLock size={13} aria-hidden /> {coreTexts.readOnly}
          </span>
        )}
        <span className="quiet numbers" style={{ fontWeight: 400, fontSize: "0.76rem" }}>
          {t.mind.characters(length, limit)}
        </span>
        {draft === null && (
          <ActionIcon
            variant="subtle"
            color="gray"
            size={24}
            aria-label={t.mind.editBlock(section)}
            onClick={() => setDraft({ text: value, from: value })}
          >
            <IconPencil size={14} />
          </ActionIcon>
        )}
        {!textOnly && opener("history", coreTexts.history(section), <IconHistory size={14} />)}
        {!textOnly && opener("details", coreTexts.details(section), <IconAdjustmentsHorizontal size={14} />)}
      </div>
      {block.description && <p className="quiet block-description">{block.description}</p>}
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
          <DiffLines before={change.before} after={value} />
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
      {part !== null && (
        <div id={partId} className="block-part">
          <Suspense fallback={<Loader size="sm" aria-label={t.loading} />}>
            {part === "details" ? (
              <BlockDetails
                agentId={agentId}
                section={section}
                block={block}
                onDone={(edit) => {
                  setPart(null);
                  onDone(edit);
                }}
              />
            ) : (
              <BlockHistory section={section} blockId={block.id} onDone={onDone} />
            )}
          </Suspense>
        </div>
      )}
      <div className="meter" data-near={length > limit * 0.9}>
        <div style={{ width: `${Math.min(100, (100 * length) / limit)}%` }} />
      </div>
    </section>
  );
}
