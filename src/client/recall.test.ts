import { describe, expect, it } from "vitest";
import { kindOfMessage } from "../schemas/index.ts";
import type { MessageRow } from "../storage/database.ts";
import { appendMessages } from "../storage/messages.ts";
import { createLocalKit, type LocalKit } from "./testing/local-kit.ts";

const HOUR = 3_600_000;

/** A conversation of many hours, a tool's return after each fourth message. */
async function longTalk(kit: LocalKit, count: number): Promise<string> {
  const { id: agent_id } = await kit.client.createAgent({});
  const base = { name: null, model: null, tool_calls: null, tool_call_id: null };
  const messages = Array.from({ length: count }, (_, index) => ({
    ...base,
    id: `message-${index}`,
    role: index % 4 === 3 ? ("tool" as const) : index % 2 === 0 ? ("user" as const) : ("assistant" as const),
    text: `Words ${index}.`,
    created_at: new Date(kit.clock.time + index * HOUR).toISOString(),
  }));
  await kit.db.transaction("rw", kit.db.messages, kit.db.counters, () =>
    appendMessages(kit.db, agent_id, messages as unknown as MessageRow[]),
  );
  return agent_id;
}

describe("recall as a time line", () => {
  it("is walked in both directions without gaps or doubles, whole or by kind", async () => {
    const kit = await createLocalKit();
    const agent_id = await longTalk(kit, 300);
    const all = (await kit.db.messages.toArray()).sort((a, b) => a.seq - b.seq);
    for (const kinds of [undefined, ["tool"], ["person", "agent"]] as const) {
      const asked = { agent_id, limit: 17, ...(kinds ? { kinds: [...kinds] } : {}) };
      const backwards: number[] = [];
      let page = await kit.client.listRecall(asked);
      expect(page.before).toBeNull();
      for (;;) {
        backwards.unshift(...page.messages.map(({ seq }) => seq));
        if (page.after === null) break;
        page = await kit.client.listRecall({ ...asked, before: page.after + 1 });
      }
      const forwards: number[] = [];
      page = await kit.client.listRecall({ ...asked, after: 0 });
      for (;;) {
        forwards.push(...page.messages.map(({ seq }) => seq));
        if (page.before === null) break;
        page = await kit.client.listRecall({ ...asked, after: page.before - 1 });
      }
      expect(forwards).toEqual(backwards);
      const wanted: readonly string[] | undefined = kinds;
      expect(forwards).toEqual(
        all.filter((row) => !wanted || wanted.includes(kindOfMessage(row))).map(({ seq }) => seq),
      );
    }
  });

  it("begins at a day, and after the last one at the end", async () => {
    const kit = await createLocalKit();
    const agent_id = await longTalk(kit, 100);
    const from = new Date(kit.clock.time + 40.5 * HOUR).toISOString();
    const { messages, after } = await kit.client.listRecall({ agent_id, from, limit: 5 });
    expect(messages.map(({ id }) => id)).toEqual([41, 42, 43, 44, 45].map((index) => `message-${index}`));
    const older = await kit.client.listRecall({ agent_id, before: (after as number) + 1, limit: 1 });
    expect(older.messages[0]?.id).toBe("message-40");
    const late = await kit.client.listRecall({ agent_id, from: "2099-01-01", limit: 1 });
    expect(late.messages[0]?.id).toBe("message-99");
  });

  it("is counted between times, and knows its first and last", async () => {
    const kit = await createLocalKit();
    const agent_id = await longTalk(kit, 100);
    const at = (hour: number) => new Date(kit.clock.time + hour * HOUR).toISOString();
    expect(await kit.client.countRecall({ agent_id, borders: [at(1), at(3), at(50), at(500)] })).toEqual([
      2, 47, 50,
    ]);
    expect(await kit.client.countRecall({ agent_id, borders: [] })).toEqual([]);
    expect(await kit.client.getRecallSpan(agent_id)).toMatchObject({ last: at(99) });
    await expect(kit.client.countRecall({ agent_id, borders: ["soon"] })).rejects.toMatchObject({
      code: "invalid_input",
    });
  });
});
