import {
  type AgentState,
  type Block,
  blockSchema,
  type Memory,
  NameTakenError,
  NotFoundError,
  StorageError,
} from "../schemas/index.ts";
import type { AgentRow, BlockRow, EngramDatabase } from "./database.ts";

/** The wire's block: the row without its library index. */
export function toBlock(row: BlockRow): Block {
  const { library: _library, ...block } = row;
  return block;
}

/** The row of a block; saved (template) blocks enter the library index. */
export function toBlockRow(block: Block): BlockRow {
  const valid = blockSchema.parse(block);
  return valid.template ? { ...valid, library: valid.label } : valid;
}

export async function getAgentRow(db: EngramDatabase, agentId: string): Promise<AgentRow> {
  const row = await db.agents.get(agentId);
  if (!row) throw new NotFoundError("agent", agentId);
  return row;
}

/** Core memory of an agent, its blocks read afresh (another agent may share and have edited them). */
export async function readMemory(db: EngramDatabase, row: AgentRow): Promise<Memory> {
  const blocks = await db.blocks.bulkGet(row.sections.map((section) => section.block_id));
  const memory: Record<string, Block> = {};
  row.sections.forEach(({ section, block_id }, index) => {
    const block = blocks[index];
    if (!block)
      throw new StorageError(
        "block_missing",
        `The block "${section}" (${block_id}) of agent "${row.name}" is gone.`,
        {
          hint: "Restore a backup, or give the agent a new block for this section.",
        },
      );
    memory[section] = toBlock(block);
  });
  return { memory, prompt_template: row.prompt_template };
}

/** The fields of a row that tell where its memory lies. */
export function sectionsOf(memory: Memory): Pick<AgentRow, "sections" | "block_ids"> {
  const sections = Object.entries(memory.memory).map(([section, block]) => ({ section, block_id: block.id }));
  return { sections, block_ids: sections.map((one) => one.block_id) };
}

/** An agent as the wire has it. */
export function toAgentState(row: AgentRow, memory: Memory): AgentState {
  const {
    prompt_template: _t,
    sections: _s,
    block_ids: _b,
    source_ids: _i,
    memory_modified_at: _m,
    search_mode: _search,
    archived_at: _a,
    deletion_at: _d,
    ...state
  } = row;
  return { ...state, memory };
}

/** Refuses a name that another agent has. Call it in the transaction that writes the name. */
export async function assertNameFree(db: EngramDatabase, name: string, exceptId?: string): Promise<void> {
  const other = await db.agents.where("name").equals(name).first();
  if (other && other.id !== exceptId) throw new NameTakenError("agent", name);
}
