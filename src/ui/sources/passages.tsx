/** The passages of a source, in reading order or as a search finds them. */
import { Loader, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type FormEvent, useRef, useState } from "react";
import { Virtualizer } from "virtua";
import type { SourceMatch } from "../../client/index.ts";
import type { ErrorRecord, Passage } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { searchTexts } from "../texts/search.ts";
import { sourceTexts as t } from "../texts/sources.ts";
import { useLive } from "../use-live.ts";
import { placeOf } from "./place-of.ts";

const PAGE = 100;
const FOUND = 50;

export function Passages({ sourceId }: { sourceId: string }) {
  const client = useClient();
  const [limit, setLimit] = useState(PAGE);
  const list = useLive((one) => one.listSourcePassages({ source_id: sourceId, limit }), [sourceId, limit]);
  const kept = useRef<Passage[]>([]);
  if (list.value) kept.current = list.value;
  const [query, setQuery] = useState("");
  const [found, setFound] = useState<SourceMatch[] | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const search = (event: FormEvent) => {
    event.preventDefault();
    setError(null);
    if (query.trim() === "") {
      setFound(null);
      return;
    }
    setBusy(true);
    client
      .searchSource({ source_id: sourceId, query, limit: FOUND })
      .then(setFound, (thrown: unknown) => setError(asErrorRecord(thrown)))
      .finally(() => setBusy(false));
  };
  const rows: { passage: Passage; match: SourceMatch | null }[] = found
    ? found.map((match) => ({ passage: match.passage, match }))
    : kept.current.map((passage) => ({ passage, match: null }));
  if (list.error) return <ErrorNotice error={list.error} />;
  return (
    <>
      <form onSubmit={search}>
        <TextInput
          type="search"
          mb="sm"
          value={query}
          aria-label={t.searchPassages}
          placeholder={t.searchPassages}
          leftSection={busy ? <Loader size={14} /> : <IconSearch size={15} />}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            if (event.currentTarget.value === "") setFound(null);
          }}
        />
      </form>
      {error && <ErrorNotice error={error} />}
      {rows.length === 0 ? (
        <p className="quiet">{found ? t.noPassages : t.noDocuments}</p>
      ) : (
        <div
          ref={scroller}
          className="source-scroll"
          onScroll={(event) => {
            const box = event.currentTarget;
            if (!found && rows.length >= limit && box.scrollHeight - box.scrollTop - box.clientHeight < 600)
              setLimit(limit + PAGE);
          }}
        >
          <Virtualizer scrollRef={scroller} as="ul" item="li">
            {rows.map(({ passage, match }) => (
              <div key={passage.id} className="source-passage">
                <div className="passage-text">{passage.text}</div>
                <div className="quiet" style={{ fontSize: "0.82rem" }}>
                  {[placeOf(passage), match && searchTexts.why(match.found_by)].filter(Boolean).join(" · ")}
                </div>
              </div>
            ))}
          </Virtualizer>
        </div>
      )}
    </>
  );
}
