/** Wires the engine to this page: one client over one database. */
import { createWorkerEmbedder } from "../embeddings/worker-embedder.ts";
import { PRESETS } from "../llm/presets.ts";
import type { LLMProvider } from "../llm/provider.ts";
import { createProvider, sentBy } from "../llm/router.ts";
import { createWorkerTokenCounter } from "../llm/worker-token-counter.ts";
import { systemClock } from "../schemas/index.ts";
import { createWorkerTextSearch } from "../search/worker-text-search.ts";
import type { FileExtractor } from "../sources/extract/file-extractor.ts";
import { createCredentials } from "../storage/credentials.ts";
import type { EngramDatabase } from "../storage/database.ts";
import { createMcpHeaders } from "../storage/mcp-headers.ts";
import { openDatabase } from "../storage/open-database.ts";
import { createLazyMcpConnections } from "../tools/mcp/lazy-connections.ts";
import type { ToolSandbox } from "../tools/sandbox/tool-sandbox.ts";
import { createWorkerVectorIndex } from "../vector/worker-vector-index.ts";
import { processLocks, webLocks } from "./agent-lock.ts";
import { seedLibrary } from "./library.ts";
import { LocalClient } from "./local-client.ts";
import type { IdlePort, LocalServices } from "./local-services.ts";
import { once } from "./once.ts";
import { broadcastTabs, browserIdle, browserStorage, localStorageMarks } from "./page-ports.ts";
import type { Recovery } from "./recovery.ts";
import type { RemoteWorkspace } from "./remote-workspace.ts";
import type { RESTClient } from "./rest-client.ts";

/** Name of the database, and the beginning of every other name this app uses in the browser. */
export const DATABASE_NAME = "engram";

/** The keys of this browser. One store for the whole page. */
export const credentials = createCredentials();

export interface CreateClientParams {
  /** Where a server of the same API is, e.g. `https://host`; this page's own engine by default. */
  base_url?: string | null;
  /** The server's token. */
  token?: string | null;
}

export interface OpenClientOptions {
  /** Another tab needs this one to let go of the database. */
  onVersionChange?: () => void;
}

let opened: Promise<LocalClient> | null = null;

/**
 * A ready client: of the server at `base_url`, or over the app's own database (the same one for the whole page).
 *
 * @throws DatabaseError where the database cannot be used (missing, unreadable, newer, held by another tab).
 * @throws EngramError `server_unreachable`, `unauthorized` or `not_this_api` where no such server answers.
 */
export async function createClient(params: { base_url: string; token?: string | null }): Promise<RESTClient>;
export async function createClient(
  params?: { base_url?: null; token?: null },
  options?: OpenClientOptions,
): Promise<LocalClient>;
export async function createClient(
  params?: CreateClientParams,
  options?: OpenClientOptions,
): Promise<LocalClient | RESTClient>;
export async function createClient(
  params: CreateClientParams = {},
  options: OpenClientOptions = {},
): Promise<LocalClient | RESTClient> {
  const { base_url, token = null } = params;
  if (base_url) {
    // The first screen does without.
    const { RESTClient } = await import("./rest-client.ts");
    return new RESTClient({ base_url, token }).connect();
  }
  opened ??= openClient(options);
  try {
    return await opened;
  } catch (error) {
    opened = null;
    throw error;
  }
}

const remotes = new Map<string, Promise<RemoteWorkspace>>();

/**
 * A server's agents for the workspace, with the token that was kept for it. The same one until it fails.
 *
 * @throws EngramError as `createClient` does; KeyLockedError while the keys are locked.
 */
export function openRemote(base_url: string): Promise<RemoteWorkspace> {
  const known = remotes.get(base_url);
  if (known) return known;
  const opening = (async () => {
    const [{ RemoteWorkspace }, local, token] = await Promise.all([
      import("./remote-workspace.ts"),
      createClient(),
      credentials.get(base_url),
    ]);
    return new RemoteWorkspace({ base_url, token, local }).connect();
  })();
  remotes.set(base_url, opening);
  opening.catch(() => remotes.delete(base_url));
  return opening;
}

/** Opens it anew next time, with another token or not at all. */
export function forgetRemote(base_url: string): void {
  remotes.delete(base_url);
}

/** A provider that is loaded with the first request to it: the first screen does without. */
function lazyProvider(load: () => Promise<LLMProvider>): LLMProvider {
  const provider = once(load);
  return {
    async complete(request, observer) {
      return (await provider()).complete(request, observer);
    },
    async sentFor(request) {
      return sentBy(await provider(), request);
    },
  };
}

/** A sandbox that is loaded with the first tool that runs in it. */
function lazySandbox(load: () => Promise<ToolSandbox>): ToolSandbox {
  let loaded: Promise<ToolSandbox> | null = null;
  return {
    async run(execution) {
      loaded ??= load().catch((error: unknown) => {
        // Asked for anew with the next call: the network may be back.
        loaded = null;
        throw error;
      });
      return (await loaded).run(execution);
    },
    close() {
      void loaded?.then((sandbox) => sandbox.close());
    },
  };
}

/** Files are read by a worker that is loaded with the first of them. */
function lazyExtractor(): FileExtractor {
  let loaded: Promise<FileExtractor> | null = null;
  return {
    async *extract(file, options) {
      loaded ??= import("../sources/extract/worker-extractor.ts").then((one) => one.createWorkerExtractor());
      yield* (await loaded).extract(file, options);
    },
    close: () => void loaded?.then((extractor) => extractor.close()),
  };
}

/** Whether this browser has had a database: what to load first depends on it. */
export function wasUsedBefore(): boolean {
  return localStorageMarks(DATABASE_NAME).read() !== null;
}

/** Gives up what the mark remembers, after the person said so on the recovery screen. */
export function forgetLostDatabase(): void {
  localStorageMarks(DATABASE_NAME).clear();
}

/** Backups of this page, loaded when first asked for. */
const backupPort = once(async () =>
  (await import("../carry/backup/backup-port.ts")).pageBackupPort(DATABASE_NAME, __APP_VERSION__),
);

/** What can be done where the database is gone. */
export async function openRecovery(): Promise<Recovery> {
  return (await import("./recovery.ts")).createRecovery(await backupPort());
}

/** How often it is looked whether the day's backup is due, in milliseconds. */
const LOOK_FOR_BACKUP_MS = 3_600_000;

function keepBackups(services: LocalServices, idle: IdlePort): void {
  const look = () =>
    idle.later(() => {
      void import("./automatic-backup.ts")
        .then(({ keepDailyBackup }) => keepDailyBackup(services))
        // The database was closed meanwhile, or the app could not be loaded: looked at again the next time.
        .catch(() => {});
    });
  look();
  setInterval(look, LOOK_FOR_BACKUP_MS);
}

async function openClient({ onVersionChange }: OpenClientOptions): Promise<LocalClient> {
  const db: EngramDatabase = await openDatabase({
    name: DATABASE_NAME,
    marks: localStorageMarks(DATABASE_NAME),
    now: systemClock.now,
    ...(onVersionChange ? { onVersionChange } : {}),
    beforeUpdate: async () => {
      const { keepBeforeUpdate } = await import("./automatic-backup.ts");
      await keepBeforeUpdate(await backupPort());
    },
  });
  await seedLibrary(db);
  const getKey = (endpoint: string) => credentials.get(endpoint);
  const mcpHeaders = createMcpHeaders(credentials);
  const tabs = broadcastTabs(DATABASE_NAME);
  tabs.listen((message) => {
    if (message.type === "restored") location.reload();
  });
  const idle = browserIdle();
  const services: LocalServices = {
    db,
    clock: systemClock,
    llm: createProvider({
      openai: lazyProvider(async () => (await import("../llm/openai.ts")).createOpenAIProvider({ getKey })),
      demo: lazyProvider(async () => (await import("../llm/demo/demo-provider.ts")).createDemoProvider()),
    }),
    tokens: createWorkerTokenCounter(),
    sandbox: lazySandbox(async () =>
      (await import("../tools/sandbox/create-tool-sandbox.ts")).createToolSandbox(),
    ),
    grantFetch: (hosts) => async (request, signal) => {
      const { grantedFetch } = await import("../tools/sandbox/granted-fetch.ts");
      return grantedFetch(hosts)(request, signal);
    },
    embedder: createWorkerEmbedder({ baseUrl: new URL(".", document.baseURI).href }),
    vectors: createWorkerVectorIndex({ databaseName: DATABASE_NAME }),
    texts: createWorkerTextSearch({ databaseName: DATABASE_NAME }),
    locks: "locks" in navigator ? webLocks(navigator.locks, DATABASE_NAME) : processLocks(),
    tabs,
    storage: browserStorage(navigator.storage),
    endpoints: {
      presets: () => [...PRESETS],
      listModels: async (asked) =>
        (await import("../llm/list-models.ts")).listEndpointModels({ ...asked, getKey }),
      diagnose: async (asked) => (await import("../llm/diagnose.ts")).diagnose({ ...asked, getKey }),
    },
    mcp: createLazyMcpConnections({ headers: mcpHeaders, version: __APP_VERSION__ }),
    mcpHeaders,
    extractor: lazyExtractor(),
    backups: backupPort,
    projector: {
      project: async (...asked) => {
        const { createWorkerProjector } = await import("../vector/worker-projector.ts");
        return createWorkerProjector(DATABASE_NAME).project(...asked);
      },
    },
    random: Math.random,
    idle,
  };
  const client = new LocalClient(services);
  keepBackups(services, idle);
  void client.resumeJobs();
  return client;
}
