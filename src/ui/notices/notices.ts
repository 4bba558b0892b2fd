/** Short notices over the page, in one place: what was done and can be undone, what has changed with the app. */
import { create } from "zustand";

export interface Notice {
  id: string;
  text: string;
  /** What the person can do about it. The notice goes when it is done, and stays with its error where it fails. */
  action: { label: string; run: () => Promise<unknown> } | null;
  /** Stays until it is closed; others go by themselves. */
  stays: boolean;
}

export const useNotices = create<{ notices: Notice[] }>(() => ({ notices: [] }));

/** At most so many at once; the oldest go. */
const MOST = 3;

/** Shows a notice; one of the same id is replaced. */
export function showNotice(notice: Partial<Notice> & { text: string }): void {
  const whole: Notice = { id: crypto.randomUUID(), action: null, stays: false, ...notice };
  useNotices.setState(({ notices }) => ({
    notices: [...notices.filter(({ id }) => id !== whole.id), whole].slice(-MOST),
  }));
}

export function closeNotice(id: string): void {
  useNotices.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));
}
