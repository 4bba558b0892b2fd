/**
 * Merging a backup into what is here, by id. What is only in the file is added, what is only here stays. Of what is in
 * both and differs the newer stays: an agent is as new as its last run, and its memory goes with it; other rows are as new
 * as they say, and without a time the one here stays. Conversations, memories and documents are joined, whichever side is
 * the newer. A merge adds no grants: what tools may reach is left out, and MCP servers come turned off.
 *
 * All of it runs inside one transaction over all tables, so nothing but the database is awaited.
 */
import type { Table } from "dexie";
import { freeName } from "../../schemas/free-name.ts";
import { listKey } from "../../storage/counters.ts";
import type { AgentRow, BlockRow, EngramDatabase } from "../../storage/database.ts";
import { storedRow } from "./carried-row.ts";
import { primaryKey } from "./create-backup.ts";
import { mergeVectors } from "./merge-vectors.ts";
import { sameRow } from "./packed-rows.ts";
import {
  emptyChange,
  type Renamed,
  type RestoreChanges,
  type RestoreNote,
  type TableChange,
} from "./restore-report.ts";

type Row = Record<string, unknown>;

/** Rows of the file, checked. */
export interface MergedRows {
  parts(table: string): Generator<Row[]>;
  all(table: string): Row[];
  leftOut: Map<string, number>;
}

/** Lists whose rows are numbered: the owner's field, by table. */
const NUMBERED: { table: string; owner: string; list?: "messages" | "passages" | "documents" }[] = [
  { table: "messages", owner: "agent_id", list: "messages" },
  { table: "passages", owner: "agent_id", list: "passages" },
  { table: "passages", owner: "source_id", list: "passages" },
  { table: "documents", owner: "source_id", list: "documents" },
  { table: "block_versions", owner: "block_id" },
];

/** Of this database alone: what it is called, and whether its library has been filled. */
const OWN_SETTINGS = new Set(["mark", "library_seeded"]);

/** Merged by rules of their own, or not at all. */
const SPECIAL = new Set([
  "users",
  "agents",
  "blocks",
  "runs",
  "counters",
  "tools",
  "tool_settings",
  "tool_runs",
  "mcp_servers",
  "settings",
  "jobs",
  "job_files",
  "job_file_bytes",
  "vectors",
  "vector_chunks",
  "vector_spaces",
  "word_indexes",
]);

const timeOf = (row: Row): string =>
  String(row.updated_at ?? row.completed_at ?? row.at ?? row.created_at ?? "");

/** One merge. */
class Merge {
  readonly #db: EngramDatabase;
  readonly #rows: MergedRows;
  readonly #changes = new Map<string, TableChange>();
  readonly #renamed: Renamed[] = [];
  readonly #notes = new Set<RestoreNote>();
  /** Agents that are taken from the file, since they are not here or older here. */
  readonly #taken = new Set<string>();
  /** Agents and sources that were here before. */
  readonly #known = new Set<string>();
  /** Those with rows of both. */
  readonly #joined = new Map<string, Set<string>>();
  readonly #toolNames = new Map<string, string>();
  #fileUser: string | null = null;
  #localUser: string | null = null;

  constructor(db: EngramDatabase, rows: MergedRows) {
    this.#db = db;
    this.#rows = rows;
  }

  async run(): Promise<RestoreChanges> {
    const db = this.#db;
    this.#localUser = (await db.users.toCollection().first())?.id ?? null;
    this.#fileUser = (this.#rows.all("users")[0]?.id as string | undefined) ?? null;
    for (const id of [
      ...(await db.agents.toCollection().primaryKeys()),
      ...(await db.sources.toCollection().primaryKeys()),
    ])
      this.#known.add(id);
    await this.#tools();
    await this.#agents();
    await this.#blocks();
    const ordered: Table[] = [...new Set<Table>([db.sources, db.documents, ...db.tables])];
    for (const table of ordered) if (!SPECIAL.has(table.name)) await this.#byId(table);
    await this.#runs();
    await this.#mcpServers();
    await this.#settings();
    await this.#jobs();
    await this.#number();
    for (const note of await mergeVectors(db, this.#rows)) this.#notes.add(note);
    await this.#count();
    for (const [table, count] of this.#rows.leftOut) if (count > 0) this.#change(table).left_out += count;
    return {
      tables: db.tables.map(({ name }) => this.#change(name)),
      renamed: this.#renamed,
      notes: [...this.#notes],
    };
  }

  /** Whether a row of the file is not to come back: what was taken out of a conversation here stays out. */
  async #isUndone(table: string, row: Row): Promise<boolean> {
    if (table === "undone_messages" || table === "conversation_edits")
      return this.#known.has(String(row.agent_id));
    return table === "messages" && (await this.#db.undone_messages.get(String(row.id))) !== undefined;
  }

  #change(table: string): TableChange {
    const known = this.#changes.get(table);
    if (known) return known;
    const made = emptyChange(table);
    this.#changes.set(table, made);
    return made;
  }

  /** What was the file's user's is this database's user's. */
  #owned<R extends Row>(row: R): R {
    return this.#fileUser !== null && row.user_id === this.#fileUser
      ? { ...row, user_id: this.#localUser }
      : row;
  }

  /** Puts a row of the file where it is not here, or `wins` over the one here. */
  async #put(table: Table, given: Row, wins: (here: Row) => boolean): Promise<"added" | "changed" | "kept"> {
    const row = this.#owned(given);
    const change = this.#change(table.name);
    const here = (await table.get(primaryKey(table, row) as string)) as Row | undefined;
    let did: "added" | "changed" | "kept" = "kept";
    if (!here) did = "added";
    else if (!sameRow(here, row) && wins(here)) did = "changed";
    change[did] += 1;
    if (did !== "kept") await table.put(storedRow(table.name, row));
    return did;
  }

  async #agents(): Promise<void> {
    const { agents, runs } = this.#db;
    const ran = new Map(this.#rows.all("runs").map((run) => [run.agent_id, String(run.updated_at)]));
    const names = new Map((await agents.toArray()).map(({ name, id }) => [name, id]));
    for (const given of this.#rows.all("agents") as unknown as AgentRow[]) {
      const here = await agents.get(given.id);
      const lastRun = (await runs.get(given.id))?.updated_at ?? "";
      const isNewer = !here || (ran.get(given.id) ?? "") > lastRun;
      const owner = names.get(given.name);
      const row = { ...given, tools: given.tools.map((name) => this.#toolNames.get(name) ?? name) };
      if (isNewer && owner !== undefined && owner !== given.id) {
        row.name = await freeName(given.name, (name) => names.has(name), { longest: 50, from: 2 });
        this.#renamed.push({ kind: "agent", from: given.name, to: row.name });
      }
      const did = await this.#put(agents, row as unknown as Row, () => isNewer);
      if (did === "kept") continue;
      this.#taken.add(given.id);
      if (here) names.delete(here.name);
      names.set(row.name, row.id);
    }
  }

  /** An agent's blocks go with it; what is saved in the library is added where it is not there. */
  async #blocks(): Promise<void> {
    const { blocks } = this.#db;
    const ofTaken = new Set<string>();
    const used = new Set<string>();
    for (const agent of this.#rows.all("agents") as unknown as AgentRow[]) {
      for (const id of agent.block_ids) {
        used.add(id);
        if (this.#taken.has(agent.id)) ofTaken.add(id);
      }
    }
    for (const given of this.#rows.all("blocks") as unknown as BlockRow[]) {
      const row = { ...given };
      const here = await blocks.get(row.id);
      // Of an agent that is newer here, and has it no more.
      if (!here && used.has(row.id) && !ofTaken.has(row.id)) continue;
      if (!here && row.library && row.name) {
        const isTaken = async (name: string) =>
          blocks
            .where("[library+name]")
            .equals([row.library ?? "", name])
            .first();
        const namesake = await isTaken(row.name);
        if (namesake?.value === row.value) {
          this.#change("blocks").kept += 1;
          continue;
        }
        if (namesake) {
          const names = new Set(
            (await blocks.where("library").equals(row.library).toArray()).map(({ name }) => name),
          );
          const name = await freeName(row.name, (tried) => names.has(tried), { longest: 100, from: 2 });
          this.#renamed.push({ kind: row.library, from: row.name, to: name });
          row.name = name;
        }
      }
      await this.#put(blocks, row as unknown as Row, () => ofTaken.has(row.id));
    }
  }

  /** A tool whose name is taken by another takes another name; one that is the same is not added twice. */
  async #tools(): Promise<void> {
    const { tools, tool_settings } = this.#db;
    const asks = new Set(
      this.#rows.all("tool_settings").flatMap((row) => (row.requires_approval === true ? [row.tool_id] : [])),
    );
    const names = new Set((await tools.toArray()).map(({ name }) => name));
    for (const given of this.#rows.all("tools")) {
      const name = String(given.name);
      let row = given;
      const namesake = await tools.where("name").equals(name).first();
      if (namesake && namesake.id !== given.id) {
        const same = (["source_code", "source_type", "json_schema"] as const).every((field) =>
          sameRow(namesake[field], given[field]),
        );
        if (same || (await tools.get(given.id as string))) {
          this.#change("tools").kept += 1;
          continue;
        }
        const to = await freeName(name, (tried) => names.has(tried), {
          longest: 64,
          from: 2,
          ending: (number) => `_${number}`,
        });
        this.#toolNames.set(name, to);
        this.#renamed.push({ kind: "tool", from: name, to });
        row = { ...given, name: to, json_schema: { ...(given.json_schema as Row), name: to } };
      }
      names.add(String(row.name));
      const did = await this.#put(tools, row, () => false);
      // To be asked is no grant.
      if (did === "added" && asks.has(row.id) && !(await tool_settings.get(String(row.id)))) {
        await tool_settings.put({
          tool_id: String(row.id),
          requires_approval: true,
          allowed_hosts: [],
          limits: { time_ms: 10_000, memory_bytes: 64 * 1024 * 1024, output_characters: 1_000_000 },
        });
        this.#change("tool_settings").added += 1;
      }
    }
    for (const table of ["tool_settings", "tool_runs"] as const) {
      const rows = this.#rows.all(table).length;
      this.#change(table).left_out += rows;
      if (rows > 0 && table === "tool_settings") this.#notes.add("grants_left_out");
    }
  }

  /** Whether a row's owner is there: what belongs to nothing is not brought. */
  async #hasOwner(table: string, row: Row): Promise<boolean> {
    const { agents, sources, documents, blocks } = this.#db;
    const there = async (owners: Table, id: unknown) =>
      typeof id === "string" && (await owners.get(id)) !== undefined;
    switch (table) {
      case "messages":
      case "steps":
        return there(agents, row.agent_id);
      case "passages":
        return (await there(agents, row.agent_id)) || there(sources, row.source_id);
      case "documents":
        return there(sources, row.source_id);
      case "document_texts":
      case "document_passages":
        return there(documents, row.doc_id);
      case "block_versions":
        return (
          (await there(blocks, row.block_id)) ||
          there(agents, (row.removed_from as { agent_id?: unknown } | undefined)?.agent_id)
        );
      default:
        return typeof row.agent_id !== "string" || there(agents, row.agent_id);
    }
  }

  async #byId(table: Table): Promise<void> {
    const change = this.#change(table.name);
    for (const part of this.#rows.parts(table.name)) {
      for (const given of part) {
        if (!(await this.#hasOwner(table.name, given))) {
          change.left_out += 1;
          continue;
        }
        if (await this.#isUndone(table.name, given)) {
          change.kept += 1;
          continue;
        }
        const row = await this.#withFreeName(table, given);
        const did = await this.#put(
          table,
          row,
          (here) => timeOf(row) > timeOf(here) || this.#taken.has(String(row.agent_id)),
        );
        if (did !== "added") continue;
        for (const { table: name, owner } of NUMBERED) {
          const id = row[owner];
          if (name !== table.name || typeof id !== "string") continue;
          const key = `${name}|${owner}`;
          this.#joined.set(key, (this.#joined.get(key) ?? new Set()).add(id));
        }
      }
    }
  }

  /** With another name where an index of the table allows each name once, and another row has it. */
  async #withFreeName(table: Table, row: Row): Promise<Row> {
    const isUnique = table.schema.indexes.some(({ keyPath, unique }) => keyPath === "name" && unique);
    if (!isUnique || typeof row.name !== "string") return row;
    const namesake = (await table.where("name").equals(row.name).first()) as Row | undefined;
    if (!namesake || primaryKey(table, namesake) === primaryKey(table, row)) return row;
    if (await table.get(primaryKey(table, row) as string)) return row;
    const names = new Set((await table.toCollection().toArray()).map(({ name }: { name: string }) => name));
    const name = await freeName(row.name, (tried) => names.has(tried), { longest: 200, from: 2 });
    this.#renamed.push({ kind: table.name.replace(/s$/, ""), from: row.name, to: name });
    return { ...row, name };
  }

  async #runs(): Promise<void> {
    for (const row of this.#rows.all("runs")) {
      const id = String(row.agent_id);
      if (await this.#db.agents.get(id)) await this.#put(this.#db.runs, row, () => this.#taken.has(id));
      else this.#change("runs").left_out += 1;
    }
  }

  async #mcpServers(): Promise<void> {
    const { mcp_servers } = this.#db;
    for (const given of this.#rows.all("mcp_servers")) {
      const namesake = await mcp_servers.where("url").equals(String(given.url)).first();
      if (namesake || (await mcp_servers.get(String(given.id)))) {
        this.#change("mcp_servers").kept += 1;
        continue;
      }
      await this.#put(mcp_servers, { ...given, enabled: false }, () => false);
      this.#notes.add("mcp_off");
    }
  }

  async #settings(): Promise<void> {
    for (const row of this.#rows.all("settings")) {
      if (OWN_SETTINGS.has(String(row.key))) this.#change("settings").kept += 1;
      else await this.#put(this.#db.settings, row, () => false);
    }
  }

  /** A job and the files it has still to load. */
  async #jobs(): Promise<void> {
    const { jobs, job_files, job_file_bytes } = this.#db;
    const added = new Set<unknown>();
    for (const row of this.#rows.all("jobs"))
      if ((await this.#put(jobs, row, () => false)) === "added") added.add(row.id);
    for (const table of [job_files, job_file_bytes] as Table[]) {
      for (const part of this.#rows.parts(table.name)) {
        for (const row of part) {
          if (added.has(row.job_id)) await this.#put(table, row, () => false);
          else this.#change(table.name).kept += 1;
        }
      }
    }
  }

  /** Numbers lists anew, by time, where rows of both sides have the same number. */
  async #number(): Promise<void> {
    for (const { table: name, owner } of NUMBERED) {
      const table = this.#db.tables.find((one) => one.name === name);
      if (!table) continue;
      for (const id of this.#joined.get(`${name}|${owner}`) ?? []) {
        const keys = (await table
          .where(`[${owner}+seq]`)
          .between([id, Number.NEGATIVE_INFINITY], [id, Number.POSITIVE_INFINITY])
          .keys()) as unknown as [string, number][];
        if (new Set(keys.map(([, seq]) => seq)).size === keys.length) continue;
        const rows = (await table
          .where(`[${owner}+seq]`)
          .between([id, Number.NEGATIVE_INFINITY], [id, Number.POSITIVE_INFINITY])
          .toArray()) as Row[];
        rows.sort((a, b) => timeOf(a).localeCompare(timeOf(b)) || Number(a.seq) - Number(b.seq));
        await table.bulkPut(rows.map((row, index) => ({ ...row, seq: index + 1 })));
        if (name === "messages") await this.#db.counters.delete(listKey("embedded_messages", id));
      }
    }
  }

  /** Lengths of lists: the file's for what is new here, counted for what has rows of both. */
  async #count(): Promise<void> {
    const { counters } = this.#db;
    for (const row of this.#rows.all("counters")) {
      const [list, owner] = String(row.key).split("|");
      const isOwned =
        owner !== undefined && ((await this.#db.agents.get(owner)) || (await this.#db.sources.get(owner)));
      if (!isOwned || this.#known.has(owner)) {
        if (list === "embedded_messages" && owner !== undefined && this.#known.has(owner))
          await this.#embeddedOfBoth(owner, Number(row.value));
        this.#change("counters").kept += 1;
        continue;
      }
      await this.#put(counters, row, () => true);
    }
    for (const { table: name, owner, list } of NUMBERED) {
      if (!list) continue;
      for (const id of this.#joined.get(`${name}|${owner}`) ?? []) {
        if (!this.#known.has(id)) continue;
        const value = await this.#db
          .table(name)
          .where(`[${owner}+seq]`)
          .between([id, Number.NEGATIVE_INFINITY], [id, Number.POSITIVE_INFINITY])
          .count();
        await counters.put({ key: listKey(list, id), value, stamp: crypto.randomUUID() });
        if (owner === "source_id") await this.#characters(id);
      }
    }
  }

  /** Messages up to where both had embedded them. */
  async #embeddedOfBoth(agent: string, inFile: number): Promise<void> {
    const key = listKey("embedded_messages", agent);
    const here = await this.#db.counters.get(key);
    if (here && inFile < here.value)
      await this.#db.counters.put({ ...here, value: inFile, stamp: crypto.randomUUID() });
  }

  /** Characters of a source's documents and passages. */
  async #characters(source: string): Promise<void> {
    let value = 0;
    for (const doc of await this.#db.documents
      .where("[source_id+seq]")
      .between([source, Number.NEGATIVE_INFINITY], [source, Number.POSITIVE_INFINITY])
      .primaryKeys())
      await this.#db.document_texts
        .where("[doc_id+part]")
        .between([doc, Number.NEGATIVE_INFINITY], [doc, Number.POSITIVE_INFINITY])
        .each(({ text }) => {
          value += text.length;
        });
    await this.#db.passages
      .where("[source_id+seq]")
      .between([source, Number.NEGATIVE_INFINITY], [source, Number.POSITIVE_INFINITY])
      .each(({ text }) => {
        value += text.length;
      });
    await this.#db.counters.put({ key: listKey("characters", source), value, stamp: crypto.randomUUID() });
  }
}

/** Merges checked rows of a backup, inside a transaction over all tables. */
export function mergeBackup(db: EngramDatabase, rows: MergedRows): Promise<RestoreChanges> {
  return new Merge(db, rows).run();
}
