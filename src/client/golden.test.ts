/**
 * Replays recordings of the original engine through LocalClient: the same calls, the same answers of the model, and
 * the requests we send held against those it sent. Ids, times and the wording of prompts and descriptions are left
 * out; every other difference is listed in DIFFERENCES with its reason, and each of those must really occur.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createOpenAIProvider } from "../llm/openai.ts";
import type { AgentState, Tool } from "../schemas/index.ts";
import { createLocalKit, type LocalKit, TEST_EMBEDDING_CONFIG } from "./testing/local-kit.ts";

const FOLDER = join(import.meta.dirname, "../../../shared/golden");

interface Reply {
  content?: string | null;
  tool?: [string, unknown];
  tools?: [string, unknown][];
  status?: number;
  body?: unknown;
  usage?: Record<string, number>;
}
interface ChatBody {
  [key: string]: unknown;
  messages: {
    role: string;
    content?: string | null;
    tool_calls?: { id: string; function: { name: string; arguments: string } }[];
    tool_call_id?: string;
  }[];
  tools?: {
    function: {
      name: string;
      parameters: { properties: Record<string, { type: string }>; required?: string[] };
    };
  }[];
}
interface RecordedCall {
  method: string;
  args: Record<string, unknown>;
  llm_replies: Reply[];
  llm_requests: ChatBody[];
  returns?: unknown;
  raises?: { type: string; message: string };
}
interface Recording {
  name: string;
  calls: RecordedCall[];
}

/** Differences that we want. `at` is matched against `<file> <call>.<request> <path>`. */
const DIFFERENCES: { at: RegExp; reason: string }[] = [
  {
    at: / (frequency_penalty|presence_penalty|logprobs|temperature|top_p|n)$/,
    reason: "sampling parameters are left out unless set: they stay at the endpoint's defaults",
  },
  {
    at: /^(archival|conversation_search) .* messages\.\d+\.returned\.(message|shown|total|last)$/,
    reason:
      "search totals count all matches, results carry the memory's own time and the plain words said, sent words are found too, a page past the end says so",
  },
  {
    at: /^conversation_search .* messages\.\d+\.returned\.status$/,
    reason: "a date that is none is refused with a reason instead of finding nothing",
  },
  {
    at: /^conversation_search .* messages\.43\.text$/,
    reason: "a refused date is a failure, and the heartbeat after it says so",
  },
  {
    at: /^overflow_summary .* messages\.1\.text$/,
    reason: "the total counts every message in recall, the one that waits for its answer included",
  },
  {
    at: /^tool_failures .* request$/,
    reason:
      "arguments that lack only their end are repaired, so the second reply sends its message and no further try is needed",
  },
  {
    at: /^custom_tools .* messages\.(6\.returned\.(status|message)|7\.text)$/,
    reason: "a tool without self is called without it; the original hands it one, and the call fails",
  },
  {
    at: /^custom_tools .* messages\.9\.returned\.message$/,
    reason:
      "an object is returned as JSON without indentation, so that more of it fits, and the cut is told in other words",
  },
  {
    at: /^core_memory_errors .* request$/,
    reason:
      "an edit over the limit is a failed return that the model can mend; the original breaks the whole call",
  },
];

function load(): Recording[] {
  if (!existsSync(FOLDER)) {
    console.log("golden recordings skipped: there is no ../shared/golden beside this checkout");
    return [];
  }
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(".json"))
    .map((file) => JSON.parse(readFileSync(join(FOLDER, file), "utf8")) as Recording);
}

const TIME = /\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} [AP]M \S+/g;

function parseEvent(content: string): Record<string, unknown> {
  const value: unknown = JSON.parse(content);
  if (typeof value !== "object" || value === null) throw new Error(`no event: ${content}`);
  return value as Record<string, unknown>;
}

/** A request with what may differ taken out. */
function normal(body: ChatBody): unknown {
  const { messages, tools, user, ...rest } = body;
  if (!tools) return { model: rest.model, tools: "none: the summariser", user: typeof user };
  const callIds: string[] = [];
  return {
    ...rest,
    user: typeof user,
    tools: tools.map(({ function: { name, parameters } }) => ({
      name,
      properties: Object.fromEntries(
        Object.entries(parameters.properties)
          .sort(([a], [b]) => a.localeCompare(b))
          .map(([key, { type }]) => [key, type]),
      ),
      required: [...(parameters.required ?? [])].sort(),
    })),
    messages: messages.map((message, index) => {
      const content = message.content ?? null;
      if (message.role === "system")
        // How many messages recall holds depends on how often the original stored its system message anew.
        return {
          role: "system",
          content: content?.replace(TIME, "<time>").replace(/^\d+ previous/m, "<n> previous"),
        };
      if (message.role === "assistant") {
        const calls = (message.tool_calls ?? []).map((call) => {
          callIds.push(call.id);
          return { name: call.function.name, arguments: readArguments(call.function.arguments, index) };
        });
        return { role: "assistant", content: index === 1 ? content !== null : content, calls };
      }
      const event = parseEvent(content ?? "");
      const keys = Object.keys(event).join();
      // Two-space indentation, keys in order: the packaged form itself.
      expect(content).toBe(JSON.stringify(event, null, 2));
      if (message.role === "tool")
        return {
          role: "tool",
          keys,
          answers: callIds.indexOf(message.tool_call_id ?? ""),
          idLength: message.tool_call_id?.length,
          returned: readReturn(event),
        };
      return {
        role: message.role,
        keys,
        type: event.type,
        text: event.message ?? event.reason ?? event.last_login,
      };
    }),
  };
}

function readArguments(source: string, index: number): unknown {
  try {
    const args = JSON.parse(source) as Record<string, unknown>;
    // The boot call's words are ours.
    if (index === 1) return Object.fromEntries(Object.keys(args).map((key) => [key, "<words>"]));
    return args;
  } catch {
    return source;
  }
}

function readReturn(event: Record<string, unknown>): unknown {
  const { status, message } = event;
  if (status === "Failed") return { status };
  const shown = /^Showing (\d+) of (\d+) results \(page (\d+)\/(\d+)\)/.exec(String(message));
  if (shown) return { status, shown: shown[1], total: shown[2], page: shown[3], last: shown[4] };
  return { status, message };
}

/** Paths at which two values differ. */
function differences(theirs: unknown, ours: unknown, path = ""): string[] {
  if (typeof theirs !== "object" || typeof ours !== "object" || theirs === null || ours === null)
    return Object.is(theirs, ours) ? [] : [path];
  const keys = new Set([...Object.keys(theirs), ...Object.keys(ours)]);
  return [...keys].flatMap((key) =>
    differences(
      (theirs as Record<string, unknown>)[key],
      (ours as Record<string, unknown>)[key],
      path === "" ? key : `${path}.${key}`,
    ),
  );
}

/** The scripted server, as a fetch: answers in order, remembers what it was sent. */
function scriptedFetch() {
  const state = { replies: [] as Reply[], requests: [] as ChatBody[] };
  const answer = async (_url: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    state.requests.push(JSON.parse(String(init?.body)) as ChatBody);
    const reply = state.replies.shift() ?? {
      content: null,
      tool: ["send_message", { message: "(end of script)" }],
    };
    if (reply.status) return Response.json(reply.body, { status: reply.status });
    const calls = reply.tools ?? (reply.tool ? [reply.tool] : []);
    return Response.json({
      id: "chatcmpl-1",
      object: "chat.completion",
      created: 0,
      model: "gpt-4",
      choices: [
        {
          index: 0,
          finish_reason: calls.length > 0 ? "tool_calls" : "stop",
          message: {
            role: "assistant",
            content: reply.content ?? null,
            ...(calls.length > 0
              ? {
                  tool_calls: calls.map(([name, args], index) => ({
                    id: `call_${index}`,
                    type: "function",
                    function: { name, arguments: typeof args === "string" ? args : JSON.stringify(args) },
                  })),
                }
              : {}),
          },
        },
      ],
      usage: reply.usage ?? { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
    });
  };
  return { state, fetch: answer };
}

/** Their ids, as ours. */
class Ids {
  readonly #ours = new Map<string, string>();
  learn(theirs: unknown, ours: unknown): void {
    if (typeof theirs === "string" && typeof ours === "string") this.#ours.set(theirs, ours);
  }
  translate<T>(value: T): T {
    let text = JSON.stringify(value);
    for (const [theirs, ours] of this.#ours) text = text.replaceAll(theirs, ours);
    return JSON.parse(text) as T;
  }
}

const camel = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** What the recorded file was cut into, read from the search that found all of it: where the cuts lie means nothing. */
function recordedPassages(recording: Recording): string[] {
  const found = recording.calls
    .flatMap(({ llm_requests }) => llm_requests)
    .flatMap(({ messages }) => messages)
    .filter(({ role }) => role === "tool")
    .flatMap(({ content }) => {
      const { message } = JSON.parse(content ?? "{}") as { message?: string };
      const list = /^Showing \d+ of \d+ results \(page \d+\/\d+\): (\[[\s\S]*\])$/.exec(message ?? "")?.[1];
      return list ? (JSON.parse(list) as string[]) : [];
    });
  return found.map((one) => one.slice(one.indexOf("memory: ") + "memory: ".length));
}

async function replay(
  kit: LocalKit,
  call: RecordedCall,
  ids: Ids,
  model: string,
  recording: Recording,
): Promise<unknown> {
  const args = ids.translate(call.args);
  if (call.method === "load_file_into_source") {
    const { name } = await kit.client.getSource(String(args.source_id));
    const documents = recordedPassages(recording).map((text) => ({ text }));
    return kit.client.loadData({ connector: { generateDocuments: () => documents }, source_name: name });
  }
  if (call.method === "create_agent") {
    args.llm_config = {
      model,
      model_endpoint_type: "openai",
      model_endpoint: "http://llm.test/v1",
      model_wrapper: null,
      context_window: 8192,
    };
    args.embedding_config = TEST_EMBEDDING_CONFIG;
  }
  // A function of Python is recorded by its source.
  if (call.method === "create_tool") args.func = (args.func as { source: string }).source;
  const method = (kit.client as unknown as Record<string, (args: unknown) => Promise<unknown>>)[
    camel(call.method)
  ];
  if (!method) throw new Error(`no method for ${call.method}`);
  return method.call(kit.client, args);
}

const used = new Set<RegExp>();
const recordings = load();

describe.skipIf(recordings.length === 0)("recordings of the original engine", () => {
  it.each(recordings.map((recording) => [recording.name, recording] as const))(
    "%s",
    async (name, recording) => {
      const { state, fetch } = scriptedFetch();
      const provider = createOpenAIProvider({ getKey: async () => "test-key", fetch, sleep: async () => {} });
      const kit = await createLocalKit({ provider });
      const ids = new Ids();
      let model = "gpt-4";
      for (const [index, call] of recording.calls.entries()) {
        state.replies = structuredClone(call.llm_replies);
        state.requests = [];
        const recorded = call.returns as Partial<AgentState> | null;
        if (call.method === "create_agent") model = recorded?.llm_config?.model ?? model;
        const outcome = await replay(kit, call, ids, model, recording).then(
          (value) => ({ value }),
          (error: unknown) => ({ error }),
        );
        const where = `${name} ${index}`;
        const found: string[] = [];
        const requests = Math.max(call.llm_requests.length, state.requests.length);
        for (let nth = 0; nth < requests; nth++) {
          const theirs = call.llm_requests[nth];
          const ours = state.requests[nth];
          if (!theirs || !ours) found.push(`${where}.${nth} request`);
          else
            found.push(...differences(normal(theirs), normal(ours)).map((path) => `${where}.${nth} ${path}`));
        }
        for (const at of found) {
          const listed = DIFFERENCES.find((difference) => difference.at.test(at));
          if (listed) used.add(listed.at);
          expect(listed, `an unlisted difference: ${at}`).toBeDefined();
        }
        checkOutcome(where, call, outcome);
        if ("value" in outcome) learnIds(ids, call.returns, outcome.value);
      }
    },
  );

  it("differ in everything that is listed", () => {
    expect(DIFFERENCES.filter((difference) => !used.has(difference.at)).map((one) => one.reason)).toEqual([]);
  });
});

function learnIds(ids: Ids, theirs: unknown, ours: unknown): void {
  if (Array.isArray(theirs) && Array.isArray(ours)) {
    theirs.forEach((one, index) => {
      learnIds(ids, one, ours[index]);
    });
    return;
  }
  if (typeof theirs === "string") ids.learn(theirs, ours);
  if (typeof theirs !== "object" || theirs === null || typeof ours !== "object" || ours === null) return;
  ids.learn((theirs as { id?: unknown }).id, (ours as { id?: unknown }).id);
}

/** What a call gives back, where it says more than ids. */
function checkOutcome(
  where: string,
  call: RecordedCall,
  outcome: { value: unknown } | { error: unknown },
): void {
  const { method, returns, raises } = call;
  const failed = "error" in outcome;
  // Over its limit a core-memory edit passes the original's tool and then breaks the call: here it is a failed return.
  const weMend = where.startsWith("core_memory_errors") && method === "user_message";
  // Detaching does nothing in the original but fail.
  if (method === "detach_source_from_agent") {
    expect(failed, where).toBe(false);
    return;
  }
  // An unknown agent gives null there and a clear error here.
  const weRefuse = method === "get_agent" && returns === null;
  if (raises && !weMend) {
    expect(failed, `${where} ${method} should fail`).toBe(true);
    return;
  }
  if (failed && !weRefuse) throw outcome.error;
  if (failed) return;
  const value = outcome.value as Record<string, unknown>;
  if (method === "create_tool") {
    const { name, source_type, source_code, tags, json_schema } = returns as Tool;
    expect(value, where).toMatchObject({ name, source_type, source_code, tags });
    const plain = (schema: unknown) =>
      JSON.parse(
        JSON.stringify(schema, (key, one) => (key === "request_heartbeat" ? { type: one.type } : one)),
      );
    expect(plain(value.json_schema), where).toEqual(plain(json_schema));
  }
  if (method.endsWith("_summary")) {
    // The size of recall depends on how often the original stored its system message anew.
    // A source's passages are stored once, with the source: an agent's own number does not grow by them.
    const expected = where.startsWith("sources") ? { size: 0 } : returns;
    if (method === "get_archival_memory_summary") expect(value, where).toEqual(expected);
    return;
  }
  if (method === "agent_exists") {
    expect(value, where).toBe(returns);
    return;
  }
  if (method === "get_in_context_memory" && !where.startsWith("core_memory_errors")) {
    const values = (memory: unknown) =>
      Object.entries((memory as AgentState["memory"]).memory).map(([section, block]) => [
        section,
        block.value,
        block.limit,
      ]);
    expect(values(value), where).toEqual(values(returns));
    return;
  }
  if (method === "user_message" && returns) {
    const { usage } = returns as { usage: Record<string, number> };
    if (!where.startsWith("tool_failures") && !where.startsWith("overflow_summary"))
      expect(value.usage, where).toMatchObject(usage);
  }
  if (/_(human|persona)$/.test(method) && returns) {
    const { value: text, label, template, limit, name } = returns as Record<string, unknown>;
    expect(value, where).toMatchObject({ value: text, label, template, limit, name });
  }
}
