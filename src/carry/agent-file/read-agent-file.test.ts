/** Agent files that others published, where they are at hand, and files that are none. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readAgentFile } from "./read-agent-file.ts";
import { readMessages } from "./read-messages.ts";
import { readTool } from "./read-tools.ts";

const FOLDER = join(import.meta.dirname, "../../../../shared/data/af");
const SAMPLES = existsSync(FOLDER) ? readdirSync(FOLDER) : [];
if (SAMPLES.length === 0) console.info(`No agent files in ${FOLDER}: those tests are skipped.`);

const AGENT = {
  id: "agent-x",
  name: "X",
  user_id: null,
  model: "m",
  now: "2026-11-24T12:00:00.000Z",
  event_time: "noon",
};
const sample = (name: string) => readAgentFile(readFileSync(join(FOLDER, name), "utf8"));
const fileOf = (agent: object, rest: object = {}) =>
  JSON.stringify({ agents: [{ id: "agent-0", ...agent }], ...rest });

describe.skipIf(SAMPLES.length === 0)("published agent files", () => {
  it.each(SAMPLES)("%s is read, with its tools and messages", async (name) => {
    const { file, version } = sample(name);
    expect(version).toBe(2);
    expect(file.agents).toHaveLength(1);
    for (const agent of file.agents) {
      const { messages, in_context } = readMessages(agent, AGENT);
      expect(messages).toHaveLength(agent.messages.length);
      expect(in_context).toEqual([messages[0]?.id]);
      expect(messages[0]?.role).toBe("system");
    }
    for (const tool of file.tools) {
      const read = await readTool(tool, async () => undefined, null);
      expect(read.becomes === "left out" || read.as.length > 0).toBe(true);
      if (read.tool) expect(read.tool.source_code).toBe(tool.source_code);
    }
  });

  it("two of them are encoded twice", () => {
    expect(SAMPLES.filter((name) => sample(name).encoded_twice)).toEqual([
      "customer_service.af",
      "outreach_workflow_agent.af",
    ]);
  });

  it("tools of the app are found by name, later ones get the nearest, unknown kinds are named", async () => {
    const { file } = sample("deep_research_agent.af");
    const read = await Promise.all(file.tools.map((tool) => readTool(tool, async () => undefined, null)));
    expect(Object.fromEntries(read.map(({ name, becomes }) => [name, becomes]))).toEqual({
      conversation_search: "built-in",
      create_research_plan: "stored",
      memory: "replaced",
      reset_research: "stored",
      web_search: "left out",
    });
  });
});

describe("an agent file", () => {
  it("of the older form becomes one of version 2", () => {
    const old = {
      name: "Old",
      core_memory: [{ label: "human", value: "Ada", limit: 100, metadata_: { a: 1 } }],
      tools: [{ name: "send_message", tool_type: "letta_core" }],
      messages: [
        { role: "system", content: [{ type: "text", text: "s" }] },
        { role: "user", content: [{ type: "text", text: "hi" }] },
      ],
      in_context_message_indices: [0, 1],
      tool_exec_environment_variables: [{ key: "TOKEN", value: "secret" }],
    };
    const { file, version } = readAgentFile(JSON.stringify(old));
    expect(version).toBe(1);
    expect(file.blocks).toMatchObject([{ label: "human", value: "Ada", metadata: { a: 1 } }]);
    expect(file.agents[0]).toMatchObject({ name: "Old", in_context_message_ids: ["message-0", "message-1"] });
    expect(file.agents[0]?.tool_exec_environment_variables).toEqual({ TOKEN: "" });
    const lost = { ...old, in_context_message_indices: [2] };
    expect(() => readAgentFile(JSON.stringify(lost))).toThrow("no message number 2");
  });

  it.each([
    ["text that is no JSON", "hello", "not JSON"],
    ["JSON of another kind", '{"a":1}', "no agent file"],
    ["a list", "[]", "no agent file"],
    ["no agent", '{"agents":[]}', "holds no agent"],
    ["a lost block", fileOf({ block_ids: ["block-0"] }), 'block "block-0"'],
    ["a lost message", fileOf({ in_context_message_ids: ["message-9"] }), 'message "message-9"'],
    ["an id twice", fileOf({}, { tools: [{ id: "agent-0" }] }), "two things"],
  ])("is refused where it has %s", (_what, text, problem) => {
    expect(() => readAgentFile(text)).toThrow(problem);
  });

  it("keeps thoughts, calls and each return; what was said outright becomes a call", () => {
    const messages = [
      {
        id: "m-0",
        role: "assistant",
        content: [{ type: "reasoning", reasoning: "hm" }],
        tool_calls: ["a", "b"].map((id) => ({ id, function: { name: "f", arguments: { x: id } } })),
      },
      {
        id: "m-1",
        role: "tool",
        tool_returns: ["a", "b"].map((id) => ({ tool_call_id: id, func_response: id.toUpperCase() })),
      },
      { id: "m-2", role: "assistant", content: [{ type: "text", text: "Done" }] },
      { id: "m-3", role: "event", content: "?" },
    ];
    const { file } = readAgentFile(
      fileOf({ agent_type: "letta_v1_agent", messages, in_context_message_ids: ["m-0", "m-1", "m-2"] }),
    );
    const agent = file.agents[0];
    if (!agent) throw new Error("no agent");
    const read = readMessages(agent, AGENT);
    expect(read.in_context).toEqual(read.messages.map(({ id }) => id));
    expect(read.notes).toEqual([{ code: "messages_left_out", agent: "X", role: "event", count: 1 }]);
    expect(read.messages.map(({ role, text }) => [role, text])).toEqual([
      ["assistant", "hm"],
      ["tool", "A"],
      ["tool", "B"],
      ["assistant", null],
      ["tool", expect.stringContaining("OK")],
    ]);
    expect(read.messages[0]?.tool_calls?.[0]?.function.arguments).toBe('{"x":"a"}');
    expect(read.messages[3]?.tool_calls?.[0]?.function).toEqual({
      name: "send_message",
      arguments: '{"message":"Done"}',
    });
  });
});
