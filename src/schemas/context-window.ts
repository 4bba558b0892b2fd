/** What the next request would hold, part by part, in the model's tokens. */
export interface ContextWindowOverview {
  context_window_size_max: number;
  context_window_size_current: number;
  num_messages: number;
  num_archival_memory: number;
  num_recall_memory: number;
  num_tokens_system: number;
  num_tokens_core_memory: number;
  num_tokens_external_memory_summary: number;
  num_tokens_summary_memory: number;
  num_tokens_functions_definitions: number;
  num_tokens_messages: number;
  system_prompt: string;
  core_memory: string;
  external_memory_summary: string;
  summary_memory: string | null;
  functions_definitions: unknown[];
  messages: unknown[];
}
