import Dexie from "dexie";
import { afterEach, describe, expect, it } from "vitest";
import { EngramDatabase } from "./database.ts";
import {
  type DatabaseMark,
  explainWriteFailure,
  localUserId,
  type MarkStore,
  openDatabase,
} from "./open-database.ts";

let count = 0;
const open: Dexie[] = [];
afterEach(() => {
  for (const db of open.splice(0)) db.close();
});

function marksIn(store: { mark: DatabaseMark | null }): MarkStore {
  return {
    read: () => store.mark,
    write: (mark) => {
      store.mark = mark;
    },
    clear: () => {
      store.mark = null;
    },
  };
}

const now = () => new Date("2026-01-01T00:00:00Z");
const freshName = () => `open-${++count}`;

describe("openDatabase", () => {
  it("makes a database and leaves the mark on both sides", async () => {
    const outside: { mark: DatabaseMark | null } = { mark: null };
    const db = await openDatabase({ name: freshName(), marks: marksIn(outside), now });
    open.push(db);
    expect(outside.mark?.id).toBe(await localUserId(db));
  });

  it("never takes a lost database for a new person", async () => {
    const name = freshName();
    const outside: { mark: DatabaseMark | null } = { mark: null };
    (await openDatabase({ name, marks: marksIn(outside), now })).close();
    await Dexie.delete(name);
    await expect(openDatabase({ name, marks: marksIn(outside), now })).rejects.toMatchObject({
      code: "database_missing",
    });
    // Asking again gives the same answer: the empty database that looking made is no proof of anything.
    await expect(openDatabase({ name, marks: marksIn(outside), now })).rejects.toMatchObject({
      code: "database_missing",
    });
    marksIn(outside).clear();
    open.push(await openDatabase({ name, marks: marksIn(outside), now }));
  });

  it("trusts the database where only the outer mark was cleared", async () => {
    const name = freshName();
    const outside: { mark: DatabaseMark | null } = { mark: null };
    (await openDatabase({ name, marks: marksIn(outside), now })).close();
    const { mark } = outside;
    outside.mark = null;
    open.push(await openDatabase({ name, marks: marksIn(outside), now }));
    expect(outside.mark).toEqual(mark);
  });

  it("tells a database of a newer version", async () => {
    const name = freshName();
    const newer = new Dexie(name);
    newer.version(99).stores({ agents: "id" });
    await newer.open();
    newer.close();
    // Dexie opens a newer database as it is; what is missing there must not be read as empty.
    const result = await openDatabase({ name, marks: marksIn({ mark: null }), now }).then(
      (db) => {
        open.push(db);
        return "opened";
      },
      (error: { code: string }) => error.code,
    );
    expect(result).toBe("database_newer");
  });

  it("lets go when another tab upgrades", async () => {
    const name = freshName();
    let told = false;
    const db = await openDatabase({
      name,
      marks: marksIn({ mark: null }),
      now,
      onVersionChange: () => {
        told = true;
      },
    });
    const newer = new Dexie(name);
    newer.version(50).stores({ agents: "id" });
    await newer.open();
    open.push(newer);
    expect(told).toBe(true);
    expect(db.isOpen()).toBe(false);
  });
});

describe("a full disk", () => {
  it("is said in words a person can act on", () => {
    const error = Object.assign(new Error("x"), {
      name: "AbortError",
      inner: { name: "QuotaExceededError" },
    });
    expect(explainWriteFailure(error)).toMatchObject({ code: "database_full" });
    const other = new Error("other");
    expect(explainWriteFailure(other)).toBe(other);
  });
});

describe("a step", () => {
  it("is written whole or not at all", async () => {
    const db = new EngramDatabase(freshName());
    open.push(db);
    await expect(
      db.transaction("rw", db.counters, db.settings, async () => {
        await db.counters.put({ key: "a", value: 1 });
        throw new Error("in the middle");
      }),
    ).rejects.toThrow("in the middle");
    expect(await db.counters.get("a")).toBeUndefined();
  });
});
