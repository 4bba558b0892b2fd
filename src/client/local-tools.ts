/** What LocalClient does with tools: keeping them, trying them out, and what the person decides about each. */
import {
  type AgentState,
  InvalidInputError,
  NotFoundError,
  NotSupportedError,
  type Tool,
  type ToolLanguage,
  type ToolLimits,
  type ToolRun,
  type ToolSettings,
  toolSettingsSchema,
} from "../schemas/index.ts";
import { getAgentRow, readMemory, toAgentState } from "../storage/agents.ts";
import { readToolSettings } from "../storage/tools.ts";
import { builtInTools } from "../tools/registry.ts";
import type { SourceReading } from "../tools/schema/source-problem.ts";
import type {
  CreateToolParams,
  DeletedTool,
  RunToolParams,
  ToolInput,
  ToolOfAgentParams,
  ToolTrial,
  UpdateToolParams,
} from "./abstract-client.ts";
import type { LocalServices } from "./local-services.ts";
import { parse, readLimit, single } from "./params.ts";
import type { StarterTool } from "./workspace.ts";

/** Runs of a tool that are kept. */
const KEPT_RUNS = 50;

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

  async add(_params: { tool: ToolInput; update?: boolean }): Promise<Tool> {
    throw new NotSupportedError("Adding tools of one's own");
  }

  async create(_params: CreateToolParams): Promise<Tool> {
    throw new NotSupportedError("Writing tools of one's own");
  }

  async update(_params: UpdateToolParams): Promise<Tool> {
    throw new NotSupportedError("Changing tools of one's own");
  }

  /** Agents that have it lose it in the same transaction. */
  async delete(id: string): Promise<DeletedTool> {
    const { agents, tools, tool_settings, tool_runs } = this.#db;
    return this.#db.transaction("rw", agents, tools, tool_settings, tool_runs, async () => {
      const { name } = await this.#stored(id);
      const users = await agents.where("tools").equals(name).toArray();
      for (const user of users)
        await agents.update(user.id, { tools: user.tools.filter((other) => other !== name) });
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

  async run(_params: RunToolParams): Promise<ToolTrial> {
    throw new NotSupportedError("Trying a tool out");
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

  async readSource(_params: {
    source_code: string;
    source_type?: ToolLanguage | null;
    name?: string | null;
  }): Promise<SourceReading & { source_type: ToolLanguage }> {
    throw new NotSupportedError("Reading the source of a tool");
  }

  async listRuns(params: { tool_id: string; limit?: number }): Promise<ToolRun[]> {
    return this.#db.tool_runs
      .where("tool_id")
      .equals(single(params, "tool_id"))
      .reverse()
      .limit(readLimit(params.limit ?? KEPT_RUNS))
      .toArray();
  }

  async listStarters(): Promise<StarterTool[]> {
    throw new NotSupportedError("A set of tools to begin with");
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

/** A host as grants have it: lower case, with its port where it is not the usual one. */
function readHost(text: string): string {
  const url = `https://${text.trim()}`;
  const host = URL.canParse(url) ? new URL(url) : null;
  if (!host?.hostname || host.pathname !== "/" || host.search || host.hash || host.username)
    throw new InvalidInputError("allowed_hosts", `"${text}" is no host, such as api.example.com`);
  return host.host;
}
