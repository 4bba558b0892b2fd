/** Backups that the app makes by itself: where they go, and those that are kept. */
import { Button } from "@mantine/core";
import { useCallback, useEffect, useRef, useState } from "react";
import type { BackupFolder, BackupStatus, PlacedSnapshot } from "../../client/index.ts";
import type { ErrorRecord } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { saveFile } from "../components/save-file.ts";
import { asErrorRecord } from "../error-record.ts";
import { bytes, when } from "../format.ts";
import { backupTexts } from "../texts/backup.ts";
import { useLongWork } from "./long-work.ts";
import { type BackupSource, RestoreSteps } from "./restore.tsx";
import { WorkProgress } from "./work-progress.tsx";

/** How long a deletion can be taken back, in milliseconds. */
const UNDO_MS = 8000;

interface Shown {
  status: BackupStatus;
  folder: BackupFolder | null;
  snapshots: PlacedSnapshot[];
}

function Place({ shown, onChange }: { shown: Shown; onChange: () => void }) {
  const t = backupTexts.snapshots;
  const client = useClient();
  const [error, setError] = useState<ErrorRecord | null>(null);
  const { status, folder } = shown;
  const change = (work: () => Promise<unknown>) => () => {
    setError(null);
    work().then(onChange, (thrown: unknown) => {
      const record = asErrorRecord(thrown);
      if (record.code !== "cancelled") setError(record);
    });
  };
  const isUsed = folder?.permission === "granted";
  return (
    <>
      <p style={{ marginTop: 0 }}>
        {isUsed ? t.inFolder(folder.name) : status.can_snapshot ? t.inBrowser : t.nowhere}
      </p>
      {folder && !isUsed && <p>{t.ask(folder.name)}</p>}
      <div className="row">
        {folder && !isUsed && <Button onClick={change(() => client.allowBackupFolder())}>{t.allow}</Button>}
        {status.can_choose_folder && (
          <Button variant="default" onClick={change(() => client.chooseBackupFolder())}>
            {folder ? t.other : t.choose}
          </Button>
        )}
        {folder && (
          <Button variant="default" onClick={change(() => client.forgetBackupFolder())}>
            {t.forget}
          </Button>
        )}
      </div>
      {error && (
        <div style={{ marginTop: 12 }}>
          <ErrorNotice error={error} />
        </div>
      )}
    </>
  );
}

export function Snapshots() {
  const t = backupTexts.snapshots;
  const client = useClient();
  const [shown, setShown] = useState<Shown | null>(null);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const [source, setSource] = useState<BackupSource | null>(null);
  const [leaving, setLeaving] = useState<PlacedSnapshot | null>(null);
  const work = useLongWork();
  const look = useCallback(() => {
    Promise.all([client.getBackupStatus(), client.getBackupFolder(), client.listSnapshots()]).then(
      ([status, folder, snapshots]) => setShown({ status, folder, snapshots }),
      (thrown: unknown) => setError(asErrorRecord(thrown)),
    );
  }, [client]);
  useEffect(look, [look]);

  // A deletion is done once it cannot be taken back any more: after a while, or when the page is left.
  const pending = useRef<{ one: PlacedSnapshot; timer: ReturnType<typeof setTimeout> } | null>(null);
  const finish = useCallback(() => {
    const { one, timer } = pending.current ?? {};
    pending.current = null;
    clearTimeout(timer);
    if (!one) return Promise.resolve();
    return client.deleteSnapshot(one).then(look, (thrown: unknown) => setError(asErrorRecord(thrown)));
  }, [client, look]);
  useEffect(() => () => void finish(), [finish]);
  const remove = (one: PlacedSnapshot) => {
    void finish();
    setLeaving(one);
    pending.current = {
      one,
      timer: setTimeout(() => void finish().then(() => setLeaving(null)), UNDO_MS),
    };
  };
  const undo = () => {
    clearTimeout(pending.current?.timer);
    pending.current = null;
    setLeaving(null);
  };

  const restore = (one: PlacedSnapshot) =>
    setSource({
      name: t.of(t.reasons[one.reason], when(one.created_at)),
      read: (params) => client.readSnapshot({ ...params, id: one.id, place: one.place }),
      restore: (params) => client.restoreSnapshot({ ...params, id: one.id, place: one.place }),
    });
  const download = (one: PlacedSnapshot) => {
    client.getSnapshotFile(one).then(
      (file) => saveFile(new File([file], one.id)),
      (thrown: unknown) => setError(asErrorRecord(thrown)),
    );
  };
  if (!shown) return error ? <ErrorNotice error={error} /> : null;
  const { status, snapshots } = shown;
  const failed = status.last_attempt?.error;
  const listed = snapshots.filter(({ id, place }) => id !== leaving?.id || place !== leaving.place);
  return (
    <>
      <div className="card">
        <Place shown={shown} onChange={look} />
      </div>
      {failed && (
        <div style={{ marginTop: 12 }}>
          <p style={{ margin: "0 0 6px" }}>{t.failed(when(status.last_attempt?.at ?? ""))}</p>
          <ErrorNotice error={failed} />
        </div>
      )}
      {error && (
        <div style={{ marginTop: 12 }}>
          <ErrorNotice error={error} />
        </div>
      )}
      {(status.can_snapshot || shown.folder?.permission === "granted") && (
        <>
          <h3>{t.list}</h3>
          {listed.length === 0 ? (
            <p className="quiet">{t.none}</p>
          ) : (
            <ul className="card snapshot-list" aria-label={t.list}>
              {listed.map((one) => (
                <li key={`${one.place} ${one.id}`} className="row">
                  <span className="numbers" style={{ flex: "1 1 220px" }}>
                    {when(one.created_at)}{" "}
                    <span className="quiet">
                      {[
                        t.reasons[one.reason],
                        bytes(one.bytes),
                        one.place === "folder" ? t.inYourFolder : null,
                      ]
                        .filter(Boolean)
                        .join(" · ")}
                    </span>
                  </span>
                  <Button size="compact-sm" variant="default" onClick={() => restore(one)}>
                    {t.restore}
                  </Button>
                  <Button size="compact-sm" variant="default" onClick={() => download(one)}>
                    {t.download}
                  </Button>
                  <Button size="compact-sm" variant="subtle" color="gray" onClick={() => remove(one)}>
                    {t.delete}
                  </Button>
                </li>
              ))}
            </ul>
          )}
          <div className="row" style={{ marginTop: 12 }}>
            <Button
              variant="default"
              loading={work.busy}
              onClick={() => void work.run(() => client.takeSnapshot()).then(look)}
            >
              {t.take}
            </Button>
            <span role="status" className="row">
              {leaving && (
                <>
                  <span className="quiet">{t.deleted}</span>
                  <Button size="compact-sm" variant="default" onClick={undo}>
                    {t.undo}
                  </Button>
                </>
              )}
            </span>
          </div>
          {work.error && <ErrorNotice error={work.error} />}
          <WorkProgress work={work} />
          {source && <RestoreSteps key={source.name} source={source} onClose={() => setSource(null)} />}
        </>
      )}
    </>
  );
}
