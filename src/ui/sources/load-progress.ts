/** How far a job that loads is, out of what it says of itself. */
import type { Job } from "../../schemas/index.ts";

export interface LoadProgress {
  name: string;
  documents: number;
  passages: number;
  /** 0 to 1; null where the end is not known. */
  share: number | null;
  /** Seconds; null where it cannot be told yet. */
  seconds_left: number | null;
  /** Files that could not be read; the others went on. */
  failures: { name: string; message: string; hint: string | null }[];
  /** Whether a failed job still has what it loads. */
  can_resume: boolean;
  error: string | null;
}

const asNumber = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;

export function readLoadProgress({ metadata_ }: Job): LoadProgress {
  return {
    name: String(metadata_.name ?? ""),
    documents: asNumber(metadata_.num_documents) ?? 0,
    passages: asNumber(metadata_.num_passages) ?? 0,
    share: null,
    seconds_left: null,
    failures: [],
    can_resume: false,
    error: typeof metadata_.error === "string" ? metadata_.error : null,
  };
}
