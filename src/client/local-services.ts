/** What LocalClient is given: the engine's services and the ports to the page it lives in. */
import type { BackupPort } from "../carry/backup/backup-port.ts";
import type { EngineServices } from "../engine/services.ts";
import type { LLMConfig } from "../schemas/index.ts";
import type { FileExtractor } from "../sources/extract/file-extractor.ts";
import type { McpHeaders } from "../storage/mcp-headers.ts";
import type { McpPort } from "../tools/mcp/mcp-port.ts";
import type { Projector } from "../vector/projection.ts";
import type { AgentLocks } from "./agent-lock.ts";
import type { RunUpdate } from "./run-watch.ts";
import type { Diagnosis, EndpointPreset, StorageStatus } from "./workspace.ts";

/** Tells other tabs; `navigator`-free, so that tests and Node can do without. */
export interface TabChannel {
  post(message: TabMessage): void;
  listen(listener: (message: TabMessage) => void): void;
  close(): void;
}
export type TabMessage =
  /** Stop what runs; `queued` ends what waits for its turn as well. */
  | { type: "stop"; agent_id: string; queued: boolean }
  | { type: "run"; update: Omit<RunUpdate, "here"> }
  /** A job is under way: should its tab close, another takes it up. */
  | { type: "job"; job_id: string }
  /** A backup was put back: what this tab shows and holds is of another database. */
  | { type: "restored" };

/** The part of the page that keeps data alive. */
export interface StoragePort {
  status(): Promise<StorageStatus>;
  /** Asks the browser to keep the data; null where it cannot be asked. */
  persist(): Promise<boolean | null>;
}

/** When nothing else is to be done. */
export interface IdlePort {
  /** Runs `work` once the page has had nothing to do for a while. Call the result to take it back. */
  later(work: () => void): () => void;
}

/** What a client can ask about endpoints. */
export interface EndpointPort {
  presets(): EndpointPreset[];
  listModels(params: { endpoint: string; type: string; signal?: AbortSignal }): Promise<LLMConfig[]>;
  diagnose(params: { llm_config: LLMConfig; signal?: AbortSignal }): Promise<Diagnosis>;
}

export interface LocalServices extends EngineServices {
  locks: AgentLocks;
  tabs: TabChannel;
  storage: StoragePort;
  endpoints: EndpointPort;
  /** Files to text. */
  extractor: FileExtractor;
  /** Maps of memories. */
  projector: Projector;
  mcp: McpPort;
  mcpHeaders: McpHeaders;
  /** Loaded when first asked for. */
  backups: () => Promise<BackupPort>;
  random: () => number;
  /** Without it nothing is done ahead of being asked for. */
  idle?: IdlePort;
}
