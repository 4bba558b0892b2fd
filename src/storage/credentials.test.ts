import Dexie from "dexie";
import { describe, expect, it } from "vitest";
import { createCredentials, PBKDF2_ROUNDS } from "./credentials.ts";

let count = 0;
const ROUNDS = 1000;
const fresh = (name = `keys-${++count}`) => ({
  name,
  credentials: createCredentials({ databaseName: name, roundsForTests: ROUNDS }),
});
const endpoint = "https://api.example.com/v1";
const key = "sk-very-secret-0123456789";

/** Everything that lies on disk, as text. */
async function onDisk(name: string): Promise<string> {
  const db = await new Dexie(name).open();
  const rows = await Promise.all(db.tables.map((table) => table.toArray()));
  db.close();
  return JSON.stringify(rows, (_key, value: unknown) => {
    if (value instanceof ArrayBuffer) return new TextDecoder("latin1").decode(value);
    return value instanceof Uint8Array ? new TextDecoder("latin1").decode(value) : value;
  });
}

describe("credentials", () => {
  it("live for the session unless they are to be remembered", async () => {
    const { name, credentials } = fresh();
    await credentials.set({ endpoint: `${endpoint}/`, key });
    expect(await credentials.has(endpoint)).toBe(true);
    expect(await credentials.get(endpoint)).toBe(key);
    expect(await credentials.list()).toEqual([{ endpoint, kept: "session" }]);
    expect(await onDisk(name)).not.toContain(key);
    const later = createCredentials({ databaseName: name });
    expect(await later.has(endpoint)).toBe(false);
  });

  it("on the device are there again later, and can be removed", async () => {
    const { name, credentials } = fresh();
    await credentials.set({ endpoint, key, remember: "device" });
    const later = createCredentials({ databaseName: name });
    expect(await later.get(endpoint)).toBe(key);
    await later.remove({ endpoint });
    expect(await later.has(endpoint)).toBe(false);
    expect(await onDisk(name)).not.toContain(key);
  });

  it("refuse what is no key, naming the field", async () => {
    const { credentials } = fresh();
    await expect(credentials.set({ endpoint, key: " " })).rejects.toMatchObject({ field: "key" });
    await expect(credentials.set({ endpoint, key: "two words" })).rejects.toMatchObject({ field: "key" });
    await expect(credentials.set({ endpoint: "", key })).rejects.toMatchObject({ field: "endpoint" });
  });

  it("can be locked: sealed on disk, closed without the passphrase", async () => {
    expect(PBKDF2_ROUNDS).toBeGreaterThanOrEqual(600_000);
    const { name, credentials } = fresh();
    await credentials.set({ endpoint, key, remember: "device" });
    await expect(credentials.setPassphrase("short")).rejects.toMatchObject({ field: "passphrase" });
    await credentials.setPassphrase("correct horse");
    expect(await credentials.state()).toBe("unlocked");
    expect(await onDisk(name)).not.toContain(key);
    const later = fresh(name).credentials;
    expect(await later.state()).toBe("locked");
    expect(await later.has(endpoint)).toBe(true);
    await expect(later.get(endpoint)).rejects.toMatchObject({ code: "key_locked" });
    await expect(later.set({ endpoint: "https://other/v1", key, remember: "device" })).rejects.toMatchObject({
      code: "key_locked",
    });
    await expect(later.unlock("wrong horse")).rejects.toMatchObject({ code: "wrong_passphrase" });
    await later.unlock("correct horse");
    expect(await later.get(endpoint)).toBe(key);
    await later.set({ endpoint: "https://other/v1", key: "sk-second-key-000", remember: "device" });
    expect(await onDisk(name)).not.toContain("sk-second");
    later.lock();
    await expect(later.get(endpoint)).rejects.toMatchObject({ code: "key_locked" });
  });

  it("change and lose their passphrase", async () => {
    const { name, credentials } = fresh();
    await credentials.set({ endpoint, key, remember: "device" });
    await credentials.setPassphrase("first phrase");
    await credentials.setPassphrase("second phrase");
    const later = fresh(name).credentials;
    await expect(later.unlock("first phrase")).rejects.toMatchObject({ code: "wrong_passphrase" });
    await expect(later.removePassphrase("first phrase")).rejects.toMatchObject({ code: "wrong_passphrase" });
    await later.removePassphrase("second phrase");
    expect(await later.state()).toBe("no-passphrase");
    expect(await fresh(name).credentials.get(endpoint)).toBe(key);
  });

  it("cannot be swapped between endpoints", async () => {
    const { name, credentials } = fresh();
    await credentials.set({ endpoint, key, remember: "device" });
    await credentials.setPassphrase("correct horse");
    const db = await new Dexie(name).open();
    const row = await db.table("keys").get(endpoint);
    await db.table("keys").put({ ...row, endpoint: "https://evil.example/v1" });
    db.close();
    await expect(credentials.get("https://evil.example/v1")).rejects.toThrow();
  });

  it("tell when they change", async () => {
    const { credentials } = fresh();
    let told = 0;
    const stop = credentials.subscribe(() => told++);
    await credentials.set({ endpoint, key });
    stop();
    await credentials.remove(endpoint);
    expect(told).toBe(1);
  });
});
