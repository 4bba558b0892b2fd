/** Backups of this browser's database, by hand and by themselves. Loaded when first asked for. */
import { BackupError } from "../carry/backup/backup-error.ts";
import { folderPermission } from "../carry/backup/backup-place.ts";
import type { BackupCall } from "../carry/backup/backups.ts";
import type { RestoreReport } from "../carry/backup/restore-report.ts";
import {
  openSnapshotFolder,
  type Snapshot,
  type SnapshotFolder,
  type SnapshotReason,
} from "../carry/backup/snapshots.ts";
import { CancelledError, InvalidInputError, isoTime, toErrorRecord } from "../schemas/index.ts";
import { explainWriteFailure } from "../storage/open-database.ts";
import type { LocalServices } from "./local-services.ts";
import type {
  BackupFolder,
  BackupParams,
  BackupStatus,
  PlacedSnapshot,
  ReadBackupParams,
  RestoreBackupParams,
  RestoreSnapshotParams,
  SnapshotPlace,
} from "./workspace.ts";

const SHORTEST_PASSPHRASE = 8;

type WithPort = Pick<LocalServices, "backups">;

function callOf({ passphrase, signal, on_progress }: BackupParams): BackupCall {
  return { passphrase: passphrase || null, signal, onProgress: on_progress };
}

export async function createBackup(services: LocalServices, params: BackupParams = {}): Promise<Blob> {
  if (params.passphrase && params.passphrase.length < SHORTEST_PASSPHRASE)
    throw new InvalidInputError("passphrase", `at least ${SHORTEST_PASSPHRASE} characters`);
  const { backups } = await services.backups();
  return backups.create(callOf(params));
}

export async function readBackup(services: LocalServices, params: ReadBackupParams): Promise<RestoreReport> {
  const { backups } = await services.backups();
  return backups.read(fileOf(params), callOf(params));
}

/** Nothing may write meanwhile: agents and jobs have to be at rest, and are held there. */
export async function restoreBackup(
  services: LocalServices,
  params: RestoreBackupParams,
): Promise<RestoreReport> {
  const file = fileOf(params);
  const { mode } = params;
  if (mode !== "replace" && mode !== "merge")
    throw new InvalidInputError("mode", "this is either replace or merge");
  const { backups } = await services.backups();
  return atRest(services, params.signal, async () => {
    if (mode === "replace" && !params.without_snapshot) await snapshotBefore(services);
    const report = await backups.restore(file, mode, callOf(params));
    // What they show and hold in memory is of another database now.
    services.tabs.post({ type: "restored" });
    return report;
  });
}

function fileOf({ file }: { file: Blob }): Blob {
  if (file instanceof Blob) return file;
  throw new InvalidInputError("file", "this is required, as a file");
}

/** So that a person who regrets it can go back. */
async function snapshotBefore(services: LocalServices): Promise<void> {
  try {
    await takeSnapshot(services, "before-restore");
  } catch (error) {
    if (error instanceof BackupError && error.code === "backup_nowhere") return;
    throw BackupError.of("snapshot_failed", "What is here could not be saved first. Nothing was changed.", {
      hint: "Free some space and try again, or restore without saving what is here.",
      cause: error,
      detail: toErrorRecord(error).message,
    });
  }
}

async function atRest<T>(
  services: LocalServices,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const { db, locks } = services;
  const jobs = await db.jobs.where("status").anyOf("created", "running").primaryKeys();
  const names = [...(await db.agents.toCollection().primaryKeys()), ...jobs.map((id) => `job|${id}`)];
  for (const name of names)
    if (await locks.isHeld(name))
      throw BackupError.of("backup_busy", "An agent is at work, or documents are being loaded.", {
        hint: "Stop it or wait until it is done, then restore.",
      });
  const never = signal ?? new AbortController().signal;
  const held = names.reduceRight<() => Promise<T>>(
    (inner, name) => () => locks.run(name, never, inner),
    work,
  );
  return held();
}

// ------------------------------------------------------------- snapshots

/** The folder of that kind; null where there is none, or the person has not allowed it. */
async function folderAt(services: WithPort, place: SnapshotPlace): Promise<SnapshotFolder | null> {
  const port = await services.backups();
  if (place === "browser") return port.snapshots();
  const handle = await port.place.folder();
  if (!handle || (await folderPermission(handle)) !== "granted") return null;
  return openSnapshotFolder(handle);
}

async function folderOf(services: WithPort, place: SnapshotPlace): Promise<SnapshotFolder> {
  const folder = await folderAt(services, place);
  if (folder) return folder;
  throw BackupError.of("backup_place_lost", "The place of this backup cannot be reached.", {
    hint:
      place === "folder" ? "Allow the folder again, or choose another." : "Reload the page and try again.",
  });
}

export async function listSnapshots(services: WithPort): Promise<PlacedSnapshot[]> {
  const found: PlacedSnapshot[] = [];
  for (const place of ["folder", "browser"] as const) {
    const folder = await folderAt(services, place);
    for (const snapshot of (await folder?.list()) ?? []) found.push({ ...snapshot, place });
  }
  return found.sort((a, b) => b.created_at.localeCompare(a.created_at));
}

/** Into the person's folder where there is one that may be written to, else into the browser's. */
export async function takeSnapshot(
  services: Pick<LocalServices, "backups" | "clock">,
  reason: SnapshotReason = "asked",
  call: BackupCall = {},
): Promise<PlacedSnapshot> {
  const place: SnapshotPlace = (await folderAt(services, "folder")) ? "folder" : "browser";
  const folder = await folderAt(services, place);
  if (!folder)
    throw BackupError.of("backup_nowhere", "This browser has no place for automatic backups.", {
      hint: "Make backups by hand, and keep the files.",
    });
  const { backups } = await services.backups();
  const file = await backups.create(call);
  try {
    const snapshot: Snapshot = await folder.add(file, { created_at: isoTime(services.clock), reason });
    return { ...snapshot, place };
  } catch (error) {
    throw explainWriteFailure(error);
  }
}

export async function restoreSnapshot(
  services: LocalServices,
  { id, place, ...rest }: RestoreSnapshotParams,
): Promise<RestoreReport> {
  const file = await (await folderOf(services, place)).read(id);
  return restoreBackup(services, { ...rest, file });
}

export async function readSnapshot(
  services: LocalServices,
  { id, place, ...rest }: { id: string; place: SnapshotPlace } & BackupParams,
): Promise<RestoreReport> {
  const file = await (await folderOf(services, place)).read(id);
  return readBackup(services, { ...rest, file });
}

export async function getSnapshotFile(
  services: WithPort,
  { id, place }: { id: string; place: SnapshotPlace },
): Promise<Blob> {
  return (await folderOf(services, place)).read(id);
}

export async function deleteSnapshot(
  services: WithPort,
  { id, place }: { id: string; place: SnapshotPlace },
): Promise<void> {
  await (await folderOf(services, place)).remove(id);
}

// ---------------------------------------------------------------- folder

export async function getBackupFolder(services: WithPort): Promise<BackupFolder | null> {
  const { place } = await services.backups();
  const handle = await place.folder();
  return handle && { name: handle.name, permission: await folderPermission(handle) };
}

export async function chooseBackupFolder(services: WithPort): Promise<BackupFolder> {
  const { place, pickFolder } = await services.backups();
  if (!pickFolder)
    throw BackupError.of("backup_nowhere", "This browser cannot write to a folder of yours.", {
      hint: "Make backups by hand, and keep the files.",
    });
  let handle: FileSystemDirectoryHandle;
  try {
    handle = await pickFolder();
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw new CancelledError();
    throw error;
  }
  await place.setFolder(handle);
  return { name: handle.name, permission: await folderPermission(handle, true) };
}

export async function allowBackupFolder(services: WithPort): Promise<BackupFolder | null> {
  const { place } = await services.backups();
  const handle = await place.folder();
  return handle && { name: handle.name, permission: await folderPermission(handle, true) };
}

export async function forgetBackupFolder(services: WithPort): Promise<void> {
  await (await services.backups()).place.forgetFolder();
}

export async function getBackupStatus(services: WithPort): Promise<BackupStatus> {
  const { place, pickFolder, snapshots } = await services.backups();
  return {
    can_choose_folder: pickFolder !== null,
    can_snapshot: (await snapshots()) !== null,
    last_attempt: await place.lastAttempt(),
  };
}
