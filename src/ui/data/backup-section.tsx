/** Everything about backups on the storage page. */
import "./data.css";
import { useState } from "react";
import { useClient } from "../client-context.tsx";
import { backupTexts as t } from "../texts/backup.ts";
import { ChooseBackup } from "./choose-backup.tsx";
import { MakeBackup } from "./make-backup.tsx";
import { type BackupSource, RestoreSteps } from "./restore.tsx";
import { Snapshots } from "./snapshots.tsx";

function RestoreFile() {
  const client = useClient();
  const [chosen, setChosen] = useState<{ source: BackupSource; nth: number } | null>(null);
  return (
    <>
      <div className="card">
        <p style={{ marginTop: 0 }}>{t.restore.lead}</p>
        <ChooseBackup
          variant="default"
          onChoose={(file) =>
            setChosen((before) => ({
              nth: (before?.nth ?? 0) + 1,
              source: {
                name: file.name,
                read: (params) => client.readBackup({ ...params, file }),
                restore: (params) => client.restoreBackup({ ...params, file }),
              },
            }))
          }
        >
          {t.restore.choose}
        </ChooseBackup>
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
