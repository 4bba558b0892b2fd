/** A backup by hand. */
import { Button, Checkbox, PasswordInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { saveFile } from "../components/save-file.ts";
import { bytes } from "../format.ts";
import { backupTexts as t } from "../texts/backup.ts";
import { useLongWork } from "./long-work.ts";
import { WorkProgress } from "./work-progress.tsx";

const SHORTEST_PASSPHRASE = 8;

export function MakeBackup() {
  const client = useClient();
  const work = useLongWork();
  const [locked, setLocked] = useState(false);
  const [passphrase, setPassphrase] = useState("");
  const [made, setMade] = useState<number | null>(null);
  const make = (event: FormEvent) => {
    event.preventDefault();
    setMade(null);
    void work
      .run((handle) => client.createBackup({ passphrase: locked ? passphrase : null, ...handle }))
      .then((file) => {
        if (!file) return;
        const day = new Date().toISOString().slice(0, 10);
        saveFile(new File([file], `engram-${day}.${locked ? "sealed" : "zip"}`));
        setMade(file.size);
        setPassphrase("");
      });
  };
  return (
    <form className="card" onSubmit={make}>
      <Checkbox
        label={t.lock}
        checked={locked}
        onChange={(event) => setLocked(event.currentTarget.checked)}
      />
      {locked && (
        <PasswordInput
          mt={10}
          label={t.passphrase}
          description={t.passphraseHint}
          autoComplete="new-password"
          value={passphrase}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
        />
      )}
      {work.error && (
        <div style={{ marginTop: 12 }}>
          <ErrorNotice error={work.error} />
        </div>
      )}
      <div className="row" style={{ marginTop: 12 }}>
        <Button
          type="submit"
          loading={work.busy}
          disabled={locked && passphrase.length < SHORTEST_PASSPHRASE}
        >
          {t.make}
        </Button>
        <span className="quiet numbers" role="status">
          {made !== null && t.made(bytes(made))}
        </span>
      </div>
      <WorkProgress work={work} />
    </form>
  );
}
