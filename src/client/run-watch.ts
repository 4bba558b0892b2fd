/** Who looks at an agent sees its runs as they go, whoever set them off: this screen, a script, REST, another tab. */
import type { RunEvent } from "../engine/run-events.ts";
import type { StreamItem } from "../schemas/index.ts";
import type { TabChannel } from "./local-services.ts";
import { toStreamItems } from "./stream-items.ts";

export interface RunUpdate {
  agent_id: string;
  run_id: string;
  /** What came since the last update of this run. */
  items: StreamItem[];
  /** The run's first update. Who did not get it came in the middle. */
  first: boolean;
  done: boolean;
  /** Whether this tab runs it. */
  here: boolean;
}

/** Other tabs are told this often: a message for each piece would keep them busy with receiving, in milliseconds. */
const TELL_TABS_EVERY_MS = 40;

const SHAPE = { stream_tokens: true, return_message_object: false, include_notices: true };

/** Tells of one run. */
export interface RunReporter {
  event(event: RunEvent): void;
  item(item: StreamItem): void;
  end(): void;
}

export class RunWatchers {
  readonly #tabs: TabChannel;
  readonly #listeners = new Set<(update: RunUpdate) => void>();

  constructor(tabs: TabChannel) {
    this.#tabs = tabs;
  }

  listen(listener: (update: RunUpdate) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** An update that another tab sent. */
  receive(update: Omit<RunUpdate, "here">): void {
    this.#tell({ ...update, here: false });
  }

  report(agent_id: string): RunReporter {
    const run_id = crypto.randomUUID();
    let isFirstHere = true;
    let isFirstThere = true;
    let waiting: StreamItem[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tellTabs = (done: boolean) => {
      clearTimeout(timer);
      timer = undefined;
      const items = waiting;
      waiting = [];
      this.#tabs.post({ type: "run", update: { agent_id, run_id, items, first: isFirstThere, done } });
      isFirstThere = false;
    };
    const item = (one: StreamItem) => {
      this.#tell({ agent_id, run_id, items: [one], first: isFirstHere, done: false, here: true });
      isFirstHere = false;
      waiting.push(one);
      // The beginning at once, so that a tab that opens meanwhile rarely misses it.
      if (isFirstThere) tellTabs(false);
      else timer ??= setTimeout(() => tellTabs(false), TELL_TABS_EVERY_MS);
    };
    return {
      event: (event) => {
        for (const one of toStreamItems(event, SHAPE)) item(one);
      },
      item,
      end: () => {
        this.#tell({ agent_id, run_id, items: [], first: isFirstHere, done: true, here: true });
        tellTabs(true);
      },
    };
  }

  #tell(update: RunUpdate): void {
    for (const listener of this.#listeners) listener(update);
  }
}
