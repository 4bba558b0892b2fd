import { useEffect, useState } from "react";

/**
 * A stored choice that answers at once: it shows what was chosen while that is being stored, and what is stored again
 * where storing failed.
 *
 * @param store resolves once it is stored; its failure is the caller's to show.
 * @returns what to show, and what to call when the person chooses.
 */
export function usePromptChange<T>(stored: T, store: (next: T) => Promise<unknown>): [T, (next: T) => void] {
  const [chosen, setChosen] = useState<{ value: T } | null>(null);
  // What is read from storage has caught up.
  useEffect(() => setChosen((now) => (now?.value === stored ? null : now)), [stored]);
  const choose = (value: T) => {
    setChosen({ value });
    store(value).catch(() => setChosen(null));
  };
  return [chosen ? chosen.value : stored, choose];
}
