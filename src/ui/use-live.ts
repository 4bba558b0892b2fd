import { type DependencyList, useEffect, useState } from "react";
import type { AgentWorkspace } from "../client/index.ts";
import type { ErrorRecord } from "../schemas/index.ts";
import { useClient } from "./client-context.tsx";
import { asErrorRecord } from "./error-record.ts";

export interface Live<T> {
  /** Undefined until the first answer. */
  value: T | undefined;
  error: ErrorRecord | null;
}

/**
 * Follows a query of the client: the value is new whenever any tab changes what was read. While dependencies change,
 * the old value of other dependencies is not shown.
 */
export function useLive<T>(
  query: (client: AgentWorkspace) => Promise<T>,
  dependencies: DependencyList,
): Live<T> {
  const client = useClient();
  const [state, setState] = useState<{ key: DependencyList; live: Live<T> }>({
    key: dependencies,
    live: { value: undefined, error: null },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the caller names what the query depends on
  useEffect(() => {
    return client.live(() => query(client))(
      (value) => setState({ key: dependencies, live: { value, error: null } }),
      (error) => setState({ key: dependencies, live: { value: undefined, error: asErrorRecord(error) } }),
    );
  }, [client, ...dependencies]);
  const current =
    state.key.length === dependencies.length &&
    state.key.every((one, index) => Object.is(one, dependencies[index]));
  return current ? state.live : { value: undefined, error: null };
}
