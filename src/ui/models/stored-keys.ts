import { useEffect, useState } from "react";
import { useCredentials } from "../client-context.tsx";

type StoredKey = Awaited<ReturnType<ReturnType<typeof useCredentials>["list"]>>[number];

/** Endpoints that have a key; never the keys. */
export function useStoredKeys(): StoredKey[] {
  const credentials = useCredentials();
  const [keys, setKeys] = useState<StoredKey[]>([]);
  useEffect(() => {
    let current = true;
    const read = () =>
      void credentials.list().then(
        (next) => {
          if (current) setKeys(next);
        },
        // Whether a key is there is only a hint in the form; using it tells of the failure.
        () => {},
      );
    read();
    const stop = credentials.subscribe(read);
    return () => {
      current = false;
      stop();
    };
  }, [credentials]);
  return keys;
}
