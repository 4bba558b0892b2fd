import { useEffect, useRef, useState } from "react";
import type { BackupProgress } from "../../client/index.ts";
import type { ErrorRecord } from "../../schemas/index.ts";
import { asErrorRecord } from "../error-record.ts";

interface WorkHandle {
  signal: AbortSignal;
  on_progress: (progress: BackupProgress) => void;
}

export interface LongWork {
  busy: boolean;
  progress: BackupProgress | null;
  error: ErrorRecord | null;
  /** One at a time. Resolves to null where it failed or was given up. */
  run<T>(work: (handle: WorkHandle) => Promise<T>): Promise<T | null>;
  cancel(): void;
  clear(): void;
}

/** Work that shows how far it is and can be given up; leaving the page gives it up. */
export function useLongWork(): LongWork {
  const [busy, setBusy] = useState(false);
  const [progress, setProgress] = useState<BackupProgress | null>(null);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  return {
    busy,
    progress,
    error,
    async run(work) {
      const controller = new AbortController();
      stop.current = controller;
      setBusy(true);
      setError(null);
      setProgress(null);
      try {
        return await work({ signal: controller.signal, on_progress: setProgress });
      } catch (thrown) {
        const record = asErrorRecord(thrown);
        if (record.code !== "cancelled") setError(record);
        return null;
      } finally {
        setBusy(false);
        setProgress(null);
      }
    },
    cancel: () => stop.current?.abort(),
    clear: () => setError(null),
  };
}
