/** How far a job that loads is, as the screen tells it. */
import type { Job, LoadProgress } from "../../schemas/index.ts";

export interface ShownProgress {
  /** 0 to 1; null where the end is not known. */
  share: number | null;
  /** Whether the person can let it go on. */
  can_resume: boolean;
  /** Whether it is being worked on, or waits for its turn. */
  active: boolean;
}

/** A job of `listJobs` with `metadata_.type` "load". */
export const loadProgressOf = (job: Job): LoadProgress => job.metadata_ as unknown as LoadProgress;

export function shownProgress(job: Job): ShownProgress {
  const { input, num_files, num_files_done, bytes_done, bytes_total, cancelled } = loadProgressOf(job);
  return {
    share: bytes_total > 0 ? Math.min(1, bytes_done / bytes_total) : null,
    // A failed job still has the files it has not come to.
    can_resume:
      job.status === "pending" ||
      (job.status === "failed" && input === "files" && !cancelled && num_files_done < num_files),
    active: job.status === "running" || job.status === "created",
  };
}
