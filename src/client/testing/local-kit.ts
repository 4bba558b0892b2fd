/** A LocalClient over a database in memory, with a scripted model: for tests of everything above storage. */
import { openBackupPlace } from "../../carry/backup/backup-place.ts";
import { createInProcessBackups } from "../../carry/backup/in-process-backups.ts";
import { openSnapshotFolder } from "../../carry/backup/snapshots.ts";
import { MemoryFolder } from "../../carry/backup/testing/memory-folder.ts";
import type { Embedder, EmbedderStatus, EmbedOptions, SectionPart } from "../../embeddings/embedder.ts";
import type { LLMProvider, TokenCounter } from "../../llm/provider.ts";
import type { Clock, EmbeddingConfig, LLMConfig } from "../../schemas/index.ts";
import { createInProcessTextSearch } from "../../search/in-process-text-search.ts";
import { createInProcessExtractor } from "../../sources/extract/in-process-extractor.ts";
import { type Credentials, createCredentials, type KeySource } from "../../storage/credentials.ts";
import type { EngramDatabase } from "../../storage/database.ts";
import { createMcpHeaders } from "../../storage/mcp-headers.ts";
import { openDatabase } from "../../storage/open-database.ts";
import { createLazyMcpConnections } from "../../tools/mcp/lazy-connections.ts";
import { createToolSandbox, type SandboxMakers } from "../../tools/sandbox/create-tool-sandbox.ts";
import { grantedFetch } from "../../tools/sandbox/granted-fetch.ts";
import type { ToolSandbox } from "../../tools/sandbox/tool-sandbox.ts";
import { createInProcessVectorIndex } from "../../vector/in-process-vector-index.ts";
import { createInProcessProjector } from "../../vector/projection.ts";
import { type AgentLocks, processLocks } from "../agent-lock.ts";
import { seedLibrary } from "../library.ts";
import { LocalClient } from "../local-client.ts";
import type { IdlePort, LocalServices } from "../local-services.ts";
import { ScriptedProvider } from "./scripted-provider.ts";

export const TEST_LLM_CONFIG: LLMConfig = {
  model: "gpt-4",
  model_endpoint_type: "openai",
  model_endpoint: "http://llm.test/v1",
  model_wrapper: null,
  context_window: 8192,
};

export const TEST_EMBEDDING_CONFIG: EmbeddingConfig = {
  embedding_endpoint_type: "local",
  embedding_endpoint: null,
  embedding_model: "words",
  embedding_dim: 64,
  embedding_chunk_size: 300,
  azure_endpoint: null,
  azure_version: null,
  azure_deployment: null,
};

/** Embeds by hashing words: texts that share words are near. Enough to test what stands on embeddings. */
export class WordEmbedder implements Embedder {
  embedded = 0;
  async embed(texts: string[], config: EmbeddingConfig, options: EmbedOptions): Promise<Float32Array[]> {
    options.signal?.throwIfAborted();
    this.embedded += texts.length;
    return texts.map((text) => {
      const vector = new Float32Array(config.embedding_dim);
      for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [""]) {
        let hash = 7;
        for (const letter of word) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003;
        vector[hash % vector.length] = (vector[hash % vector.length] ?? 0) + 1;
      }
      const norm = Math.hypot(...vector) || 1;
      return vector.map((value) => value / norm);
    });
  }
  async split(text: string): Promise<string[]> {
    return text
      .split(/\n{2,}/)
      .map((part) => part.trim())
      .filter(Boolean);
  }
  /** At blank lines. */
  async splitSections(sections: string[]): Promise<SectionPart[]> {
    return sections.flatMap((text, section) => {
      let from = 0;
      return text.split(/\n{2,}/).flatMap((part) => {
        const offset = text.indexOf(part, from);
        from = offset + part.length;
        return part.trim() === "" ? [] : [{ text: part.trim(), section, offset }];
      });
    });
  }
  async load(): Promise<void> {}
  status(): EmbedderStatus {
    return { model: "words", state: "ready", loaded: 0, total: 0, error: null };
  }
  subscribe(): () => void {
    return () => {};
  }
  close(): void {}
}

/** Four characters a token: predictable, so that tests can place a limit exactly. */
export const charTokenCounter: TokenCounter = {
  count: async (texts) => texts.map((text) => Math.ceil(text.length / 4)),
};

/** A clock that stands still unless it is moved. */
export class TestClock implements Clock {
  time: number;
  constructor(start = "2026-11-23T21:22:57.000Z") {
    this.time = Date.parse(start);
  }
  now = () => new Date(this.time);
}

// Loaded with the first tool: what only Vite can load must not keep others from using the kit.
const javascript = async () =>
  (await import("../../tools/sandbox/testing/in-process-sandbox.ts")).createInProcessSandbox();
const IN_PROCESS: SandboxMakers = {
  javascript,
  typescript: javascript,
  // Its interpreter takes a second to start: only for tests that use it.
  python: async () =>
    (
      await import("../../tools/sandbox/python/testing/in-process-python-sandbox.ts")
    ).createInProcessPythonSandbox(),
};

const noNetwork: typeof fetch = async () => {
  throw new TypeError("no network in this test");
};

let databases = 0;

export interface LocalKit {
  client: LocalClient;
  services: LocalServices;
  db: EngramDatabase;
  llm: ScriptedProvider;
  clock: TestClock;
  embedder: WordEmbedder;
  credentials: Credentials & KeySource;
  /** Where the browser would keep its snapshots. */
  snapshots: MemoryFolder;
}

/** A client of its own database; give `name` to open the same one again. */
export async function createLocalKit(
  options: {
    name?: string;
    provider?: LLMProvider;
    tokens?: TokenCounter;
    clock?: TestClock;
    sandbox?: ToolSandbox;
    /** Answers what tools fetch. */
    fetch?: typeof fetch;
    /** Shared by the tabs of one database. */
    locks?: AgentLocks;
    idle?: IdlePort;
  } = {},
): Promise<LocalKit> {
  const clock = options.clock ?? new TestClock();
  const name = options.name ?? `test-${++databases}`;
  const db = await openDatabase({
    name,
    marks: { read: () => null, write: () => {}, clear: () => {} },
    now: clock.now,
  });
  await seedLibrary(db);
  const llm = new ScriptedProvider();
  const embedder = new WordEmbedder();
  const credentials = createCredentials({ databaseName: `${name}-credentials`, roundsForTests: 1000 });
  const mcpHeaders = createMcpHeaders(credentials);
  const snapshots = new MemoryFolder();
  const services: LocalServices = {
    db,
    clock,
    timeZone: "UTC",
    llm: options.provider ?? llm,
    tokens: options.tokens ?? charTokenCounter,
    embedder,
    sandbox: options.sandbox ?? createToolSandbox(IN_PROCESS),
    grantFetch: (hosts) =>
      grantedFetch(hosts, { fetch: options.fetch ?? noNetwork, ownOrigin: "http://app.test" }),
    vectors: createInProcessVectorIndex({ db }),
    texts: createInProcessTextSearch({ db }),
    locks: options.locks ?? processLocks(),
    tabs: { post: () => {}, listen: () => {}, close: () => {} },
    storage: {
      status: async () => ({ persisted: null, usage: null, quota: null }),
      persist: async () => null,
    },
    endpoints: {
      presets: () => [],
      listModels: async () => [],
      diagnose: async () => ({ ok: true, cause: null, checks: [] }),
    },
    mcp: createLazyMcpConnections({ headers: mcpHeaders, version: "test" }),
    mcpHeaders,
    extractor: createInProcessExtractor(),
    projector: createInProcessProjector(db),
    backups: async () => ({
      backups: createInProcessBackups({ db, clock, appVersion: "test", rounds: 1000 }),
      place: openBackupPlace(`${name}-backups`),
      snapshots: async () => openSnapshotFolder(snapshots.handle),
      pickFolder: null,
    }),
    random: () => 0.5,
    ...(options.idle ? { idle: options.idle } : {}),
  };
  const client = new LocalClient(services);
  await client.updateSettings({
    default_llm_config: TEST_LLM_CONFIG,
    default_embedding_config: TEST_EMBEDDING_CONFIG,
  });
  return { client, services, db, llm, clock, embedder, credentials, snapshots };
}
