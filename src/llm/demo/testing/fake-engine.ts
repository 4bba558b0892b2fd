/**
 * The least of an engine that a model needs to be talked to: packages events, really edits core memory, searches what
 * was said and archived by words. For tests of the demo alone; the real engine is tested elsewhere.
 */
import type { ToolJsonSchema } from "../../../schemas/index.ts";
import type { ChatMessage, CompletionRequest, LLMProvider } from "../../provider.ts";
import { DEMO_LLM_CONFIG } from "../demo-config.ts";

const PARAMETERS: Record<string, string[]> = {
  send_message: ["message"],
  pause_heartbeats: ["minutes"],
  conversation_search: ["query", "page", "request_heartbeat"],
  conversation_search_date: ["start_date", "end_date", "page", "request_heartbeat"],
  archival_memory_insert: ["content", "request_heartbeat"],
  archival_memory_search: ["query", "page", "request_heartbeat"],
  core_memory_append: ["name", "content", "request_heartbeat"],
  core_memory_replace: ["name", "old_content", "new_content", "request_heartbeat"],
};

export const ALL_TOOLS = Object.keys(PARAMETERS);

const schemaOf = (name: string): ToolJsonSchema => ({
  name,
  description: name,
  parameters: {
    type: "object",
    properties: Object.fromEntries((PARAMETERS[name] ?? []).map((key) => [key, { type: "string" }])),
    required: [],
  },
});

export interface FakeEngineOptions {
  blocks?: Record<string, string>;
  limit?: number;
  tools?: string[];
  readOnly?: string[];
  /** Search of the archive that finds everything, as one by meaning does. */
  searchByMeaning?: boolean;
}

export interface StepTaken {
  thought: string | null;
  name: string | null;
  args: Record<string, unknown>;
}

interface Said {
  day: string;
  role: "user" | "assistant";
  text: string;
}

/** Steps after which a conversation that does not end is broken off. */
const MOST_STEPS = 40;

export class FakeEngine {
  readonly blocks: Record<string, string>;
  readonly archive: string[] = [];
  readonly said: Said[] = [];
  readonly messages: ChatMessage[] = [];
  readonly #llm: LLMProvider;
  readonly #options: FakeEngineOptions;
  pausedMinutes: number | null = null;
  day = "2026-11-23";
  #calls = 0;

  constructor(llm: LLMProvider, options: FakeEngineOptions = {}) {
    this.#llm = llm;
    this.#options = options;
    this.blocks = {
      persona: "I am kind.",
      human: "Name: not known yet\nLikes: not known yet",
      ...options.blocks,
    };
    this.#assistant("Awake.", "send_message", {
      message: "Hello, I am here. What would you like to talk about?",
    });
    this.#return(true, null);
    this.event({ type: "login", last_login: "Never (first login)" });
  }

  get #time(): string {
    return `${this.day} 09:22:57 PM UTC+0000`;
  }

  get system(): string {
    const blocks = Object.entries(this.blocks).map(
      ([name, value]) =>
        `<${name} characters="${value.length}/${this.#options.limit ?? 2000}">\n${value}\n</${name}>`,
    );
    return `You are a test agent. The <human characters="0/0"> section tells of the person.\n### Memory [last modified: ${this.#time}]\n${this.messages.length} previous messages between you and the user are stored in recall memory (use functions to access them)\n${this.archive.length} total memories you created are stored in archival memory (use functions to access them)\n\nCore memory shown below (limited in size, additional information stored in archival / recall memory):\n${blocks.join("\n")}`;
  }

  event(event: Record<string, unknown>): void {
    this.messages.push({ role: "user", content: JSON.stringify({ ...event, time: this.#time }, null, 2) });
  }

  request(extra: Partial<CompletionRequest> = {}): CompletionRequest {
    return {
      config: DEMO_LLM_CONFIG,
      messages: [{ role: "system", content: this.system }, ...this.messages],
      tools: (this.#options.tools ?? ALL_TOOLS).map(schemaOf),
      stream: false,
      ...extra,
    };
  }

  /** Says something to the agent and runs it until its turn ends. */
  async say(message: string): Promise<{ steps: StepTaken[]; reply: string | null }> {
    this.said.push({ day: this.day, role: "user", text: message });
    this.event({ type: "user_message", message });
    return this.run();
  }

  /** Runs until no heartbeat is due. */
  async run(): Promise<{ steps: StepTaken[]; reply: string | null }> {
    const steps: StepTaken[] = [];
    let reply: string | null = null;
    while (steps.length < MOST_STEPS) {
      const completion = await this.#llm.complete(this.request());
      if (completion.tool_calls.length > 1) throw new Error("one call a reply");
      const [call] = completion.tool_calls;
      if (!call) {
        this.messages.push({ role: "assistant", content: completion.content });
        steps.push({ thought: completion.content, name: null, args: {} });
        return { steps, reply };
      }
      const args = JSON.parse(call.arguments) as Record<string, unknown>;
      steps.push({ thought: completion.content, name: call.name, args });
      this.#assistant(completion.content, call.name, args);
      let ok = true;
      let result: string;
      try {
        result = this.#execute(call.name, args);
      } catch (error) {
        ok = false;
        result = (error as Error).message;
      }
      this.#return(ok, result);
      if (call.name === "send_message" && ok) reply = String(args.message);
      if (ok && args.request_heartbeat !== true) return { steps, reply };
      this.event({
        type: "heartbeat",
        reason: `[This is an automated system message hidden from the user] Function call${ok ? "ed using request_heartbeat=true" : " failed"}, returning control`,
      });
    }
    throw new Error(`no end after ${MOST_STEPS} steps: ${JSON.stringify(steps.slice(-3))}`);
  }

  #assistant(thought: string | null, name: string, args: Record<string, unknown>): void {
    this.#calls++;
    this.messages.push({
      role: "assistant",
      content: thought,
      tool_calls: [
        { id: `call-${this.#calls}`, type: "function", function: { name, arguments: JSON.stringify(args) } },
      ],
    });
    if (name === "send_message")
      this.said.push({ day: this.day, role: "assistant", text: `${thought}\n${args.message}` });
  }

  #return(ok: boolean, message: string | null): void {
    this.messages.push({
      role: "tool",
      tool_call_id: `call-${this.#calls}`,
      content: JSON.stringify({ status: ok ? "OK" : "Failed", message, time: this.#time }, null, 2),
    });
  }

  #execute(name: string, args: Record<string, unknown>): string {
    if (!(this.#options.tools ?? ALL_TOOLS).includes(name)) throw new Error(`No function named ${name}`);
    for (const key of Object.keys(args))
      if (key !== "request_heartbeat" && !PARAMETERS[name]?.includes(key))
        throw new Error(`got an unexpected argument '${key}'`);
    switch (name) {
      case "core_memory_append": {
        const block = this.#block(args.name);
        return this.#write(args.name, block === "" ? String(args.content) : `${block}\n${args.content}`);
      }
      case "core_memory_replace": {
        const block = this.#block(args.name);
        const old = String(args.old_content);
        if (old === "" || !block.includes(old)) throw new Error(`Content "${old}" not found`);
        return this.#write(
          args.name,
          block.replaceAll(old, () => String(args.new_content)),
        );
      }
      case "archival_memory_insert":
        this.archive.push(String(args.content));
        return "None";
      case "archival_memory_search": {
        const words =
          String(args.query)
            .toLowerCase()
            .match(/[\p{L}\p{N}]{4,}/gu) ?? [];
        const found = this.archive.filter(
          (text) => this.#options.searchByMeaning || words.some((word) => text.toLowerCase().includes(word)),
        );
        return this.#page(
          found.map((text) => `timestamp: ${this.#time}, memory: ${text}`),
          0,
        );
      }
      case "conversation_search": {
        const query = String(args.query).toLowerCase();
        const found = this.said.filter(({ text }) => text.toLowerCase().includes(query)).reverse();
        return this.#page(found.map(printSaid), Number(args.page ?? 0));
      }
      case "conversation_search_date": {
        const found = this.said.filter(
          ({ day }) => day >= String(args.start_date) && day <= String(args.end_date),
        );
        return this.#page(found.map(printSaid), Number(args.page ?? 0));
      }
      case "pause_heartbeats":
        this.pausedMinutes = Number(args.minutes);
        return `Pausing timed heartbeats for ${args.minutes} min`;
      default:
        return "None";
    }
  }

  #block(name: unknown): string {
    const block = this.blocks[String(name)];
    if (block === undefined) throw new Error(`There is no section "${name}" in core memory.`);
    return block;
  }

  #write(name: unknown, value: string): string {
    if (this.#options.readOnly?.includes(String(name))) throw new Error(`The block "${name}" is read-only.`);
    const limit = this.#options.limit ?? 2000;
    if (value.length > limit)
      throw new Error(`Edit failed: Exceeds ${limit} character limit (requested ${value.length}).`);
    this.blocks[String(name)] = value;
    return "None";
  }

  #page(found: string[], page: number): string {
    if (found.length === 0) return "No results found.";
    const results = found.slice(page * 5, page * 5 + 5);
    return `Showing ${results.length} of ${found.length} results (page ${page}/${Math.ceil(found.length / 5) - 1}): ${JSON.stringify(results, null, 2)}`;
  }
}

const printSaid = ({ day, role, text }: Said) => `timestamp: ${day} 09:22:57 PM UTC+0000, ${role} - ${text}`;
