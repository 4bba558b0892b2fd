import { useEffect, useState } from "react";
import type { SourceReading } from "../../client/index.ts";
import type { ErrorRecord, ToolLanguage } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { asErrorRecord } from "../error-record.ts";

/** How long typing must rest before the source is read again (milliseconds). */
const REST_MS = 250;

export interface LiveReading {
  /** The last reading that was made; it may be of a source a moment older. */
  reading: SourceReading | null;
  /** Whether it is of the source as it stands. */
  current: boolean;
  /** Reading itself failed (the reader could not be loaded). */
  error: ErrorRecord | null;
}

/** Follows a source while it is typed: its schema, or what is wrong with it. */
export function useSourceReading(source_code: string, source_type: ToolLanguage): LiveReading {
  const client = useClient();
  const key = `${source_type}\n${source_code}`;
  const [state, setState] = useState<{
    key: string;
    reading: SourceReading | null;
    error: ErrorRecord | null;
  }>({
    key: "",
    reading: null,
    error: null,
  });
  useEffect(() => {
    let wanted = true;
    const timer = setTimeout(() => {
      client.readToolSource({ source_code, source_type }).then(
        (reading) => wanted && setState({ key, reading, error: null }),
        (thrown: unknown) => wanted && setState({ key, reading: null, error: asErrorRecord(thrown) }),
      );
    }, REST_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [client, key, source_code, source_type]);
  return { reading: state.reading, current: state.key === key, error: state.error };
}
