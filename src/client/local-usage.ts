/** What steps took, and what models cost. Loaded when it is first asked for. */
import { z } from "zod";
import { costOf, usageOfStep } from "../engine/run-usage.ts";
import {
  type LLMConfig,
  type ModelPrice,
  NotFoundError,
  type StepUsage,
  type Usage,
  type UsageSum,
} from "../schemas/index.ts";
import type { EngramDatabase, StepRow } from "../storage/database.ts";
import { readSettings, writeSettings } from "../storage/settings.ts";
import { listSteps, type StepRange, walkSteps } from "../storage/steps.ts";
import { parse, readLimit } from "./params.ts";
import type { ListStepsParams, SetModelPriceParams, SumUsageParams } from "./workspace.ts";

const rangeSchema = z.object({
  agent_id: z.string().min(1).nullish(),
  after: z.iso.datetime("a date in UTC, as 2026-11-24T00:00:00Z").nullish(),
  before: z.iso.datetime("a date in UTC, as 2026-11-24T00:00:00Z").nullish(),
});

const readRange = (params: SumUsageParams): StepRange => {
  const { agent_id, after, before } = parse(rangeSchema, params, "");
  // Stored dates have milliseconds: texts of one form can be compared.
  const same = (date: string | null | undefined) => date && new Date(date).toISOString();
  return { agent_id, after: same(after), before: same(before) };
};

export async function listStepUsage(db: EngramDatabase, params: ListStepsParams): Promise<StepUsage[]> {
  const limit = readLimit(params.limit ?? 100);
  const rows = await listSteps(db, { ...readRange(params), cursor: params.cursor, limit });
  return rows.map(({ id, agent_id, message_id, created_at, model, ...row }) => ({
    id,
    agent_id,
    message_id,
    created_at,
    model,
    usage: usageOfStep(row),
  }));
}

/** Local dates of times; many steps share a minute. */
function dayReader(timeZone: string | undefined): (iso: string) => string {
  // Swedish writes dates as ISO does.
  const format = new Intl.DateTimeFormat("sv-SE", {
    ...(timeZone ? { timeZone } : {}),
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  let minute = "";
  let day = "";
  return (iso) => {
    if (iso.slice(0, 16) === minute) return day;
    minute = iso.slice(0, 16);
    day = format.format(new Date(iso));
    return day;
  };
}

export async function sumUsage(
  { db, timeZone }: { db: EngramDatabase; timeZone?: string },
  params: SumUsageParams,
): Promise<UsageSum[]> {
  const dayOf = dayReader(timeZone);
  const sums = new Map<string, UsageSum>();
  for await (const row of walkSteps(db, readRange(params))) {
    const { agent_id, model } = row;
    const day = dayOf(row.created_at);
    const key = JSON.stringify([day, agent_id, model]);
    const usage = usageOfStep(row);
    const sum = sums.get(key) ?? { day, agent_id, model, ...NOTHING };
    sums.set(key, {
      ...sum,
      steps: sum.steps + 1,
      prompt_tokens: sum.prompt_tokens + usage.prompt_tokens,
      completion_tokens: sum.completion_tokens + usage.completion_tokens,
      total_tokens: sum.total_tokens + usage.total_tokens,
      cost: sum.cost + (usage.cost ?? 0),
      unpriced_steps: sum.unpriced_steps + (usage.cost == null ? 1 : 0),
      estimated_steps: sum.estimated_steps + (usage.estimated ? 1 : 0),
    });
  }
  return [...sums.values()];
}

const NOTHING = {
  steps: 0,
  prompt_tokens: 0,
  completion_tokens: 0,
  total_tokens: 0,
  cost: 0,
  unpriced_steps: 0,
  estimated_steps: 0,
};

type Place = Pick<LLMConfig, "model" | "model_endpoint_type" | "model_endpoint">;

const keyOf = ({ model, model_endpoint_type, model_endpoint }: Place) =>
  JSON.stringify([model, model_endpoint_type, model_endpoint?.replace(/\/+$/, "") ?? null]);

/** Whether a step was taken with this model; where it was is not known of old steps. */
const isStepOf = (row: StepRow, model: Place) =>
  row.model === model.model &&
  (row.model_endpoint_type === undefined ||
    keyOf({
      ...model,
      model_endpoint_type: row.model_endpoint_type,
      model_endpoint: row.model_endpoint ?? null,
    }) === keyOf(model));

const isUnpriced = ({ usage, other_usage }: StepRow) =>
  usage.cost == null || (other_usage !== undefined && other_usage.cost == null);

export async function listModelPrices(db: EngramDatabase): Promise<ModelPrice[]> {
  const [agents, connections, settings] = await Promise.all([
    db.agents.toArray(),
    db.models.toArray(),
    readSettings(db),
  ]);
  const prices = new Map<string, ModelPrice>();
  const add = (config: LLMConfig, agentsMore: number) => {
    // The stand-in costs nothing.
    if (config.model_endpoint_type === "demo") return;
    const { model, model_endpoint_type, model_endpoint } = config;
    const known = prices.get(keyOf(config));
    prices.set(keyOf(config), {
      model,
      model_endpoint_type,
      model_endpoint,
      prompt_price: known?.prompt_price ?? config.prompt_price ?? null,
      completion_price: known?.completion_price ?? config.completion_price ?? null,
      agents: (known?.agents ?? 0) + agentsMore,
      unpriced_steps: 0,
    });
  };
  for (const { llm_config } of agents) add(llm_config, 1);
  for (const { models } of connections) for (const config of models) add(config, 0);
  if (settings.default_llm_config) add(settings.default_llm_config, 0);
  const all = [...prices.values()];
  for await (const row of walkSteps(db, {})) {
    if (!isUnpriced(row)) continue;
    const price = all.find((one) => isStepOf(row, one));
    if (price) price.unpriced_steps++;
  }
  return all.sort((a, b) => b.agents - a.agents || keyOf(a).localeCompare(keyOf(b)));
}

const priceSchema = z.object({
  model: z.string().min(1, "this is required, as a text"),
  model_endpoint_type: z.string().min(1, "this is required, as a text"),
  model_endpoint: z.string().nullable(),
  prompt_price: z.number("a number").nonnegative("a price is 0 or more").nullable(),
  completion_price: z.number("a number").nonnegative("a price is 0 or more").nullable(),
  past: z.boolean().optional(),
});

export async function setModelPrice(
  db: EngramDatabase,
  params: SetModelPriceParams,
): Promise<{ agents: number; steps: number }> {
  const { past = false, ...price } = parse(priceSchema, params, "");
  const { prompt_price, completion_price } = price;
  const isIt = (config: LLMConfig) => keyOf(config) === keyOf(price);
  const priced = (config: LLMConfig): LLMConfig => ({ ...config, prompt_price, completion_price });
  return db.transaction("rw", db.agents, db.models, db.settings, db.steps, async () => {
    const agents = await db.agents
      .filter(({ llm_config }) => isIt(llm_config))
      .modify((row) => {
        row.llm_config = priced(row.llm_config);
      });
    const connections = await db.models.filter(({ models }) => models.some(isIt)).toArray();
    await db.models.bulkPut(
      connections.map((one) => ({
        ...one,
        models: one.models.map((config) => (isIt(config) ? priced(config) : config)),
      })),
    );
    const { default_llm_config } = await readSettings(db);
    const isDefault = default_llm_config !== null && isIt(default_llm_config);
    if (isDefault) await writeSettings(db, { default_llm_config: priced(default_llm_config) });
    if (agents === 0 && connections.length === 0 && !isDefault) throw new NotFoundError("model", price.model);
    if (!past || prompt_price === null || completion_price === null) return { agents, steps: 0 };
    const config = { ...price, model_wrapper: null, context_window: 1 };
    const priceOf = (usage: Usage): Usage =>
      usage.cost == null ? { ...usage, cost: costOf(usage, config) } : usage;
    const steps = await db.steps
      .filter((row) => isUnpriced(row) && isStepOf(row, price))
      .modify((row) => {
        row.usage = priceOf(row.usage);
        if (row.other_usage) row.other_usage = priceOf(row.other_usage);
      });
    return { agents, steps };
  });
}
