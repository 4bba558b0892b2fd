import { Loader, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { Link } from "wouter";
import type { ErrorRecord, Message } from "../../schemas/index.ts";
import { toEntries } from "../chat/conversation-entries.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { when } from "../format.ts";
import { t } from "../texts.ts";
import { useLive } from "../use-live.ts";
import { ExploreLink } from "./explore-link.tsx";

/** What a found message said. */
function wordsOf(message: Message): string {
  const [entry] = toEntries([{ ...message, seq: 0 }]);
  if (entry?.kind === "turn")
    return [...entry.said, ...entry.steps.map((step) => step.thought ?? "")].filter(Boolean).join(" · ");
  return entry?.text ?? "";
}

export function RecallTab({ agentId }: { agentId: string }) {
  const client = useClient();
  const size = useLive((one) => one.getRecallMemorySummary(agentId), [agentId]).value?.size;
  const [query, setQuery] = useState("");
  const [found, setFound] = useState<Message[] | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const search = (event: FormEvent) => {
    event.preventDefault();
    if (query.trim() === "") {
      setFound(null);
      return;
    }
    setBusy(true);
    setError(null);
    client
      .searchMessages({ agent_id: agentId, query, limit: 50 })
      .then(setFound, (thrown: unknown) => setError(asErrorRecord(thrown)))
      .finally(() => setBusy(false));
  };
  return (
    <>
      <form onSubmit={search}>
        <TextInput
          type="search"
          size="sm"
          value={query}
          aria-label={t.mind.searchRecall}
          placeholder={t.mind.searchRecall}
          leftSection={busy ? <Loader size={14} /> : <IconSearch size={15} />}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
      </form>
      <div className="row" style={{ margin: "8px 2px", fontSize: "0.8rem" }}>
        <span className="quiet grow numbers">{t.mind.messages(size ?? 0)}</span>
        <ExploreLink href={`/agents/${agentId}/recall`} />
      </div>
      {error && <ErrorNotice error={error} />}
      {found?.length === 0 && <p className="quiet">{t.mind.noMatch}</p>}
      <ul className="plain-list" style={{ overflowY: "auto", flex: 1, minHeight: 0 }}>
        {found?.map((message) => (
          <li key={message.id} className="passage">
            <Link href={`/agents/${agentId}/messages/${message.id}`} style={{ color: "inherit" }}>
              {wordsOf(message).slice(0, 260)}
            </Link>
            <div className="passage-foot">
              {message.role === "user" ? t.chat.you : t.chat.agent} · {when(message.created_at)}
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
