/**
 * What every client must do alike, wherever the agents live. It runs in a page as well as under Node, so it brings its
 * own few assertions; what each case records is compared between the clients.
 */
import type { LLMConfig, Message, StreamItem } from "../../schemas/index.ts";
import type { AbstractClient, MemoryInput } from "../abstract-client.ts";

export interface Trial {
  client: AbstractClient;
  /** A model that answers by rules: the same everywhere. */
  llm_config: LLMConfig;
  /** Notes a value that must be the same for every client. */
  record(value: unknown): void;
}

export interface ConformanceCase {
  name: string;
  /** Methods of AbstractClient that the case covers. */
  methods: (keyof AbstractClient)[];
  run(trial: Trial): Promise<void>;
}

class Mismatch extends Error {}

/** The way an error tells what it is, whatever carried it. */
interface Refusal {
  code: string;
}

function ensure(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Mismatch(what);
}

const shown = (value: unknown) => JSON.stringify(value)?.slice(0, 400);

function same(found: unknown, expected: unknown, what: string): void {
  if (shown(found) !== shown(expected))
    throw new Mismatch(`${what}: ${shown(found)} instead of ${shown(expected)}`);
}

async function refused(work: () => Promise<unknown>, code: string): Promise<void> {
  let value: unknown;
  try {
    value = await work();
  } catch (error) {
    same((error as Refusal).code, code, `refused with "${(error as Error).message}"`);
    return;
  }
  throw new Mismatch(`expected a refusal (${code}), got ${shown(value)}`);
}

let counted = 0;
/** A name nobody else has: several clients may share one database. */
const fresh = (what: string) => `${what} ${++counted} ${Math.random().toString(36).slice(2, 8)}`;

const memory = (human = "Name: not known yet"): MemoryInput => ({
  memory: {
    persona: { label: "persona", name: "persona", value: "I am a test." },
    human: { label: "human", name: "human", value: human },
  },
});

const spoken = (messages: Message[]) =>
  messages.map(({ role, tool_calls }) => [role, tool_calls?.map((call) => call.function.name) ?? null]);

const makeAgent = ({ client, llm_config }: Trial) =>
  client.createAgent({ name: fresh("agent"), memory: memory(), llm_config });

export const CONFORMANCE: readonly ConformanceCase[] = [
  {
    name: "agents are created, found, changed and deleted",
    methods: [
      "createAgent",
      "getAgent",
      "getAgentId",
      "agentExists",
      "listAgents",
      "updateAgent",
      "renameAgent",
      "deleteAgent",
      "save",
    ],
    async run({ client, llm_config, record }) {
      const name = fresh("agent");
      const agent = await client.createAgent({
        name,
        memory: memory(),
        llm_config,
        description: "made by a test",
        metadata: { colour: "green" },
        system: "You are a test. {CORE_MEMORY}",
      });
      const { name: _n, ...shape } = agent;
      record(shape);
      same(await client.getAgent(agent.id), agent, "by id");
      same(await client.getAgent({ agent_name: name }), agent, "by name");
      same(await client.getAgentId(name), agent.id, "id by name");
      same(await client.getAgentId("nobody has this name"), null, "id of an unknown name");
      same(await client.agentExists({ agent_id: agent.id }), true, "exists by id");
      same(await client.agentExists({ agent_name: name }), true, "exists by name");
      same(await client.agentExists({ agent_id: "agent-unknown" }), false, "unknown id");
      same(await client.agentExists({ agent_name: "unknown" }), false, "unknown name");
      ensure(
        (await client.listAgents()).some(({ id }) => id === agent.id),
        "the agent is listed",
      );
      const changed = await client.updateAgent({
        agent_id: agent.id,
        description: "changed",
        metadata: { colour: "blue" },
        system: "You are another test. {CORE_MEMORY}",
        tools: ["send_message"],
      });
      same(
        [changed.description, changed.metadata_, changed.system, changed.tools],
        ["changed", { colour: "blue" }, "You are another test. {CORE_MEMORY}", ["send_message"]],
        "changed fields",
      );
      same(changed.llm_config, agent.llm_config, "fields left alone");
      const renamed = fresh("renamed");
      await client.renameAgent({ agent_id: agent.id, new_name: renamed });
      same((await client.getAgent(agent.id)).name, renamed, "new name");
      await client.save();
      await client.deleteAgent(agent.id);
      await refused(() => client.getAgent(agent.id), "not_found");
    },
  },
  {
    name: "an agent without parameters has the defaults",
    methods: ["createAgent", "deleteAgent"],
    async run({ client, record }) {
      const agent = await client.createAgent();
      ensure(agent.name.length > 3, "a name of its own");
      record([agent.tools, Object.keys(agent.memory.memory), agent.memory.prompt_template]);
      const bare = await client.createAgent({ include_base_tools: false, memory: memory() });
      record(bare.tools);
      for (const { id } of [agent, bare]) await client.deleteAgent({ agent_id: id });
    },
  },
  {
    name: "what cannot be is refused with the same code",
    methods: ["createAgent", "getAgent", "agentExists", "renameAgent", "updateInContextMemory"],
    async run(trial) {
      const { client, llm_config } = trial;
      const agent = await makeAgent(trial);
      await refused(() => client.createAgent({ name: agent.name, llm_config }), "name_taken");
      await refused(() => client.createAgent({ name: "no/slash", llm_config }), "invalid_input");
      await refused(() => client.createAgent({ tools: ["no_such_tool"], llm_config }), "not_found");
      await refused(() => client.getAgent("agent-unknown"), "not_found");
      await refused(() => client.getAgent({}), "invalid_input");
      await refused(() => client.agentExists({}), "invalid_input");
      await refused(() => client.renameAgent({ agent_id: agent.id, new_name: "" }), "invalid_input");
      await refused(() => client.deleteAgent("agent-unknown"), "not_found");
      const section = (name: string, value: string) =>
        client.updateInContextMemory({ agent_id: agent.id, section: name, value });
      await refused(() => section("nothing", "text"), "memory_edit_refused");
      await refused(() => section("human", "x".repeat(2001)), "memory_edit_refused");
      same((await client.getInContextMemory(agent.id)).memory.human?.value, "Name: not known yet", "kept");
      await refused(() => client.getMessages({ agent_id: agent.id, limit: 0 }), "invalid_input");
      await refused(() => client.getMessages({ agent_id: agent.id, before: "message-x" }), "not_found");
      await refused(
        () => client.sendMessage({ agent_id: agent.id, role: "user", message: "  " }),
        "invalid_input",
      );
      await refused(
        () => client.sendMessage({ agent_id: agent.id, role: "assistant" as "user", message: "hi" }),
        "invalid_input",
      );
      await refused(() => client.sendMessage({ role: "user", message: "hi" }), "invalid_input");
      await refused(
        () => client.sendMessage({ agent_id: "agent-unknown", role: "user", message: "hi" }),
        "not_found",
      );
      await refused(() => client.insertArchivalMemory({ agent_id: agent.id, memory: "" }), "invalid_input");
      await client.deleteAgent(agent.id);
    },
  },
  {
    name: "core memory is read and edited",
    methods: ["getInContextMemory", "updateInContextMemory"],
    async run(trial) {
      const { client, record } = trial;
      const { id: agent_id } = await makeAgent(trial);
      const edited = await client.updateInContextMemory({ agent_id, section: "human", value: "Name: Ada" });
      same(edited.memory.human?.value, "Name: Ada", "the edit");
      const lines = ["Name: Ada", "Likes: tea"];
      await client.updateInContextMemory({ agent_id, section: "human", value: lines });
      const read = await client.getInContextMemory({ agent_id });
      same(read.memory.human?.value, "Name: Ada\nLikes: tea", "a list is lines");
      record(read);
      const [system] = await client.getInContextMessages(agent_id);
      ensure(system?.text?.includes("Likes: tea"), "the system message shows the edit");
      await client.deleteAgent(agent_id);
    },
  },
  {
    name: "a message is answered, with thoughts, calls, returns and usage",
    methods: ["sendMessage", "userMessage", "getMessages", "getInContextMessages", "getRecallMemorySummary"],
    async run(trial) {
      const { client, record } = trial;
      const { id: agent_id, name: agent_name } = await makeAgent(trial);
      const before = (await client.getRecallMemorySummary(agent_id)).size;
      const answer = await client.sendMessage({
        agent_id,
        role: "user",
        message: "Hello, my name is Ada. I like tea.",
      });
      record(answer);
      record(spoken(answer.messages as Message[]));
      ensure(answer.usage.step_count >= 1, "steps are counted");
      ensure(answer.usage.total_tokens > 0, "tokens are counted");
      const { memory: blocks } = await client.getInContextMemory(agent_id);
      ensure(/Ada/.test(blocks.human?.value ?? ""), "the name is kept in core memory");
      const simple = await client.sendMessage({
        agent_name,
        role: "user",
        message: "What is my name?",
        return_message_object: false,
      });
      record(simple.messages);
      const byUser = await client.userMessage({ agent_id, message: "Thank you." });
      ensure(byUser.messages.length > 0, "userMessage answers");
      const system = await client.sendMessage({
        agent_id,
        role: "system",
        message: "The person logged out.",
      });
      ensure(system.messages.length > 0, "system messages are answered");
      const { size } = await client.getRecallMemorySummary(agent_id);
      ensure(size > before + 8, "recall grows");
      const all = await client.getMessages({ agent_id });
      same(all.length, size, "all messages");
      same(all[0]?.id, (system.messages as Message[]).at(-1)?.id, "newest first");
      const context = await client.getInContextMessages({ agent_id });
      same(context[0]?.role, "system", "the system message leads the context");
      same(context.at(-1)?.id, all[0]?.id, "the newest is in the context");
      await client.deleteAgent(agent_id);
    },
  },
  {
    name: "a stream tells the same as an answer, in steps and in tokens",
    methods: ["sendMessage"],
    async run(trial) {
      const { client, record } = trial;
      const { id: agent_id } = await makeAgent(trial);
      const read = async (options: { stream_steps?: true; stream_tokens?: true; stream?: true }) => {
        const items: StreamItem[] = [];
        const stream = await client.sendMessage({
          agent_id,
          role: "user",
          message: "Hello, I am Ada.",
          include_usage: true,
          ...options,
        } as { agent_id: string; role: "user"; message: string; stream: true });
        for await (const item of stream) items.push(item);
        return items;
      };
      const steps = await read({ stream_steps: true });
      record(steps);
      same(steps.at(-1), "[DONE]", "the end");
      ensure(typeof steps.at(-2) === "object" && "usage" in (steps.at(-2) as object), "usage comes before");
      const tokens = await read({ stream_tokens: true });
      const pieces = (items: StreamItem[], key: "internal_monologue") =>
        items.flatMap((item) =>
          typeof item === "object" && key in item ? [String(item[key as never])] : [],
        );
      ensure(pieces(tokens, "internal_monologue").length > 1, "thoughts come in pieces");
      ensure(
        tokens.some((item) => typeof item === "object" && "function_return" in item),
        "returns come whole",
      );
      record(pieces(tokens, "internal_monologue").join(""));
      const plain = await read({ stream: true });
      ensure(plain.includes("[DONE_STEP]") && plain.includes("[DONE_GEN]"), "steps end with words");
      await client.deleteAgent(agent_id);
    },
  },
  {
    name: "leaving a stream stops the run, and what is stored stays sound",
    methods: ["sendMessage"],
    async run(trial) {
      const { client } = trial;
      const { id: agent_id } = await makeAgent(trial);
      const stream = await client.sendMessage({
        agent_id,
        role: "user",
        message: "Show me markdown",
        stream_tokens: true,
      });
      let seen = 0;
      for await (const _item of stream) if (++seen > 2) break;
      const answer = await client.userMessage({ agent_id, message: "Hello again." });
      ensure(answer.messages.length > 0, "the agent answers the next message");
      const controller = new AbortController();
      controller.abort();
      try {
        const stopped = await client.sendMessage({
          agent_id,
          role: "user",
          message: "Never mind.",
          signal: controller.signal,
        });
        same(stopped.stopped, "cancelled", "a stopped run says so");
      } catch (error) {
        same((error as Refusal).code, "cancelled", "a stop that came before anything was sent");
      }
      await client.deleteAgent(agent_id);
    },
  },
  {
    name: "messages are paged by cursors and can be corrected",
    methods: ["getMessages", "updateMessage"],
    async run(trial) {
      const { client } = trial;
      const { id: agent_id } = await makeAgent(trial);
      for (const message of ["Hello.", "How are you?"]) await client.userMessage({ agent_id, message });
      const all = await client.getMessages({ agent_id });
      const ids = all.map(({ id }) => id);
      const first = await client.getMessages({ agent_id, limit: 3 });
      same(
        first.map(({ id }) => id),
        ids.slice(0, 3),
        "the first page",
      );
      const next = await client.getMessages({ agent_id, limit: 3, before: first[2]?.id ?? null });
      same(
        next.map(({ id }) => id),
        ids.slice(3, 6),
        "the next page",
      );
      const newer = await client.getMessages({ agent_id, after: first[2]?.id ?? null });
      same(
        newer.map(({ id }) => id),
        ids.slice(0, 2),
        "what is newer",
      );
      const asked = all.find(({ role, text }) => role === "user" && text?.includes("Hello."));
      ensure(asked, "the message is there");
      const corrected = await client.updateMessage({ agent_id, message_id: asked.id, text: "Good day." });
      same([corrected.id, corrected.text], [asked.id, "Good day."], "the correction");
      await refused(
        () => client.updateMessage({ agent_id, message_id: "message-unknown", text: "x" }),
        "not_found",
      );
      await client.deleteAgent(agent_id);
    },
  },
  {
    name: "archival memory is filled, paged and emptied",
    methods: [
      "insertArchivalMemory",
      "getArchivalMemory",
      "getArchivalMemorySummary",
      "deleteArchivalMemory",
    ],
    async run(trial) {
      const { client, record } = trial;
      const { id: agent_id } = await makeAgent(trial);
      const texts = ["The key is under the pot.", "The cat is called Miso.", "The train leaves at nine."];
      for (const memory of texts) {
        const [passage, ...others] = await client.insertArchivalMemory({ agent_id, memory });
        same(others.length, 0, "one passage");
        same(passage?.text, memory, "its text");
        same(passage?.embedding?.length, passage?.embedding_config?.embedding_dim, "its embedding");
      }
      same(await client.getArchivalMemorySummary(agent_id), { size: 3 }, "how many");
      const all = await client.getArchivalMemory({ agent_id });
      record(all.map(({ text, agent_id: owner, source_id }) => ({ text, owner, source_id })));
      const older = await client.getArchivalMemory({ agent_id, before: all[0]?.id ?? null, limit: 1 });
      same(older[0]?.id, all[1]?.id, "a page");
      await client.deleteArchivalMemory({ agent_id, memory_id: all[1]?.id ?? "" });
      same(
        (await client.getArchivalMemory({ agent_id })).map(({ text }) => text),
        [texts[2], texts[0]],
        "what is left",
      );
      await refused(() => client.deleteArchivalMemory({ agent_id, memory_id: "passage-x" }), "not_found");
      await client.deleteAgent(agent_id);
    },
  },
  {
    name: "commands are run",
    methods: ["runCommand"],
    async run(trial) {
      const { client } = trial;
      const { id: agent_id } = await makeAgent(trial);
      await client.userMessage({ agent_id, message: "Hello." });
      const shownMemory = await client.runCommand({ agent_id, command: "memory" });
      ensure(shownMemory.result?.includes("I am a test."), "memory is shown");
      const before = (await client.getInContextMessages(agent_id)).length;
      await client.runCommand({ agent_id, command: "pop 2" });
      ensure((await client.getInContextMessages(agent_id)).length < before, "messages left the context");
      await refused(() => client.runCommand({ agent_id, command: "fly" }), "invalid_input");
      await client.deleteAgent(agent_id);
    },
  },
  {
    name: "blocks of the library",
    methods: ["listBlocks", "createBlock", "getBlock", "getBlockId", "updateBlock", "deleteBlock"],
    async run({ client, record }) {
      const name = fresh("house");
      const block = await client.createBlock({ label: "place", name, text: "A house.", limit: 500 });
      const { name: _n, ...shape } = block;
      record(shape);
      same(await client.getBlock({ block_id: block.id }), block, "by id");
      same(await client.getBlockId({ name, label: "place" }), block.id, "by name");
      same(await client.getBlockId({ name, label: "human" }), null, "another label");
      same(
        await client.listBlocks({ label: "place" }).then((all) => all.filter((one) => one.name === name)),
        [block],
        "listed",
      );
      const changed = await client.updateBlock({ block_id: block.id, text: "A tall house.", limit: 600 });
      same([changed.value, changed.limit, changed.name], ["A tall house.", 600, name], "changed");
      await refused(() => client.createBlock({ label: "place", name, text: "" }), "name_taken");
      await refused(() => client.updateBlock({ block_id: block.id, text: "x".repeat(700) }), "invalid_input");
      await refused(() => client.getBlock("block-unknown"), "not_found");
      same((await client.deleteBlock(block.id)).id, block.id, "deleted");
      await refused(() => client.getBlock(block.id), "not_found");
      const loose = await client.createBlock({ label: "note", name: null, text: "n", template: false });
      ensure(!(await client.listBlocks()).some(({ id }) => id === loose.id), "not in the library");
      ensure(
        (await client.listBlocks({ templates_only: false })).some(({ id }) => id === loose.id),
        "but there",
      );
      await client.deleteBlock({ id: loose.id });
    },
  },
  {
    name: "a block in use is not deleted",
    methods: ["deleteBlock"],
    async run(trial) {
      const { client } = trial;
      const agent = await makeAgent(trial);
      const id = agent.memory.memory.human?.id ?? "";
      await refused(() => client.deleteBlock(id), "invalid_input");
      await client.deleteAgent(agent.id);
      await refused(() => client.getBlock(id), "not_found");
    },
  },
  {
    name: "humans",
    methods: ["listHumans", "createHuman", "getHuman", "getHumanId", "updateHuman", "deleteHuman"],
    async run({ client, record }) {
      const name = fresh("ada");
      const human = await client.createHuman({ name, text: "Name: Ada" });
      record({ ...human, name: null });
      same(await client.getHuman(human.id), human, "by id");
      same(await client.getHumanId(name), human.id, "by name");
      same(await client.getHumanId("no such human"), null, "unknown");
      const changed = await client.updateHuman({ human_id: human.id, text: "Name: Ada Lovelace" });
      same(changed.value, "Name: Ada Lovelace", "changed");
      ensure(
        (await client.listHumans()).every(({ label }) => label === "human"),
        "only humans",
      );
      await refused(() => client.getPersona(human.id), "not_found");
      await client.deleteHuman(human.id);
      await refused(() => client.getHuman({ id: human.id }), "not_found");
    },
  },
  {
    name: "personas",
    methods: [
      "listPersonas",
      "createPersona",
      "getPersona",
      "getPersonaId",
      "updatePersona",
      "deletePersona",
    ],
    async run({ client, record }) {
      const name = fresh("guide");
      const persona = await client.createPersona({ name, text: "I guide." });
      record({ ...persona, name: null });
      same(await client.getPersona(persona.id), persona, "by id");
      same(await client.getPersonaId({ name }), persona.id, "by name");
      const renamed = fresh("leader");
      const changed = await client.updatePersona({ persona_id: persona.id, name: renamed, text: "I lead." });
      same([changed.name, changed.value], [renamed, "I lead."], "changed");
      ensure(
        (await client.listPersonas()).some(({ id }) => id === persona.id),
        "listed",
      );
      await refused(() => client.updateHuman({ human_id: persona.id, text: "x" }), "not_found");
      await client.deletePersona({ id: persona.id });
      same(await client.getPersonaId(renamed), null, "gone");
    },
  },
  {
    name: "the tools that come with the app",
    methods: ["listTools", "getTool", "getToolId"],
    async run({ client, record }) {
      const tools = await client.listTools();
      const builtIn = tools.filter(({ source_type }) => source_type === "built-in");
      record(builtIn);
      const id = await client.getToolId("send_message");
      ensure(id, "by name");
      same(
        await client.getTool(id),
        tools.find((tool) => tool.id === id),
        "by id",
      );
      same(await client.getToolId({ name: "no_such_tool" }), null, "unknown");
      await refused(() => client.getTool("tool-unknown"), "not_found");
    },
  },
  {
    name: "sources are made, renamed, given to agents and deleted",
    methods: [
      "createSource",
      "getSource",
      "getSourceId",
      "listSources",
      "updateSource",
      "deleteSource",
      "attachSourceToAgent",
      "detachSourceFromAgent",
      "listAttachedSources",
    ],
    async run(trial) {
      const { client, record } = trial;
      const { id: agent_id } = await makeAgent(trial);
      const name = fresh("books");
      const source = await client.createSource({ name, description: "What I read" });
      record({ ...source, name: null, embedding_config: null });
      same(await client.getSource({ source_id: source.id }), source, "by id");
      same(await client.getSourceId(name), source.id, "by name");
      same(await client.getSourceId("no such source"), null, "unknown");
      await refused(() => client.createSource(name), "name_taken");
      const renamed = fresh("novels");
      same((await client.updateSource({ source_id: source.id, name: renamed })).name, renamed, "renamed");
      ensure(
        (await client.listSources()).some(({ id }) => id === source.id),
        "listed",
      );
      await client.attachSourceToAgent({ agent_id, source_id: source.id });
      await client.attachSourceToAgent({ agent_id, source_name: renamed });
      const attached = async () => (await client.listAttachedSources(agent_id)).map(({ id }) => id);
      same(await attached(), [source.id], "attached, once");
      await client.detachSourceFromAgent({ agent_id, source_id: source.id });
      same(await attached(), [], "detached");
      await client.attachSourceToAgent({ agent_id, source_id: source.id });
      await client.deleteSource(source.id);
      same(await attached(), [], "gone from the agent too");
      await refused(() => client.getSource(source.id), "not_found");
      await refused(() => client.attachSourceToAgent({ agent_id, source_name: name }), "not_found");
      await client.deleteAgent(agent_id);
    },
  },
  {
    name: "files and documents become passages of a source, once",
    methods: ["loadFileIntoSource", "loadData", "getJob", "listJobs"],
    async run(trial) {
      const { client } = trial;
      const { id: agent_id } = await makeAgent(trial);
      const source = await client.createSource(fresh("library"));
      const text = "The lighthouse was built in 1901.\n\nIts keeper was called Maren.";
      const file = new File([text], "lighthouse.txt", { type: "text/plain" });
      const job = await client.loadFileIntoSource({ filename: file, source_id: source.id });
      same(job.status, "completed", "the job");
      same((await client.getJob(job.id)).status, "completed", "the job, asked for");
      ensure(
        (await client.listJobs()).some(({ id }) => id === job.id),
        "the job is listed",
      );
      const counts = async () =>
        (await client.listSources()).find(({ id }) => id === source.id)?.metadata_ as Record<string, unknown>;
      const { num_passages, num_documents } = await counts();
      ensure(Number(num_passages) >= 1, "passages");
      same(num_documents, 1, "a document");
      await client.loadFileIntoSource({ filename: file, source_id: source.id });
      same((await counts()).num_passages, num_passages, "the same text is stored once");
      const connector = {
        async *generateDocuments() {
          yield { text: "The ferry leaves at noon." };
          yield { text: "The bakery closes on Mondays." };
        },
      };
      const { name } = await client.getSource(source.id);
      same((await client.loadData({ connector, source_name: name })).status, "completed", "loaded data");
      same((await counts()).num_passages, Number(num_passages) + 2, "two more");
      await client.attachSourceToAgent({ agent_id, source_id: source.id });
      same(
        ((await counts()).attached_agents as { id: string }[]).map(({ id }) => id),
        [agent_id],
        "who has it",
      );
      const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 0x10, 0x4a, 0x46, 0x49, 0x46, 0]);
      const image = new File([jpeg], "photo.jpg", { type: "image/jpeg" });
      await refused(
        () => client.loadFileIntoSource({ filename: image, source_id: source.id }),
        "file_binary",
      );
      await refused(() => client.loadFileIntoSource({ filename: file, source_id: "source-x" }), "not_found");
      await refused(() => client.loadData({ connector, source_name: "no such source" }), "not_found");
      await client.deleteSource(source.id);
      await client.deleteAgent(agent_id);
    },
  },
  {
    name: "a source's documents and passages are listed, searched and removed",
    methods: [
      "loadFiles",
      "listDocuments",
      "getDocument",
      "deleteDocument",
      "listSourcePassages",
      "searchSource",
      "getSourceStatus",
    ],
    async run({ client, record }) {
      const { id: source_id } = await client.createSource(fresh("shelf"));
      const texts = [
        "The lighthouse was built in 1901.",
        "The ferry leaves at noon.",
        "Honey keeps for years.",
      ];
      const files = texts.map((text, index) => ({
        file: new File([text], `page-${index + 1}.txt`, { type: "text/plain" }),
        path: `shelf/page-${index + 1}.txt`,
      }));
      same((await client.loadFiles({ source_id, files })).status, "completed", "the job");
      const documents = await client.listDocuments({ source_id });
      same(
        documents.map(({ name }) => name),
        ["page-3.txt", "page-2.txt", "page-1.txt"],
        "newest first",
      );
      record(
        documents.map(({ name, path, pages, size, num_passages }) => [name, path, pages, size, num_passages]),
      );
      const [, middle] = documents;
      const page = async (params: { before?: string; after?: string; limit?: number }) =>
        (await client.listDocuments({ source_id, ...params })).map(({ name }) => name);
      same(await page({ limit: 1 }), ["page-3.txt"], "a page");
      same(await page({ before: middle?.id ?? "" }), ["page-1.txt"], "what is older");
      same(await page({ after: middle?.id ?? "" }), ["page-3.txt"], "what is newer");
      same((await client.getDocument({ doc_id: middle?.id ?? "" })).text, texts[1], "its text");
      await refused(() => client.getDocument("doc-x"), "not_found");
      const passages = await client.listSourcePassages({ source_id });
      same(
        passages.map(({ text }) => text),
        texts,
        "in reading order",
      );
      same(
        (await client.listSourcePassages({ source_id, doc_id: middle?.id ?? "" })).map(({ text }) => text),
        [texts[1]],
        "of one document",
      );
      same(
        (await client.listSourcePassages({ source_id, after: passages[0]?.id ?? "", limit: 1 })).map(
          ({ text }) => text,
        ),
        [texts[1]],
        "a page of them",
      );
      const found = await client.searchSource({ source_id, query: "when does the ferry leave", limit: 2 });
      same(found[0]?.passage.text, texts[1], "what is found");
      await refused(() => client.searchSource({ source_id: "source-x", query: "ferry" }), "not_found");
      const { num_documents, num_passages, bytes, attached_agents } = await client.getSourceStatus(source_id);
      record({ num_documents, num_passages, attached_agents });
      ensure(bytes > 1000, "its size");
      await client.deleteDocument({ doc_id: middle?.id ?? "" });
      same((await client.getSourceStatus(source_id)).num_passages, 2, "without it");
      await refused(() => client.deleteDocument(middle?.id ?? ""), "not_found");
      await client.deleteSource(source_id);
      await refused(() => client.listDocuments({ source_id }), "not_found");
      await refused(() => client.getSourceStatus(source_id), "not_found");
    },
  },
  {
    name: "jobs that have ended are not held, and are forgotten",
    methods: ["pauseJob", "resumeJob", "cancelJob", "deleteJob", "clearJobs"],
    async run({ client }) {
      const { id: source_id } = await client.createSource(fresh("job's source"));
      const load = (text: string) =>
        client.loadFiles({
          source_id,
          files: [{ file: new File([text], "one.txt", { type: "text/plain" }) }],
        });
      const { id } = await load("It rained all day.");
      await refused(() => client.pauseJob(id), "invalid_input");
      await refused(() => client.resumeJob(id), "invalid_input");
      await refused(() => client.cancelJob(id), "invalid_input");
      await client.deleteJob(id);
      await refused(() => client.getJob(id), "not_found");
      await refused(() => client.pauseJob(id), "not_found");
      await load("It snowed all night.");
      ensure((await client.clearJobs()) >= 1, "how many were forgotten");
      same(await client.listJobs(), [], "no jobs");
      await client.deleteSource(source_id);
    },
  },
  {
    name: "jobs and models are listed",
    methods: ["listJobs", "listActiveJobs", "getJob", "listModels", "listEmbeddingModels"],
    async run({ client, record, llm_config }) {
      ensure(Array.isArray(await client.listJobs()), "jobs");
      ensure(Array.isArray(await client.listActiveJobs()), "active jobs");
      await refused(() => client.getJob("job-unknown"), "not_found");
      ensure(
        (await client.listModels()).some(({ model }) => model === llm_config.model),
        "models",
      );
      record(await client.listEmbeddingModels());
    },
  },
  {
    name: "tools are made of source, changed, given to agents, run and deleted",
    methods: [
      "createTool",
      "updateTool",
      "addTool",
      "deleteTool",
      "attachToolToAgent",
      "detachToolFromAgent",
      "runTool",
    ],
    async run(trial) {
      const { client, record } = trial;
      const suffix = Math.random().toString(36).slice(2, 8);
      const name = `twice_${suffix}`;
      const source = `/**\n * Doubles.\n * @param x A number.\n */\nfunction ${name}(x: number) {\n  console.log("x is", x);\n  if (x < 0) throw new RangeError("negative");\n  return 2 * x;\n}`;
      const tool = await client.createTool({ func: source, tags: ["test"] });
      same([tool.name, tool.source_type, tool.tags], [name, "typescript", ["test"]], "the tool");
      same(tool.source_code, source, "its source");
      record({ ...tool.json_schema, name: null });
      same(await client.getTool(tool.id), tool, "by id");
      same(await client.getToolId(name), tool.id, "by name");
      await refused(() => client.createTool({ func: source, update: false }), "name_taken");
      same((await client.createTool({ func: source })).id, tool.id, "the same one, updated");
      await refused(() => client.createTool({ func: source, name: "send_message" }), "name_taken");
      await refused(() => client.createTool({ func: source, name: "no spaces" }), "invalid_input");
      await refused(() => client.createTool({ func: "function f(x) { return x; }" }), "invalid_input");

      const ran = await client.runTool({ tool_id: tool.id, args: { x: 21 } });
      record({ ...ran, duration_ms: null });
      same([ran.ok, ran.text, ran.value], [true, "42", 42], "the try-out");
      const failed = await client.runTool({ tool_id: tool.id, args: { x: -1 } });
      record({ ...failed, duration_ms: null });
      same(failed.failure?.line, 7, "the line of the failure");
      same((await client.runTool({ tool_id: tool.id, args: {} })).ok, false, "an argument is missing");
      const unstored = await client.runTool({ source_code: source, args: { x: 2 } });
      same(unstored.text, "4", "a source that is not stored");
      await refused(() => client.runTool({ tool_id: "tool-unknown", args: {} }), "not_found");

      const { id: agent_id } = await makeAgent(trial);
      const reads = await client.createTool({
        func: `/** What the agent knows. */\nasync function recall_${suffix}() {\n  await agent.appendBlock("human", "Likes tea");\n  return agent.readBlock("human");\n}`,
      });
      same(
        (await client.runTool({ tool_id: reads.id, args: {}, agent_id })).text,
        "Name: not known yet\nLikes tea",
        "on an agent",
      );
      const { memory: blocks } = await client.getInContextMemory(agent_id);
      ensure(blocks.human?.value.endsWith("Likes tea"), "what it did is stored");
      same((await client.runTool({ tool_id: reads.id, args: {} })).ok, false, "without an agent");

      const given = await client.attachToolToAgent({ agent_id, tool_id: tool.id });
      same(given.tools.at(-1), name, "attached");
      await client.attachToolToAgent({ agent_id, tool_id: tool.id });
      const renamed = `thrice_${suffix}`;
      const changed = await client.updateTool({
        id: tool.id,
        name: renamed,
        func: source.replace("2 * x", "3 * x"),
        tags: ["other"],
      });
      same([changed.id, changed.name, changed.tags], [tool.id, renamed, ["other"]], "changed");
      same(
        (await client.getAgent(agent_id)).tools.filter((one) => one.includes(suffix)),
        [renamed],
        "its agent knows",
      );
      same((await client.runTool({ tool_id: tool.id, args: { x: 2 } })).value, 6, "the new source");
      const without = await client.detachToolFromAgent({ agent_id, tool_id: tool.id });
      ensure(!without.tools.includes(renamed), "detached");
      await client.attachToolToAgent({ agent_id, tool_id: tool.id });
      const { detached_from } = await client.deleteTool(tool.id);
      same(
        detached_from.map(({ id }) => id),
        [agent_id],
        "whose it was",
      );
      ensure(!(await client.getAgent(agent_id)).tools.includes(renamed), "gone from the agent too");
      await refused(() => client.getTool(tool.id), "not_found");
      await refused(() => client.deleteTool(tool.id), "not_found");
      const [builtIn] = await client.listTools();
      ensure(builtIn, "a built-in tool");
      await refused(() => client.deleteTool(builtIn.id), "invalid_input");
      await refused(() => client.updateTool({ id: builtIn.id, name: "mine" }), "invalid_input");

      const python = "def roll(self: 'Agent', sides: int) -> str:\n    return str(sides)\n";
      const json_schema = {
        name: `roll_${suffix}`,
        description: "Rolls.",
        parameters: {
          type: "object" as const,
          properties: { sides: { type: "integer", description: "Sides." } },
          required: ["sides"],
        },
      };
      const added = await client.addTool({
        tool: {
          name: `roll_${suffix}`,
          source_type: "python",
          source_code: python,
          json_schema,
          tags: ["af"],
        },
      });
      same([added.source_code, added.json_schema, added.tags], [python, json_schema, ["af"]], "as it is");
      await refused(() => client.addTool({ tool: added, update: false }), "name_taken");
      for (const { id } of [reads, added]) await client.deleteTool({ id });
      await client.deleteAgent(agent_id);
    },
  },
  {
    name: "a memory brings its functions as tools",
    methods: ["createAgent", "listTools"],
    async run({ client, llm_config, record }) {
      const name = `keep_${Math.random().toString(36).slice(2, 8)}`;
      const func = `/**\n * Keeps a thing.\n * @param what What to keep.\n */\nasync function ${name}(what: string) {\n  await agent.appendBlock("things", what);\n}`;
      const things: MemoryInput = {
        memory: { things: { label: "things", name: "things", value: "" } },
        functions: [func],
      };
      const make = (memory: MemoryInput) => client.createAgent({ name: fresh("agent"), memory, llm_config });
      const agent = await make(things);
      record(agent.tools.filter((one) => one !== name));
      same(agent.tools.at(-1), name, "behind the others");
      const tool_id = await client.getToolId(name);
      ensure(tool_id, "stored");
      await client.runTool({ tool_id, args: { what: "a key" }, agent_id: agent.id });
      const { memory: blocks } = await client.getInContextMemory(agent.id);
      same(blocks.things?.value, "a key", "it works on the agent's memory");
      const again = await make(things);
      same(await client.getToolId(name), tool_id, "the same tool for the next agent");
      await refused(() => make({ ...things, functions: [func.replace("Keeps", "Stores")] }), "name_taken");
      for (const { id } of [agent, again]) await client.deleteAgent(id);
      await client.deleteTool(tool_id);
    },
  },
  {
    name: "a decision about a call that does not wait is refused",
    methods: ["decideCall"],
    async run(trial) {
      const { client } = trial;
      const { id: agent_id } = await makeAgent(trial);
      const decide = (decision: string) =>
        client.decideCall({ agent_id, call_id: "no-such-call", decision: decision as "deny" });
      await refused(() => decide("approve"), "not_found");
      await refused(() => decide("perhaps"), "invalid_input");
      await client.deleteAgent(agent_id);
    },
  },
];

/** What a case recorded, without what is different each time: ids (numbered as they appear) and times. */
function withoutChance(records: unknown[]): string {
  const ids = new Map<string, string>();
  return JSON.stringify(records)
    .replace(
      /([a-z]+)[-_][0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}/g,
      (id, kind: string) => {
        if (!ids.has(id)) ids.set(id, `${kind} ${ids.size + 1}`);
        return ids.get(id) as string;
      },
    )
    .replace(/"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{5}"/g, '"call"')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "time")
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [AP]M [A-Z0-9:+-]+/g, "local time");
}

/** Runs one case. The result of every client must be the same text. */
export async function tryCase(
  one: ConformanceCase,
  client: AbstractClient,
  llm_config: LLMConfig,
): Promise<string> {
  const records: unknown[] = [];
  await one.run({ client, llm_config, record: (value) => records.push(value) });
  return withoutChance(records);
}
