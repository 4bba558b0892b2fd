/** Chat completions of any OpenAI-compatible endpoint, straight from the page. */
import { CancelledError, type LLMConfig } from "../schemas/index.ts";
import { ArgumentsSplitter } from "./arguments-splitter.ts";
import { LLMError } from "./errors.ts";
import {
  INNER_THOUGHTS,
  takeThoughts,
  thinksInArguments,
  withThoughtsInArguments,
  withThoughtsParameter,
} from "./inner-thoughts.ts";
import { addressSpaceOf, mapFailure } from "./map-error.ts";
import { presetOf } from "./presets.ts";
import type {
  Completion,
  CompletionObserver,
  CompletionRequest,
  CompletionUsage,
  LLMProvider,
} from "./provider.ts";
import {
  fieldNamedIn,
  headersFor,
  maxTokensField,
  type OptionalField,
  refusedFields,
  UNSET_SDK_HEADERS,
} from "./request-policy.ts";
import { FailedAttempt, readRetryAfter, sleep, withRetries } from "./retry.ts";
import { readWrittenCall, withoutNativeTools } from "./tool-modes.ts";

type Fetch = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>;

export interface OpenAIProviderOptions {
  /** The key of an endpoint; null where it needs none. May throw KeyLockedError. */
  getKey: (endpoint: string) => Promise<string | null>;
  fetch?: Fetch;
  sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  random?: () => number;
  isOnline?: () => boolean;
  now?: () => number;
}

type ToolMode = "native" | "json" | "prompt";
/** What a model's endpoint has refused so far. */
interface Lessons {
  refused: Set<OptionalField>;
  /** Null while native tools have not been refused. */
  mode: ToolMode | null;
}
const modeOf = (config: LLMConfig, lessons: Lessons): ToolMode =>
  config.tool_mode ?? lessons.mode ?? "native";
/** Where a model that has no tools goes next. */
const NEXT_MODE: Partial<Record<ToolMode, ToolMode>> = { native: "json", json: "prompt" };

/** Adds the permission that Chrome 142 and later ask for local endpoints; other browsers pass over the field. */
export function fetchWithAddressSpace(fetch: Fetch): Fetch {
  return (input, init) => {
    const url = typeof input === "string" ? input : input instanceof URL ? input.href : input.url;
    const space = addressSpaceOf(url);
    return fetch(input, space ? ({ ...init, targetAddressSpace: space } as RequestInit) : init);
  };
}

/**
 * A provider over the `openai` package, which is loaded with the first request. What an endpoint refuses (a field,
 * native tools) is learned for as long as the page lives.
 */
export function createOpenAIProvider(options: OpenAIProviderOptions): LLMProvider {
  const learned = new Map<string, Lessons>();
  const lessonsOf = (config: LLMConfig) => {
    const key = `${config.model_endpoint}|${config.model}`;
    let lessons = learned.get(key);
    if (!lessons) {
      lessons = { refused: refusedFields(config), mode: null };
      learned.set(key, lessons);
    }
    return lessons;
  };

  return {
    async complete(request, observer = {}) {
      const { config } = request;
      const endpoint = endpointOf(config);
      const key = await options.getKey(endpoint);
      const preset = presetOf(config.model_endpoint_type);
      if (!key && preset?.needs_key)
        throw new LLMError("llm_no_key", `There is no key for ${preset.name}.`, {
          hint: "Enter your key in the model settings.",
          status: 401,
        });
      const lessons = lessonsOf(config);
      const { OpenAI } = await import("openai");
      // The SDK keeps only an `error` member of a refusal; endpoints have other forms, and all of the text counts.
      let refusal = "";
      const endpointFetch = fetchWithAddressSpace(options.fetch ?? ((input, init) => fetch(input, init)));
      const client = new OpenAI({
        apiKey: key ?? "none",
        baseURL: endpoint,
        dangerouslyAllowBrowser: true,
        maxRetries: 0,
        defaultHeaders: { ...UNSET_SDK_HEADERS, ...headersFor(config.model_endpoint_type, key) },
        fetch: async (input, init) => {
          const response = await endpointFetch(input, init);
          refusal = response.ok ? "" : await response.clone().text();
          return response;
        },
      });

      const attempt = async (): Promise<Completion> => {
        for (;;) {
          const mode = modeOf(config, lessons);
          const body = buildBody(request, mode, lessons.refused);
          try {
            return await send(client, body, mode, request, observer);
          } catch (error) {
            if (observer.signal?.aborted) throw new CancelledError();
            const failure = toFailedAttempt(error, { endpoint, model: config.model, key, refusal, options });
            const { code, endpointMessage } = failure.failure;
            const field =
              code === "llm_bad_request" || code === "llm_no_tools"
                ? fieldNamedIn(endpointMessage ?? "", body)
                : null;
            if (field && !lessons.refused.has(field)) {
              lessons.refused.add(field);
              continue;
            }
            const next = code === "llm_no_tools" && !config.tool_mode ? NEXT_MODE[mode] : undefined;
            if (next) {
              lessons.mode = next;
              continue;
            }
            throw failure;
          }
        }
      };
      return withRetries(attempt, {
        signal: observer.signal,
        onRetry: observer.onRetry,
        sleep: options.sleep ?? sleep,
        random: options.random ?? Math.random,
      });
    },

    async sentFor(request) {
      const { config } = request;
      const lessons = lessonsOf(config);
      return {
        url: `${endpointOf(config).replace(/\/+$/, "")}/chat/completions`,
        body: buildBody(request, modeOf(config, lessons), lessons.refused),
      };
    },
  };
}

function endpointOf(config: LLMConfig): string {
  const endpoint = config.model_endpoint ?? presetOf(config.model_endpoint_type)?.endpoint;
  if (!endpoint)
    throw new LLMError("llm_bad_request", `The model ${config.model} has no endpoint.`, {
      hint: "Set the base URL in the model settings.",
    });
  return endpoint;
}

interface ChatBody extends Record<string, unknown> {
  stream: boolean;
}

function buildBody(request: CompletionRequest, mode: ToolMode, refused: Set<OptionalField>): ChatBody {
  const { config, tools } = request;
  const inArguments = tools !== undefined && mode === "native" && thinksInArguments(config);
  let { messages } = request;
  if (tools && mode !== "native") messages = withoutNativeTools(messages, tools);
  else if (inArguments) messages = withThoughtsInArguments(messages);
  const body: ChatBody = { model: config.model, messages, stream: request.stream };
  if (request.stream) body.stream_options = { include_usage: true };
  if (request.user) body.user = request.user;
  if (config.temperature != null) body.temperature = config.temperature;
  if (config.max_tokens != null) body[maxTokensField(config)] = config.max_tokens;
  if (tools && mode === "native") {
    body.tools = (inArguments ? withThoughtsParameter(tools) : tools).map((tool) => ({
      type: "function",
      function: tool,
    }));
    body.tool_choice = "auto";
    body.parallel_tool_calls = request.parallel_tool_calls ?? false;
  }
  if (tools && mode === "json") body.response_format = { type: "json_object" };
  for (const field of refused) delete body[field];
  return body;
}

/** The parts of the SDK that are used; its types are wide and differ between versions. */
interface ChatClient {
  chat: {
    completions: {
      create(body: never, options: { signal?: AbortSignal }): Promise<unknown>;
    };
  };
}

interface WireUsage {
  prompt_tokens?: number;
  completion_tokens?: number;
  total_tokens?: number;
}
interface WireChoice {
  finish_reason?: string | null;
  message?: {
    content?: unknown;
    tool_calls?: WireCall[] | null;
    function_call?: WireCall["function"] | null;
  };
  delta?: { content?: unknown; tool_calls?: (WireCall & { index?: number })[] | null };
}
interface WireCall {
  function?: { name?: string | null; arguments?: unknown };
}
interface WireAnswer {
  choices?: WireChoice[] | null;
  usage?: WireUsage | null;
  model?: string;
  error?: { message?: string; code?: string | number } | string;
}

function readUsage(usage: WireUsage | null | undefined): CompletionUsage | null {
  if (!usage || typeof usage.prompt_tokens !== "number") return null;
  const completion_tokens = usage.completion_tokens ?? 0;
  return {
    prompt_tokens: usage.prompt_tokens,
    completion_tokens,
    total_tokens: usage.total_tokens ?? usage.prompt_tokens + completion_tokens,
  };
}

/** Content as text: some endpoints send it in parts. */
function readContent(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .map((part: unknown) =>
      typeof part === "object" && part !== null && "text" in part && typeof part.text === "string"
        ? part.text
        : "",
    )
    .join("");
}

const argumentsText = (value: unknown): string =>
  typeof value === "string" ? value : value === undefined || value === null ? "" : JSON.stringify(value);

async function send(
  client: unknown,
  body: ChatBody,
  mode: ToolMode,
  request: CompletionRequest,
  observer: CompletionObserver,
): Promise<Completion> {
  const { signal } = observer;
  const answer = await (client as ChatClient).chat.completions.create(
    body as never,
    signal ? { signal } : {},
  );
  const inArguments = body.tools !== undefined && thinksInArguments(request.config);
  const written = request.tools !== undefined && mode !== "native";
  const raw = body.stream
    ? await readStream(answer, { inArguments, written, observer })
    : readWhole(answer, inArguments);
  if (!written) return { ...raw, model: raw.model || request.config.model };
  const call = await readWrittenCall(raw.content ?? "");
  const completion: Completion = {
    ...raw,
    model: raw.model || request.config.model,
    ...(call
      ? { content: call.thoughts, tool_calls: [{ name: call.name, arguments: call.arguments }] }
      : { tool_calls: [] }),
  };
  // JSON is only useful whole: it is told in one piece.
  if (body.stream) {
    if (completion.content) observer.onDelta?.({ type: "content", text: completion.content });
    if (call) observer.onDelta?.({ type: "tool-call", index: 0, name: call.name, arguments: call.arguments });
  }
  return completion;
}

function badResponse(message: string, detail?: unknown): LLMError {
  return new LLMError("llm_bad_response", message, {
    hint: "Check that the base URL is that of an OpenAI-compatible API (it often ends in /v1).",
    detail,
  });
}

function readWhole(answer: unknown, inArguments: boolean): Completion {
  if (typeof answer !== "object" || answer === null) throw badResponse("The endpoint's answer is not JSON.");
  const { choices, usage, model, error } = answer as WireAnswer;
  if (error) throw embeddedError(error);
  const choice = choices?.[0];
  if (!choice?.message) throw badResponse("The endpoint answered without any choice.");
  const { message } = choice;
  const wireCalls =
    message.tool_calls ?? (message.function_call ? [{ function: message.function_call }] : []);
  let thoughts: string | null = null;
  const tool_calls = wireCalls.map((call) => {
    const source = argumentsText(call.function?.arguments);
    if (!inArguments) return { name: call.function?.name ?? "", arguments: source };
    const taken = takeThoughts(source);
    thoughts ??= taken.thoughts;
    return { name: call.function?.name ?? "", arguments: taken.arguments };
  });
  const content = readContent(message.content);
  return {
    content: thoughts ?? (content === "" ? null : content),
    tool_calls,
    finish_reason: finishReason(choice.finish_reason, tool_calls.length > 0),
    usage: readUsage(usage),
    model: model ?? "",
  };
}

/** Endpoints word a natural end in their own ways; a missing one is taken as it looks. */
function finishReason(reason: string | null | undefined, hasCalls: boolean): string {
  if (
    !reason ||
    reason === "eos" ||
    reason === "end_turn" ||
    reason === "tool_use" ||
    reason === "stop_sequence"
  )
    return hasCalls ? "tool_calls" : "stop";
  if (reason === "max_tokens" || reason === "MAX_TOKENS") return "length";
  return reason.toLowerCase();
}

/** An error that came with status 200. */
function embeddedError(error: NonNullable<WireAnswer["error"]>): Error {
  const { message = "", code } = typeof error === "string" ? { message: error } : error;
  return Object.assign(new Error(message), {
    status: typeof code === "number" ? code : 500,
    code: String(code ?? ""),
  });
}

async function readStream(
  answer: unknown,
  {
    inArguments,
    written,
    observer,
  }: { inArguments: boolean; written: boolean; observer: CompletionObserver },
): Promise<Completion> {
  if (typeof answer !== "object" || answer === null || !(Symbol.asyncIterator in answer))
    throw badResponse("The endpoint did not answer with a stream.");
  let content = "";
  let thoughts = "";
  let usage: CompletionUsage | null = null;
  let reason: string | null = null;
  let model = "";
  const calls: { name: string; arguments: string; splitter: ArgumentsSplitter | null }[] = [];
  const tell = written ? undefined : observer.onDelta;
  try {
    for await (const item of answer as AsyncIterable<unknown>) {
      if (typeof item !== "object" || item === null) continue;
      const chunk = item as WireAnswer;
      if (chunk.error) throw embeddedError(chunk.error);
      usage = readUsage(chunk.usage) ?? usage;
      model ||= chunk.model ?? "";
      const choice = chunk.choices?.[0];
      if (!choice) continue;
      reason = choice.finish_reason ?? reason;
      const text = readContent(choice.delta?.content);
      if (text !== "") {
        content += text;
        // Beside thoughts in the arguments, content is a preface at best; it is kept only where there are none.
        if (!inArguments) tell?.({ type: "content", text });
      }
      for (const [position, piece] of (choice.delta?.tool_calls ?? []).entries()) {
        const index = piece.index ?? position;
        let call = calls[index];
        if (!call) {
          call = {
            name: "",
            arguments: "",
            splitter: inArguments ? new ArgumentsSplitter(INNER_THOUGHTS) : null,
          };
          calls[index] = call;
        }
        const name = piece.function?.name ?? "";
        const source = argumentsText(piece.function?.arguments);
        const split = call.splitter?.feed(source) ?? { taken: "", rest: source };
        call.name += name;
        call.arguments += split.rest;
        if (split.taken !== "") {
          if (index === 0) thoughts += split.taken;
          tell?.({ type: "content", text: split.taken });
        }
        if (name !== "" || split.rest !== "")
          tell?.({
            type: "tool-call",
            index,
            ...(name === "" ? {} : { name }),
            ...(split.rest === "" ? {} : { arguments: split.rest }),
          });
      }
    }
  } catch (error) {
    if (observer.signal?.aborted || isStatusError(error)) throw error;
    throw new DroppedStream(error);
  }
  if (observer.signal?.aborted) throw new CancelledError();
  if (reason === null && usage === null) throw new DroppedStream(null);
  const tool_calls = calls.filter(Boolean).map((call, index) => {
    const left = call.splitter?.finish() ?? "";
    if (left !== "") tell?.({ type: "tool-call", index, arguments: left });
    return { name: call.name, arguments: call.arguments + left };
  });
  if (inArguments && thoughts === "" && content !== "") tell?.({ type: "content", text: content });
  return {
    content: thoughts || content || null,
    tool_calls,
    finish_reason: finishReason(reason, tool_calls.length > 0),
    usage,
    model,
  };
}

/** The stream ended before the reply did. */
class DroppedStream extends Error {
  constructor(cause: unknown) {
    super("The stream broke off.", { cause });
  }
}

function isStatusError(error: unknown): error is Error & { status: number; code?: string | null } {
  return error instanceof Error && "status" in error && typeof error.status === "number";
}

interface FailureContext {
  endpoint: string;
  model: string;
  key: string | null;
  /** Text of a refused request's answer. */
  refusal: string;
  options: OpenAIProviderOptions;
}

function toFailedAttempt(
  error: unknown,
  { endpoint, model, key, refusal, options }: FailureContext,
): FailedAttempt {
  if (error instanceof LLMError) return new FailedAttempt(error, null);
  if (error instanceof DroppedStream)
    return new FailedAttempt(
      new LLMError("llm_stream_dropped", "The connection broke off in the middle of the reply.", {
        hint: "Try again; if it keeps happening, check your network.",
        cause: error.cause,
      }),
      null,
    );
  const isOnline = options.isOnline ?? (() => globalThis.navigator?.onLine !== false);
  if (isStatusError(error)) {
    const { status, code, message } = error;
    const headers = "headers" in error && error.headers instanceof Headers ? error.headers : undefined;
    const failure = mapFailure({
      status,
      code: code ?? null,
      text: refusal || message,
      endpoint,
      model,
      key,
      online: true,
    });
    return new FailedAttempt(failure, readRetryAfter(headers, (options.now ?? Date.now)()));
  }
  if (error instanceof SyntaxError)
    return new FailedAttempt(badResponse("The endpoint's answer is not JSON."), null);
  const text = error instanceof Error ? error.message : String(error);
  return new FailedAttempt(
    mapFailure({ status: null, text, endpoint, model, key, online: isOnline(), cause: error }),
    null,
  );
}
