/** The documents of a source: to look into, and to delete. */
import { ActionIcon, Loader, Modal, TextInput } from "@mantine/core";
import { IconSearch, IconTrash } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { Virtualizer } from "virtua";
import type { DocumentSummary, ErrorRecord } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { bytes, when } from "../format.ts";
import { sourceTexts as t } from "../texts/sources.ts";
import { t as common } from "../texts.ts";
import { useLive } from "../use-live.ts";

/** Documents listed at once; more come as one scrolls. */
const PAGE = 200;

/** What one list gives at most. */
const LONGEST_LIST = 10_000;

/** Paragraphs of a text drawn as one row, so that a long book does not become one endless element. */
const ROW_CHARACTERS = 2000;

function rowsOf(text: string): string[] {
  const rows: string[] = [];
  let row = "";
  for (const paragraph of text.split(/(?<=\n)/)) {
    if (row !== "" && row.length + paragraph.length > ROW_CHARACTERS) {
      rows.push(row);
      row = "";
    }
    row += paragraph;
  }
  if (row !== "") rows.push(row);
  return rows;
}

function WholeText({ document, onClose }: { document: DocumentSummary; onClose: () => void }) {
  const whole = useLive((client) => client.getDocument(document.id), [document.id]);
  const scroller = useRef<HTMLDivElement>(null);
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={document.title ?? document.name}
      closeButtonProps={{ "aria-label": common.close }}
    >
      {whole.error && <ErrorNotice error={whole.error} />}
      {!whole.value && !whole.error && <Loader size="sm" aria-label={common.loading} />}
      {whole.value && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <div ref={scroller} style={{ height: "68vh", overflowY: "auto" }} tabIndex={0} role="document">
          <Virtualizer scrollRef={scroller}>
            {rowsOf(whole.value.text).map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the text does not change
              <div key={index} className="document-text">
                {row}
              </div>
            ))}
          </Virtualizer>
        </div>
      )}
    </Modal>
  );
}

export function Documents({ sourceId }: { sourceId: string }) {
  const client = useClient();
  const [limit, setLimit] = useState(PAGE);
  const list = useLive((one) => one.listDocuments({ source_id: sourceId, limit }), [sourceId, limit]);
  const kept = useRef<DocumentSummary[]>([]);
  if (list.value) kept.current = list.value;
  const [filter, setFilter] = useState("");
  const [open, setOpen] = useState<DocumentSummary | null>(null);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const wanted = filter.trim().toLowerCase();
  const shown = kept.current.filter((one) =>
    `${one.name} ${one.title ?? ""} ${one.path ?? ""}`.toLowerCase().includes(wanted),
  );
  if (list.error) return <ErrorNotice error={list.error} />;
  return (
    <>
      <TextInput
        type="search"
        mb="sm"
        value={filter}
        aria-label={t.filterDocuments}
        placeholder={t.filterDocuments}
        leftSection={<IconSearch size={15} />}
        onChange={(event) => {
          setFilter(event.currentTarget.value);
          // What is filtered is all there is, as far as one list reaches.
          setLimit(LONGEST_LIST);
        }}
      />
      {error && <ErrorNotice error={error} />}
      {shown.length === 0 ? (
        <p className="quiet">{wanted === "" ? t.noDocuments : t.noDocumentMatches}</p>
      ) : (
        <div
          ref={scroller}
          className="source-scroll"
          style={{ height: `min(60vh, ${Math.max(1, shown.length) * 62}px)` }}
          onScroll={(event) => {
            const box = event.currentTarget;
            if (kept.current.length >= limit && box.scrollHeight - box.scrollTop - box.clientHeight < 600)
              setLimit(limit + PAGE);
          }}
        >
          <Virtualizer scrollRef={scroller} as="ul" item="li">
            {shown.map((one) => (
              <div key={one.id} className="document-row">
                <div className="grow">
                  <button
                    type="button"
                    className="document-name"
                    onClick={() => setOpen(one)}
                    aria-label={t.open(one.title ?? one.name)}
                    title={one.path ?? one.name}
                  >
                    {one.title ?? one.name}
                  </button>
                  <div className="quiet numbers" style={{ fontSize: "0.82rem" }}>
                    {[
                      one.path ?? (one.title === one.name ? null : one.name),
                      one.pages === null ? null : t.pages(one.pages),
                      t.passages(one.num_passages),
                      bytes(one.size),
                      when(one.date ?? one.created_at),
                      one.complete ? null : t.incomplete,
                    ]
                      .filter(Boolean)
                      .join(" · ")}
                  </div>
                </div>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t.deleteDocument(one.title ?? one.name)}
                  onClick={() => {
                    setError(null);
                    client.deleteDocument(one.id).catch((thrown: unknown) => setError(asErrorRecord(thrown)));
                  }}
                >
                  <IconTrash size={15} />
                </ActionIcon>
              </div>
            ))}
          </Virtualizer>
        </div>
      )}
      {open && <WholeText document={open} onClose={() => setOpen(null)} />}
    </>
  );
}
