import { afterEach, describe, expect, it } from "vitest";
import { createLocalKit } from "../../client/testing/local-kit.ts";
import { newId } from "../../schemas/index.ts";
import { appendMessages } from "../../storage/messages.ts";
import { ConversationPages, type LoadedConversation } from "./conversation-pages.ts";

const open: { close: () => void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

/** An agent with so many messages, and pages over them. */
async function conversationOf(count: number) {
  const { client, db, llm } = await createLocalKit();
  const { id: agent_id, user_id } = await client.createAgent({ name: "Ada" });
  const add = (texts: string[]) =>
    db.transaction("rw", db.messages, db.counters, () =>
      appendMessages(
        db,
        agent_id,
        texts.map((text) => ({
          id: newId("message"),
          role: "user" as const,
          text,
          user_id: user_id ?? null,
          agent_id,
          model: null,
          name: null,
          created_at: "2026-11-20T00:00:00.000Z",
          tool_calls: null,
          tool_call_id: null,
        })),
      ),
    );
  // The four messages of a new agent come first.
  const rows = await add(Array.from({ length: count - 4 }, (_, index) => `message ${index + 5}`));
  const told: LoadedConversation[] = [];
  const waiting: { until: (one: LoadedConversation) => boolean; done: (one: LoadedConversation) => void }[] =
    [];
  const pages = new ConversationPages(client, agent_id, (loaded) => {
    told.push(loaded);
    for (const one of waiting) if (one.until(loaded)) one.done(loaded);
  });
  open.push(pages);
  const when = (until: (one: LoadedConversation) => boolean) =>
    new Promise<LoadedConversation>((done) => {
      const last = told.at(-1);
      if (last && until(last)) done(last);
      else waiting.push({ until, done });
    });
  return { client, db, llm, agent_id, add, rows, pages, when };
}

const seqs = ({ messages }: LoadedConversation) => messages.map(({ seq }) => seq);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe("a long conversation", () => {
  it("is opened at its end, and older messages come as they are asked for", async () => {
    const { pages, when } = await conversationOf(400);
    await pages.open(null);
    const newest = await when(({ ready }) => ready);
    expect(seqs(newest)).toEqual(range(321, 400));
    expect(newest.has_more).toBe(true);
    await pages.loadOlder();
    expect(seqs(await when(({ messages }) => messages.length > 80))).toEqual(range(81, 400));
    await Promise.all([pages.loadOlder(), pages.loadOlder()]);
    const all = await when(({ has_more }) => !has_more);
    expect(seqs(all)).toEqual(range(1, 400));
    await pages.loadOlder();
  });

  it("is loaded as far back as the message that an address names", async () => {
    const { pages, rows, when } = await conversationOf(1400);
    await pages.open(rows[195]?.id as string);
    const loaded = await when(({ ready }) => ready);
    expect(seqs(loaded)).toEqual(range(190, 1400));
    expect(loaded.has_more).toBe(true);
  });

  it("shows what is added, and what is changed far back", async () => {
    const { client, agent_id, pages, rows, add, when } = await conversationOf(400);
    await pages.open(rows[0]?.id as string);
    await when(({ ready }) => ready);
    const more = Array.from({ length: 300 }, (_, index) => `more ${index}`);
    await add(more);
    expect(seqs(await when(({ messages }) => messages.at(-1)?.seq === 700))).toEqual(range(1, 700));
    await add(["the last"]);
    expect(seqs(await when(({ messages }) => messages.at(-1)?.seq === 701))).toEqual(range(1, 701));
    await client.updateMessage({ agent_id, message_id: rows[0]?.id as string, text: "edited" });
    await when(({ messages }) => messages.some(({ text }) => text === "edited"));
  });

  it("comes with what its replies took", async () => {
    const { client, llm, agent_id, pages, when } = await conversationOf(10);
    await pages.open(null);
    llm.script({ tool: ["send_message", { message: "ok" }] });
    const { messages } = await client.userMessage({ agent_id, message: "x" });
    const { usage } = await when(({ usage }) => Object.keys(usage).length > 0);
    expect(usage[(messages[0] as { id: string }).id]?.total_tokens).toBe(120);
  });

  it("tells why it cannot be shown", async () => {
    const { client } = await createLocalKit();
    const told = new Promise<LoadedConversation>((tell) => {
      const pages = new ConversationPages(client, "agent-none", tell);
      open.push(pages);
      void pages.open(null);
    });
    expect((await told).error?.code).toBe("not_found");
  });
});
