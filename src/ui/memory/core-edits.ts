import { useState } from "react";
import type { ErrorRecord } from "../../schemas/index.ts";
import { asErrorRecord } from "../error-record.ts";

/** Something that was done, and the way back. */
export interface CoreEdit {
  text: string;
  undo: () => Promise<unknown>;
}

interface Acting {
  busy: boolean;
  error: ErrorRecord | null;
  act: (work: () => Promise<unknown>) => Promise<void>;
}

/** Does one thing at a time, and keeps what went wrong with the last one. */
export function useActing(): Acting {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const act = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setError(null);
    try {
      await work();
    } catch (thrown) {
      setError(asErrorRecord(thrown));
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, act };
}
