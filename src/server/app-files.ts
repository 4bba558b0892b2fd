/**
 * The app's own files, kept by the service worker so that the app starts and works without a network. Nothing but the
 * files of this build is kept: no answer of the API, none of a model's endpoint.
 */

/** Which files there are: the build writes it (scripts/offline-shell.ts). Paths from the app's folder. */
export interface FileList {
  /** Path to revision. A revision is empty where the name already holds it. */
  revisions: Record<string, string>;
  /** What every start needs: kept before a version is used. `""` is the page itself. */
  shell: string[];
  /** What a conversation needs besides, the embedding model for one: kept once there is an agent. */
  later: string[];
}

/** How the worker's surroundings are used, so that tests can stand in for them. */
export interface FileSurroundings {
  /** Address of the app's folder, with a slash at its end. */
  base: string;
  caches: Pick<CacheStorage, "open">;
  fetch: (request: Request) => Promise<Response>;
}

const CACHE = "engram-files";
/** Under this address lies the list of what the version before may still ask for. */
const PREVIOUS = "?engram-previous";
const AT_ONCE = 6;

export class AppFiles {
  readonly #list: FileList;
  readonly #base: string;
  readonly #caches: Pick<CacheStorage, "open">;
  readonly #fetch: FileSurroundings["fetch"];
  #whole = false;

  constructor(list: FileList, { base, caches, fetch }: FileSurroundings) {
    this.#list = list;
    this.#base = base;
    this.#caches = caches;
    this.#fetch = fetch;
  }

  /** Whether a request is for one of these files, or opens the page. */
  isOurs({ method, mode, url, headers }: Pick<Request, "method" | "mode" | "url" | "headers">): boolean {
    if (method !== "GET" || headers.has("range")) return false;
    const path = this.#pathOf(url);
    if (path === null || !Object.hasOwn(this.#list.revisions, path)) return false;
    return mode !== "navigate" || path === "";
  }

  /** The file from what is kept; else from the network, and kept from then on. */
  async answer(request: Request): Promise<Response> {
    const path = this.#pathOf(request.url) ?? "";
    const cache = await this.#caches.open(CACHE);
    if (path === "" && !(await this.#isWhole(cache)))
      // Half a shell would start and break: while the network is there, it is asked.
      return this.#fetch(request).catch(async (error: unknown) => {
        const kept = await cache.match(this.#keyOf(path));
        if (kept) return kept;
        throw error;
      });
    const kept = await cache.match(this.#keyOf(path));
    if (kept) return kept;
    const response = await this.#fetch(request);
    if (response.status === 200 && !response.redirected && response.type === "basic")
      await cache.put(this.#keyOf(path), response.clone()).catch(() => {
        // No room: it is asked for again next time.
      });
    return response;
  }

  /**
   * Fetches what is missing.
   *
   * @param all also what only conversations need.
   * @returns whether everything is there now. A failed download or a full disk is no error: the network has it.
   */
  async keep(all: boolean): Promise<boolean> {
    const cache = await this.#caches.open(CACHE);
    const wanted = all ? [...this.#list.shell, ...this.#list.later] : this.#list.shell;
    const kept = await this.#keptKeys(cache);
    const missing = wanted.filter((path) => !kept.has(this.#keyOf(path)));
    let failed = 0;
    const next = async (): Promise<void> => {
      for (let path = missing.shift(); path !== undefined; path = missing.shift())
        await this.#keepOne(cache, path).catch(() => {
          failed++;
        });
    };
    await Promise.all(Array.from({ length: AT_ONCE }, next));
    return failed === 0;
  }

  /** Lets go of the files of old versions. Those of the one before stay: a page of it may still be open. */
  async dropOld(): Promise<void> {
    const cache = await this.#caches.open(CACHE);
    const marker = `${this.#base}${PREVIOUS}`;
    const previous = (await (await cache.match(marker))?.json().catch(() => null)) as string[] | null;
    const own = Object.keys(this.#list.revisions).map((path) => this.#keyOf(path));
    const wanted = new Set([marker, ...own, ...(previous ?? [])]);
    for (const { url } of await cache.keys()) if (!wanted.has(url)) await cache.delete(url);
    await cache.put(marker, new Response(JSON.stringify(own)));
  }

  async #keepOne(cache: Cache, path: string): Promise<void> {
    const revision = this.#list.revisions[path];
    // A name that stays the same may be old in the browser's own cache.
    const request = new Request(this.#base + path, { cache: revision === "" ? "default" : "no-cache" });
    const response = await this.#fetch(request);
    if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
    // What was redirected may not answer a navigation.
    const plain = response.redirected
      ? new Response(response.body, { status: 200, headers: response.headers })
      : response;
    await cache.put(this.#keyOf(path), plain);
  }

  async #isWhole(cache: Cache): Promise<boolean> {
    if (this.#whole) return true;
    const kept = await this.#keptKeys(cache);
    this.#whole = this.#list.shell.every((path) => kept.has(this.#keyOf(path)));
    return this.#whole;
  }

  async #keptKeys(cache: Cache): Promise<Set<string>> {
    return new Set((await cache.keys()).map(({ url }) => url));
  }

  #pathOf(address: string): string | null {
    const { origin, pathname } = new URL(address);
    const base = new URL(this.#base);
    if (origin !== base.origin || !pathname.startsWith(base.pathname)) return null;
    const path = pathname.slice(base.pathname.length);
    return path === "index.html" ? "" : path;
  }

  #keyOf(path: string): string {
    const revision = this.#list.revisions[path];
    return this.#base + path + (revision ? `?revision=${revision}` : "");
  }
}
