/** What the library of a database begins with. Loaded when one lacks something of it. */
import type { StarterBlock } from "../engine/prompts/default-blocks.ts";
import { HUMANS } from "../engine/prompts/humans.ts";
import { PERSONAS } from "../engine/prompts/personas.ts";
import { SYSTEM_PROMPTS } from "../engine/prompts/system-prompts.ts";
import { blockSchema, newId } from "../schemas/index.ts";
import { writeBlock } from "../storage/block-versions.ts";
import type { EngramDatabase } from "../storage/database.ts";
import { localUserId } from "../storage/open-database.ts";
import { limitOf } from "./library-limits.ts";

const STARTERS: Record<string, readonly StarterBlock[]> = {
  persona: PERSONAS,
  human: HUMANS,
  system: SYSTEM_PROMPTS,
};

/**
 * Stores the starters that came after a version of the library, save those whose name a block of the person's has.
 * Inside the caller's transaction.
 */
export async function addStarters(db: EngramDatabase, { after }: { after: number }): Promise<void> {
  const user_id = await localUserId(db);
  const at = new Date().toISOString();
  for (const [label, starters] of Object.entries(STARTERS))
    for (const { name, description, text, since = 1 } of starters) {
      if (since <= after) continue;
      if (await db.blocks.where("[library+name]").equals([label, name]).first()) continue;
      const block = blockSchema.parse({
        id: newId("block"),
        label,
        name,
        description,
        value: text,
        limit: limitOf(label),
        template: true,
        user_id,
      });
      await writeBlock(db, block, { kind: "app" }, at);
    }
}
