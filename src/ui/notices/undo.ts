import { t } from "../texts.ts";
import { showNotice } from "./notices.ts";

/**
 * Says what was done, and lets it be undone for a while.
 *
 * @param text what was done, as a sentence: "Memory deleted."
 * @param undo takes it back; where it fails, the notice stays with the reason.
 */
export function offerUndo(text: string, undo: () => Promise<unknown>): void {
  showNotice({ text, action: { label: t.undo, run: undo } });
}
