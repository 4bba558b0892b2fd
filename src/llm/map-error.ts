/** From what went wrong on the wire to what a person can do. */
import { LLMError } from "./errors.ts";
import { redact } from "./redact.ts";

/** How endpoints say that a request is too long. */
const OVERFLOW =
  /context_length_exceeded|maximum context length|context[ _](?:window|size|length).{0,40}(?:exceed|too (?:long|small|large))|exceeds? the (?:available |maximum |model'?s )?(?:context|number of tokens)|exceed_context_size|prompt is too long|input (?:token count|is too long|length).{0,40}exceed|too many tokens|please reduce the length|reduce the length of the messages|request too large for model|larger than the (?:context|maximum)|tokens? (?:in request )?more than max tokens|requested tokens.{0,30}exceed/i;
const NO_TOOLS =
  /(?:does not|doesn't|do not) support (?:tools|tool use|function|tool call)|tools? (?:is|are) not supported|no endpoints found that support tool use|"auto" tool choice requires|tool use is not supported|tool[_ ]choice.*not supported/i;
const NO_CREDIT =
  /insufficient_quota|exceeded your current quota|insufficient (?:credit|balance|fund)|credit balance is too low|payment required|billing|out of credits/i;
const NO_MODEL =
  /model_not_found|model.{0,60}(?:not found|does not exist|not exist|is not available|not a valid|unknown)|(?:no such|unknown|invalid|not a valid) model|no endpoints found for/i;

export interface WireFailure {
  /** HTTP status; null where there was no readable answer. */
  status: number | null;
  /** The endpoint's code and text. */
  code?: string | null;
  text: string;
  endpoint: string;
  model: string;
  /** The key in use, so that it can be taken out of texts. */
  key?: string | null;
  online: boolean;
  cause?: unknown;
}

const hostOf = (endpoint: string) => (URL.canParse(endpoint) ? new URL(endpoint).host : endpoint);

/** The sentence in an endpoint's answer: most wrap it in JSON, each in its own way. */
function messageIn(text: string): string {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return text.trim();
  }
  // Gemini answers a list of one.
  const [first] = Array.isArray(answer) ? answer : [answer];
  for (const path of [["error", "message"], ["error"], ["message"], ["detail"], ["detail", "0", "msg"]]) {
    const found = path.reduce<unknown>(
      (value, key) =>
        typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined,
      first,
    );
    if (typeof found === "string" && found.trim() !== "") return found.trim();
  }
  return text.trim();
}

/** A failure as an LLMError with advice. Keys never get into it. */
export function mapFailure(failure: WireFailure): LLMError {
  const { status, endpoint, model } = failure;
  const host = hostOf(endpoint);
  const said = redact(messageIn(failure.text), failure.key).slice(0, 600);
  const all = `${failure.code ?? ""} ${failure.text}`;
  const error = (code: LLMError["code"], message: string, hint: string) =>
    new LLMError(code, message, {
      hint,
      endpointMessage: said || null,
      ...(status === null ? {} : { status }),
      detail: { endpoint, model, status, said },
    });

  if (status === null) return unreadable(failure, host, error);
  if ((status === 400 || status === 413 || status === 422 || status === 500) && OVERFLOW.test(all))
    return error(
      "llm_context_overflow",
      `The conversation is too long for ${model}.`,
      "Older messages are folded by themselves; if this stays, set the model's context window to its true size.",
    );
  if (NO_TOOLS.test(all) && status < 500)
    return error(
      "llm_no_tools",
      `${model} cannot call tools at ${host}.`,
      "Set the tool mode of this model to JSON or prompt, or choose a model that can call tools.",
    );
  if (status === 402 || ((status === 429 || status === 403 || status === 400) && NO_CREDIT.test(all)))
    return error(
      "llm_no_credit",
      `There is no credit left at ${host}.`,
      `Add credit to your account at ${host}.`,
    );
  if (status === 401 || (status === 400 && /api.?key/i.test(all)))
    return error(
      "llm_wrong_key",
      `${host} refused the key.`,
      "Check the key in the model settings, or make a new one.",
    );
  if (status === 403)
    return error(
      "llm_wrong_key",
      `${host} refused access: ${said || "forbidden"}.`,
      "Check that the key may use this model and that the endpoint lets this page in.",
    );
  if ((status === 404 || status === 400) && (NO_MODEL.test(all) || status === 404))
    return error(
      "llm_no_such_model",
      `${host} has no model "${model}".`,
      "Choose a model from the endpoint's list, and check the base URL.",
    );
  if (status === 429)
    return error(
      "llm_rate_limited",
      `${host} asks to wait: too many requests.`,
      "Wait a moment, then try again.",
    );
  if (status >= 500)
    return error(
      "llm_server_error",
      `${host} has a problem of its own (${status}).`,
      "Try again in a moment.",
    );
  return error(
    "llm_bad_request",
    `${host} refused the request (${status}): ${said}`,
    "Check the model's settings.",
  );
}

function unreadable(
  failure: WireFailure,
  host: string,
  error: (code: LLMError["code"], message: string, hint: string) => LLMError,
): LLMError {
  if (!failure.online)
    return error("llm_offline", "This device is offline.", "Connect to the network, then try again.");
  if (isLocal(failure.endpoint))
    return error(
      "llm_unreachable",
      `Nothing readable answers at ${host}.`,
      "Start the server there and allow this page (CORS); the browser may also ask for permission to reach your local network. The connection test tells which.",
    );
  return error(
    "llm_unreachable",
    `${host} could not be reached, or does not let this page read its answer.`,
    "Some endpoints hide a wrong key this way. The connection test in the model settings tells the cause.",
  );
}

/** Whether an endpoint is on this machine or the local network. */
export function isLocal(endpoint: string): boolean {
  return addressSpaceOf(endpoint) !== null;
}

/** Which permission Chrome (142 and later) wants for an endpoint: none for the open internet. */
export function addressSpaceOf(endpoint: string): "loopback" | "local" | null {
  if (!URL.canParse(endpoint)) return null;
  const { hostname } = new URL(endpoint);
  if (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    /^127\./.test(hostname) ||
    hostname === "[::1]"
  )
    return "loopback";
  if (/^(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.)/.test(hostname) || hostname.endsWith(".local"))
    return "local";
  return null;
}
