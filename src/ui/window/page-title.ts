/** What stands on the browser's tab: the page, the app, and how many agents answered unseen. */
import { useEffect } from "react";
import { t } from "../texts.ts";

let page: string | null = null;
let unseen = 0;

function write(): void {
  const name = page === null ? t.app : `${page} · ${t.app}`;
  document.title = unseen > 0 ? `(${unseen}) ${name}` : name;
}

/** Names the page on the tab while it is shown; null or undefined while its name is not known. */
export function usePageTitle(title: string | null | undefined): void {
  useEffect(() => {
    page = title ?? null;
    write();
    return () => {
      page = null;
      write();
    };
  }, [title]);
}

/** Puts the number of agents that answered unseen before the title; 0 takes it away. */
export function markUnseen(count: number): void {
  unseen = count;
  write();
}
