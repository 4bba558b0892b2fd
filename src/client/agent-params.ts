/** What the workspace asks of agents as a whole, and answers: out of sight, put off deletion, templates. */
import type { AgentState, AgentTemplate, EmbeddingConfig, LLMConfig } from "../schemas/index.ts";

/** An agent that is out of the way. `listAgents` still has it. */
export interface HiddenAgent {
  agent_id: string;
  /** Since when it is archived; null where it is not. */
  archived_at: string | null;
  /** When it is deleted for good; null where it is not to be deleted. */
  deletion_at: string | null;
}

export function toHiddenAgent({
  id,
  archived_at = null,
  deletion_at = null,
}: {
  id: string;
  archived_at?: string | null;
  deletion_at?: string | null;
}): HiddenAgent {
  return { agent_id: id, archived_at, deletion_at };
}

export interface SaveAgentTemplateParams {
  agent_id: string;
  /** Unique among templates; 1 to 60 characters. */
  name: string;
  /** The agent's own by default. */
  description?: string | null;
  /** Whether agents made from it are given the sources that this one has. Default false. */
  with_sources?: boolean;
}

export interface UpdateAgentTemplateParams {
  template_id: string;
  name?: string | null;
  description?: string | null;
  system?: string | null;
  /** New texts of sections, by section. */
  values?: Record<string, string> | null;
  llm_config?: LLMConfig | null;
  embedding_config?: EmbeddingConfig | null;
}

export interface CreateAgentFromTemplateParams {
  template_id: string;
  /** Unique; a random adjective and noun by default. */
  name?: string | null;
  /** Instead of the template's. */
  llm_config?: LLMConfig | null;
}

export interface AgentFromTemplate {
  agent: AgentState;
  /** Tools and sources of the template that are not there any more, or not fit: the agent is without them. */
  left_out: { tools: string[]; sources: string[] };
}

export interface AgentLifeMethods {
  /** Agents that are archived, and those whose deletion can still be taken back. */
  listHiddenAgents(): Promise<HiddenAgent[]>;
  /** Puts an agent out of the way: it keeps everything, and is not woken by itself. */
  archiveAgent(params: { agent_id: string }): Promise<HiddenAgent>;
  unarchiveAgent(params: { agent_id: string }): Promise<void>;
  /**
   * Deletes an agent in a minute, or when the app is opened next after it: until then it is hidden, its name stays
   * taken, and `keepAgent` brings it back whole. What it does now is stopped.
   */
  deleteAgentLater(params: { agent_id: string }): Promise<HiddenAgent>;
  /** NotFoundError where it is too late. */
  keepAgent(params: { agent_id: string }): Promise<void>;

  /** The system message as the model would read it with this prompt instead of the agent's. Stores nothing. */
  previewSystemPrompt(params: { agent_id: string; system: string }): Promise<string>;
  /** The prompt of an agent that is made without one. */
  getDefaultSystemPrompt(): Promise<string>;

  listAgentTemplates(): Promise<AgentTemplate[]>;
  /**
   * Keeps what an agent is, to make others from: prompt, sections of core memory as they are now, tools, models. Not what
   * it has lived through: no messages, no archival memory.
   */
  saveAgentTemplate(params: SaveAgentTemplateParams): Promise<AgentTemplate>;
  updateAgentTemplate(params: UpdateAgentTemplateParams): Promise<AgentTemplate>;
  /** The template as it was; given to `restoreAgentTemplate`, it is back. */
  deleteAgentTemplate(params: string | { template_id: string }): Promise<AgentTemplate>;
  restoreAgentTemplate(params: { template: AgentTemplate }): Promise<AgentTemplate>;
  createAgentFromTemplate(params: CreateAgentFromTemplateParams): Promise<AgentFromTemplate>;
}
