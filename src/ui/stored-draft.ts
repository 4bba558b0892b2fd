/** Text that a person is writing and has not saved: it survives leaving the page, and a reload. */
import { useEffect, useState } from "react";

const draftKey = (name: string) => `engram.draft.${name}`;

function read(name: string): string | null {
  try {
    return localStorage.getItem(draftKey(name));
  } catch {
    // Storage is closed: what is written lives as long as its page.
    return null;
  }
}

function write(name: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(draftKey(name));
    else localStorage.setItem(draftKey(name), text);
  } catch {
    // Storage is full or closed: the text stays in its field all the same.
  }
}

/**
 * A field's text, begun with what was left unsaved last time, else with `saved`.
 *
 * @param name names the draft; the same field has the same name at each visit.
 * @returns the text, and the way to change it. The draft is forgotten once it is what is saved.
 */
export function useStoredDraft(name: string, saved: string): [string, (next: string) => void] {
  const [draft, setDraft] = useState(() => read(name));
  const change = (next: string) => {
    setDraft(next);
    write(name, next);
  };
  useEffect(() => {
    if (draft !== saved) return;
    setDraft(null);
    write(name, null);
  }, [draft, saved, name]);
  return [draft ?? saved, change];
}
