/** Agents to make others from. Loaded when it is first asked for. */

import { createAgent } from "../engine/create-agent.ts";
import { compileMemory } from "../memory/compile.ts";
import { type AgentTemplate, agentTemplateSchema, templateSectionSchema } from "../schemas/agent-template.ts";
import {
  agentNameSchema,
  type Block,
  blockSchema,
  isoTime,
  llmConfigSchema,
  NameTakenError,
  NotFoundError,
  newId,
} from "../schemas/index.ts";
import { getAgentRow, readMemory } from "../storage/agents.ts";
import type { EngramDatabase } from "../storage/database.ts";
import { explainWriteFailure, localUserId } from "../storage/open-database.ts";
import { builtInTools } from "../tools/registry.ts";
import type {
  AgentFromTemplate,
  CreateAgentFromTemplateParams,
  SaveAgentTemplateParams,
  UpdateAgentTemplateParams,
} from "./agent-params.ts";
import { freeAgentName } from "./local-agents.ts";
import type { LocalServices } from "./local-services.ts";
import { parse, single } from "./params.ts";

async function writing<T>(write: () => PromiseLike<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw explainWriteFailure(error);
  }
}

async function getTemplate(db: EngramDatabase, id: string): Promise<AgentTemplate> {
  const template = await db.agent_templates.get(id);
  if (!template) throw new NotFoundError("template", id);
  return template;
}

/** Stores a template whose name is free. Inside the caller's transaction. */
async function put(db: EngramDatabase, given: unknown): Promise<AgentTemplate> {
  const template = parse(agentTemplateSchema, given, "");
  const other = await db.agent_templates.where("name").equals(template.name).first();
  if (other && other.id !== template.id) throw new NameTakenError("template", template.name);
  await db.agent_templates.put(template);
  return template;
}

export async function listAgentTemplates({ db }: LocalServices): Promise<AgentTemplate[]> {
  return db.agent_templates.orderBy("name").toArray();
}

export async function saveAgentTemplate(
  { db, clock }: LocalServices,
  params: SaveAgentTemplateParams,
): Promise<AgentTemplate> {
  const agentId = single(params, "agent_id");
  const now = isoTime(clock);
  return writing(() =>
    db.transaction("rw", db.agents, db.blocks, db.agent_templates, async () => {
      const row = await getAgentRow(db, agentId);
      const { memory, prompt_template } = await readMemory(db, row);
      return put(db, {
        id: newId("template"),
        name: params.name,
        description: params.description === undefined ? row.description : params.description,
        created_at: now,
        updated_at: now,
        system: row.system,
        sections: Object.entries(memory).map(
          ([section, { label, value, limit, description, metadata_ }]) => ({
            section,
            label,
            value,
            limit,
            description,
            metadata_,
          }),
        ),
        prompt_template,
        tools: row.tools,
        llm_config: row.llm_config,
        embedding_config: row.embedding_config,
        search_mode: row.search_mode ?? null,
        source_ids: params.with_sources ? row.source_ids : [],
      });
    }),
  );
}

export async function updateAgentTemplate(
  { db, clock }: LocalServices,
  params: UpdateAgentTemplateParams,
): Promise<AgentTemplate> {
  const id = single(params, "template_id");
  const { template_id: _id, values, ...fields } = params;
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null));
  return writing(() =>
    db.transaction("rw", db.agent_templates, async () => {
      const before = await getTemplate(db, id);
      const sections = before.sections.map((one) => ({ ...one, value: values?.[one.section] ?? one.value }));
      for (const section of sections) checkSection(section);
      return put(db, { ...before, ...given, sections, id, updated_at: isoTime(clock) });
    }),
  );
}

export async function deleteAgentTemplate(
  { db }: LocalServices,
  params: string | { template_id: string },
): Promise<AgentTemplate> {
  const id = single(params, "template_id");
  return writing(() =>
    db.transaction("rw", db.agent_templates, async () => {
      const template = await getTemplate(db, id);
      await db.agent_templates.delete(id);
      return template;
    }),
  );
}

export async function restoreAgentTemplate(
  { db }: LocalServices,
  params: { template: AgentTemplate },
): Promise<AgentTemplate> {
  return writing(() => db.transaction("rw", db.agent_templates, () => put(db, params.template)));
}

export async function createAgentFromTemplate(
  services: LocalServices,
  params: CreateAgentFromTemplateParams,
): Promise<AgentFromTemplate> {
  const { db } = services;
  const template = await getTemplate(db, single(params, "template_id"));
  const user_id = await localUserId(db);
  const known = new Set([...builtInTools(), ...(await db.tools.toArray())].map(({ name }) => name));
  const sources = await db.sources.bulkGet(template.source_ids);
  const model = template.embedding_config.embedding_model;
  const fits = (index: number) => sources[index]?.embedding_config?.embedding_model === model;
  const memory = {
    memory: Object.fromEntries(
      template.sections.map(({ section, ...fields }) => [
        section,
        blockSchema.parse({ ...fields, id: newId("block"), name: section, template: false, user_id }),
      ]),
    ),
    prompt_template: template.prompt_template,
  };
  await compileMemory(memory);
  const agent = await writing(async () =>
    createAgent(services, {
      name: params.name == null ? await freeAgentName(services) : parse(agentNameSchema, params.name, "name"),
      description: template.description,
      metadata_: {},
      user_id,
      memory,
      tools: template.tools.filter((name) => known.has(name)),
      system: template.system,
      llm_config: parse(llmConfigSchema, params.llm_config ?? template.llm_config, "llm_config"),
      embedding_config: template.embedding_config,
      source_ids: template.source_ids.filter((_, index) => fits(index)),
      ...(template.search_mode ? { search_mode: template.search_mode } : {}),
    }),
  );
  return {
    agent,
    left_out: {
      tools: template.tools.filter((name) => !known.has(name)),
      sources: template.source_ids.flatMap((id, index) => (fits(index) ? [] : [sources[index]?.name ?? id])),
    },
  };
}

/** The text must fit into the block that it will be. */
function checkSection(section: AgentTemplate["sections"][number]): void {
  const { section: name, value, limit, label } = parse(templateSectionSchema, section, "sections");
  parse(blockSchema, { id: newId("block"), label, value, limit } satisfies Partial<Block>, `values.${name}`);
}
