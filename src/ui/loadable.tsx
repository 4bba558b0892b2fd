/**
 * Parts of the screen that are loaded when they are first shown. Unlike a bare `lazy`, one that was loaded ahead is
 * drawn at once: React holds back what waited behind a fallback for 300 ms, and a page made of three such parts opens
 * after a second.
 */
import { type ComponentType, createElement, lazy, useState } from "react";

export interface Loadable<P extends object> {
  (props: P): React.ReactNode;
  /** Starts loading, and resolves when loaded; a failure is told of where the part is shown. */
  preload(): Promise<void>;
}

export function loadable<P extends object>(load: () => Promise<{ default: ComponentType<P> }>): Loadable<P> {
  let loaded: ComponentType<P> | null = null;
  const remembering = async () => {
    const module = await load();
    loaded = module.default;
    return module;
  };
  const Lazy = lazy(remembering);
  // biome-ignore lint/correctness/noComponentHookFactories: called where modules begin, once a part, like `lazy` itself
  const Part: Loadable<P> = (props) => {
    // Decided once: another component type would throw away what the part holds.
    const [Shown] = useState<ComponentType<P>>(() => loaded ?? (Lazy as unknown as ComponentType<P>));
    return createElement(Shown, props);
  };
  Part.preload = async () => {
    await remembering().catch(() => {});
  };
  return Part;
}
