/**
 * Keys of endpoints, apart from everything else: a database of their own, never in an export, a log or an error.
 *
 * A key lives for the session (sessionStorage of this tab: gone when the tab is closed) or on this device. On the
 * device it can be locked with a passphrase: AES-GCM under a key derived by PBKDF2. That protects keys at rest (a
 * stolen profile, a copied disk); it does not protect them from code that runs in this page while it is unlocked.
 */
import Dexie, { type EntityTable } from "dexie";
import { EngramError, InvalidInputError } from "../schemas/index.ts";

/** Rounds of PBKDF2-SHA-256 (OWASP's figure for it). */
export const PBKDF2_ROUNDS = 600_000;

/** A key is stored, but the passphrase has not been given. */
export class KeyLockedError extends EngramError {
  constructor() {
    super("key_locked", 401, "Your keys are locked.", { hint: "Unlock them with your passphrase." });
  }
}

/** The passphrase does not open the keys. */
export class WrongPassphraseError extends EngramError {
  constructor() {
    super("wrong_passphrase", 403, "This is not the passphrase.", {
      hint: "Try again. If it is lost, remove the keys and enter them anew: nothing else is locked by it.",
    });
  }
}

interface KeyRow {
  endpoint: string;
  /** The key itself where no passphrase is set. */
  key?: string;
  iv?: Uint8Array<ArrayBuffer>;
  sealed?: ArrayBuffer;
}

interface LockRow {
  id: "lock";
  salt: Uint8Array<ArrayBuffer>;
  rounds: number;
  /** A known text, sealed: tells a right passphrase from a wrong one. */
  iv: Uint8Array<ArrayBuffer>;
  check: ArrayBuffer;
}

class CredentialsDatabase extends Dexie {
  declare keys: EntityTable<KeyRow, "endpoint">;
  declare lock: EntityTable<LockRow, "id">;
  constructor(name: string) {
    super(name);
    this.version(1).stores({ keys: "endpoint", lock: "id" });
  }
}

/** Where session keys live. */
export interface SessionStore {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
  key(index: number): string | null;
  readonly length: number;
}

export interface CredentialsOptions {
  databaseName?: string;
  /** Default: this tab's sessionStorage; a store in memory where there is none. */
  session?: SessionStore;
  /** Only tests may go below PBKDF2_ROUNDS. */
  roundsForTests?: number;
}

export type KeyRetention = "session" | "device";

export interface StoredKey {
  endpoint: string;
  kept: KeyRetention;
}

/** `open`: no passphrase, or unlocked. */
export type LockState = "no-passphrase" | "locked" | "unlocked";

export interface Credentials {
  /** Stores a key; for the session unless `remember` is "device". Replaces what was there. */
  set(params: { endpoint: string; key: string; remember?: KeyRetention }): Promise<void>;
  has(endpoint: string | { endpoint: string }): Promise<boolean>;
  /** Forgets a key in both places. */
  remove(endpoint: string | { endpoint: string }): Promise<void>;
  /** Endpoints that have a key. Never the keys. */
  list(): Promise<StoredKey[]>;
  /** Forgets the passphrase until it is given again. */
  lock(): void;
  /** @throws WrongPassphraseError */
  unlock(passphrase: string): Promise<void>;
  /** Sets (or changes) the passphrase and seals all device keys. Needs to be unlocked. */
  setPassphrase(passphrase: string): Promise<void>;
  /** Takes the passphrase off; device keys are plain again. @throws WrongPassphraseError */
  removePassphrase(passphrase: string): Promise<void>;
  state(): Promise<LockState>;
  /** Called when keys or the lock change, in this tab or another. */
  subscribe(listener: () => void): () => void;
}

/** What the LLM provider is given besides: the key itself. */
export interface KeySource {
  /** @throws KeyLockedError */
  get(endpoint: string): Promise<string | null>;
}

const CHECK_TEXT = "engram";
const SESSION_PREFIX = "engram.key.";

/** One endpoint, one spelling. */
export function normalEndpoint(endpoint: string | { endpoint: string }): string {
  const text = typeof endpoint === "string" ? endpoint : endpoint?.endpoint;
  if (typeof text !== "string" || text.trim() === "")
    throw new InvalidInputError("endpoint", "this is required");
  return text.trim().replace(/\/+$/, "");
}

function memoryStore(): SessionStore {
  const values = new Map<string, string>();
  return {
    getItem: (name) => values.get(name) ?? null,
    setItem: (name, value) => void values.set(name, value),
    removeItem: (name) => void values.delete(name),
    key: (index) => [...values.keys()][index] ?? null,
    get length() {
      return values.size;
    },
  };
}

function tabSession(): SessionStore {
  try {
    return globalThis.sessionStorage ?? memoryStore();
  } catch {
    // Storage is blocked: the session then lasts until a reload.
    return memoryStore();
  }
}

const utf8 = (text: string) => new TextEncoder().encode(text);

/** A key for AES-GCM out of a passphrase, by PBKDF2-SHA-256. */
export async function deriveKey(
  passphrase: string,
  salt: Uint8Array<ArrayBuffer>,
  rounds: number,
): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey("raw", utf8(passphrase.normalize("NFC")), "PBKDF2", false, [
    "deriveKey",
  ]);
  return crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds },
    base,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

/** Seals a text; `bound` must be the same when it is opened, so that sealed keys cannot be swapped. */
export async function seal(key: CryptoKey, text: string, bound: string) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv, additionalData: utf8(bound) },
    key,
    utf8(text),
  );
  return { iv, sealed };
}

/** Rejects where key, text or `bound` are not those it was sealed with. */
export async function unseal(
  key: CryptoKey,
  iv: Uint8Array<ArrayBuffer>,
  sealed: ArrayBuffer,
  bound: string,
): Promise<string> {
  const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: utf8(bound) }, key, sealed);
  return new TextDecoder().decode(text);
}

/** The keys of this browser. */
export function createCredentials(options: CredentialsOptions = {}): Credentials & KeySource {
  const rounds = options.roundsForTests ?? PBKDF2_ROUNDS;
  const session = options.session ?? tabSession();
  const databaseName = options.databaseName ?? "engram-credentials";
  const db = new CredentialsDatabase(databaseName);
  const listeners = new Set<() => void>();
  const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(databaseName);
  // A channel must not keep a Node process alive.
  (channel as unknown as { unref?: () => void } | null)?.unref?.();
  let unlocked: CryptoKey | null = null;

  const tell = () => {
    for (const listener of listeners) listener();
  };
  const changed = () => {
    channel?.postMessage("changed");
    tell();
  };
  channel?.addEventListener("message", (event: MessageEvent<string>) => {
    if (event.data === "locked") unlocked = null;
    tell();
  });

  const openKey = async (passphrase: string, lock: LockRow): Promise<CryptoKey> => {
    const key = await deriveKey(passphrase, lock.salt, lock.rounds);
    try {
      await unseal(key, lock.iv, lock.check, "check");
    } catch {
      throw new WrongPassphraseError();
    }
    return key;
  };

  /** All device keys in plain; throws where they are locked. */
  const plainKeys = async (): Promise<{ endpoint: string; key: string }[]> =>
    Promise.all(
      (await db.keys.toArray()).map(async ({ endpoint, key, iv, sealed }) => {
        if (key !== undefined) return { endpoint, key };
        if (!unlocked) throw new KeyLockedError();
        return {
          endpoint,
          key: await unseal(unlocked, iv as Uint8Array<ArrayBuffer>, sealed as ArrayBuffer, endpoint),
        };
      }),
    );

  const checkPassphrase = (passphrase: string) => {
    if (typeof passphrase !== "string" || passphrase.length < 8)
      throw new InvalidInputError("passphrase", "at least 8 characters");
  };

  return {
    async set(params) {
      const endpoint = normalEndpoint(params);
      const { key, remember = "session" } = params;
      if (typeof key !== "string" || key.trim() === "")
        throw new InvalidInputError("key", "this is required");
      if (/[^\x21-\x7e]/.test(key.trim()))
        throw new InvalidInputError(
          "key",
          "a key has no spaces and no special letters; was something else pasted?",
        );
      if (remember === "session") {
        session.setItem(SESSION_PREFIX + endpoint, key.trim());
        await db.keys.delete(endpoint);
        return changed();
      }
      const locked = (await db.lock.get("lock")) !== undefined;
      if (locked && !unlocked) throw new KeyLockedError();
      const row: KeyRow = unlocked
        ? { endpoint, ...(await seal(unlocked, key.trim(), endpoint)) }
        : { endpoint, key: key.trim() };
      await db.keys.put(row);
      session.removeItem(SESSION_PREFIX + endpoint);
      changed();
    },

    async has(params) {
      const endpoint = normalEndpoint(params);
      return (
        session.getItem(SESSION_PREFIX + endpoint) !== null || (await db.keys.get(endpoint)) !== undefined
      );
    },

    async get(params) {
      const endpoint = normalEndpoint(params);
      const forSession = session.getItem(SESSION_PREFIX + endpoint);
      if (forSession !== null) return forSession;
      const row = await db.keys.get(endpoint);
      if (!row) return null;
      if (row.key !== undefined) return row.key;
      if (!unlocked) throw new KeyLockedError();
      return unseal(unlocked, row.iv as Uint8Array<ArrayBuffer>, row.sealed as ArrayBuffer, endpoint);
    },

    async remove(params) {
      const endpoint = normalEndpoint(params);
      session.removeItem(SESSION_PREFIX + endpoint);
      await db.keys.delete(endpoint);
      changed();
    },

    async list() {
      const kept = (await db.keys.toCollection().primaryKeys()).map(
        (endpoint): StoredKey => ({ endpoint, kept: "device" }),
      );
      for (let index = 0; index < session.length; index++) {
        const name = session.key(index);
        if (name?.startsWith(SESSION_PREFIX))
          kept.push({ endpoint: name.slice(SESSION_PREFIX.length), kept: "session" });
      }
      return kept.sort((a, b) => a.endpoint.localeCompare(b.endpoint));
    },

    lock() {
      unlocked = null;
      channel?.postMessage("locked");
      tell();
    },

    async unlock(passphrase) {
      const lock = await db.lock.get("lock");
      if (!lock) return;
      unlocked = await openKey(passphrase, lock);
      tell();
    },

    async setPassphrase(passphrase) {
      checkPassphrase(passphrase);
      const plain = await plainKeys();
      const salt = crypto.getRandomValues(new Uint8Array(16));
      const key = await deriveKey(passphrase, salt, rounds);
      const check = await seal(key, CHECK_TEXT, "check");
      const sealed = await Promise.all(
        plain.map(
          async (one): Promise<KeyRow> => ({
            endpoint: one.endpoint,
            ...(await seal(key, one.key, one.endpoint)),
          }),
        ),
      );
      // Lock and sealed keys change over together: there is never plain text beside a lock.
      await db.transaction("rw", db.keys, db.lock, async () => {
        await db.lock.put({ id: "lock", salt, rounds, iv: check.iv, check: check.sealed });
        await db.keys.bulkPut(sealed);
      });
      unlocked = key;
      changed();
    },

    async removePassphrase(passphrase) {
      const lock = await db.lock.get("lock");
      if (!lock) return;
      unlocked = await openKey(passphrase, lock);
      const plain = await plainKeys();
      await db.transaction("rw", db.keys, db.lock, async () => {
        await db.keys.bulkPut(plain);
        await db.lock.delete("lock");
      });
      unlocked = null;
      changed();
    },

    async state() {
      if (!(await db.lock.get("lock"))) return "no-passphrase";
      return unlocked ? "unlocked" : "locked";
    },

    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
