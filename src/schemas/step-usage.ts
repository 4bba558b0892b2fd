import type { Usage } from "./response.ts";

/** One request to a model and its reply: what it took. */
export interface StepUsage {
  id: string;
  agent_id: string;
  /** The reply. */
  message_id: string;
  created_at: string;
  model: string;
  /** With what was spent on the way to the reply: summaries, replies that were refused. */
  usage: Usage;
}

/** Steps of one agent with one model on one day, taken together. */
export interface UsageSum {
  /** Local date, e.g. `2026-11-24`. */
  day: string;
  agent_id: string;
  model: string;
  steps: number;
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  /** US dollars of the steps whose price is known. */
  cost: number;
  /** Steps whose price is not known: `cost` is without them. */
  unpriced_steps: number;
  /** Steps whose tokens are our estimate. */
  estimated_steps: number;
}

/** What a model of an endpoint costs, as its agents and connections have it. */
export interface ModelPrice {
  model: string;
  model_endpoint_type: string;
  model_endpoint: string | null;
  /** US dollars per million tokens; null where not known. */
  prompt_price: number | null;
  completion_price: number | null;
  /** How many agents use it. */
  agents: number;
  /** Steps taken with it while its price was not known. */
  unpriced_steps: number;
}
