/** Blocks of the engine in this page, their library and their history: loaded when it is first asked for. */
import { loadAgent } from "../engine/load-agent.ts";
import { blockWithoutChange } from "../memory/undo-change.ts";
import {
  type Block,
  type BlockVersion,
  BY_PERSON,
  blockSchema,
  type Human,
  InvalidInputError,
  isoTime,
  MemoryEditError,
  NameTakenError,
  NotFoundError,
  newId,
  type Persona,
} from "../schemas/index.ts";
import { toBlock } from "../storage/agents.ts";
import { forgetBlocks, listVersions, writeBlock } from "../storage/block-versions.ts";
import type { BlockRow } from "../storage/database.ts";
import { localUserId } from "../storage/open-database.ts";
import type { CreateBlockParams } from "./abstract-client.ts";
import type { LocalServices } from "./local-services.ts";
import { parse, readLimit, single } from "./params.ts";
import type { EditBlockParams } from "./workspace.ts";

/** Versions of a block that a list gives unless told otherwise. */
const VERSIONS_PAGE = 50;

export class LocalBlocks {
  readonly #services: LocalServices;

  constructor(services: LocalServices) {
    this.#services = services;
  }

  get #db() {
    return this.#services.db;
  }

  // ---------------------------------------------------------------- blocks

  async list(params: { label?: string | null; templates_only?: boolean }): Promise<Block[]> {
    const { blocks } = this.#db;
    const { label, templates_only = true } = params;
    const rows = await (templates_only
      ? label
        ? blocks.where("library").equals(label).toArray()
        : blocks.orderBy("library").toArray()
      : label
        ? blocks.where("label").equals(label).toArray()
        : blocks.toArray());
    return rows.map(toBlock);
  }

  async create(params: CreateBlockParams): Promise<Block> {
    const label = single(params, "label");
    const template = params.template ?? true;
    // The library finds its blocks by name; a block of an agent may do without.
    const name = template ? single(params, "name") : (params.name ?? null);
    const block = parse(
      blockSchema,
      {
        id: newId("block"),
        label,
        name,
        value: params.text,
        ...(params.limit === undefined ? {} : { limit: params.limit }),
        template,
        user_id: await localUserId(this.#db),
      },
      "",
    );
    await this.#db.transaction("rw", this.#db.blocks, this.#db.block_versions, async () => {
      if (template && name && (await this.#findLibraryBlock(label, name)))
        throw new NameTakenError(label, name);
      await this.#write(block);
    });
    return block;
  }

  async get(id: string): Promise<Block> {
    const row = await this.#db.blocks.get(id);
    if (!row) throw new NotFoundError("block", id);
    return toBlock(row);
  }

  async getId(params: { name: string; label: string }): Promise<string | null> {
    return (await this.#findLibraryBlock(single(params, "label"), single(params, "name")))?.id ?? null;
  }

  /** A change of a block, and of the system messages that show it. */
  async #change(id: string, change: (block: Block) => Promise<Block> | Block): Promise<Block> {
    const block = await this.#db.transaction("rw", this.#db.blocks, this.#db.block_versions, async () => {
      const old = await this.get(id);
      const next = await change(old);
      if (
        next.template &&
        next.name &&
        next.name !== old.name &&
        (await this.#findLibraryBlock(next.label, next.name))
      )
        throw new NameTakenError(next.label, next.name);
      await this.#write(next);
      return next;
    });
    const users = await this.#db.agents.where("block_ids").equals(id).primaryKeys();
    for (const agentId of users) await loadAgent(this.#services, agentId);
    return block;
  }

  async update(params: {
    block_id: string;
    name?: string | null;
    text?: string | null;
    limit?: number | null;
  }): Promise<Block> {
    return this.#change(single(params, "block_id"), (old) =>
      parse(
        blockSchema,
        {
          ...old,
          ...(params.name == null ? {} : { name: params.name }),
          ...(params.text == null ? {} : { value: params.text }),
          ...(params.limit == null ? {} : { limit: params.limit }),
        },
        "",
      ),
    );
  }

  async edit(params: EditBlockParams): Promise<Block> {
    const { value, limit, description, read_only, name } = params;
    return this.#change(single(params, "block_id"), (old) => {
      const length = (value ?? old.value).length;
      if (limit !== undefined && limit < length)
        throw new InvalidInputError("limit", `the text has ${length} characters already`);
      const { read_only: _old, ...metadata } = old.metadata_;
      return parse(
        blockSchema,
        {
          ...old,
          ...(value === undefined ? {} : { value }),
          ...(limit === undefined ? {} : { limit }),
          ...(description === undefined ? {} : { description: description?.trim() || null }),
          ...(name === undefined ? {} : { name }),
          ...(read_only === undefined
            ? {}
            : { metadata_: read_only ? { ...metadata, read_only: true } : metadata }),
        },
        "",
      );
    });
  }

  async delete(id: string): Promise<Block> {
    return this.#db.transaction("rw", this.#db.blocks, this.#db.block_versions, this.#db.agents, async () => {
      const block = await this.get(id);
      const users = await this.#db.agents.where("block_ids").equals(id).toArray();
      if (users.length > 0)
        throw new InvalidInputError(
          "id",
          `the block is in use by ${users.map((user) => user.name).join(", ")}`,
          { hint: "Delete those agents, or give them another block, first." },
        );
      await forgetBlocks(this.#db, [id]);
      return block;
    });
  }

  // --------------------------------------------------------------- library

  async labelled<T extends Human | Persona>(id: string, label: T["label"]): Promise<T> {
    const row = await this.#db.blocks.get(id);
    if (row?.label !== label) throw new NotFoundError(label, id);
    return toBlock(row) as T;
  }

  #findLibraryBlock(label: string, name: string): PromiseLike<BlockRow | undefined> {
    return this.#db.blocks.where("[library+name]").equals([label, name]).first();
  }

  // --------------------------------------------------------------- history

  async listVersions(params: {
    block_id: string;
    before?: string | null;
    limit?: number;
  }): Promise<BlockVersion[]> {
    const id = single(params, "block_id");
    const limit = readLimit(params.limit ?? VERSIONS_PAGE);
    const beforeSeq = params.before ? (await this.#version(id, params.before)).seq : null;
    return listVersions(this.#db, id, { beforeSeq, limit });
  }

  async restoreVersion(params: { block_id: string; version_id: string }): Promise<Block> {
    const id = single(params, "block_id");
    const { block } = await this.#version(id, single(params, "version_id"));
    const { value, limit, description, metadata_, name } = block;
    return this.#change(id, async (old) => {
      const isTaken =
        old.template && name && name !== old.name && (await this.#findLibraryBlock(old.label, name));
      return { ...old, value, limit, description, metadata_, name: isTaken ? old.name : name };
    });
  }

  async undoChange(params: { block_id: string; version_id: string }): Promise<Block> {
    const id = single(params, "block_id");
    const version = await this.#version(id, single(params, "version_id"));
    const [before] = await listVersions(this.#db, id, { beforeSeq: version.seq, limit: 1 });
    if (!before || before.seq !== version.seq - 1)
      throw new InvalidInputError("version_id", "what the block was before this change is not kept");
    return this.#change(id, (current) => {
      const next = blockWithoutChange(before.block, version.block, current);
      if (!next)
        throw new MemoryEditError("What this change did is not there any more as it was.", {
          hint: "Restore a whole version, or edit the text.",
        });
      return parse(blockSchema, next, "");
    });
  }

  async #version(blockId: string, id: string): Promise<BlockVersion> {
    const version = await this.#db.block_versions.get(id);
    if (version?.block_id !== blockId) throw new NotFoundError("version", id);
    return version;
  }

  async listAgents(blockId: string): Promise<{ id: string; name: string }[]> {
    const rows = await this.#db.agents.where("block_ids").equals(blockId).toArray();
    return rows.map(({ id, name }) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name));
  }

  #write(block: Block): Promise<void> {
    return writeBlock(this.#db, block, BY_PERSON, isoTime(this.#services.clock));
  }
}
