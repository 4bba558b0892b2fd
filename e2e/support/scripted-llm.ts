/**
 * An OpenAI-compatible endpoint that answers from a script, on 127.0.0.1 and a free port. Playwright drives the
 * built app against it, vitest the provider. A reply goes out as it was written: nothing is added to arguments.
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

export interface ScriptedUsage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

export type ToolCall = [name: string, args: Record<string, unknown>];

/** One answer to one request for a completion. */
export interface ScriptedReply {
  content?: string | null;
  tool?: ToolCall;
  tools?: ToolCall[];
  /** Sent as the arguments of the first call in place of its own: for JSON that is broken. */
  rawArguments?: string;
  finishReason?: string;
  /** Null: the endpoint tells none. Absent: a plain count. */
  usage?: ScriptedUsage | null;
  /** Anything from 400 up answers with `body` and no completion. */
  status?: number;
  headers?: Record<string, string>;
  /** Sent as it is (an object as JSON) in place of a completion. */
  body?: string | object;
  /** Before the first byte. */
  delayMs?: number;
  /** Between two pieces of a stream; the server's own by default. */
  chunkDelayMs?: number;
  /** The connection is destroyed after so many pieces of the stream; 0 leaves only the headers. */
  dropAfterChunks?: number;
  /** Nothing more is sent until this settles: see `holdAfterChunks`. */
  holdUntil?: Promise<unknown>;
  /** How many pieces of the stream go out before `holdUntil` is waited for. Default 0, not even the headers. */
  holdAfterChunks?: number;
}

export type ScriptStep = ScriptedReply | ((request: RecordedRequest) => ScriptedReply);

/** The body of a request for a completion, as far as the tests look into it. */
export interface CompletionBody {
  model: string;
  stream?: boolean;
  stream_options?: { include_usage?: boolean };
  messages: {
    role: string;
    content: string | null;
    name?: string;
    tool_calls?: { id: string; function: { name: string; arguments: string } }[];
    tool_call_id?: string;
  }[];
  tools?: {
    type: "function";
    function: { name: string; parameters?: { properties?: Record<string, unknown> } };
  }[];
  [field: string]: unknown;
}

export interface RecordedRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  /** Null where there was none, or no JSON. */
  body: CompletionBody | null;
  /** Whether the other side hung up before the whole answer was out. */
  aborted: boolean;
}

export interface ScriptedLLMOptions {
  /** Names `/v1/models` lists. Default `["scripted"]`. */
  models?: string[];
  /** Requests without `Authorization: Bearer <key>` get 401. */
  key?: string;
  /**
   * `any` answers every preflight; `refused` sends no CORS header at all; a list allows only those request
   * headers; `hidden-errors` is `any`, but a wrong key's answer carries no CORS header, as at some providers.
   */
  cors?: "any" | "refused" | "hidden-errors" | string[];
  /** Letters in one piece of a stream. Default 12. */
  chunkSize?: number;
  /** Between two pieces of a stream. Default 0. */
  chunkDelayMs?: number;
}

export interface ScriptedLLM {
  /** Base URL, ending in `/v1`. */
  readonly url: string;
  readonly options: ScriptedLLMOptions;
  /** Every request but preflights, in order of arrival. */
  readonly requests: RecordedRequest[];
  /** The requests for a completion among them. */
  readonly completions: RecordedRequest[];
  /** Replies for whichever model asks next. */
  enqueue(...steps: ScriptStep[]): void;
  /** Replies for one model only; taken before those of `enqueue`. */
  enqueueFor(model: string, ...steps: ScriptStep[]): void;
  /** Scripted replies nobody has asked for yet. */
  readonly remaining: number;
  /** Resolves when the completion number `count` (from 1) has been asked for. */
  waitForCompletion(count: number): Promise<RecordedRequest>;
  close(): Promise<void>;
}

/** Replies in short. */
export const reply = {
  /** A `send_message`, with the inner thoughts in its arguments where given. */
  say: (message: string, innerThoughts?: string): ScriptedReply => ({
    tool: [
      "send_message",
      innerThoughts === undefined ? { message } : { inner_thoughts: innerThoughts, message },
    ],
  }),
  call: (name: string, args: Record<string, unknown>): ScriptedReply => ({ tool: [name, args] }),
  /** A call whose arguments are no JSON, or otherwise not what they should be. */
  brokenCall: (name: string, rawArguments: string): ScriptedReply => ({ tool: [name, {}], rawArguments }),
  text: (content: string): ScriptedReply => ({ content }),
  error: (status: number, message: string, code: string | null = null): ScriptedReply => ({
    status,
    body: { error: { message, type: "scripted_error", param: null, code } },
  }),
  rateLimited: (retryAfterSeconds: number): ScriptedReply => ({
    ...reply.error(429, "Rate limit reached.", "rate_limit_exceeded"),
    headers: { "retry-after": String(retryAfterSeconds) },
  }),
  contextOverflow: (window: number): ScriptedReply =>
    reply.error(
      400,
      `This model's maximum context length is ${window} tokens. Please reduce the length of the messages.`,
      "context_length_exceeded",
    ),
  /** The stream breaks after `chunks` pieces. */
  dropped: (whole: ScriptedReply, chunks: number): ScriptedReply => ({ ...whole, dropAfterChunks: chunks }),
  /** Stands still after `chunks` pieces until `release` is called. */
  held: (whole: ScriptedReply, chunks = 0): { reply: ScriptedReply; release: () => void } => {
    let release = () => {};
    const holdUntil = new Promise<void>((resolve) => {
      release = resolve;
    });
    return { reply: { ...whole, holdUntil, holdAfterChunks: chunks }, release };
  },
};

/** Tells an error of a script to whoever reads the conversation, rather than hanging. */
function unscripted(body: CompletionBody): ScriptedReply {
  const message = "(the script has no reply left)";
  const sendMessage = body.tools?.find((tool) => tool.function.name === "send_message");
  if (!sendMessage) return reply.text(message);
  return reply.say(
    message,
    sendMessage.function.parameters?.properties?.inner_thoughts
      ? "Nothing is left in the script."
      : undefined,
  );
}

function callsOf(step: ScriptedReply): { name: string; arguments: string }[] {
  const calls = step.tools ?? (step.tool ? [step.tool] : []);
  return calls.map(([name, args], index) => ({
    name,
    arguments: index === 0 && step.rawArguments !== undefined ? step.rawArguments : JSON.stringify(args),
  }));
}

/** Four letters a token: near enough for a test, and the same each time. */
function usageOf(step: ScriptedReply, body: CompletionBody): ScriptedUsage | null {
  if (step.usage !== undefined) return step.usage;
  const written = (step.content ?? "") + JSON.stringify(callsOf(step));
  const prompt_tokens = Math.ceil(JSON.stringify(body.messages).length / 4);
  const completion_tokens = Math.ceil(written.length / 4);
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}

function finishReasonOf(step: ScriptedReply): string {
  return step.finishReason ?? (callsOf(step).length > 0 ? "tool_calls" : "stop");
}

function pieces(text: string, size: number): string[] {
  const letters = Array.from(text);
  const result: string[] = [];
  for (let start = 0; start < letters.length; start += size) {
    result.push(letters.slice(start, start + size).join(""));
  }
  return result;
}

interface Identity {
  id: string;
  created: number;
  model: string;
}

function completionObject(step: ScriptedReply, body: CompletionBody, identity: Identity): object {
  const calls = callsOf(step);
  const usage = usageOf(step, body);
  return {
    ...identity,
    object: "chat.completion",
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: step.content ?? null,
          ...(calls.length > 0 && {
            tool_calls: calls.map((call, index) => ({
              id: `call_${identity.id}_${index}`,
              type: "function",
              function: call,
            })),
          }),
        },
        finish_reason: finishReasonOf(step),
      },
    ],
    ...(usage && { usage }),
  };
}

function streamChunks(step: ScriptedReply, body: CompletionBody, identity: Identity, size: number): object[] {
  const chunk = (delta: object, finish_reason: string | null = null) => ({
    ...identity,
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta, finish_reason }],
  });
  const chunks: object[] = [chunk({ role: "assistant", content: step.content == null ? null : "" })];
  for (const text of pieces(step.content ?? "", size)) chunks.push(chunk({ content: text }));
  for (const [index, call] of callsOf(step).entries()) {
    chunks.push(
      chunk({
        tool_calls: [
          {
            index,
            id: `call_${identity.id}_${index}`,
            type: "function",
            function: { name: call.name, arguments: "" },
          },
        ],
      }),
    );
    for (const text of pieces(call.arguments, size)) {
      chunks.push(chunk({ tool_calls: [{ index, function: { arguments: text } }] }));
    }
  }
  chunks.push(chunk({}, finishReasonOf(step)));
  const usage = usageOf(step, body);
  if (usage && body.stream_options?.include_usage) {
    chunks.push({ ...identity, object: "chat.completion.chunk", choices: [], usage });
  }
  return chunks;
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

function parseBody(text: string): CompletionBody | null {
  try {
    return JSON.parse(text) as CompletionBody;
  } catch {
    return null;
  }
}

class ScriptedServer implements ScriptedLLM {
  url = "";
  readonly requests: RecordedRequest[] = [];
  readonly #queue: ScriptStep[] = [];
  readonly #queues = new Map<string, ScriptStep[]>();
  readonly #server = createServer((incoming, outgoing) => void this.#answer(incoming, outgoing));
  #waiting: { count: number; resolve: (request: RecordedRequest) => void }[] = [];
  #replies = 0;

  constructor(readonly options: ScriptedLLMOptions) {}

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
    return this;
  }

  get completions(): RecordedRequest[] {
    return this.requests.filter((request) => request.path.endsWith("/chat/completions"));
  }

  get remaining(): number {
    return [this.#queue, ...this.#queues.values()].reduce((sum, queue) => sum + queue.length, 0);
  }

  enqueue(...steps: ScriptStep[]): void {
    this.#queue.push(...steps);
  }

  enqueueFor(model: string, ...steps: ScriptStep[]): void {
    this.#queues.set(model, [...(this.#queues.get(model) ?? []), ...steps]);
  }

  waitForCompletion(count: number): Promise<RecordedRequest> {
    const already = this.completions[count - 1];
    if (already) return Promise.resolve(already);
    return new Promise((resolve) => this.#waiting.push({ count, resolve }));
  }

  close(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.close((error) => (error ? reject(error) : resolve()));
      this.#server.closeAllConnections();
    });
  }

  async #answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const path = new URL(incoming.url ?? "/", "http://127.0.0.1").pathname;
    if (incoming.method === "OPTIONS") return this.#answerPreflight(incoming, outgoing);

    const text = await readBody(incoming);
    const request: RecordedRequest = {
      method: incoming.method ?? "GET",
      path,
      headers: incoming.headers,
      body: text ? parseBody(text) : null,
      aborted: false,
    };
    outgoing.on("close", () => {
      request.aborted = !outgoing.writableFinished;
    });
    this.requests.push(request);
    this.#tellWaiting();

    const { key } = this.options;
    if (key !== undefined && incoming.headers.authorization !== `Bearer ${key}`) {
      if (this.options.cors !== "hidden-errors") this.#allowOrigin(outgoing);
      return this.#sendJson(outgoing, 401, {
        error: {
          message: "Incorrect API key provided.",
          type: "invalid_request_error",
          param: null,
          code: "invalid_api_key",
        },
      });
    }
    this.#allowOrigin(outgoing);
    if (request.method === "GET" && path === "/v1/models") {
      const models = this.options.models ?? ["scripted"];
      return this.#sendJson(outgoing, 200, {
        object: "list",
        data: models.map((id) => ({ id, object: "model", created: 0, owned_by: "script" })),
      });
    }
    if (request.method === "POST" && path === "/v1/chat/completions") {
      if (!request.body) return this.#sendJson(outgoing, 400, { error: { message: "The body is no JSON." } });
      return this.#complete(request, request.body, outgoing);
    }
    this.#sendJson(outgoing, 404, { error: { message: `Nothing at ${request.method} ${path}.` } });
  }

  #answerPreflight(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { cors = "any" } = this.options;
    if (cors === "refused") {
      outgoing.writeHead(403).end();
      return;
    }
    this.#allowOrigin(outgoing);
    outgoing.setHeader(
      "access-control-allow-headers",
      Array.isArray(cors) ? cors.join(", ") : (incoming.headers["access-control-request-headers"] ?? "*"),
    );
    outgoing.setHeader("access-control-allow-methods", "GET, POST, OPTIONS");
    outgoing.setHeader("access-control-allow-private-network", "true");
    outgoing.writeHead(204).end();
  }

  #allowOrigin(outgoing: ServerResponse): void {
    if (this.options.cors === "refused") return;
    outgoing.setHeader("access-control-allow-origin", "*");
    // Without this a page cannot read how long it is asked to wait.
    outgoing.setHeader("access-control-expose-headers", "retry-after, retry-after-ms, x-request-id");
  }

  #sendJson(outgoing: ServerResponse, status: number, body: object): void {
    outgoing.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  }

  #tellWaiting(): void {
    const { completions } = this;
    this.#waiting = this.#waiting.filter(({ count, resolve }) => {
      const request = completions[count - 1];
      if (request) resolve(request);
      return !request;
    });
  }

  async #complete(request: RecordedRequest, body: CompletionBody, outgoing: ServerResponse): Promise<void> {
    const next = this.#queues.get(body.model)?.shift() ?? this.#queue.shift() ?? unscripted(body);
    const step = typeof next === "function" ? next(request) : next;
    if (step.delayMs) await pause(step.delayMs);
    if (step.holdUntil && !step.holdAfterChunks) await step.holdUntil;
    if (outgoing.destroyed) return;

    for (const [name, value] of Object.entries(step.headers ?? {})) outgoing.setHeader(name, value);
    if (step.body !== undefined || (step.status ?? 200) >= 400) {
      if (typeof step.body === "string") outgoing.writeHead(step.status ?? 200).end(step.body);
      else this.#sendJson(outgoing, step.status ?? 200, step.body ?? {});
      return;
    }

    this.#replies += 1;
    const identity = { id: `scripted-${this.#replies}`, created: 0, model: body.model };
    if (!body.stream) {
      if (step.dropAfterChunks !== undefined) outgoing.destroy();
      else this.#sendJson(outgoing, 200, completionObject(step, body, identity));
      return;
    }
    await this.#stream(step, body, identity, outgoing);
  }

  async #stream(
    step: ScriptedReply,
    body: CompletionBody,
    identity: Identity,
    outgoing: ServerResponse,
  ): Promise<void> {
    outgoing.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
    outgoing.flushHeaders();
    const delay = step.chunkDelayMs ?? this.options.chunkDelayMs ?? 0;
    const chunks = streamChunks(step, body, identity, this.options.chunkSize ?? 12);
    for (const [index, chunk] of chunks.entries()) {
      if (index === step.dropAfterChunks) {
        // A socket cut at once may take the pieces still in its buffer with it: let them leave first.
        await pause(20);
        outgoing.destroy();
        return;
      }
      if (step.holdUntil && index > 0 && index === step.holdAfterChunks) await step.holdUntil;
      if (index > 0 && delay > 0) await pause(delay);
      if (outgoing.destroyed) return;
      outgoing.write(`data: ${JSON.stringify(chunk)}\n\n`);
    }
    outgoing.end("data: [DONE]\n\n");
  }
}

/** Starts a server of its own; close it when done. */
export function startScriptedLLM(options: ScriptedLLMOptions = {}): Promise<ScriptedLLM> {
  return new ScriptedServer(options).listen();
}
