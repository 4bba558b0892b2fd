/** Snapshots: backups that the app makes by itself, as files in a folder of this browser or of the person. */
import { z } from "zod";
import { BackupError } from "./backup-error.ts";

/** Why a snapshot was made: `daily`, `before-update` of the database, `before-restore`, or `asked` for by the person. */
export const SNAPSHOT_REASONS = ["daily", "before-update", "before-restore", "asked"] as const;
export type SnapshotReason = (typeof SNAPSHOT_REASONS)[number];

export interface Snapshot {
  /** Name of its file. */
  id: string;
  created_at: string;
  reason: SnapshotReason;
  bytes: number;
}

/** How many of each reason are kept; the oldest go first. */
const KEPT: Record<SnapshotReason, number> = { daily: 5, "before-update": 2, "before-restore": 2, asked: 5 };

const NAME = /^engram-(\d{4}-\d{2}-\d{2})T(\d{2})(\d{2})(\d{2})\.(\d{3})Z-([a-z-]+)\.(zip|sealed)$/;
const reasonSchema = z.enum(SNAPSHOT_REASONS);

/** A file's name, which tells when and why: sorted by name they are sorted by time. */
export const snapshotName = (createdAt: string, reason: SnapshotReason): string =>
  `engram-${createdAt.replaceAll(":", "")}-${reason}.zip`;

function readName(name: string): Pick<Snapshot, "created_at" | "reason"> | null {
  const match = NAME.exec(name);
  const reason = reasonSchema.safeParse(match?.[6]);
  if (!match || !reason.success) return null;
  const [, day, hours, minutes, seconds, milliseconds] = match;
  return { created_at: `${day}T${hours}:${minutes}:${seconds}.${milliseconds}Z`, reason: reason.data };
}

/** Files of a folder as snapshots, the newest first. Others are not touched. */
export interface SnapshotFolder {
  list(): Promise<Snapshot[]>;
  /** Writes one, and lets the oldest go of which there are too many. A failure leaves no half file. */
  add(file: Blob, created: { created_at: string; reason: SnapshotReason }): Promise<Snapshot>;
  read(id: string): Promise<Blob>;
  remove(id: string): Promise<void>;
}

const isNotFound = (error: unknown) => error instanceof DOMException && error.name === "NotFoundError";

export function openSnapshotFolder(folder: FileSystemDirectoryHandle): SnapshotFolder {
  const check = (id: string) => {
    if (!readName(id)) throw noSnapshot(id);
    return id;
  };
  const opened: SnapshotFolder = {
    async list() {
      const found: Snapshot[] = [];
      for await (const [name, handle] of folder.entries()) {
        const told = readName(name);
        if (!told || handle.kind !== "file") continue;
        found.push({ id: name, ...told, bytes: (await (handle as FileSystemFileHandle).getFile()).size });
      }
      return found.sort((a, b) => b.created_at.localeCompare(a.created_at));
    },
    async add(file, { created_at, reason }) {
      const id = snapshotName(created_at, reason);
      const handle = await folder.getFileHandle(id, { create: true });
      // What is written stands aside until it is closed: until then there is an empty file, or the one before.
      const writing = await handle.createWritable();
      try {
        await writing.write(file);
        await writing.close();
      } catch (error) {
        await writing.abort().catch(() => {});
        await folder.removeEntry(id).catch(() => {});
        throw error;
      }
      const same = (await opened.list()).filter((one) => one.reason === reason);
      for (const old of same.slice(KEPT[reason])) await opened.remove(old.id);
      return { id, created_at, reason, bytes: file.size };
    },
    async read(id) {
      try {
        return await (await folder.getFileHandle(check(id))).getFile();
      } catch (error) {
        throw isNotFound(error) ? noSnapshot(id) : error;
      }
    },
    async remove(id) {
      try {
        await folder.removeEntry(check(id));
      } catch (error) {
        // Gone already is what was asked for.
        if (!isNotFound(error)) throw error;
      }
    },
  };
  return opened;
}

const noSnapshot = (id: string) =>
  BackupError.of("backup_place_lost", `There is no snapshot "${id}" any more.`, {
    hint: "Look at the list again.",
  });

const FOLDER = "snapshots";

/** The folder of snapshots that the browser keeps beside the database; null where there is none. */
export async function browserSnapshots(storage: StorageManager | undefined): Promise<SnapshotFolder | null> {
  if (!storage?.getDirectory || typeof FileSystemFileHandle === "undefined") return null;
  if (!("createWritable" in FileSystemFileHandle.prototype)) return null;
  const root = await storage.getDirectory();
  return openSnapshotFolder(await root.getDirectoryHandle(FOLDER, { create: true }));
}
