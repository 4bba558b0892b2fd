/** What steps took, and what models cost, through the public API. */
import { describe, expect, it } from "vitest";
import { createLocalKit, TEST_LLM_CONFIG, TestClock } from "./testing/local-kit.ts";

const DAY = 86_400_000;

async function talk() {
  const clock = new TestClock("2026-11-22T23:30:00.000Z");
  const kit = await createLocalKit({ clock });
  const { id: agent_id } = await kit.client.createAgent({ name: "Ada" });
  const say = async (to = agent_id) => {
    kit.llm.script({ tool: ["send_message", { message: "ok" }] });
    await kit.client.userMessage({ agent_id: to, message: "x" });
    clock.time += 1000;
  };
  return { ...kit, clock, agent_id, say };
}

describe("steps", () => {
  it("are listed newest first, in pages, of one agent or all, within a time", async () => {
    const { client, clock, agent_id, say } = await talk();
    const { id: other } = await client.createAgent({ name: "Bob" });
    await say();
    // Of one moment, as imports have them.
    clock.time -= 1000;
    await say();
    clock.time += DAY;
    await say();
    await say(other);
    const all = await client.listSteps();
    expect(all.map((step) => step.agent_id)).toEqual([other, agent_id, agent_id, agent_id]);
    expect(all[0]).toMatchObject({ model: "gpt-4", usage: { total_tokens: 120, cost: null } });
    const paged: string[] = [];
    for (let cursor: string | null = null; ; ) {
      const [step] = await client.listSteps({ cursor, limit: 1 });
      if (!step) break;
      paged.push(step.id);
      cursor = step.id;
    }
    expect(paged).toEqual(all.map((step) => step.id));
    expect((await client.listSteps({ agent_id, limit: 2 })).map(({ id }) => id)).toEqual(
      all.slice(1, 3).map(({ id }) => id),
    );
    expect(await client.listSteps({ before: "2026-11-23T00:00:00Z" })).toHaveLength(2);
    expect(await client.listSteps({ after: all[1]?.created_at as string, agent_id })).toHaveLength(1);
    await expect(client.listSteps({ cursor: "step-none" })).rejects.toMatchObject({ code: "not_found" });
    await expect(client.listSteps({ after: "yesterday" })).rejects.toMatchObject({ field: "after" });
  });

  it("are summed by local day, agent and model", async () => {
    const { client, clock, agent_id, say } = await talk();
    await say();
    await say();
    clock.time += DAY;
    await client.updateAgent({
      agent_id,
      llm_config: { ...TEST_LLM_CONFIG, model: "priced", prompt_price: 1, completion_price: 10 },
    });
    await say();
    expect(await client.sumUsage()).toEqual([
      {
        day: "2026-11-22",
        agent_id,
        model: "gpt-4",
        steps: 2,
        prompt_tokens: 200,
        completion_tokens: 40,
        total_tokens: 240,
        cost: 0,
        unpriced_steps: 2,
        estimated_steps: 0,
      },
      expect.objectContaining({
        day: "2026-11-23",
        model: "priced",
        steps: 1,
        unpriced_steps: 0,
        cost: 0.0003,
      }),
    ]);
    expect(await client.sumUsage({ agent_id: "agent-none" })).toEqual([]);
    expect(await client.sumUsage({ after: "2026-11-23T00:00:00Z" })).toHaveLength(1);
  });

  it("are all read where there are more than a page of them", async () => {
    const { client, db, agent_id, say } = await talk();
    await say();
    const [step] = await db.steps.toArray();
    const more = Array.from({ length: 2500 }, (_, index) => ({ ...step, id: `step-${index}` }));
    await db.steps.bulkAdd(more as never);
    expect((await client.sumUsage({ agent_id }))[0]?.steps).toBe(2501);
  });

  it("count what was spent on the way to a reply", async () => {
    const { client, llm, agent_id } = await talk();
    // Nothing, then an answer: the first request is paid all the same.
    llm.script({ content: "" }, { tool: ["send_message", { message: "ok" }] });
    const { messages, usage } = await client.userMessage({ agent_id, message: "x" });
    expect(usage.total_tokens).toBe(240);
    const [step] = await client.listSteps();
    expect(step?.usage).toMatchObject({ total_tokens: 240, step_count: 1 });
    const message_id = (messages[0] as { id: string }).id;
    expect((await client.getUsage({ agent_id, message_ids: [message_id] }))[message_id]?.total_tokens).toBe(
      240,
    );
    // How full the context was is another question.
    expect((await client.getLastUsage({ agent_id }))?.total_tokens).toBe(120);
  });
});

describe("prices", () => {
  const MODEL = {
    model: "gpt-4",
    model_endpoint_type: "openai",
    model_endpoint: "http://llm.test/v1",
  };

  it("are set wherever the model stands, and reckon earlier steps where that is wished", async () => {
    const { client, agent_id, say } = await talk();
    const { id: elsewhere } = await client.createAgent({
      name: "Bob",
      llm_config: { ...TEST_LLM_CONFIG, model_endpoint: "http://other.test/v1" },
    });
    await client.saveConnection({
      endpoint: "http://llm.test/v1",
      type: "openai",
      models: [TEST_LLM_CONFIG, { ...TEST_LLM_CONFIG, model: "unused" }],
    });
    await say();
    await say(elsewhere);
    const prices = await client.listModelPrices();
    expect(prices.map(({ model, agents, unpriced_steps }) => [model, agents, unpriced_steps])).toEqual([
      ["gpt-4", 1, 1],
      ["gpt-4", 1, 1],
      ["unused", 0, 0],
    ]);
    expect(prices[0]).toMatchObject({ ...MODEL, prompt_price: null, completion_price: null });

    expect(await client.setModelPrice({ ...MODEL, prompt_price: 1, completion_price: 10 })).toEqual({
      agents: 1,
      steps: 0,
    });
    expect((await client.getAgent(agent_id)).llm_config.prompt_price).toBe(1);
    expect((await client.getAgent(elsewhere)).llm_config.prompt_price).toBeUndefined();
    expect((await client.listConnections())[0]?.models.map((one) => one.completion_price)).toEqual([
      10,
      undefined,
    ]);
    expect((await client.getSettings()).default_llm_config?.completion_price).toBe(10);

    const again = { ...MODEL, prompt_price: 1, completion_price: 10, past: true };
    expect((await client.setModelPrice(again)).steps).toBe(1);
    expect((await client.listSteps({ agent_id }))[0]?.usage.cost).toBeCloseTo(0.0003);
    expect((await client.listSteps({ agent_id: elsewhere }))[0]?.usage.cost).toBeNull();
    // A price that is known stands: what was paid then was paid.
    expect((await client.setModelPrice({ ...again, prompt_price: 5 })).steps).toBe(0);
    await client.setModelPrice({ ...MODEL, prompt_price: null, completion_price: null });
    expect((await client.getAgent(agent_id)).llm_config.prompt_price).toBeNull();
  });

  it("are refused where they are none, or nothing has the model", async () => {
    const { client } = await talk();
    await expect(
      client.setModelPrice({ ...MODEL, prompt_price: -1, completion_price: 1 }),
    ).rejects.toMatchObject({ field: "prompt_price" });
    await expect(
      client.setModelPrice({ ...MODEL, model: "none", prompt_price: 1, completion_price: 1 }),
    ).rejects.toMatchObject({ code: "not_found" });
  });
});
