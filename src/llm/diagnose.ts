/** The connection doctor: looks at a connection step by step, and says what is wrong and what to do. */
import { EngramError, type LLMConfig } from "../schemas/index.ts";
import { listEndpointModels } from "./list-models.ts";
import { addressSpaceOf, isLocal } from "./map-error.ts";
import { createOpenAIProvider, fetchWithAddressSpace } from "./openai.ts";
import { presetOf } from "./presets.ts";
import { headersFor } from "./request-policy.ts";

type Fetch = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>;

export interface DiagnosisCheck {
  name: string;
  outcome: "passed" | "failed" | "warning" | "skipped";
  message: string;
  advice: string | null;
}

export interface Diagnosis {
  ok: boolean;
  cause: string | null;
  checks: DiagnosisCheck[];
}

/** What the doctor asks of its surroundings; a page has all of it. */
export interface DiagnoseEnvironment {
  fetch: Fetch;
  isOnline: () => boolean;
  /** `https:` or `http:` of the page, empty where there is none. */
  pageProtocol: string;
  pageOrigin: string;
  /** State of a permission, null where the browser does not know it. */
  permission: (name: string) => Promise<PermissionState | null>;
}

export interface DiagnoseParams {
  llm_config: LLMConfig;
  getKey: (endpoint: string) => Promise<string | null>;
  signal?: AbortSignal;
  environment?: DiagnoseEnvironment;
}

function pageEnvironment(): DiagnoseEnvironment {
  return {
    fetch: (input, init) => fetch(input, init),
    isOnline: () => globalThis.navigator?.onLine !== false,
    pageProtocol: globalThis.location?.protocol ?? "",
    pageOrigin: globalThis.location?.origin ?? "",
    permission: async (name) => {
      try {
        return (await navigator.permissions.query({ name: name as PermissionName })).state;
      } catch {
        // The browser does not know this permission, so it does not ask for it either.
        return null;
      }
    },
  };
}

class Examination {
  readonly checks: DiagnosisCheck[] = [];
  cause: string | null = null;
  pass(name: string, message: string): void {
    this.checks.push({ name, outcome: "passed", message, advice: null });
  }
  note(name: string, message: string, advice: string | null): void {
    this.checks.push({ name, outcome: "warning", message, advice });
  }
  fail(name: string, cause: string, message: string, advice: string): Diagnosis {
    this.checks.push({ name, outcome: "failed", message, advice });
    this.cause = cause;
    return this.result();
  }
  result(): Diagnosis {
    return { ok: this.cause === null, cause: this.cause, checks: this.checks };
  }
}

/** Names of Chrome's permission for the local network, newest first. */
const LOCAL_PERMISSIONS = {
  loopback: ["loopback-network", "local-network-access"],
  local: ["local-network", "local-network-access"],
};

/**
 * Examines a connection: the address, the network, permission, whether the endpoint answers and lets this page read,
 * the key, the model, and whether the model calls a tool. Sends at most one short message to the model.
 */
export async function diagnose(params: DiagnoseParams): Promise<Diagnosis> {
  const { llm_config: config, signal } = params;
  const environment = params.environment ?? pageEnvironment();
  const seen = new Examination();
  if (config.model_endpoint_type === "demo") {
    seen.pass("Model", "The demo model is part of this page; it needs no connection.");
    return seen.result();
  }
  const preset = presetOf(config.model_endpoint_type);
  const endpoint = (config.model_endpoint ?? preset?.endpoint ?? "").replace(/\/+$/, "");

  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol))
    return seen.fail(
      "Address",
      "bad_url",
      `"${endpoint}" is not a web address.`,
      "Enter a base URL such as https://api.openai.com/v1.",
    );
  const { host, protocol } = new URL(endpoint);
  const space = addressSpaceOf(endpoint);
  if (environment.pageProtocol === "https:" && protocol === "http:" && space !== "loopback")
    return seen.fail(
      "Address",
      "mixed_content",
      `This page is secure (https), ${host} is not (http): the browser blocks that.`,
      "Give the endpoint https, or reach it as localhost.",
    );
  seen.pass("Address", endpoint);

  if (!environment.isOnline() && !space)
    return seen.fail(
      "Network",
      "offline",
      "This device is offline.",
      "Connect to the network, then test again.",
    );
  seen.pass(
    "Network",
    space ? "Not needed: the endpoint is on this machine or network." : "This device is online.",
  );

  if (space)
    for (const name of LOCAL_PERMISSIONS[space]) {
      const state = await environment.permission(name);
      if (state === "denied")
        return seen.fail(
          "Permission",
          "permission",
          "This browser does not let the page reach your local network.",
          "Allow local network access for this page in the browser's site settings, then test again.",
        );
      if (state !== null) break;
    }

  let key: string | null;
  try {
    key = await params.getKey(endpoint);
  } catch (error) {
    if (!EngramError.isInstance(error)) throw error;
    return seen.fail("Key", error.code, error.message, error.hint ?? "Unlock your keys, then test again.");
  }
  if (!key && preset?.needs_key)
    return seen.fail("Key", "no_key", `There is no key for ${preset.name}.`, "Enter your key.");

  const readable = await examineReach({
    seen,
    environment,
    endpoint,
    host,
    key,
    config,
    ...(signal ? { signal } : {}),
  });
  if (readable) return readable;
  return examineModel({
    seen,
    environment,
    endpoint,
    config,
    getKey: params.getKey,
    ...(signal ? { signal } : {}),
  });
}

interface ReachParams {
  seen: Examination;
  environment: DiagnoseEnvironment;
  endpoint: string;
  host: string;
  key: string | null;
  config: LLMConfig;
  signal?: AbortSignal;
}

/** Whether the endpoint answers at all, and whether the page may read it. Null where all is well. */
async function examineReach({
  seen,
  environment,
  endpoint,
  host,
  key,
  config,
  signal,
}: ReachParams): Promise<Diagnosis | null> {
  const ask = fetchWithAddressSpace(environment.fetch);
  const init = signal ? { signal } : {};
  const url = `${endpoint}/models`;
  const headers = Object.fromEntries(
    Object.entries(headersFor(config.model_endpoint_type, key)).filter(
      (entry): entry is [string, string] => entry[1] !== null,
    ),
  );
  const answers = async (options: RequestInit) => {
    try {
      return await ask(url, { ...init, ...options });
    } catch (error) {
      if (signal?.aborted) throw error;
      // No readable answer: which of the reasons it is, the other probes tell.
      return null;
    }
  };
  const full = await answers({ headers });
  if (full) {
    seen.pass("Reach", `${host} answers, and lets this page read the answer.`);
    return null;
  }
  const opaque = await answers({ mode: "no-cors" });
  if (!opaque)
    return isLocal(endpoint)
      ? seen.fail(
          "Reach",
          "down",
          `Nothing answers at ${host}.`,
          "Start the server; if it runs, look whether the browser asked to reach your local network, and allow it.",
        )
      : seen.fail(
          "Reach",
          "down",
          `${host} cannot be reached.`,
          "Check the address; the endpoint may be down, or a firewall or blocker stands between.",
        );
  const bare = await answers({});
  if (bare) {
    if (key && !isLocal(endpoint))
      return seen.fail(
        "Key",
        "wrong_key",
        `${host} answers without the key, but hides its answer with it: that is how some endpoints show a wrong key.`,
        "Check the key, or make a new one.",
      );
    return seen.fail(
      "Headers",
      "header_refused",
      `${host} lets this page read, but refuses one of the request's headers.`,
      "The server must allow the headers Authorization and Content-Type (CORS).",
    );
  }
  if (config.model_endpoint_type === "openai" && key)
    return seen.fail(
      "Key",
      "wrong_key",
      `${host} answers, but hides its answer: that is how it shows a wrong key to a browser.`,
      "Check the key, or make a new one.",
    );
  return seen.fail(
    "CORS",
    "cors",
    `${host} answers, but does not let this page read the answer (CORS).${key ? " Some endpoints hide a wrong key in the same way." : ""}`,
    presetOf(config.model_endpoint_type)?.note ??
      `The server must allow the origin ${environment.pageOrigin}; some hosted endpoints never do.`,
  );
}

interface ModelParams {
  seen: Examination;
  environment: DiagnoseEnvironment;
  endpoint: string;
  config: LLMConfig;
  getKey: DiagnoseParams["getKey"];
  signal?: AbortSignal;
}

const PROBE_TOOL = {
  name: "send_message",
  description: "Says something to the person.",
  parameters: {
    type: "object" as const,
    properties: { message: { type: "string", description: "What to say." } },
    required: ["message"],
  },
};

const CAUSES: Record<string, string> = {
  llm_wrong_key: "wrong_key",
  llm_no_key: "no_key",
  llm_no_credit: "no_credit",
  llm_no_such_model: "no_such_model",
  llm_no_tools: "no_tools",
  llm_offline: "offline",
  llm_unreachable: "down",
  llm_rate_limited: "rate_limited",
  llm_server_error: "server_error",
};

/** Key, model and tools, by the list of models and one short message. */
async function examineModel({
  seen,
  environment,
  endpoint,
  config,
  getKey,
  signal,
}: ModelParams): Promise<Diagnosis> {
  const abort = signal ? { signal } : {};
  const refused = (name: string, error: unknown): Diagnosis => {
    if (signal?.aborted || !EngramError.isInstance(error)) throw error;
    return seen.fail(name, CAUSES[error.code] ?? error.code, error.message, error.hint ?? "Try again.");
  };
  try {
    const models = await listEndpointModels({
      endpoint,
      type: config.model_endpoint_type,
      getKey,
      fetch: environment.fetch,
      isOnline: environment.isOnline,
      ...abort,
    });
    seen.pass("Key", "The endpoint accepts the request.");
    if (models.length > 0 && !models.some((model) => model.model === config.model))
      seen.note(
        "Model",
        `"${config.model}" is not in the endpoint's list.`,
        "If the next check fails, choose one of the list.",
      );
  } catch (error) {
    if (
      EngramError.isInstance(error) &&
      ["llm_no_such_model", "llm_bad_response", "llm_bad_request"].includes(error.code)
    )
      seen.note("Model", "The endpoint gives no list of its models.", null);
    else return refused("Key", error);
  }
  const provider = createOpenAIProvider({
    getKey,
    fetch: environment.fetch,
    isOnline: environment.isOnline,
    // A doctor does not wait: one try tells.
    sleep: async () => {},
  });
  try {
    const completion = await provider.complete(
      {
        config: { ...config, tool_mode: config.tool_mode ?? "native" },
        messages: [
          { role: "system", content: "You answer only by calling the function send_message." },
          { role: "user", content: "Say hello." },
        ],
        tools: [PROBE_TOOL],
        stream: false,
      },
      abort,
    );
    seen.pass("Model", `${config.model} answers.`);
    if (completion.tool_calls.length === 0) {
      seen.note(
        "Tools",
        `${config.model} answered in words instead of calling a tool.`,
        "An agent needs tools: set the tool mode to JSON or prompt, or choose another model.",
      );
      return seen.result();
    }
    seen.pass("Tools", `${config.model} calls tools.`);
    return seen.result();
  } catch (error) {
    return refused(EngramError.isInstance(error) && error.code === "llm_no_tools" ? "Tools" : "Model", error);
  }
}
