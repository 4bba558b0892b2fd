/** Putting back a backup where there is no database to open. */
import type { BackupPort } from "../carry/backup/backup-port.ts";
import type { RestoreReport } from "../carry/backup/restore-report.ts";
import { getSnapshotFile, listSnapshots } from "./local-backup.ts";
import type { BackupParams, PlacedSnapshot, SnapshotPlace } from "./workspace.ts";

/** What can be done about a database that is gone. */
export interface Recovery {
  listSnapshots(): Promise<PlacedSnapshot[]>;
  getSnapshotFile(params: { id: string; place: SnapshotPlace }): Promise<Blob>;
  readBackup(params: BackupParams & { file: Blob }): Promise<RestoreReport>;
  /** In the place of what was lost. Open the client after it. */
  restoreBackup(params: BackupParams & { file: Blob }): Promise<RestoreReport>;
}

export function createRecovery(port: BackupPort): Recovery {
  const services = { backups: async () => port };
  const callOf = ({ passphrase, signal, on_progress }: BackupParams) => ({
    passphrase,
    signal,
    onProgress: on_progress,
  });
  return {
    listSnapshots: () => listSnapshots(services),
    getSnapshotFile: (params) => getSnapshotFile(services, params),
    readBackup: ({ file, ...params }) => port.backups.read(file, callOf(params)),
    restoreBackup: ({ file, ...params }) => port.backups.restore(file, "replace", callOf(params)),
  };
}
