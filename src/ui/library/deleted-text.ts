/** The text that was deleted from the library last, for a change of mind. */
import { create } from "zustand";
import type { Block } from "../../schemas/index.ts";

export const useDeletedText = create<{ last: Block | null }>(() => ({ last: null }));
