import { expect, it } from "vitest";
import { type Block, blockSchema } from "../schemas/index.ts";
import { KEPT_VERSIONS, listRemoved, listVersions, removeBlock, writeBlock } from "./block-versions.ts";
import { EngramDatabase } from "./database.ts";

const AT = "2026-11-24T12:00:00.000Z";
const PERSON = { kind: "person" } as const;
const blockOf = (value: string): Block => blockSchema.parse({ id: "block-1", label: "human", value });

let databases = 0;
const openNew = () => new EngramDatabase(`block-versions-${++databases}`);

it("each change is a version, what changes nothing is none", async () => {
  const db = openNew();
  await writeBlock(db, blockOf("one"), PERSON, AT);
  await writeBlock(db, blockOf("two"), { kind: "agent", agent_id: "agent-1" }, AT);
  await writeBlock(db, blockOf("two"), PERSON, AT);
  await writeBlock(db, { ...blockOf("two"), description: "Who it talks to" }, PERSON, AT);
  const versions = await listVersions(db, "block-1", { limit: 10 });
  expect(versions.map(({ seq, by, block }) => [seq, by.kind, block.value, block.description])).toEqual([
    [3, "person", "two", "Who it talks to"],
    [2, "agent", "two", null],
    [1, "person", "one", null],
  ]);
  expect(await listVersions(db, "block-1", { limit: 1, beforeSeq: 3 })).toEqual([versions[1]]);
  expect(await db.blocks.get("block-1")).toMatchObject({ value: "two", description: "Who it talks to" });
  db.close();
});

it("a block that is older than its history keeps what it said before its first change", async () => {
  const db = openNew();
  await db.blocks.add(blockOf("long ago"));
  await writeBlock(db, blockOf("now"), PERSON, AT);
  const versions = await listVersions(db, "block-1", { limit: 10 });
  expect(versions.map(({ seq, by, block }) => [seq, by.kind, block.value])).toEqual([
    [2, "person", "now"],
    [1, "unknown", "long ago"],
  ]);
  db.close();
});

it("the oldest versions go where there are too many", async () => {
  const db = openNew();
  await db.block_versions.bulkAdd(
    Array.from({ length: KEPT_VERSIONS }, (_, index) => {
      const block = blockOf(String(index + 1));
      return { id: `version-${index + 1}`, block_id: block.id, seq: index + 1, at: AT, by: PERSON, block };
    }),
  );
  for (const value of ["501", "502", "503"]) await writeBlock(db, blockOf(value), PERSON, AT);
  const versions = await listVersions(db, "block-1", { limit: 1000 });
  expect(versions).toHaveLength(KEPT_VERSIONS);
  expect(versions.at(-1)?.block.value).toBe("4");
  expect(versions[0]?.seq).toBe(KEPT_VERSIONS + 3);
  db.close();
});

it("a block that was taken away is found by the agent that had it, until it is there again", async () => {
  const db = openNew();
  await writeBlock(db, blockOf("one"), PERSON, AT);
  const removed = { agent_id: "agent-1", section: "human", position: 1, block_id: "block-1" };
  await removeBlock(db, removed, PERSON, AT);
  expect(await db.blocks.count()).toBe(0);
  expect(await listRemoved(db, "agent-1")).toMatchObject([{ seq: 2, removed_from: removed }]);
  expect(await listRemoved(db, "agent-2")).toEqual([]);
  await writeBlock(db, blockOf("one"), PERSON, AT);
  expect(await listRemoved(db, "agent-1")).toEqual([]);
  db.close();
});
