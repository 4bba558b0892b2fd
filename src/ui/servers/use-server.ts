import { useCallback, useEffect, useState } from "react";
import { type AgentWorkspace, openRemote } from "../../client/index.ts";
import type { ErrorRecord, RemoteServer } from "../../schemas/index.ts";
import { followRuns } from "../chat/running.ts";
import { asErrorRecord } from "../error-record.ts";

export interface OpenServer {
  client: AgentWorkspace | null;
  error: ErrorRecord | null;
  retry: () => void;
}

/** Followed once each, however many parts of the screen use a server. */
const followed = new WeakSet<AgentWorkspace>();

/** Opens a server, and tells what stands in the way. */
export function useServer(server: RemoteServer | undefined): OpenServer {
  const base_url = server?.base_url;
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<{ client: AgentWorkspace | null; error: ErrorRecord | null }>({
    client: null,
    error: null,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: each attempt asks anew
  useEffect(() => {
    if (base_url === undefined) return;
    let current = true;
    setState({ client: null, error: null });
    openRemote(base_url).then(
      (client) => {
        if (!followed.has(client)) {
          followed.add(client);
          followRuns(client);
        }
        if (current) setState({ client, error: null });
      },
      (thrown: unknown) => {
        if (current) setState({ client: null, error: asErrorRecord(thrown) });
      },
    );
    return () => {
      current = false;
    };
  }, [base_url, attempt]);
  const retry = useCallback(() => setAttempt((n) => n + 1), []);
  return { ...state, retry };
}
