/** What the page that is shown can do just now, by name: commands and shortcuts call it, whatever part offers it. */
import { useEffect } from "react";
import { create } from "zustand";

export type OfferName = "toggle-mind" | "stop" | "attach" | "write";

const offers = new Map<OfferName, () => void>();

/** Offers an action while the part is on the screen; null where it cannot be done now. */
export function useOffer(name: OfferName, run: (() => void) | null): void {
  useEffect(() => {
    if (!run) return;
    offers.set(name, run);
    return () => {
      if (offers.get(name) === run) offers.delete(name);
    };
  }, [name, run]);
}

export function offerOf(name: OfferName): (() => void) | undefined {
  return offers.get(name);
}

/** Which dialog of commands is open. */
export const useCommands = create<{ shown: "palette" | "shortcuts" | null }>(() => ({ shown: null }));
