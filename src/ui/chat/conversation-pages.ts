/** A long conversation in pages, each of them followed by itself: what is added at the end reads no older page again. */
import type { AgentWorkspace } from "../../client/index.ts";
import type { ErrorRecord, Usage } from "../../schemas/index.ts";
import { asErrorRecord } from "../error-record.ts";
import type { ConversationMessage } from "./conversation-entries.ts";

/** Messages of the newest page. */
const PAGE = 80;
/** Messages from which on the last page is cut in two. */
const LONGEST = 3 * PAGE;
/** Messages before the one that an address names. */
const BEFORE_TARGET = 10;
/** Messages of a page where many are loaded at once, on the way back to a message that an address names. */
const STRETCH = 1000;

/** Messages of an older page. */
const OLDER_PAGE = 240;

export interface LoadedConversation {
  messages: ConversationMessage[];
  /** What replies took, by their message's id. */
  usage: Record<string, Usage>;
  has_more: boolean;
  ready: boolean;
  error: ErrorRecord | null;
}

export const NOTHING_LOADED: LoadedConversation = {
  messages: [],
  usage: {},
  has_more: false,
  ready: false,
  error: null,
};

interface PageContent {
  messages: ConversationMessage[];
  usage: Record<string, Usage>;
}

/** Messages after `after` up to `to`; the last page has no end. */
interface Page {
  after: number;
  to: number | null;
  content: PageContent | null;
  stop: () => void;
}

export class ConversationPages {
  readonly #client: AgentWorkspace;
  readonly #agentId: string;
  readonly #tell: (loaded: LoadedConversation) => void;
  /** Oldest first. */
  #pages: Page[] = [];
  #error: ErrorRecord | null = null;
  /** All that was asked for at first is there. */
  #ready = false;
  #closed = false;
  #loading: Promise<void> | null = null;

  constructor(client: AgentWorkspace, agentId: string, tell: (loaded: LoadedConversation) => void) {
    this.#client = client;
    this.#agentId = agentId;
    this.#tell = tell;
  }

  /** Loads the newest page, and what lies between it and the message `until` where that is older. */
  async open(until: string | null): Promise<void> {
    const agent_id = this.#agentId;
    let last = 0;
    let first = 0;
    try {
      const newest = await this.#client.getConversation({ agent_id, limit: PAGE });
      last = first = Math.max(1, newest.messages[0]?.seq ?? 1) - 1;
      if (until && !newest.messages.some(({ id }) => id === until)) {
        const target = await this.#client.getMessageSeq({ agent_id, message_id: until });
        if (target !== null) first = Math.max(0, Math.min(first, target - 1 - BEFORE_TARGET));
      }
    } catch {
      // The page below meets the same error, and tells it.
    }
    if (this.#closed) return;
    const pages: Page[] = [];
    for (let after = first; after < last; after += STRETCH)
      pages.push(this.#newPage(after, Math.min(last, after + STRETCH)));
    this.#pages = [...pages, this.#newPage(last, null)];
    for (const page of this.#pages) this.#follow(page);
  }

  /** Resolves when the page before the first is there. */
  loadOlder(): Promise<void> {
    const [first] = this.#pages;
    if (!first || first.after === 0) return Promise.resolve();
    this.#loading ??= new Promise<void>((resolve) => {
      const page = this.#newPage(Math.max(0, first.after - OLDER_PAGE), first.after);
      this.#pages = [page, ...this.#pages];
      this.#follow(page, resolve);
    }).finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  close(): void {
    this.#closed = true;
    for (const page of this.#pages) page.stop();
  }

  #newPage(after: number, to: number | null): Page {
    return { after, to, content: null, stop: () => {} };
  }

  #follow(page: Page, onFirst: () => void = () => {}): void {
    page.stop();
    const next = (content: PageContent) => {
      page.content = content;
      this.#cutLast();
      this.#changed();
      onFirst();
    };
    const fail = (error: unknown) => {
      this.#error = asErrorRecord(error);
      this.#changed();
      onFirst();
    };
    if (page.to === null || !this.#client.polls)
      page.stop = this.#client.live(() => this.#read(page))(next, fail);
    else void this.#read(page).then(next, fail);
  }

  async #read({ after, to }: Page): Promise<PageContent> {
    const agent_id = this.#agentId;
    const { messages } = await this.#client.getConversation({
      agent_id,
      after_seq: after,
      before_seq: to === null ? null : to + 1,
      limit: to === null ? 10_000 : to - after,
    });
    const message_ids = messages.filter(({ role }) => role === "assistant").map(({ id }) => id);
    return { messages, usage: await this.#client.getUsage({ agent_id, message_ids }) };
  }

  /** The last page is read anew with each message: it is cut before that takes long. */
  #cutLast(): void {
    const last = this.#pages.at(-1);
    const messages = last?.content?.messages ?? [];
    if (!last?.content || messages.length <= LONGEST) return;
    const cut = messages.length - PAGE;
    const to = messages[cut - 1]?.seq as number;
    const older = this.#newPage(last.after, to);
    older.content = { ...last.content, messages: messages.slice(0, cut) };
    last.after = to;
    last.content = { ...last.content, messages: messages.slice(cut) };
    this.#pages.splice(-1, 0, older);
    this.#follow(older);
    this.#follow(last);
  }

  #changed(): void {
    if (this.#closed) return;
    this.#ready ||= this.#pages.every(({ content }) => content !== null);
    if (!this.#ready) {
      if (this.#error) this.#tell({ ...NOTHING_LOADED, error: this.#error });
      return;
    }
    const contents = this.#pages.flatMap(({ content }) => content ?? []);
    this.#tell({
      messages: contents.flatMap(({ messages }) => messages),
      usage: Object.assign({}, ...contents.map(({ usage }) => usage)),
      has_more: (this.#pages[0]?.after ?? 0) > 0,
      ready: true,
      error: this.#error,
    });
  }
}
