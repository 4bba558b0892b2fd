/** Conversations that are exported: what was said, and on demand how it came about. */
import { describe, expect, it } from "vitest";
import { createLocalKit } from "./testing/local-kit.ts";

async function talked() {
  const kit = await createLocalKit();
  const agent = await kit.client.createAgent({ name: "Ada Two" });
  kit.llm.script(
    {
      content: "They told me\nsomething.",
      tool: ["core_memory_append", { name: "human", content: "Likes ```tea```.", request_heartbeat: true }],
    },
    { content: "I thank them.", tool: ["send_message", { message: "**Noted.**" }] },
    { tool: ["send_message", { message: "Tea." }] },
  );
  await kit.client.userMessage({ agent_id: agent.id, message: "I like tea." });
  await kit.client.userMessage({ agent_id: agent.id, message: "What do I like?" });
  return { ...kit, agent_id: agent.id };
}

describe("exporting a conversation", () => {
  it("gives what was said as Markdown", async () => {
    const { client, agent_id } = await talked();
    const written = await client.exportConversation({ agent_id, format: "markdown" });
    expect(written).toMatchObject({ filename: "Ada-Two-2026-11-23.md", type: "text/markdown" });
    const time = "2026-11-23 09:22:57 PM UTC+0000";
    const said = written.text.slice(written.text.indexOf("**You**"));
    expect(said).toBe(
      `**You** · ${time}\n\nI like tea.\n\n**Ada Two** · ${time}\n\n**Noted.**\n\n` +
        `**You** · ${time}\n\nWhat do I like?\n\n**Ada Two** · ${time}\n\nTea.\n`,
    );
    expect(written.text).toMatch(/^# Ada Two\n\n\*\*Ada Two\*\*/);
  });

  it("gives thoughts, calls and returns where they are asked for, from a message on", async () => {
    const { client, agent_id } = await talked();
    const first = (await client.getMessages({ agent_id })).find(({ text }) => text?.includes("I like tea."));
    const options = { agent_id, include_steps: true, from_message_id: first?.id ?? null };
    const { text } = await client.exportConversation({ ...options, format: "json" });
    const { agent, entries } = JSON.parse(text);
    expect(agent).toBe("Ada Two");
    expect(entries.map((entry: { kind: string }) => entry.kind)).toEqual([
      "person",
      "thought",
      "call",
      "return",
      "event",
      "thought",
      "agent",
      "person",
      "thought",
      "agent",
    ]);
    expect(entries[2]).toMatchObject({ tool: "core_memory_append", created_at: "2026-11-23T21:22:57.000Z" });
    const markdown = (await client.exportConversation({ ...options, format: "markdown" })).text;
    expect(markdown).toContain("> They told me\n> something.");
    expect(markdown).toMatch(/````json\n.*Likes ```tea```\.[\s\S]*?\n````/);
  });

  it("is refused for what is not there", async () => {
    const { client, agent_id } = await talked();
    const asked = { agent_id, format: "json" as const };
    await expect(client.exportConversation({ ...asked, from_message_id: "message-0" })).rejects.toThrow(
      "message-0",
    );
    await expect(client.exportConversation({ ...asked, agent_id: "agent-0" })).rejects.toThrow("agent-0");
  });
});
