import { proxy, type Remote, wrap } from "comlink";
import { CancelledError, EngramError } from "../../schemas/errors.ts";
import { BackupError } from "./backup-error.ts";
import type { BackupJob, BackupOutcome, BackupService } from "./backup-service.ts";
import type { BackupCall, Backups } from "./backups.ts";
import type { BackupProgress } from "./manifest.ts";

export interface WorkerBackupsOptions {
  databaseName: string;
  appVersion: string;
}

const startBackupWorker = () =>
  new Worker(new URL("./backup.worker.ts", import.meta.url), { type: "module" });

/** Backups made in a worker: one a call, which is ended with it. */
export function createWorkerBackups({ databaseName, appVersion }: WorkerBackupsOptions): Backups & {
  /** The database as an earlier version of the app left it. */
  createRaw(): Promise<Blob>;
} {
  async function run<T>(
    { signal, passphrase, onProgress }: BackupCall,
    ask: (
      remote: Remote<BackupService>,
      job: BackupJob,
      tell: (progress: BackupProgress) => void,
    ) => Promise<BackupOutcome<T>>,
  ): Promise<T> {
    if (signal?.aborted) throw new CancelledError();
    const worker = startBackupWorker();
    let giveUp = () => {};
    const gone = new Promise<never>((_, reject) => {
      giveUp = () => reject(new CancelledError());
      worker.addEventListener("error", (event) => {
        event.preventDefault();
        reject(
          BackupError.of("backup_stopped", "The backup broke off. Nothing was changed.", {
            hint: "Reload the page and try again.",
            detail: event.message,
          }),
        );
      });
    });
    signal?.addEventListener("abort", giveUp);
    try {
      const job = { databaseName, appVersion, passphrase: passphrase ?? null };
      const told = proxy((progress: BackupProgress) => onProgress?.(progress));
      const outcome = await Promise.race([ask(wrap<BackupService>(worker), job, told), gone]);
      if ("value" in outcome) return outcome.value;
      const { code, status, message, hint, detail } = outcome.error;
      throw new EngramError(code, status, message, { hint, detail });
    } finally {
      signal?.removeEventListener("abort", giveUp);
      worker.terminate();
    }
  }
  return {
    create: (call) => run(call, async (remote, job, tell) => remote.create(job, tell)),
    read: (file, call) => run(call, async (remote, job, tell) => remote.read(job, file, tell)),
    restore: (file, mode, call) =>
      run(call, async (remote, job, tell) => remote.restore(job, file, mode, tell)),
    createRaw: () => run({}, async (remote, job) => remote.createRaw(job)),
  };
}
