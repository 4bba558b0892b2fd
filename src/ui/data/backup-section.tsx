/** Everything about backups on the storage page. */
import "./data.css";
import { Button } from "@mantine/core";
import { useRef, useState } from "react";
import { useClient } from "../client-context.tsx";
import { backupTexts as t } from "../texts/backup.ts";
import { MakeBackup } from "./make-backup.tsx";
import { type BackupSource, RestoreSteps } from "./restore.tsx";
import { Snapshots } from "./snapshots.tsx";

function RestoreFile() {
  const client = useClient();
  const field = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<{ source: BackupSource; nth: number } | null>(null);
  return (
    <>
      <div className="card">
        <p style={{ marginTop: 0 }}>{t.restore.lead}</p>
        <Button variant="default" onClick={() => field.current?.click()}>
          {t.restore.choose}
        </Button>
        <input
          ref={field}
          type="file"
          accept=".zip,.sealed"
          hidden
          aria-label={t.restore.choose}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            event.currentTarget.value = "";
            if (file)
              setChosen((before) => ({
                nth: (before?.nth ?? 0) + 1,
                source: {
                  name: file.name,
                  read: (params) => client.readBackup({ ...params, file }),
                  restore: (params) => client.restoreBackup({ ...params, file }),
                },
              }));
          }}
        />
      </div>
      {chosen && <RestoreSteps key={chosen.nth} source={chosen.source} onClose={() => setChosen(null)} />}
    </>
  );
}

export function BackupSection() {
  return (
    <>
      <h2>{t.title}</h2>
      <p className="quiet">{t.lead}</p>
      <MakeBackup />
      <h2>{t.restore.title}</h2>
      <RestoreFile />
      <h2>{t.snapshots.title}</h2>
      <p className="quiet">{t.snapshots.lead}</p>
      <Snapshots />
    </>
  );
}
