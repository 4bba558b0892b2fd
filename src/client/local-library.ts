/** Texts that agents are made with: personas, humans, system prompts. Loaded when one is changed. */
import { z } from "zod";
import {
  type Block,
  BY_PERSON,
  blockSchema,
  isoTime,
  NameTakenError,
  NotFoundError,
  newId,
} from "../schemas/index.ts";
import { toBlock } from "../storage/agents.ts";
import { writeBlock } from "../storage/block-versions.ts";
import { explainWriteFailure, localUserId } from "../storage/open-database.ts";
import { limitOf } from "./library-limits.ts";
import type { LocalServices } from "./local-services.ts";
import { parse, single } from "./params.ts";
import type { SaveLibraryBlockParams } from "./workspace.ts";

const nameSchema = z
  .string("a text is required")
  .trim()
  .min(1, "a name has between 1 and 60 characters")
  .max(60, "a name has between 1 and 60 characters");

export async function saveLibraryBlock(
  { db, clock }: LocalServices,
  params: SaveLibraryBlockParams,
): Promise<Block> {
  const label = single(params, "label");
  const name = parse(nameSchema, params.name, "name");
  try {
    return await db.transaction("rw", db.blocks, db.block_versions, db.users, async () => {
      const stored = params.id ? await db.blocks.get(params.id) : undefined;
      // What an agent has in core memory is no text of the library.
      if (stored && !stored.template) throw new NotFoundError("text of the library", stored.id);
      const other = await db.blocks.where("[library+name]").equals([label, name]).first();
      if (other && other.id !== stored?.id) throw new NameTakenError(label, name);
      const block = parse(
        blockSchema,
        {
          ...(stored ? toBlock(stored) : { id: params.id ?? newId("block"), user_id: await localUserId(db) }),
          label,
          name,
          value: params.text,
          limit: params.limit ?? stored?.limit ?? limitOf(label),
          description: params.description?.trim() || null,
          template: true,
        },
        "",
      );
      await writeBlock(db, block, BY_PERSON, isoTime(clock));
      return block;
    });
  } catch (error) {
    throw explainWriteFailure(error);
  }
}
