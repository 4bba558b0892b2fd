/** The ports of LocalClient to the page it lives in. Each does without what a browser lacks. */
import type { DatabaseMark, MarkStore } from "../storage/open-database.ts";
import type { IdlePort, StoragePort, TabChannel, TabMessage } from "./local-services.ts";

/** The mark outside IndexedDB, in localStorage. Where that is closed to us, there is no outer mark. */
export function localStorageMarks(databaseName: string): MarkStore {
  const key = `${databaseName}.database`;
  return {
    read() {
      try {
        const text = localStorage.getItem(key);
        const value: unknown = text === null ? null : JSON.parse(text);
        return isMark(value) ? value : null;
      } catch {
        // Storage is blocked, or the entry is not ours to read: the database itself decides then.
        return null;
      }
    },
    write(mark) {
      try {
        localStorage.setItem(key, JSON.stringify(mark));
      } catch {
        // Blocked or full: the mark inside the database still stands.
      }
    },
    clear() {
      try {
        localStorage.removeItem(key);
      } catch {
        // Nothing there that could be removed.
      }
    },
  };
}

function isMark(value: unknown): value is DatabaseMark {
  return typeof value === "object" && value !== null && "id" in value && typeof value.id === "string";
}

export function broadcastTabs(databaseName: string): TabChannel {
  const channel = new BroadcastChannel(`${databaseName}.tabs`);
  return {
    post: (message) => channel.postMessage(message),
    listen: (listener) =>
      channel.addEventListener("message", (event: MessageEvent<TabMessage>) => listener(event.data)),
    close: () => channel.close(),
  };
}

export function browserStorage(storage: StorageManager | undefined): StoragePort {
  return {
    async status() {
      const [persisted, estimate] = await Promise.all([
        storage?.persisted?.().catch(() => null) ?? null,
        storage?.estimate?.().catch(() => null) ?? null,
      ]);
      return { persisted, usage: estimate?.usage ?? null, quota: estimate?.quota ?? null };
    },
    persist: async () => (storage?.persist ? storage.persist() : null),
  };
}

/** How long the page is left alone before it does what nobody waits for, in milliseconds. */
const IDLE_AFTER_MS = 5000;

/** Idle time of the page, where the browser tells of it; otherwise a pause. */
export function browserIdle(): IdlePort {
  return {
    later(work) {
      let callback: number | undefined;
      const timer = setTimeout(() => {
        if (typeof requestIdleCallback === "undefined") work();
        else callback = requestIdleCallback(() => work());
      }, IDLE_AFTER_MS);
      return () => {
        clearTimeout(timer);
        if (callback !== undefined) cancelIdleCallback(callback);
      };
    },
  };
}
