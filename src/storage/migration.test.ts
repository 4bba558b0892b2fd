/** Databases that an earlier version of the app wrote are opened, and what is in them is still there. */
import Dexie from "dexie";
import { afterEach, expect, it } from "vitest";
import { EngramDatabase, SCHEMA_VERSION } from "./database.ts";
import { passagesByDate } from "./passage-pages.ts";
import { readRun } from "./runs.ts";
import { listSteps } from "./steps.ts";
import { readToolSettings } from "./tools.ts";

const NAME = "written-by-version-1";
const open: Dexie[] = [];
afterEach(async () => {
  for (const db of open.splice(0)) db.close();
  await Dexie.delete(NAME);
});

/** Tables and indexes as the first release had them. */
const VERSION_1 = {
  users: "id",
  agents: "id, &name, created_at, *block_ids, *source_ids",
  blocks: "id, label, library, [library+name]",
  messages: "id, [agent_id+seq], [agent_id+created_at], tool_call_id",
  runs: "agent_id, state",
  steps: "id, [agent_id+created_at], message_id",
  passages: "id, [agent_id+seq], [source_id+seq], doc_id",
  vectors: "[space+id], space",
  vector_chunks: "[space+chunk], space",
  vector_spaces: "space",
  sources: "id, &name",
  documents: "id, source_id",
  tools: "id, &name",
  jobs: "id, status, created_at",
  models: "endpoint",
  settings: "key",
  counters: "key",
};

const AGENT = {
  id: "agent-1",
  name: "Ada",
  created_at: "2026-11-01T00:00:00Z",
  tools: ["send_message", "roll_dice"],
  message_ids: ["message-1"],
  block_ids: ["block-1"],
  source_ids: [],
  sections: [{ section: "human", block_id: "block-1" }],
};
const ROWS: Record<string, object[]> = {
  agents: [AGENT],
  blocks: [{ id: "block-1", label: "human", value: "Name: Ada", limit: 2000 }],
  messages: [{ id: "message-1", agent_id: "agent-1", seq: 1, role: "system", text: "You are Ada." }],
  tools: [
    { id: "tool-1", name: "roll_dice", source_type: "python", source_code: "def roll_dice(): ...", tags: [] },
  ],
  runs: [
    {
      agent_id: "agent-1",
      state: "failed",
      message_id: "message-1",
      error: null,
      draft: null,
      memory_pressure_warned: false,
      heartbeats_paused_until: null,
      updated_at: "2026-11-01T00:00:00Z",
    },
  ],
  steps: [
    {
      id: "step-1",
      agent_id: "agent-1",
      message_id: "message-2",
      created_at: "2026-11-01T00:00:00.000Z",
      model: "m",
      usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2, step_count: 1 },
    },
  ],
  settings: [{ key: "library_seeded", value: true }],
  passages: [
    {
      id: "passage-1",
      agent_id: "agent-1",
      source_id: null,
      doc_id: null,
      seq: 1,
      text: "The key hangs behind the clock.",
      created_at: "2026-11-01T00:00:00.000Z",
      metadata_: {},
    },
  ],
};

it("opens a database of version 1 and finds its rows by the indexes that are new", async () => {
  const old = new Dexie(NAME);
  old.version(1).stores(VERSION_1);
  open.push(old);
  await old.open();
  for (const [table, rows] of Object.entries(ROWS)) await old.table(table).bulkAdd(rows);
  old.close();

  const db = new EngramDatabase(NAME);
  open.push(db);
  await db.open();
  expect(db.verno).toBe(SCHEMA_VERSION);
  for (const [table, rows] of Object.entries(ROWS))
    expect(await db.table(table).toArray(), table).toMatchObject(rows);
  // Who has a tool is looked up by an index that version 1 did not have.
  expect(await db.agents.where("tools").equals("roll_dice").primaryKeys()).toEqual(["agent-1"]);
  // Steps are listed over all agents.
  expect((await listSteps(db, { limit: 10 })).map(({ id }) => id)).toEqual(["step-1"]);
  // None is out of sight, and none is a template.
  expect(await db.agents.orderBy("archived_at").count()).toBe(0);
  expect(await db.agents.orderBy("deletion_at").count()).toBe(0);
  expect(await db.agent_templates.count()).toBe(0);
  // A run that is older than approvals waits for none.
  expect((await readRun(db, "agent-1", "")).pending ?? null).toBeNull();
  expect(await readToolSettings(db, "tool-1")).toMatchObject({ requires_approval: false, allowed_hosts: [] });
  expect(await db.tool_runs.count()).toBe(0);
  // Memories are listed by date, by an index that is new.
  const owners = [{ id: "agent-1", kind: "agent" as const }];
  expect((await passagesByDate(db, { owners, limit: 5 })).rows).toMatchObject([{ id: "passage-1" }]);
  // Blocks begin their history as they are.
  expect(await db.block_versions.where("[block_id+seq]").equals(["block-1", 1]).toArray()).toMatchObject([
    { by: { kind: "unknown" }, block: { value: "Name: Ada", limit: 2000 } },
  ]);
});
