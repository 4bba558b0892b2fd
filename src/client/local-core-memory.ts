/** Core memory of an agent as the person edits it: its sections, who shares them, how they are printed. */
import { loadAgent } from "../engine/load-agent.ts";
import { compileMemory } from "../memory/compile.ts";
import { withValue } from "../memory/core.ts";
import { findTemplateProblem } from "../memory/template-problem.ts";
import {
  type BlockVersion,
  BY_PERSON,
  blockSchema,
  DEFAULT_PROMPT_TEMPLATE,
  InvalidInputError,
  isoTime,
  type Memory,
  MemoryEditError,
  NameTakenError,
  NotFoundError,
  newId,
  type RemovedSection,
  removedSectionSchema,
  sectionNameSchema,
} from "../schemas/index.ts";
import { getAgentRow, readMemory, sectionsOf, toBlock } from "../storage/agents.ts";
import { listRemoved, listVersions, removeBlock, writeBlock } from "../storage/block-versions.ts";
import type { AgentRow } from "../storage/database.ts";
import type { LocalServices } from "./local-services.ts";
import { parse, single } from "./params.ts";
import type { AddSectionParams, ShareBlockParams, TemplatePreview } from "./workspace.ts";

type Section = AgentRow["sections"][number];

export class LocalCoreMemory {
  readonly #services: LocalServices;

  constructor(services: LocalServices) {
    this.#services = services;
  }

  get #db() {
    return this.#services.db;
  }

  get #now() {
    return isoTime(this.#services.clock);
  }

  /** An edit of an agent's sections or blocks, in one transaction, and its system message after it. */
  async #edit(agentId: string, edit: (row: AgentRow) => Promise<void>): Promise<Memory> {
    const { agents, blocks, block_versions } = this.#db;
    await this.#db.transaction("rw", agents, blocks, block_versions, async () =>
      edit(await getAgentRow(this.#db, agentId)),
    );
    return (await loadAgent(this.#services, agentId)).memory;
  }

  /** Several sections at once: all of them, or none where one is refused. */
  async update(params: { agent_id: string; values: Record<string, string | string[]> }): Promise<Memory> {
    return this.#edit(single(params, "agent_id"), async (row) => {
      const { memory } = await readMemory(this.#db, row);
      for (const [section, given] of Object.entries(params.values)) {
        const value = Array.isArray(given) ? given.join("\n") : given;
        if (typeof value !== "string")
          throw new InvalidInputError("value", "this is required, as a text or a list of texts");
        const block = Object.hasOwn(memory, section) ? memory[section] : undefined;
        if (!block)
          throw new MemoryEditError(
            `There is no section "${section}" in core memory. Sections: ${row.sections.map((one) => one.section).join(", ")}.`,
          );
        // The person may edit what is read-only for the agent.
        const editable = { ...block, metadata_: { ...block.metadata_, read_only: false } };
        const next = { ...withValue(editable, value), metadata_: block.metadata_ };
        await writeBlock(this.#db, next, BY_PERSON, this.#now);
      }
    });
  }

  /** Puts another memory in the place of an agent's, inside the caller's transaction over agents and blocks. */
  async replace(agentId: string, memory: Memory): Promise<void> {
    const before = await getAgentRow(this.#db, agentId);
    for (const [section, block] of Object.entries(memory.memory)) {
      // Of a block that is there already only the text is given; the rest may have been changed meanwhile.
      const stored = await this.#db.blocks.get(block.id);
      const next = stored ? { ...toBlock(stored), value: block.value } : block;
      await writeBlock(this.#db, parse(blockSchema, next, `memory.${section}`), BY_PERSON, this.#now);
    }
    await this.#db.agents.update(agentId, {
      ...sectionsOf(memory),
      prompt_template: memory.prompt_template,
    });
    for (const [position, { section, block_id }] of before.sections.entries())
      await this.#removeUnused({ agent_id: agentId, section, position, block_id });
  }

  // -------------------------------------------------------------- sections

  async addSection(params: AddSectionParams): Promise<Memory> {
    const agentId = single(params, "agent_id");
    const section = parse(sectionNameSchema, params.section, "section");
    return this.#edit(agentId, async (row) => {
      const block = parse(
        blockSchema,
        {
          id: newId("block"),
          label: params.label ?? section,
          name: section,
          value: params.value ?? "",
          description: params.description ?? null,
          ...(params.limit === undefined ? {} : { limit: params.limit }),
          user_id: row.user_id,
        },
        "",
      );
      await writeBlock(this.#db, block, BY_PERSON, this.#now);
      await this.#insert(row, { section, block_id: block.id }, params.position);
    });
  }

  async renameSection(params: { agent_id: string; section: string; new_name: string }): Promise<Memory> {
    const new_name = parse(sectionNameSchema, params.new_name, "new_name");
    return this.#edit(single(params, "agent_id"), async (row) => {
      const { section, block_id } = placeOf(row, single(params, "section"));
      if (section === new_name) return;
      assertSectionFree(row, new_name);
      await this.#put(
        row,
        row.sections.map((one) => (one.section === section ? { section: new_name, block_id } : one)),
      );
      const block = await this.#db.blocks.get(block_id);
      const users = await this.#db.agents.where("block_ids").equals(block_id).count();
      // What others share keeps the name they know it by.
      if (block?.name === section && users === 1)
        await writeBlock(this.#db, { ...toBlock(block), name: new_name }, BY_PERSON, this.#now);
    });
  }

  async removeSection(params: {
    agent_id: string;
    section: string;
  }): Promise<{ memory: Memory; removed: RemovedSection }> {
    const agent_id = single(params, "agent_id");
    let removed: RemovedSection | undefined;
    const memory = await this.#edit(agent_id, async (row) => {
      const { section, block_id, position } = placeOf(row, single(params, "section"));
      removed = { agent_id, section, position, block_id };
      await this.#put(
        row,
        row.sections.filter((one) => one.section !== section),
      );
      await this.#removeUnused(removed);
    });
    return { memory, removed: removed as RemovedSection };
  }

  async listRemovedSections(agentId: string): Promise<BlockVersion[]> {
    return listRemoved(this.#db, agentId);
  }

  async restoreSection(params: RemovedSection): Promise<Memory> {
    const { agent_id, section, position, block_id } = parse(removedSectionSchema, params, "");
    return this.#edit(agent_id, async (row) => {
      if (!(await this.#db.blocks.get(block_id))) {
        const [last] = await listVersions(this.#db, block_id, { limit: 1 });
        if (last?.removed_from?.agent_id !== agent_id) throw new NotFoundError("block", block_id);
        await writeBlock(this.#db, last.block, BY_PERSON, this.#now);
      }
      await this.#insert(row, { section, block_id }, position);
    });
  }

  // --------------------------------------------------------------- sharing

  async shareBlock(params: ShareBlockParams): Promise<Memory> {
    const block_id = single(params, "block_id");
    return this.#edit(single(params, "agent_id"), async (row) => {
      const block = await this.#db.blocks.get(block_id);
      if (!block) throw new NotFoundError("block", block_id);
      if (block.template)
        throw new InvalidInputError("block_id", "a block of the library is copied, not shared", {
          hint: "Add a section with its text.",
        });
      const section = parse(sectionNameSchema, params.section ?? block.name ?? block.label, "section");
      await this.#insert(row, { section, block_id }, params.position);
    });
  }

  /** Gives the agent a copy of its own. */
  async unshareBlock(params: { agent_id: string; section: string }): Promise<Memory> {
    return this.#edit(single(params, "agent_id"), async (row) => {
      const { section, block_id } = placeOf(row, single(params, "section"));
      if ((await this.#db.agents.where("block_ids").equals(block_id).count()) === 1) return;
      const block = await this.#db.blocks.get(block_id);
      if (!block) throw new NotFoundError("block", block_id);
      const copy = { ...toBlock(block), id: newId("block") };
      await writeBlock(this.#db, copy, BY_PERSON, this.#now);
      await this.#put(
        row,
        row.sections.map((one) => (one.section === section ? { section, block_id: copy.id } : one)),
      );
    });
  }

  // -------------------------------------------------------------- template

  async setPromptTemplate(params: { agent_id: string; prompt_template: string | null }): Promise<Memory> {
    const agentId = single(params, "agent_id");
    const prompt_template = readTemplate(params.prompt_template);
    const memory = await readMemory(this.#db, await getAgentRow(this.#db, agentId));
    await compileMemory({ ...memory, prompt_template });
    return this.#edit(agentId, async () => {
      await this.#db.agents.update(agentId, { prompt_template });
    });
  }

  async previewPromptTemplate(params: {
    agent_id: string;
    prompt_template: string | null;
  }): Promise<TemplatePreview> {
    const row = await getAgentRow(this.#db, single(params, "agent_id"));
    const prompt_template = readTemplate(params.prompt_template);
    const memory = { ...(await readMemory(this.#db, row)), prompt_template };
    const problem = await findTemplateProblem(memory);
    return problem ? { text: null, problem } : { text: await compileMemory(memory), problem: null };
  }

  // ---------------------------------------------------------------- inside

  async #insert(row: AgentRow, added: Section, position = row.sections.length): Promise<void> {
    assertSectionFree(row, added.section);
    const there = row.sections.find((one) => one.block_id === added.block_id);
    if (there)
      throw new InvalidInputError("block_id", `the agent has this block already, as "${there.section}"`);
    await this.#put(row, row.sections.toSpliced(Math.max(0, position), 0, added));
  }

  async #put(row: AgentRow, sections: Section[]): Promise<void> {
    await this.#db.agents.update(row.id, { sections, block_ids: sections.map((one) => one.block_id) });
  }

  /** A block that no agent has any more goes, where it is not of the library; its history stays. */
  async #removeUnused(removed: RemovedSection): Promise<void> {
    const block = await this.#db.blocks.get(removed.block_id);
    const users = await this.#db.agents.where("block_ids").equals(removed.block_id).count();
    if (block && !block.template && users === 0) await removeBlock(this.#db, removed, BY_PERSON, this.#now);
  }
}

function placeOf(row: AgentRow, section: string): Section & { position: number } {
  const position = row.sections.findIndex((one) => one.section === section);
  const found = row.sections[position];
  if (!found) throw new NotFoundError("section", section);
  return { ...found, position };
}

function assertSectionFree(row: AgentRow, section: string): void {
  if (row.sections.some((one) => one.section === section)) throw new NameTakenError("section", section);
}

function readTemplate(template: string | null): string {
  if (template !== null && typeof template !== "string")
    throw new InvalidInputError("prompt_template", "this is required, as a text, or null for the default");
  return template ?? DEFAULT_PROMPT_TEMPLATE;
}
