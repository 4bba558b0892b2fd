import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

/** How near to the end the view follows it (pixels). */
const PINNED_WITHIN = 48;

export interface EndFollowing {
  scroller: RefObject<HTMLDivElement | null>;
  /** The person has scrolled away from the end. */
  away: boolean;
  /** Goes to the end and stays there. */
  follow: () => void;
  /** Lets go of the end: the view goes elsewhere. */
  letGo: () => void;
  onScroll: () => void;
}

/**
 * Keeps a list's end in view while it grows, until the person scrolls up.
 *
 * @param changes whatever grows the list.
 * @param shown whether the list is there to be watched.
 */
export function useEndFollowing(changes: unknown[], shown: boolean): EndFollowing {
  const scroller = useRef<HTMLDivElement>(null);
  const pinned = useRef(true);
  const last = useRef({ top: 0, height: 0 });
  const [away, setAway] = useState(false);
  const toEnd = useCallback(() => {
    const box = scroller.current;
    if (box) box.scrollTop = box.scrollHeight;
  }, []);
  useLayoutEffect(() => {
    if (!pinned.current) return;
    toEnd();
    // Rows are measured after they are drawn: the end is a little further then.
    const frame = requestAnimationFrame(() => {
      if (pinned.current) toEnd();
    });
    return () => cancelAnimationFrame(frame);
    // biome-ignore lint/correctness/useExhaustiveDependencies: the caller knows what grows the list
  }, changes);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list takes the place of what stood there before
  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const observer = new ResizeObserver(() => {
      if (pinned.current) toEnd();
    });
    observer.observe(box);
    if (box.firstElementChild) observer.observe(box.firstElementChild);
    return () => observer.disconnect();
  }, [shown, toEnd]);
  const follow = useCallback(() => {
    pinned.current = true;
    setAway(false);
    toEnd();
  }, [toEnd]);
  const letGo = useCallback(() => {
    pinned.current = false;
  }, []);
  const onScroll = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    const { scrollTop, scrollHeight, clientHeight } = box;
    // Only who scrolls up leaves the end: rows that were just measured move it as well.
    if (scrollHeight - scrollTop - clientHeight < PINNED_WITHIN) pinned.current = true;
    else if (scrollTop < last.current.top && scrollHeight >= last.current.height) pinned.current = false;
    last.current = { top: scrollTop, height: scrollHeight };
    setAway(!pinned.current);
  }, []);
  return { scroller, away, follow, letGo, onScroll };
}
