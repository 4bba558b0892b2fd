/** Backups where the database is gone: from a file, or from the snapshots that are left. */
import "./data.css";
import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { openRecovery, type PlacedSnapshot, type Recovery } from "../../client/index.ts";
import type { ErrorRecord } from "../../schemas/index.ts";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { bytes, when } from "../format.ts";
import { backupTexts as t } from "../texts/backup.ts";
import { ChooseBackup } from "./choose-backup.tsx";
import { type BackupSource, RestoreSteps } from "./restore.tsx";

const sourceOf = (recovery: Recovery, name: string, open: () => Promise<Blob>): BackupSource => ({
  name,
  read: async (params) => recovery.readBackup({ ...params, file: await open() }),
  restore: async ({ mode: _mode, without_snapshot: _none, ...params }) =>
    recovery.restoreBackup({ ...params, file: await open() }),
});

export default function RecoveryBackups() {
  const [found, setFound] = useState<{ recovery: Recovery; snapshots: PlacedSnapshot[] } | null>(null);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const [chosen, setChosen] = useState<{ source: BackupSource; nth: number } | null>(null);
  useEffect(() => {
    openRecovery()
      .then(async (recovery) => {
        // A list that cannot be had must not keep a file from being chosen.
        const snapshots = await recovery.listSnapshots().catch((thrown: unknown) => {
          setError(asErrorRecord(thrown));
          return [];
        });
        setFound({ recovery, snapshots });
      })
      .catch((thrown: unknown) => setError(asErrorRecord(thrown)));
  }, []);
  if (!found) return error && <ErrorNotice error={error} />;
  const { recovery, snapshots } = found;
  const choose = (name: string, open: () => Promise<Blob>) =>
    setChosen((before) => ({ nth: (before?.nth ?? 0) + 1, source: sourceOf(recovery, name, open) }));
  return (
    <section style={{ marginTop: 28 }}>
      <div className="card">
        <p style={{ marginTop: 0 }}>{t.restore.recoverLead}</p>
        <ChooseBackup onChoose={(file) => choose(file.name, async () => file)}>
          {t.restore.recover}
        </ChooseBackup>
        {snapshots.length > 0 && (
          <ul className="snapshot-list" style={{ padding: 0, marginTop: 12 }} aria-label={t.snapshots.list}>
            {snapshots.map((one) => (
              <li key={`${one.place} ${one.id}`} className="row">
                <span className="numbers" style={{ flex: "1 1 200px" }}>
                  {when(one.created_at)}{" "}
                  <span className="quiet">
                    {t.snapshots.reasons[one.reason]} · {bytes(one.bytes)}
                  </span>
                </span>
                <Button
                  size="compact-sm"
                  variant="default"
                  onClick={() =>
                    choose(t.snapshots.of(t.snapshots.reasons[one.reason], when(one.created_at)), () =>
                      recovery.getSnapshotFile(one),
                    )
                  }
                >
                  {t.snapshots.restore}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </div>
      {error && <ErrorNotice error={error} />}
      {chosen && (
        <RestoreSteps key={chosen.nth} source={chosen.source} onlyReplace onClose={() => setChosen(null)} />
      )}
    </section>
  );
}
