/** One file that was picked: what it holds, and the way in. */
import { ActionIcon, Button, Loader, Progress, Select, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import { Link } from "wouter";
import type { CarryNote, CharacterCardReport, RecognisedFile } from "../../client/index.ts";
import type { ErrorRecord } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { carryTexts as t } from "../texts/carry.ts";
import { Notes, ReportView } from "./agent-file-report.tsx";

export interface ImportCardProps {
  file: File;
  onDismiss: () => void;
}

/** What was stored, and the ways to it. */
interface Result {
  agents: { id: string; name: string }[];
  inLibrary: boolean;
  notes: CarryNote[];
}

export function ImportCard({ file, onDismiss }: ImportCardProps) {
  const client = useClient();
  const [userName, setUserName] = useState("");
  const [greeting, setGreeting] = useState(0);
  const [read, setRead] = useState<RecognisedFile | null>(null);
  const [progress, setProgress] = useState<{ done: number; total: number } | null>(null);
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<Result | null>(null);
  const [error, setError] = useState<ErrorRecord | null>(null);
  useEffect(() => {
    let current = true;
    client.recogniseFile({ file, user_name: userName }).then(
      (one) => current && setRead(one),
      (thrown: unknown) => current && setError(asErrorRecord(thrown)),
    );
    return () => {
      current = false;
    };
  }, [client, file, userName]);
  const on_progress = (done: number, total: number) => setProgress({ done, total });
  const take = (work: () => Promise<Result>) => {
    setBusy(true);
    setError(null);
    work()
      .then(setResult, (thrown: unknown) => setError(asErrorRecord(thrown)))
      .finally(() => {
        setBusy(false);
        setProgress(null);
      });
  };
  const takeAgents = () =>
    take(async () => {
      const { agents, report } = await client.importAgentFile({ file, on_progress });
      return { agents, inLibrary: false, notes: report.notes };
    });
  const takeCharacter = (as: "agent" | "persona") =>
    take(async () => {
      const { agent, persona, notes } = await client.importCharacterCard({
        file,
        as,
        greeting,
        user_name: userName,
        on_progress,
      });
      return { agents: agent ? [agent] : [], inLibrary: persona !== null, notes };
    });
  return (
    <section className="card import-card" aria-label={file.name}>
      <div className="row">
        <h2 className="grow">{file.name}</h2>
        <ActionIcon variant="subtle" color="gray" aria-label={t.dismiss(file.name)} onClick={onDismiss}>
          <IconX size={16} />
        </ActionIcon>
      </div>
      {!read && !error && (
        <p className="quiet" role="status">
          <Loader size={14} aria-hidden /> {t.reading(file.name)}
        </p>
      )}
      {read && !result && read.kind === "agent-file" && (
        <>
          <span className="quiet">
            {t.agentFile(read.report.version)}
            {read.report.encoded_twice && ` · ${t.encodedTwice}`}
          </span>
          <ReportView report={read.report} />
          <div className="row" style={{ marginTop: 14 }}>
            <Button onClick={takeAgents} loading={busy}>
              {t.importNow}
            </Button>
          </div>
        </>
      )}
      {read && !result && read.kind === "character-card" && (
        <Character card={read.card}>
          <TextInput
            label={t.userName}
            description={t.userNameHint}
            value={userName}
            maxLength={100}
            mt="sm"
            style={{ maxWidth: 380 }}
            onChange={(event) => setUserName(event.currentTarget.value)}
          />
          {read.card.greetings.length > 0 && (
            <>
              <Select
                label={t.greeting}
                mt="sm"
                style={{ maxWidth: 380 }}
                data={read.card.greetings.map((_, index) => ({
                  value: String(index),
                  label: t.greetingNumber(index + 1),
                }))}
                value={String(greeting)}
                allowDeselect={false}
                onChange={(value) => setGreeting(Number(value))}
              />
              <p className="import-text">{read.card.greetings[greeting]}</p>
            </>
          )}
          <div className="row" style={{ marginTop: 14 }}>
            <Button onClick={() => takeCharacter("agent")} loading={busy}>
              {t.asAgent}
            </Button>
            <Button variant="default" onClick={() => takeCharacter("persona")} disabled={busy}>
              {t.asPersona}
            </Button>
          </div>
        </Character>
      )}
      {busy && progress && progress.total > 0 && (
        <div style={{ marginTop: 10 }}>
          <Progress value={(100 * progress.done) / progress.total} aria-label={t.importing} />
          <span className="quiet numbers">{t.embedded(progress.done, progress.total)}</span>
        </div>
      )}
      {error && (
        <div style={{ marginTop: 10 }}>
          <ErrorNotice error={error} />
        </div>
      )}
      {result && <ResultView result={result} />}
    </section>
  );
}

function Character({ card, children }: { card: CharacterCardReport; children: ReactNode }) {
  return (
    <>
      <div>
        <strong>{card.name}</strong>{" "}
        <span className="quiet">
          {[t.card(card.version), ...(card.creator ? [t.by(card.creator)] : []), ...card.tags].join(" · ")}
        </span>
      </div>
      {card.lore > 0 && <div className="quiet">{t.lore(card.lore)}</div>}
      {card.creator_notes && (
        <details>
          <summary>{t.creatorNotes}</summary>
          <p className="import-text">{card.creator_notes}</p>
        </details>
      )}
      <details>
        <summary>{t.personaText}</summary>
        <p className="import-text">{card.persona}</p>
      </details>
      {card.notes.length > 0 && <Notes notes={card.notes} />}
      {children}
    </>
  );
}

function ResultView({ result: { agents, inLibrary, notes } }: { result: Result }) {
  return (
    <>
      <p role="status" style={{ marginBottom: 8 }}>
        {inLibrary ? t.inLibrary : t.imported}
      </p>
      <div className="row">
        {agents.map(({ id, name }) => (
          <Button key={id} component={Link} href={`/agents/${id}`} variant="light">
            {t.open(name)}
          </Button>
        ))}
        {inLibrary && (
          <Button component={Link} href="/library" variant="light">
            {t.openLibrary}
          </Button>
        )}
      </div>
      {notes.length > 0 && <Notes notes={notes} />}
    </>
  );
}
