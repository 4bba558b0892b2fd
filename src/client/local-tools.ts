/** What LocalClient does with tools: keeping them, trying them out, and what the person decides about each. */
import { z } from "zod";
import type { Trial } from "../engine/try-tool.ts";
import {
  type AgentState,
  InvalidInputError,
  NameTakenError,
  NotFoundError,
  newId,
  TOOL_LANGUAGES,
  type Tool,
  type ToolFailure,
  type ToolLanguage,
  type ToolLimits,
  type ToolRun,
  type ToolSettings,
  toolJsonSchema,
  toolNameSchema,
  toolSchema,
  toolSettingsSchema,
} from "../schemas/index.ts";
import { getAgentRow, readMemory, toAgentState } from "../storage/agents.ts";
import type { AgentRow } from "../storage/database.ts";
import { localUserId } from "../storage/open-database.ts";
import { KEPT_TOOL_RUNS, readToolSettings } from "../storage/tools.ts";
import { builtInTools, executable, isBuiltIn } from "../tools/registry.ts";
import type { SourceReading } from "../tools/schema/source-problem.ts";
import { ToolFailedError } from "../tools/stored-tool.ts";
import type {
  CreateToolParams,
  DeletedTool,
  MemoryInput,
  RunToolParams,
  ToolInput,
  ToolOfAgentParams,
  ToolTrial,
  UpdateToolParams,
} from "./abstract-client.ts";
import type { LocalServices } from "./local-services.ts";
import { toolsOfMemory } from "./memory-tools.ts";
import { parse, readLimit, single } from "./params.ts";
import type { StarterTool } from "./workspace.ts";

// A parser comes along: loaded when a source is first read.
const sources = () => import("../tools/tool-from-source.ts");
const starters = () => import("../tools/starter/starter-tools.ts");
const trials = () => import("../engine/try-tool.ts");

const languageSchema = z.enum(
  TOOL_LANGUAGES,
  `the languages are ${TOOL_LANGUAGES.slice(0, -1).join(", ")} and ${TOOL_LANGUAGES.at(-1)}`,
);
const tagsSchema = z.array(z.string("a tag is a text"), "a list of texts is required");

/** Kinds of tools that nobody adds by hand. */
const RESERVED_TYPES = ["built-in", "mcp"];

export class LocalTools {
  readonly #services: LocalServices;

  constructor(services: LocalServices) {
    this.#services = services;
  }

  get #db() {
    return this.#services.db;
  }

  async list(): Promise<Tool[]> {
    return [...builtInTools(), ...(await this.#db.tools.orderBy("name").toArray())];
  }

  async get(id: string): Promise<Tool> {
    const tool = builtInTools().find((one) => one.id === id) ?? (await this.#db.tools.get(id));
    if (!tool) throw new NotFoundError("tool", id);
    return tool;
  }

  async getId(name: string): Promise<string | null> {
    const tool =
      builtInTools().find((one) => one.name === name) ??
      (await this.#db.tools.where("name").equals(name).first());
    return tool?.id ?? null;
  }

  async add({ tool: given, update = true }: { tool: ToolInput; update?: boolean }): Promise<Tool> {
    const { name, source_code } = given;
    parse(toolNameSchema, name, "name");
    if (RESERVED_TYPES.includes(given.source_type ?? ""))
      throw new InvalidInputError(
        "source_type",
        `a tool of the kind "${given.source_type}" is not added by hand`,
      );
    if (!given.json_schema && !source_code)
      throw new InvalidInputError("json_schema", "this is required where there is no source");
    const { isToolLanguage, toolFromSource } = await sources();
    const known = isToolLanguage(given.source_type ?? null) ? (given.source_type as ToolLanguage) : null;
    const read =
      source_code && !given.json_schema
        ? await toolFromSource({ func: source_code, name, source_type: known })
        : null;
    const detected = source_code && !given.source_type ? await this.#language(source_code) : null;
    const made = {
      ...given,
      source_type: given.source_type ?? read?.source_type ?? detected,
      json_schema: given.json_schema ? { ...given.json_schema, name } : read?.json_schema,
      description: given.description ?? read?.description ?? given.json_schema?.description ?? null,
      tags: given.tags ?? [],
    };
    return this.#store(made, update);
  }

  async create(params: CreateToolParams): Promise<Tool> {
    const { func, name, update = true } = params;
    if (typeof func !== "string" && typeof func !== "function")
      throw new InvalidInputError("func", "this is required, as a function or its source");
    const source_type =
      params.source_type == null ? null : parse(languageSchema, params.source_type, "source_type");
    const tags = params.tags == null ? null : parse(tagsSchema, params.tags, "tags");
    const { toolFromSource } = await sources();
    const made = await toolFromSource({ func, name, source_type });
    return this.#store({ ...made, ...(tags ? { tags } : {}) }, update);
  }

  /** What a memory brings, as it is to be stored with the agent. */
  async ofMemory(memory: MemoryInput): Promise<Tool[]> {
    const user_id = await localUserId(this.#db);
    const find = async (name: string) => (await this.list()).find((tool) => tool.name === name) ?? null;
    return (await toolsOfMemory(memory, find)).map(({ old, isStored, ...made }) =>
      old && isStored ? old : { ...made, id: old?.id ?? newId("tool"), module: null, user_id },
    );
  }

  /** Keeps the id of a tool that it replaces, and what the person decided about it. */
  async #store(made: Partial<Tool> & { name: string }, update: boolean): Promise<Tool> {
    if (isBuiltIn(made.name)) throw new NameTakenError("tool", made.name);
    const { tools, users } = this.#db;
    return this.#db.transaction("rw", tools, users, async () => {
      const old = await tools.where("name").equals(made.name).first();
      if (old && (!update || RESERVED_TYPES.includes(old.source_type ?? "")))
        throw new NameTakenError("tool", made.name);
      const isFree = made.id !== undefined && !(await tools.get(made.id));
      const tool = parse(
        toolSchema,
        {
          ...made,
          id: old?.id ?? (isFree ? made.id : newId("tool")),
          tags: made.tags ?? old?.tags ?? [],
          user_id: await localUserId(this.#db),
        },
        "",
      );
      await tools.put(tool);
      return tool;
    });
  }

  /** Agents that have it follow a new name in the same transaction. */
  async update(params: UpdateToolParams): Promise<Tool> {
    const id = single(params, "id");
    const old = await this.#stored(id);
    const name = params.name == null ? old.name : parse(toolNameSchema, params.name, "name");
    const source_type =
      params.source_type == null ? null : parse(languageSchema, params.source_type, "source_type");
    const patch: Partial<Tool> = params.tags == null ? {} : { tags: parse(tagsSchema, params.tags, "tags") };
    if (params.func != null || source_type !== null) {
      if (RESERVED_TYPES.includes(old.source_type ?? ""))
        throw new InvalidInputError("func", "this tool has no code of its own");
      const { toolFromSource } = await sources();
      // The name the agents know stays, whatever the function is called now.
      Object.assign(
        patch,
        await toolFromSource({ func: params.func ?? old.source_code ?? "", name, source_type }),
      );
    }
    if (params.json_schema != null)
      patch.json_schema = parse(toolJsonSchema, params.json_schema, "json_schema");
    if (params.description != null) patch.description = params.description;
    const { agents, tools } = this.#db;
    return this.#db.transaction("rw", agents, tools, async () => {
      const current = await this.#stored(id);
      const taken = isBuiltIn(name) || (await tools.where("name").equals(name).first());
      if (name !== current.name && taken) throw new NameTakenError("tool", name);
      const tool = { ...current, ...patch, name };
      tool.json_schema = { ...tool.json_schema, name };
      await tools.put(tool);
      if (name !== current.name)
        await this.#changeAgents(current.name, (names) =>
          names.map((other) => (other === current.name ? name : other)),
        );
      return tool;
    });
  }

  /** Agents that have it lose it in the same transaction. */
  async delete(id: string): Promise<DeletedTool> {
    const { agents, tools, tool_settings, tool_runs } = this.#db;
    return this.#db.transaction("rw", agents, tools, tool_settings, tool_runs, async () => {
      const { name } = await this.#stored(id);
      const users = await this.#changeAgents(name, (names) => names.filter((other) => other !== name));
      await tools.delete(id);
      await tool_settings.delete(id);
      await tool_runs.where("tool_id").equals(id).delete();
      return { detached_from: users.map((user) => ({ id: user.id, name: user.name })) };
    });
  }

  async attach(params: ToolOfAgentParams): Promise<AgentState> {
    return this.#changeTools(params, (names, name) => [...new Set([...names, name])]);
  }

  async detach(params: ToolOfAgentParams): Promise<AgentState> {
    return this.#changeTools(params, (names, name) => names.filter((other) => other !== name));
  }

  async run(params: RunToolParams): Promise<ToolTrial> {
    const { request_heartbeat: _asked, ...args } = parse(
      z.record(z.string(), z.unknown()).default({}),
      params.args,
      "args",
    );
    const tool =
      "tool_id" in params ? await this.get(single(params, "tool_id")) : await this.#unstored(params);
    const signal = params.signal ?? new AbortController().signal;
    const options = { signal, isStored: "tool_id" in params };
    const { tryToolAlone, tryToolFor } = await trials();
    const begin = performance.now();
    let trial: Trial;
    if (params.agent_id) {
      const { id } = await getAgentRow(this.#db, params.agent_id);
      trial = await this.#services.locks.run(id, signal, () =>
        tryToolFor(this.#services, id, executable(tool), args, options),
      );
    } else trial = await tryToolAlone(this.#services, executable(tool), args, options);
    const { ok, text, result, error } = trial;
    const run = trial.tool_runs.at(-1);
    return {
      ok,
      text,
      value: ok ? (result ?? null) : null,
      failure: ok ? null : failureOf(error, text),
      log: run?.log ?? [],
      duration_ms: run?.duration_ms ?? performance.now() - begin,
    };
  }

  /** A source that is tried out before it is stored. */
  async #unstored(params: Extract<RunToolParams, { source_code: string }>): Promise<Tool> {
    const { toolFromSource } = await sources();
    const { name, source_type } = params;
    const func = single(params, "source_code");
    const made = await toolFromSource({ func, name, source_type });
    return { ...made, id: "tool-unstored", tags: [], module: null, user_id: null };
  }

  async settings(tool_id: string): Promise<ToolSettings> {
    await this.get(tool_id);
    return readToolSettings(this.#db, tool_id);
  }

  async updateSettings(params: {
    tool_id: string;
    requires_approval?: boolean;
    allowed_hosts?: string[];
    limits?: Partial<ToolLimits>;
  }): Promise<ToolSettings> {
    const tool_id = single(params, "tool_id");
    return this.#db.transaction("rw", this.#db.tools, this.#db.tool_settings, async () => {
      await this.#stored(tool_id);
      const old = await readToolSettings(this.#db, tool_id);
      const { requires_approval, allowed_hosts, limits } = params;
      const next = parse(
        toolSettingsSchema,
        {
          tool_id,
          requires_approval: requires_approval ?? old.requires_approval,
          allowed_hosts: [...new Set(allowed_hosts?.map(readHost) ?? old.allowed_hosts)],
          limits: { ...old.limits, ...limits },
        },
        "",
      );
      await this.#db.tool_settings.put(next);
      return next;
    });
  }

  async readSource(params: {
    source_code: string;
    source_type?: ToolLanguage | null;
    name?: string | null;
  }): Promise<SourceReading & { source_type: ToolLanguage }> {
    const { source_code, name } = params;
    if (typeof source_code !== "string")
      throw new InvalidInputError("source_code", "this is required, as a text");
    const source_type =
      params.source_type == null
        ? await this.#language(source_code)
        : parse(languageSchema, params.source_type, "source_type");
    const { readToolSource } = await sources();
    const reading = await readToolSource({ language: source_type, source_code, name: name ?? null });
    return { ...reading, source_type };
  }

  async #language(source_code: string): Promise<ToolLanguage> {
    return (await sources()).detectLanguage(source_code);
  }

  async listRuns(params: { tool_id: string; limit?: number }): Promise<ToolRun[]> {
    return this.#db.tool_runs
      .where("tool_id")
      .equals(single(params, "tool_id"))
      .reverse()
      .limit(readLimit(params.limit ?? KEPT_TOOL_RUNS))
      .toArray();
  }

  async listStarters(): Promise<StarterTool[]> {
    const { STARTER_TOOLS } = await starters();
    return Promise.all(
      STARTER_TOOLS.map(async ({ language, load, ...one }) => ({
        ...one,
        source_type: language,
        source_code: await load(),
        tags: ["starter"],
      })),
    );
  }

  async starter(params: { name: string }): Promise<StarterTool> {
    const name = single(params, "name");
    const found = (await this.listStarters()).find((one) => one.name === name);
    if (!found) throw new NotFoundError("starter tool", name);
    return found;
  }

  async addStarter(params: { name: string }): Promise<Tool> {
    const { name, source_code, source_type, tags } = await this.starter(params);
    return this.create({ func: source_code, source_type, name, tags, update: false });
  }

  /** A tool that can be changed: not a built-in one. */
  async #stored(id: string): Promise<Tool> {
    if (builtInTools().some((one) => one.id === id))
      throw new InvalidInputError("id", "a built-in tool cannot be changed or deleted");
    const tool = await this.#db.tools.get(id);
    if (!tool) throw new NotFoundError("tool", id);
    return tool;
  }

  /** Inside the caller's transaction over agents. @returns the agents that had the tool. */
  async #changeAgents(name: string, change: (names: string[]) => string[]): Promise<AgentRow[]> {
    const users = await this.#db.agents.where("tools").equals(name).toArray();
    for (const user of users) await this.#db.agents.update(user.id, { tools: change(user.tools) });
    return users;
  }

  async #changeTools(
    params: ToolOfAgentParams,
    change: (names: string[], name: string) => string[],
  ): Promise<AgentState> {
    const agentId = single(params, "agent_id");
    const { agents, blocks, tools } = this.#db;
    return this.#db.transaction("rw", agents, blocks, tools, async () => {
      const { name } = await this.get(single(params, "tool_id"));
      const row = await getAgentRow(this.#db, agentId);
      const next = { ...row, tools: change(row.tools, name) };
      await agents.put(next);
      return toAgentState(next, await readMemory(this.#db, next));
    });
  }
}

function failureOf(error: unknown, text: string): ToolFailure {
  if (error instanceof ToolFailedError) return error.failure;
  return { name: error instanceof Error ? error.name : "Error", message: text, line: null };
}

/** A host as grants have it: lower case, with its port where it is not the usual one. */
function readHost(text: string): string {
  const url = `https://${text.trim()}`;
  const host = URL.canParse(url) ? new URL(url) : null;
  if (!host?.hostname || host.pathname !== "/" || host.search || host.hash || host.username)
    throw new InvalidInputError("allowed_hosts", `"${text}" is no host, such as api.example.com`);
  return host.host;
}
