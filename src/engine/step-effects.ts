import type { RunState } from "../schemas/index.ts";
import type { BlockChange, EngramDatabase, StepEffectsRow } from "../storage/database.ts";
import type { StepEffects } from "../tools/tool.ts";
import type { LoadedAgent } from "./load-agent.ts";

/**
 * Keeps what a step changes in memory, so that the step can be taken back; nothing where it changed nothing. Call it in
 * the step's transaction. The calls of a reply that waited for the person are several steps, and one row.
 */
export async function keepStepEffects(
  db: EngramDatabase,
  step: { message_id: string; agent: LoadedAgent; effects: StepEffects; run: RunState },
): Promise<void> {
  const { message_id, agent, effects, run } = step;
  const blocks: BlockChange[] = [];
  const values = new Map(Object.values(agent.memory.memory).map(({ id, value }) => [id, value]));
  for (const { block } of effects.edits) {
    const before = values.get(block.id);
    if (before === undefined || before === block.value) continue;
    blocks.push({ block_id: block.id, label: block.label, before, after: block.value });
    values.set(block.id, block.value);
  }
  const passage_ids = effects.passages.map(({ row }) => row.id);
  const paused = effects.heartbeats_paused_until;
  if (blocks.length === 0 && passage_ids.length === 0 && !paused) return;
  const earlier = await db.step_effects.get(message_id);
  const row: StepEffectsRow = {
    message_id,
    agent_id: agent.row.id,
    blocks: [...(earlier?.blocks ?? []), ...blocks],
    passage_ids: [...(earlier?.passage_ids ?? []), ...passage_ids],
  };
  const before = earlier?.heartbeats?.before ?? run.heartbeats_paused_until;
  const heartbeats = paused ? { before, after: paused } : earlier?.heartbeats;
  await db.step_effects.put(heartbeats ? { ...row, heartbeats } : row);
}
