import { Button, FileButton, NativeSelect, Progress, Textarea } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { MemoriesOfFile } from "../../../client/index.ts";
import type { ErrorRecord } from "../../../schemas/index.ts";
import { useClient } from "../../client-context.tsx";
import { ErrorNotice } from "../../components/error-notice.tsx";
import { asErrorRecord } from "../../error-record.ts";
import { explorerTexts } from "../../texts/explorers.ts";
import { t as common } from "../../texts.ts";

const UNITS = ["line", "paragraph", "whole"] as const;
type Unit = (typeof UNITS)[number];

/** Many memories at once: typed, or out of a file. */
export function AddMemories({
  agentId,
  onStored,
  onClose,
}: {
  agentId: string;
  /** What was stored, also where it was stopped. */
  onStored: (passageIds: string[], memories: number) => void;
  onClose: () => void;
}) {
  const client = useClient();
  const t = explorerTexts.add;
  const [text, setText] = useState("");
  const [unit, setUnit] = useState<Unit>("line");
  const [chosen, setChosen] = useState<(MemoriesOfFile & { name: string }) | null>(null);
  const [progress, setProgress] = useState<{ done: number; total: number } | null>(null);
  const [stopped, setStopped] = useState<{ done: number; total: number } | null>(null);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const work = useRef<AbortController | null>(null);
  useEffect(() => () => work.current?.abort(), []);

  const choose = (file: File | null) => {
    if (!file) return;
    setError(null);
    setStopped(null);
    client.readMemoryFile({ file, unit: unit === "line" ? "line" : "paragraph" }).then(
      (read) => setChosen({ ...read, name: file.name }),
      (thrown: unknown) => setError(asErrorRecord(thrown)),
    );
  };
  const typed = async (): Promise<string[]> => {
    if (unit === "whole") return [text.trim()];
    const read = await client.readMemoryFile({ file: new File([text], "typed.txt"), unit });
    return read.memories.map((memory) => memory.text);
  };
  const store = async () => {
    const mine = new AbortController();
    work.current = mine;
    setError(null);
    setStopped(null);
    try {
      const given = chosen
        ? chosen.memories.map(({ text, created_at, metadata_ }) => ({
            text,
            metadata_,
            ...(created_at ? { created_at } : {}),
          }))
        : await typed();
      const total = given.length;
      setProgress({ done: 0, total });
      const { memories, passage_ids, cancelled } = await client.insertArchivalMemories({
        agent_id: agentId,
        memories: given,
        signal: mine.signal,
        onProgress: (done) => setProgress({ done, total }),
      });
      if (memories > 0) onStored(passage_ids, memories);
      if (cancelled) setStopped({ done: memories, total });
      else {
        setText("");
        setChosen(null);
        onClose();
      }
    } catch (thrown) {
      setError(asErrorRecord(thrown));
    }
    work.current = null;
    setProgress(null);
  };
  const isEmpty = chosen ? chosen.memories.length === 0 : text.trim() === "";
  return (
    <section className="card explorer-add" aria-label={t.title}>
      {chosen ? (
        <div>
          <strong>{t.chosen(chosen.name, chosen.memories.length)}</strong>
          {chosen.skipped > 0 && <div className="quiet">{t.skipped(chosen.skipped)}</div>}
          {chosen.memories.length === 0 && <div className="quiet">{t.nothing}</div>}
          <ul className="plain-list quiet">
            {chosen.memories.slice(0, 3).map((memory, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the first three of a list that does not change
              <li key={index} className="one-line">
                {memory.text}
              </li>
            ))}
          </ul>
        </div>
      ) : (
        <Textarea
          label={t.typed}
          placeholder={t.placeholder}
          autosize
          autoFocus
          minRows={3}
          maxRows={10}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      {progress && (
        <div role="status" style={{ marginTop: 8 }}>
          <span className="quiet numbers">{t.progress(progress.done, progress.total)}</span>
          <Progress
            size="sm"
            value={(100 * progress.done) / Math.max(1, progress.total)}
            aria-label={t.progress(progress.done, progress.total)}
          />
        </div>
      )}
      {stopped && <p role="status">{t.stopped(stopped.done, stopped.total)}</p>}
      {error && <ErrorNotice error={error} />}
      <div className="row explorer-add-foot">
        {progress ? (
          <Button size="xs" variant="default" onClick={() => work.current?.abort()}>
            {t.stop}
          </Button>
        ) : (
          <>
            <Button size="xs" disabled={isEmpty} onClick={() => void store()}>
              {t.store}
            </Button>
            <Button size="xs" variant="default" onClick={() => (chosen ? setChosen(null) : onClose())}>
              {common.cancel}
            </Button>
            <span className="grow" />
            <NativeSelect
              size="xs"
              aria-label={t.unit}
              value={unit}
              data={UNITS.map((value) => ({ value, label: `${t.unit} ${t.units[value]}` }))}
              onChange={(event) =>
                setUnit(UNITS.find((value) => value === event.currentTarget.value) ?? "line")
              }
            />
            <FileButton onChange={choose} accept=".json,.csv,.tsv,.txt,.md,application/json,text/*">
              {(props) => (
                <Button size="xs" variant="default" title={t.fileHint} {...props}>
                  {t.file}
                </Button>
              )}
            </FileButton>
          </>
        )}
      </div>
    </section>
  );
}
