/** Editing a conversation, through the public API. */
import { describe, expect, it } from "vitest";
import type { ConversationEdit, Message, StreamItem } from "../schemas/index.ts";
import { spokenText } from "../schemas/index.ts";
import type { MessageStream } from "./abstract-client.ts";
import { createLocalKit } from "./testing/local-kit.ts";
import type { ScriptedReply } from "./testing/scripted-provider.ts";

/** The run to its end, and the edit it began with. */
async function finish(stream: MessageStream): Promise<ConversationEdit | undefined> {
  const items: StreamItem[] = [];
  for await (const item of stream) items.push(item);
  const failure = items.find((item) => typeof item === "object" && "error" in item);
  if (failure) throw new Error(JSON.stringify(failure));
  for (const item of items)
    if (typeof item === "object" && "notice" in item && item.notice.type === "run-start")
      return item.notice.edit;
}

/** A context that a model would take: every call has its return, in place, and every return its call. */
function expectValid(messages: Message[]) {
  expect(messages[0]?.role).toBe("system");
  const open: string[] = [];
  for (const message of messages) {
    if (message.role === "tool") expect(open.shift()).toBe(message.tool_call_id);
    else {
      expect(open).toEqual([]);
      open.push(...(message.tool_calls ?? []).map(({ id }) => id));
    }
  }
  expect(open).toEqual([]);
}

const say = (message: string): ScriptedReply => ({ content: null, tool: ["send_message", { message }] });
const remember = (content: string): ScriptedReply => ({
  content: null,
  tool: ["core_memory_append", { name: "human", content, request_heartbeat: true }],
});
const archive = (content: string): ScriptedReply => ({
  content: null,
  tool: ["archival_memory_insert", { content, request_heartbeat: true }],
});

async function talk() {
  const kit = await createLocalKit();
  const { client, llm } = kit;
  const { id: agent_id } = await client.createAgent({ name: "Ada" });
  const ask = async (message: string, ...replies: ScriptedReply[]) => {
    llm.script(...replies);
    await client.sendMessage({ agent_id, role: "user", message });
  };
  const said = async () =>
    (await client.getConversation({ agent_id })).messages.map(spokenText).filter((text) => text !== null);
  const idOf = async (text: string) => {
    const { messages } = await client.getConversation({ agent_id });
    return messages.find((message) => spokenText(message) === text)?.id as string;
  };
  const human = async () => (await client.getInContextMemory(agent_id)).memory.human?.value ?? "";
  const context = async () => {
    const messages = await client.getInContextMessages(agent_id);
    expectValid(messages);
    return messages;
  };
  return { ...kit, agent_id, ask, said, idOf, human, context };
}

describe("undoing a step", () => {
  it("takes its messages out of context and recall, and its memory edits back", async () => {
    const { client, llm, agent_id, ask, said, human, context } = await talk();
    const before = await human();
    await ask("I am Ann.", remember("Name: Ann."), archive("Ann came by."), say("Hi Ann"));
    expect(await human()).toContain("Name: Ann.");

    expect(await client.undoStep({ agent_id })).toMatchObject({ kind: "undo-step", passages: 0 });
    expect(await said()).not.toContain("Hi Ann");
    const second = await client.undoStep({ agent_id });
    expect(second).toMatchObject({ passages: 1, blocks: [] });
    expect(await client.getArchivalMemory({ agent_id })).toEqual([]);
    expect(await client.searchArchivalMemory({ agent_id, query: "Ann came by." })).toEqual([]);
    const third = await client.undoStep({ agent_id });
    expect(third).toMatchObject({ blocks: ["human"], kept_blocks: [] });
    expect(await human()).toBe(before);
    expect((await context())[0]?.text).not.toContain("Name: Ann.");

    // The message itself waits for an answer, which can be had.
    expect(await client.getRun({ agent_id })).toMatchObject({ state: "stopped" });
    expect((await client.searchMessages({ agent_id, query: "Hi Ann" })).map(spokenText)).toEqual([
      "I am Ann.",
    ]);
    llm.script(say("Hello"));
    for await (const _item of await client.retryMessage({ agent_id }));
    expect((await said()).slice(1)).toEqual(["I am Ann.", "Hello"]);
    await context();
  });

  it("is refused where there is none", async () => {
    const { client, agent_id } = await talk();
    await expect(client.undoStep({ agent_id })).rejects.toMatchObject({ code: "invalid_input" });
  });

  it("leaves a block that was edited since as it is, and says so", async () => {
    const { client, agent_id, ask, human } = await talk();
    await ask("I am Ann.", remember("Name: Ann."), say("Hi"));
    await client.updateInContextMemory({ agent_id, section: "human", value: "Name: Anna, says she." });
    const edit = await client.undoTo({
      agent_id,
      message_id: (await client.getMessages({ agent_id, limit: 100 })).find(
        (message) => spokenText(message) === "I am Ann.",
      )?.id as string,
    });
    expect(edit).toMatchObject({ blocks: [], kept_blocks: ["human"] });
    expect(await human()).toBe("Name: Anna, says she.");
  });

  it("can be undone, memory and all", async () => {
    const { client, agent_id, ask, said, human, context, embedder } = await talk();
    await ask("I am Ann.", remember("Name: Ann."), archive("Ann came by on foot."), say("Hi Ann"));
    const all = await said();
    const conversation = await client.getConversation({ agent_id });
    const ids = (await context()).slice(1).map(({ id }) => id);
    const edit = await client.undoTo({ agent_id, message_id: conversation.messages[3]?.id as string });
    expect(await said()).toHaveLength(1);
    const undone = await client.getUndoneMessages({ agent_id, edit_id: edit.id });
    expect(undone.map(spokenText)).toContain("I am Ann.");
    const embedded = embedder.embedded;

    const back = await client.restoreConversationEdit({ agent_id, edit_id: edit.id });
    expect(back).toMatchObject({ edit: { id: edit.id, kept_blocks: [] }, replaced: null });
    expect(await said()).toEqual(all);
    expect((await context()).slice(1).map(({ id }) => id)).toEqual(ids);
    expect(await human()).toContain("Name: Ann.");
    expect(embedder.embedded).toBe(embedded);
    const [found] = await client.searchArchivalMemory({ agent_id, query: "on foot" });
    expect(found?.passage.text).toBe("Ann came by on foot.");
    expect(await client.listConversationEdits({ agent_id })).toEqual([]);
    // Places of messages are never given twice.
    const seqs = (await client.getConversation({ agent_id })).messages.map(({ seq }) => seq);
    expect(new Set(seqs).size).toBe(seqs.length);
  });
});

describe("a message written anew", () => {
  it("takes the place of the old one and all that followed, which can be had back", async () => {
    const { client, llm, agent_id, ask, said, idOf, human, context } = await talk();
    await ask("I am Ann.", remember("Name: Ann."), say("Hi Ann"));
    await ask("Bye", say("Bye Ann"));
    const before = await said();
    llm.script(remember("Name: Bob."), say("Hi Bob"));
    const message_id = await idOf("I am Ann.");
    const edit = await finish(
      await client.resendMessage({ agent_id, message_id, message: "I am Bob.", include_notices: true }),
    );
    expect(edit).toMatchObject({ kind: "resend", blocks: ["human"] });
    expect((await said()).slice(1)).toEqual(["I am Bob.", "Hi Bob"]);
    expect(await human()).toContain("Name: Bob.");
    expect(await human()).not.toContain("Ann");
    // The model sees nothing of what was taken back.
    expect(JSON.stringify(llm.requests.at(-1)?.messages)).not.toContain("Ann");
    await context();

    const back = await client.restoreConversationEdit({ agent_id, edit_id: edit?.id as string });
    expect(back.replaced).toMatchObject({ kind: "replaced", blocks: ["human"] });
    expect(await said()).toEqual(before);
    expect(await human()).toContain("Name: Ann.");
    expect(await human()).not.toContain("Bob");
    await context();
    // And forth again.
    await client.restoreConversationEdit({ agent_id, edit_id: back.replaced?.id as string });
    expect((await said()).slice(1)).toEqual(["I am Bob.", "Hi Bob"]);
    expect(await human()).toContain("Name: Bob.");
    await context();
  });

  it("is refused for what the agent said, and changes nothing then", async () => {
    const { client, agent_id, ask, said, idOf } = await talk();
    await ask("Hello", say("Hi"));
    const before = await said();
    await expect(
      client.resendMessage({ agent_id, message_id: await idOf("Hi"), message: "x" }).then(finish),
    ).rejects.toThrow("only a message of yours");
    await expect(
      client.resendMessage({ agent_id, message_id: await idOf("Hello"), message: " " }),
    ).rejects.toMatchObject({ field: "message" });
    expect(await said()).toEqual(before);
  });

  it("survives a failure of the model: the new message stands unanswered, the old one can be had back", async () => {
    const { client, llm, agent_id, ask, said, idOf } = await talk();
    await ask("Hello", say("Hi"));
    llm.script({ error: "llm_wrong_key" });
    const stream = await client.resendMessage({
      agent_id,
      message_id: await idOf("Hello"),
      message: "Good day",
    });
    await expect(finish(stream)).rejects.toThrow("llm_wrong_key");
    expect((await said()).slice(1)).toEqual(["Good day"]);
    const [edit] = await client.listConversationEdits({ agent_id });
    await client.restoreConversationEdit({ agent_id, edit_id: edit?.id as string });
    expect((await said()).slice(1)).toEqual(["Hello", "Hi"]);
    expect((await client.getRun({ agent_id })).state).toBe("idle");
  });
});

describe("another answer", () => {
  it("is asked for without the one that was given", async () => {
    const { client, llm, agent_id, ask, said, context } = await talk();
    await ask("Hello", remember("Likes greetings."), say("Hi"));
    llm.script(say("Good morning"));
    const edit = await finish(await client.regenerate({ agent_id, include_notices: true }));
    expect(edit).toMatchObject({ kind: "regenerate", blocks: ["human"] });
    expect(edit?.message_ids).toHaveLength(5);
    expect((await said()).slice(1)).toEqual(["Hello", "Good morning"]);
    expect(llm.requests.at(-1)?.messages.at(-1)?.content).toContain("Hello");
    await context();
  });

  it("can be had for an earlier message", async () => {
    const { client, llm, agent_id, ask, said, idOf, context } = await talk();
    await ask("One", say("First"));
    await ask("Two", say("Second"));
    llm.script(say("First again"));
    await finish(await client.regenerate({ agent_id, message_id: await idOf("First") }));
    expect((await said()).slice(1)).toEqual(["One", "First again"]);
    await context();
  });
});

describe("deleting messages", () => {
  it("takes a call with its return, and puts both back in their places", async () => {
    const { client, agent_id, ask, said, idOf, context } = await talk();
    await ask("One", say("First"));
    await ask("Two", say("Second"));
    const before = await said();
    const ids = (await context()).map(({ id }) => id);
    const edit = await client.deleteMessages({ agent_id, message_ids: [await idOf("First")] });
    expect(edit.message_ids).toHaveLength(2);
    await context();
    expect((await said()).slice(1)).toEqual(["One", "Two", "Second"]);
    await ask("Three", say("Third"));
    await client.restoreConversationEdit({ agent_id, edit_id: edit.id });
    expect(await said()).toEqual([...before, "Three", "Third"]);
    expect((await context()).map(({ id }) => id).slice(0, ids.length)).toEqual(ids);
  });

  it("refuses the system message and messages of other agents", async () => {
    const { client, agent_id, ask, idOf } = await talk();
    const other = await client.createAgent({ name: "Bea" });
    const [system] = await client.getInContextMessages(agent_id);
    await expect(
      client.deleteMessages({ agent_id, message_ids: [system?.id as string] }),
    ).rejects.toMatchObject({ code: "invalid_input" });
    await ask("One", say("First"));
    await expect(
      client.deleteMessages({ agent_id: other.id, message_ids: [await idOf("One")] }),
    ).rejects.toMatchObject({ code: "not_found" });
  });
});

it("what was folded is in the context again where its summary tells of what is taken back", async () => {
  const { client, llm, agent_id, ask, idOf, context, db } = await talk();
  await ask("One", say("First"));
  await ask("Two", say("Second"));
  await ask("Three", say("Third"));
  // The endpoint says that the request is too long: the oldest messages are folded, and it is asked again.
  llm.script({ error: "llm_context_overflow" }, { content: "They greeted." }, say("Fourth"));
  await client.sendMessage({ agent_id, role: "user", message: "Four" });
  const folds = await db.folds.toArray();
  expect(folds).toHaveLength(1);
  expect((await context()).some(({ text }) => text?.includes("They greeted."))).toBe(true);
  // Before the fold, but after all that it tells of: the summary stays.
  const regenerated = await client.undoTo({ agent_id, message_id: await idOf("Four") });
  expect((await context()).some(({ text }) => text?.includes("They greeted."))).toBe(true);
  await client.restoreConversationEdit({ agent_id, edit_id: regenerated.id });
  const ids = (await context()).slice(1).map(({ id }) => id);
  // Among what it tells of: the messages themselves are there again.
  const edit = await client.undoTo({ agent_id, message_id: await idOf("One") });
  const texts = (await context()).map(({ text }) => text).join();
  expect(texts).toContain('"One"');
  expect(texts).not.toContain("They greeted.");
  await client.restoreConversationEdit({ agent_id, edit_id: edit.id });
  expect((await context()).slice(1).map(({ id }) => id)).toEqual(ids);
});

it("an edit waits for the run that is under way", async () => {
  const { client, llm, agent_id, said } = await talk();
  let undone: Promise<ConversationEdit> | null = null;
  llm.script({
    ...say("Hi"),
    meanwhile: () => {
      undone = client.undoStep({ agent_id });
      undone.catch(() => {});
    },
  });
  await client.sendMessage({ agent_id, role: "user", message: "Hello" });
  expect((await (undone as Promise<ConversationEdit> | null))?.message_ids).toHaveLength(2);
  expect((await said()).slice(1)).toEqual(["Hello"]);
});

it("an agent that is deleted takes what was taken back with it", async () => {
  const { client, agent_id, ask, db } = await talk();
  await ask("I am Ann.", remember("Name: Ann."), say("Hi"));
  await client.undoStep({ agent_id });
  await client.deleteAgent({ agent_id });
  for (const table of [db.undone_messages, db.conversation_edits, db.step_effects, db.folds])
    expect(await table.count(), table.name).toBe(0);
});

it("what was said is found over all agents, the best first, and not what was taken back", async () => {
  const { client, llm, agent_id, ask } = await talk();
  const other = await client.createAgent({ name: "Bea" });
  await ask("The blue ferry leaves at nine.", say("Noted"));
  llm.script(say("Good"));
  await client.sendMessage({ agent_id: other.id, role: "user", message: "A ferry is late." });
  const found = await client.searchAllMessages({ query: "blue ferry" });
  expect(found.map(({ agent_name, message }) => [agent_name, spokenText(message)])).toEqual([
    ["Ada", "The blue ferry leaves at nine."],
    ["Bea", "A ferry is late."],
  ]);
  const near = await client.searchAllMessages({ query: "ferry late", mode: "hybrid" });
  expect(near[0]).toMatchObject({ agent_id: other.id });
  await client.deleteMessages({ agent_id, message_ids: [found[0]?.message.id as string] });
  const left = await client.searchAllMessages({ query: "blue ferry" });
  expect(left.map(({ agent_name }) => agent_name)).toEqual(["Bea"]);
  await expect(client.searchAllMessages({ query: "" })).rejects.toMatchObject({ field: "query" });
});
