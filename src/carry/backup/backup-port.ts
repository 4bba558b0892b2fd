import { type BackupPlace, openBackupPlace } from "./backup-place.ts";
import type { Backups } from "./backups.ts";
import { browserSnapshots, type SnapshotFolder } from "./snapshots.ts";
import { createWorkerBackups } from "./worker-backups.ts";

/** What backups need of the page. */
export interface BackupPort {
  backups: Backups;
  place: BackupPlace;
  /** Files that the browser keeps for this app; null where it has no such place. */
  snapshots(): Promise<SnapshotFolder | null>;
  /** Lets the person choose a folder; null where the browser cannot. */
  pickFolder: (() => Promise<FileSystemDirectoryHandle>) | null;
}

type Picking = {
  showDirectoryPicker?(options: { id: string; mode: "readwrite" }): Promise<FileSystemDirectoryHandle>;
};

/** Of this page. */
export function pageBackupPort(
  databaseName: string,
  appVersion: string,
): BackupPort & {
  /** The database as an earlier version of the app left it. */
  createRaw(): Promise<Blob>;
} {
  const page = globalThis as Picking;
  const { createRaw, ...backups } = createWorkerBackups({ databaseName, appVersion });
  return {
    backups,
    createRaw,
    place: openBackupPlace(`${databaseName}-backups`),
    snapshots: () => browserSnapshots(navigator.storage),
    pickFolder: page.showDirectoryPicker
      ? async () =>
          page.showDirectoryPicker?.({
            id: "engram",
            mode: "readwrite",
          }) as Promise<FileSystemDirectoryHandle>
      : null,
  };
}
