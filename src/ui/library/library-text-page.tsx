/** One text of the library, or a new one. */
import { Button, NumberInput, Textarea, TextInput } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { Link, useLocation } from "wouter";
import type { Block, ErrorRecord } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { Bar } from "../shell.tsx";
import { useStoredDraft } from "../stored-draft.ts";
import { libraryTexts as t } from "../texts/library.ts";
import { t as common } from "../texts.ts";
import { useLive } from "../use-live.ts";
import { usePageTitle } from "../window/page-title.ts";
import { deleteText } from "./delete-text.ts";
import { isLibraryKind, type LibraryKind } from "./kinds.ts";

const LIMITS: Record<LibraryKind, number> = { persona: 2000, human: 2000, system: 20_000 };

function TextForm({ block, kind }: { block: Block | null; kind: LibraryKind }) {
  const client = useClient();
  const [, navigate] = useLocation();
  const stored = block?.value ?? "";
  const [text, setText] = useStoredDraft(`library.${block?.id ?? kind}`, stored);
  const [name, setName] = useState(block?.name ?? "");
  const [description, setDescription] = useState(block?.description ?? "");
  const [limit, setLimit] = useState(block?.limit ?? LIMITS[kind]);
  const [busy, setBusy] = useState(false);
  const [saved, setSaved] = useState(false);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const changed =
    text !== stored ||
    name !== (block?.name ?? "") ||
    description !== (block?.description ?? "") ||
    limit !== (block?.limit ?? LIMITS[kind]);
  const over = text.length > limit;
  const save = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    client
      .saveLibraryBlock({ ...(block ? { id: block.id } : {}), label: kind, name, text, description, limit })
      .then(
        (stored) => {
          setSaved(true);
          setName(stored.name ?? "");
          if (block) return;
          // What was a draft is in the library now.
          setText("");
          navigate(`/library/${stored.id}`, { replace: true });
        },
        (thrown: unknown) => setError(asErrorRecord(thrown)),
      )
      .finally(() => setBusy(false));
  };
  const touch = () => setSaved(false);
  return (
    <form onSubmit={save} onInput={touch}>
      <div className="row" style={{ alignItems: "flex-start" }}>
        <TextInput
          label={t.name}
          value={name}
          maxLength={60}
          required
          error={error?.code === "name_taken" ? error.message : null}
          style={{ flex: "1 1 220px" }}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t.description}
          value={description}
          maxLength={200}
          style={{ flex: "2 1 300px" }}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
      </div>
      <Textarea
        label={t.text[kind]}
        description={`${t.textHint[kind]} ${common.mind.characters(text.length, limit)}`}
        autosize
        minRows={8}
        maxRows={28}
        value={text}
        error={over ? common.mind.over(text.length, limit) : null}
        style={{ marginTop: 16 }}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {kind !== "system" && (
        <NumberInput
          label={t.limit}
          description={t.limitHint}
          value={limit}
          min={1}
          max={100_000}
          step={500}
          clampBehavior="blur"
          style={{ marginTop: 14, maxWidth: 260 }}
          onChange={(next) => setLimit(Number(next) || LIMITS[kind])}
        />
      )}
      {error && error.code !== "name_taken" && (
        <div style={{ marginTop: 12 }}>
          <ErrorNotice error={error} />
        </div>
      )}
      <div className="row" style={{ marginTop: 18 }}>
        <Button
          type="submit"
          loading={busy}
          disabled={!changed || over || name.trim() === "" || text.trim() === ""}
        >
          {common.save}
        </Button>
        {block && !changed && (
          <Button component={Link} href={`/new/${block.id}`} variant="light">
            {t.makeAgent}
          </Button>
        )}
        {block && changed && (
          <Button
            variant="subtle"
            color="gray"
            onClick={() => {
              setText(stored);
              setName(block.name ?? "");
              setDescription(block.description ?? "");
              setLimit(block.limit);
            }}
          >
            {t.discard}
          </Button>
        )}
        <span role="status" className="quiet">
          {changed ? (block ? t.unsaved : "") : saved ? t.saved : ""}
        </span>
        <span className="grow" />
        {block && (
          <Button
            variant="subtle"
            color="red"
            onClick={() => {
              deleteText(client, block).then(
                () => navigate("/library"),
                (thrown: unknown) => setError(asErrorRecord(thrown)),
              );
            }}
          >
            {common.delete}
          </Button>
        )}
      </div>
    </form>
  );
}

export default function LibraryTextPage({ blockId, kind }: { blockId: string | null; kind: LibraryKind }) {
  const live = useLive(async (client) => (blockId === null ? null : client.getBlock(blockId)), [blockId]);
  const block = live.value;
  const label = block && isLibraryKind(block.label) ? block.label : kind;
  const title = block?.name ?? t.new[label];
  usePageTitle(block !== undefined ? title : null);
  // A block of an agent is edited where the agent is.
  const isThere = block === null || (block?.template && isLibraryKind(block.label));
  return (
    <>
      <Bar onlyNarrow>{t.title}</Bar>
      <div className="page">
        <div className="page-inner">
          <Link href="/library" className="chip">
            <IconArrowLeft size={13} aria-hidden /> {t.back}
          </Link>
          {live.error && (
            <div style={{ marginTop: 16 }}>
              <ErrorNotice error={live.error} />
            </div>
          )}
          {block !== undefined && !isThere && <p>{t.notHere}</p>}
          {block !== undefined && isThere && (
            <>
              <h1 style={{ margin: "14px 0 16px", overflowWrap: "anywhere" }}>{title}</h1>
              <TextForm block={block} kind={label} />
            </>
          )}
        </div>
      </div>
    </>
  );
}
