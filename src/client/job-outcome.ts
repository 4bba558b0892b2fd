/** How a load ended, for those who wait for it. */
import { EngramError, errorRecordSchema, type Job } from "../schemas/index.ts";

/** Whether a job goes no further: done, failed, or held by what the person has to see to first. */
export function hasEnded({ status, metadata_ }: Job): boolean {
  return status === "completed" || status === "failed" || (status === "pending" && Boolean(metadata_.error));
}

/** Throws why nothing was loaded, as the error it was where it happened. */
export function throwIfFailed({ status, metadata_ }: Job): void {
  if (status === "completed") return;
  const reason = errorRecordSchema.safeParse(metadata_.reason);
  if (!reason.success)
    throw new EngramError("load_failed", 500, String(metadata_.error ?? "It could not be loaded."));
  const { code, status: http, message, hint, detail } = reason.data;
  throw new EngramError(code, http, message, { hint, detail });
}
