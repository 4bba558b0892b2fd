import { create } from "zustand";

/** How far this device could do without a network: not yet, the app opens, agents work too. */
export const useOfflineState = create<{ kept: "nothing" | "shell" | "all" }>(() => ({ kept: "nothing" }));
