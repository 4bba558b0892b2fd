/** A card as a persona of the library. */
import type { EngineServices } from "../../engine/services.ts";
import { type Block, blockSchema, isoTime, newId } from "../../schemas/index.ts";
import { writeBlock } from "../../storage/block-versions.ts";
import { localUserId } from "../../storage/open-database.ts";
import { freeImportName } from "../agent-file/import-name.ts";
import { keptOf } from "./agent-of-card.ts";
import type { CharacterCard } from "./character-card.ts";
import { personaOf } from "./persona-of-card.ts";
import { limitFor } from "./report-card.ts";

/** A name that is taken gets a number. */
export async function storePersona(
  { db, clock }: Pick<EngineServices, "db" | "clock">,
  card: CharacterCard,
  userName?: string,
): Promise<Block> {
  const value = personaOf(card, userName);
  const user_id = await localUserId(db);
  const { name: wanted, creator } = card.data;
  return db.transaction("rw", db.blocks, db.block_versions, async () => {
    const name = await freeImportName(wanted, async (tried) =>
      Boolean(await db.blocks.where("[library+name]").equals(["persona", tried]).first()),
    );
    const block = blockSchema.parse({
      id: newId("block"),
      label: "persona",
      name,
      value,
      limit: limitFor(value),
      description: creator ? `${wanted}, by ${creator}` : null,
      template: true,
      metadata_: { character_card: keptOf(card) },
      user_id,
    });
    await writeBlock(db, block, { kind: "import" }, isoTime(clock));
    return block;
  });
}
