import { describe, expect, it } from "vitest";
import { BasicBlockMemory } from "./memory-classes.ts";
import { createLocalKit } from "./testing/local-kit.ts";

/** As it is written in a page: there the comments are kept, which a test's compiler takes out. */
const TaskMemory = new Function(
  "BasicBlockMemory",
  `return class TaskMemory extends BasicBlockMemory {
  constructor() {
    super([
      { label: "human", value: "Name: Ada" },
      { label: "tasks", value: "" },
    ]);
  }

  async task_add(text) {
    /**
     * Adds a task to the list.
     * @param {string} text What is to be done: this is one line.
     */
    await agent.appendBlock("tasks", "- " + text);
    return await agent.readBlock("tasks");
  }

  _hidden() {}
}`,
)(BasicBlockMemory) as new () => BasicBlockMemory;

describe("a memory class of one's own", () => {
  it("brings its methods as tools, which work on the agent's memory", async () => {
    const { client, llm } = await createLocalKit();
    const agent = await client.createAgent({ memory: new TaskMemory() });
    expect(agent.tools.slice(-3)).toEqual(["core_memory_append", "core_memory_replace", "task_add"]);
    const tool = (await client.listTools()).find(({ name }) => name === "task_add");
    expect(tool).toMatchObject({ description: "Adds a task to the list.", tags: ["memory", "TaskMemory"] });
    llm.script({ tool: ["task_add", { text: "water the plants", request_heartbeat: false }] });
    await client.userMessage({ agent_id: agent.id, message: "Remind me of the plants." });
    const { memory } = await client.getInContextMemory(agent.id);
    expect(memory.tasks?.value).toBe("- water the plants");
  });

  it("is used again, and replaced by a newer version of itself only", async () => {
    const { client } = await createLocalKit();
    const first = await client.createAgent({ memory: new TaskMemory() });
    const id = await client.getToolId("task_add");
    await client.createAgent({ memory: new TaskMemory() });
    expect(await client.getToolId("task_add")).toBe(id);
    const changed = (name: string) => {
      const made = class extends BasicBlockMemory {
        static override functions = [
          `/**\n * Adds a task in capitals.\n * @param {string} text What.\n */\nasync function task_add(text) {\n  await agent.appendBlock("tasks", text.toUpperCase());\n}`,
        ];
      };
      Object.defineProperty(made, "name", { value: name });
      return new made([{ label: "tasks", value: "" }]);
    };
    await client.createAgent({ memory: changed("TaskMemory") });
    expect((await client.getTool(id as string)).description).toBe("Adds a task in capitals.");
    await expect(
      client.createAgent({ memory: changed("OtherMemory"), name: "Other" }),
    ).resolves.toBeDefined();
    await client.updateTool({ id: id as string, tags: [] });
    const agents = (await client.listAgents()).length;
    await expect(client.createAgent({ memory: new TaskMemory() })).rejects.toMatchObject({
      code: "name_taken",
    });
    expect(await client.listAgents()).toHaveLength(agents);
    expect((await client.getAgent(first.id)).tools).toContain("task_add");
  });

  it("stores no tool where the agent cannot be made", async () => {
    const { client } = await createLocalKit();
    await client.createAgent({ name: "Ada" });
    await expect(client.createAgent({ name: "Ada", memory: new TaskMemory() })).rejects.toMatchObject({
      code: "name_taken",
    });
    expect(await client.getToolId("task_add")).toBeNull();
  });

  it("cannot use this, nor replace a built-in tool, and says so", async () => {
    const { client } = await createLocalKit();
    class Selfish extends BasicBlockMemory {
      size() {
        return Object.keys(this.memory).length;
      }
    }
    await expect(
      client.createAgent({ memory: new Selfish([{ label: "a", value: "" }]) }),
    ).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining('size uses "this"'),
    });
    await expect(
      client.createAgent({
        memory: {
          memory: { a: { value: "" } },
          functions: [
            "/**\n * Says.\n * @param {string} message What.\n */\nfunction send_message(message) {\n  return message;\n}",
          ],
        },
      }),
    ).rejects.toMatchObject({ code: "name_taken" });
  });

  it("may be a plain object, with functions in any language", async () => {
    const { client, llm } = await createLocalKit();
    const { id } = await client.createAgent({
      memory: {
        memory: { notes: { value: "" } },
        tool_names: [],
        functions: [
          "/**\n * Notes.\n * @param text What.\n */\nasync function note(text: string): Promise<void> {\n  await agent.appendBlock('notes', text);\n}",
        ],
      },
    });
    llm.script({ tool: ["note", { text: "tea" }] });
    await client.userMessage({ agent_id: id, message: "tea" });
    expect((await client.getInContextMemory(id)).memory.notes?.value).toBe("tea");
  });
});
