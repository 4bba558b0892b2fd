/** The examples of docs/tools.md, as they stand there. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { BasicBlockMemory, ChatMemory } from "../src/client/index.ts";
import { createLocalKit } from "../src/client/testing/local-kit.ts";

const TEXT = readFileSync("docs/tools.md", "utf8");
const TOOLS = [
  ...TEXT.matchAll(/```(?:ts|js|python)\n([\s\S]*?)```\n\nWith `(.*)` it returns `(.*)`\.\n/g),
].map(([, source = "", args = "", result = ""]) => ({
  source,
  args,
  result: result.replaceAll("\\n", "\n"),
}));
const SCRIPTS = [...TEXT.matchAll(/```js\n([\s\S]*?)```/g)]
  .map(([, source = ""]) => source)
  .filter((source) => source.includes("await client."));

const script = (source: string, ...names: string[]) => {
  const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;
  return new AsyncFunction(...names, source) as (...values: unknown[]) => Promise<void>;
};

describe("docs/tools.md", () => {
  it("has an example for each language, and two scripts", () => {
    expect(TOOLS).toHaveLength(4);
    expect(SCRIPTS).toHaveLength(2);
  });

  it.each(TOOLS)("its tool returns what it says: $result", async ({ source, args, result }) => {
    const { client } = await createLocalKit();
    const { id: agent_id } = await client.createAgent({
      memory: new ChatMemory({ persona: "I am a test.", human: "Name: Ada" }),
    });
    const { id: tool_id } = await client.createTool({ func: source });
    const trial = await client.runTool({ tool_id, args: JSON.parse(args), agent_id });
    expect(trial).toMatchObject({ ok: true, text: result });
  });

  it("its call waits for the person and runs with what they say", async () => {
    const { client, llm } = await createLocalKit();
    const agent = await client.createAgent();
    llm.script({ tool: ["water", { minutes: 60, request_heartbeat: false }] });
    await script(SCRIPTS[0] as string, "client", "agent")(client, agent);
    const last = (await client.getInContextMessages(agent.id)).at(-1);
    expect(last?.text).toContain("watered for 5 minutes");
  });

  it("its memory class brings its functions", async () => {
    const { client, llm } = await createLocalKit();
    await script(
      SCRIPTS[1] as string,
      "client",
      "engram",
      "console",
    )(client, { BasicBlockMemory }, { log() {} });
    const [agent] = await client.listAgents();
    expect(agent?.tools.slice(-2)).toEqual(["task_count", "task_add"]);
    const agent_id = agent?.id as string;
    llm.script(
      { tool: ["task_add", { text: "water the plants", request_heartbeat: true }] },
      { tool: ["task_count", { request_heartbeat: false }] },
    );
    await client.userMessage({ agent_id, message: "Remind me." });
    const last = (await client.getInContextMessages(agent_id)).at(-1);
    expect(JSON.parse(last?.text ?? "{}")).toMatchObject({ status: "OK", message: "1" });
  });
});
