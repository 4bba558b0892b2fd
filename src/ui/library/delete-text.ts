import type { AgentWorkspace } from "../../client/index.ts";
import type { Block } from "../../schemas/index.ts";
import { offerUndo } from "../notices/undo.ts";
import { libraryTexts as t } from "../texts/library.ts";

/** Takes a text out of the library; it can be brought back as it was. */
export async function deleteText(client: AgentWorkspace, block: Block): Promise<void> {
  await client.deleteBlock(block.id);
  const { id, label, value: text, description, limit } = block;
  const name = block.name ?? "";
  offerUndo(t.deleted(name), () => client.saveLibraryBlock({ id, label, name, text, description, limit }));
}
