/** What was said with any agent, found by words or meaning. */
import { Loader, NativeSelect, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { Link } from "wouter";
import type { MessageOfAgent } from "../../client/index.ts";
import { type ErrorRecord, SEARCH_MODES, type SearchMode, spokenText } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { when } from "../format.ts";
import { Bar } from "../shell.tsx";
import { conversationTexts } from "../texts/conversation.ts";
import { searchTexts } from "../texts/search.ts";
import { t } from "../texts.ts";

/** Characters of a found message that are shown. */
const SHOWN = 320;

export default function SearchPage() {
  const client = useClient();
  const [query, setQuery] = useState("");
  const [mode, setMode] = useState<SearchMode>("words");
  const [found, setFound] = useState<MessageOfAgent[] | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const search = (event: FormEvent) => {
    event.preventDefault();
    setError(null);
    if (query.trim() === "") {
      setFound(null);
      return;
    }
    setBusy(true);
    client
      .searchAllMessages({ query, mode })
      .then(setFound, (thrown: unknown) => setError(asErrorRecord(thrown)))
      .finally(() => setBusy(false));
  };
  return (
    <>
      <Bar onlyNarrow>{conversationTexts.searchTitle}</Bar>
      <div className="page">
        <div className="page-inner">
          <h1>{conversationTexts.searchTitle}</h1>
          <p className="lead">{conversationTexts.searchLead}</p>
          <form onSubmit={search} className="row">
            <TextInput
              style={{ flex: "1 1 220px" }}
              type="search"
              autoFocus
              value={query}
              aria-label={conversationTexts.searchField}
              placeholder={conversationTexts.searchField}
              leftSection={busy ? <Loader size={14} /> : <IconSearch size={15} />}
              onChange={(event) => setQuery(event.currentTarget.value)}
            />
            <NativeSelect
              aria-label={searchTexts.by}
              value={mode}
              data={SEARCH_MODES.map((value) => ({ value, label: searchTexts.modes[value] }))}
              onChange={(event) =>
                setMode(SEARCH_MODES.find((value) => value === event.currentTarget.value) ?? "words")
              }
            />
          </form>
          {error && <ErrorNotice error={error} />}
          <p className="quiet" role="status">
            {found && conversationTexts.found(found.length)}
          </p>
          <ul className="plain-list">
            {found?.map(({ agent_id, agent_name, message }) => (
              <li key={message.id} className="passage">
                <Link href={`/agents/${agent_id}/messages/${message.id}`} style={{ color: "inherit" }}>
                  {(spokenText(message) ?? "").slice(0, SHOWN)}
                </Link>
                <div className="passage-foot">
                  {agent_name} · {message.role === "user" ? t.chat.you : t.chat.agent} ·{" "}
                  {when(message.created_at)}
                </div>
              </li>
            ))}
          </ul>
        </div>
      </div>
    </>
  );
}
