import { DEFAULT_HUMAN, HUMANS } from "../engine/prompts/humans.ts";
import { DEFAULT_PERSONA, PERSONAS } from "../engine/prompts/personas.ts";
import { blockSchema, newId } from "../schemas/index.ts";
import { writeBlock } from "../storage/block-versions.ts";
import type { EngramDatabase } from "../storage/database.ts";
import { localUserId } from "../storage/open-database.ts";

/** What a new agent is and knows when nobody says otherwise. */
export const DEFAULT_TEXTS = { persona: DEFAULT_PERSONA.text, human: DEFAULT_HUMAN.text };

const SEEDED = "library_seeded";

/** Puts our starter personas and humans into the library of a new database; once, so that what a person deletes stays away. */
export async function seedLibrary(db: EngramDatabase): Promise<void> {
  await db.transaction("rw", db.blocks, db.block_versions, db.settings, db.users, async () => {
    if (await db.settings.get(SEEDED)) return;
    const user_id = await localUserId(db);
    const starters = [
      ...PERSONAS.map((persona) => ({ ...persona, label: "persona" })),
      ...HUMANS.map((human) => ({ ...human, label: "human" })),
    ];
    const at = new Date().toISOString();
    for (const { name, description, text, label } of starters) {
      const id = newId("block");
      const block = blockSchema.parse({ id, label, name, description, value: text, template: true, user_id });
      await writeBlock(db, block, { kind: "app" }, at);
    }
    await db.settings.put({ key: SEEDED, value: true });
  });
}
