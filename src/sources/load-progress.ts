/** How far a loading job is, as its `metadata_` tells. */
import type { ErrorRecord, LoadProgress } from "../schemas/index.ts";

/** Failures that a job names; what comes after them is only counted. */
const MOST_FAILURES = 200;
/** The stretch of time that the speed is taken from, in milliseconds. */
const SPEED_OVER_MS = 60_000;

export function newProgress(
  input: LoadProgress["input"],
  source_id: string,
  name: string,
  sizes: number[] = [],
): LoadProgress {
  return {
    type: "load",
    source_id,
    name,
    input,
    num_files: sizes.length,
    num_files_done: 0,
    num_files_failed: 0,
    files_failed: [],
    bytes_total: sizes.reduce((sum, size) => sum + size, 0),
    bytes_done: 0,
    num_documents: 0,
    num_passages: 0,
    seconds_left: null,
    paused: false,
    cancelled: false,
    error: null,
    reason: null,
  };
}

/** The same with one more failure. */
export function withFailure(progress: LoadProgress, file: string, error: ErrorRecord): LoadProgress {
  const { files_failed } = progress;
  if (files_failed.length >= MOST_FAILURES) return progress;
  // What is for a report only would make the job's row long.
  const { detail: _detail, ...short } = error;
  return { ...progress, files_failed: [...files_failed, { file, error: short }] };
}

/** Tells how long the rest will take, from how the bytes went by lately. */
export class Speed {
  readonly #seen: { at: number; bytes: number }[] = [];

  /** @param at time in milliseconds. */
  secondsLeft(at: number, bytes: number, total: number): number | null {
    this.#seen.push({ at, bytes });
    while (this.#seen.length > 2 && (this.#seen[1]?.at ?? at) < at - SPEED_OVER_MS) this.#seen.shift();
    const first = this.#seen[0];
    if (!first || total === 0) return null;
    const perMs = (bytes - first.bytes) / (at - first.at);
    return perMs > 0 && Number.isFinite(perMs) ? Math.ceil((total - bytes) / perMs / 1000) : null;
  }
}
