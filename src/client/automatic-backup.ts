/** Backups that nobody asks for. Their outcome is kept, and shown where backups are. */
import { BackupError } from "../carry/backup/backup-error.ts";
import type { BackupPort } from "../carry/backup/backup-port.ts";
import { isoTime, systemClock, toErrorRecord } from "../schemas/index.ts";
import { databaseMark } from "../storage/open-database.ts";
import { listSnapshots, takeSnapshot } from "./local-backup.ts";
import type { LocalServices } from "./local-services.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LOCK = "backup|daily";

type DailyServices = Pick<LocalServices, "db" | "clock" | "locks" | "backups">;

/** Whether the last one is a day old; a database that is hardly an hour old has little to lose. */
async function isDue({ db, clock, backups }: DailyServices): Promise<boolean> {
  const now = clock.now().getTime();
  const begun = Date.parse((await databaseMark(db))?.created_at ?? "");
  if (!(now - begun > HOUR_MS)) return false;
  const { place } = await backups();
  // After a failure too: a full disk is not tried every hour.
  const attempt = await place.lastAttempt();
  if (attempt && now - Date.parse(attempt.at) < DAY_MS) return false;
  const last = (await listSnapshots({ backups })).find(({ reason }) => reason === "daily");
  return !last || now - Date.parse(last.created_at) > DAY_MS;
}

/**
 * Takes the day's snapshot where it is due; of several tabs one does.
 *
 * @returns whether one was taken.
 */
export async function keepDailyBackup(services: DailyServices): Promise<boolean> {
  if (!(await isDue(services))) return false;
  return services.locks.run(LOCK, new AbortController().signal, async () => {
    if (!(await isDue(services))) return false;
    const { place } = await services.backups();
    const at = isoTime(services.clock);
    try {
      await takeSnapshot(services, "daily");
      await place.setLastAttempt({ at, error: null });
      return true;
    } catch (error) {
      // Said on the page of backups at all times.
      if (error instanceof BackupError && error.code === "backup_nowhere") return false;
      await place.setLastAttempt({ at, error: toErrorRecord(error) });
      return false;
    }
  });
}

/**
 * Keeps a database of an earlier version as it is, before it is brought up to date. What fails is told of on the page of
 * backups: the update is one transaction, and a full disk must not keep a person from what is stored.
 */
export async function keepBeforeUpdate(port: BackupPort & { createRaw(): Promise<Blob> }): Promise<void> {
  const at = isoTime(systemClock);
  try {
    const folder = await port.snapshots();
    if (!folder) return;
    await folder.add(await port.createRaw(), { created_at: at, reason: "before-update" });
  } catch (error) {
    await port.place.setLastAttempt({ at, error: toErrorRecord(error) }).catch(() => {});
  }
}
