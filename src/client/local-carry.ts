/** Agents, personas and conversations that come from files and go into files. Loaded when first asked for. */

import type { AgentFileInput } from "../carry/agent-file/agent-file.ts";
import { planImport } from "../carry/agent-file/plan-import.ts";
import { readAgentFile } from "../carry/agent-file/read-agent-file.ts";
import type { AgentFileReport } from "../carry/agent-file/report.ts";
import { embedImport, storeImport } from "../carry/agent-file/store-import.ts";
import { writeAgentFile } from "../carry/agent-file/write-agent-file.ts";
import { type AgentState, InvalidInputError } from "../schemas/index.ts";
import { getAgentRow, readMemory, toAgentState } from "../storage/agents.ts";
import type { LocalServices } from "./local-services.ts";
import { single } from "./params.ts";
import type { ExportAgentFileParams, ImportAgentFileParams, ImportedAgents } from "./workspace.ts";

export async function readAgentFileReport(
  services: LocalServices,
  { file }: { file: Blob | string },
): Promise<AgentFileReport> {
  return (await planImport(services, readAgentFile(await textOf(file)))).report;
}

export async function importAgentFile(
  services: LocalServices,
  { file, signal, on_progress }: ImportAgentFileParams,
): Promise<ImportedAgents> {
  const read = readAgentFile(await textOf(file));
  for (;;) {
    const plan = await planImport(services, read);
    const embedded = await embedImport(services, plan, { signal, onProgress: on_progress });
    // Another tab took one of its names while the passages were embedded.
    if (!(await storeImport(services, embedded))) continue;
    const agents = await Promise.all(plan.agents.map(({ row }) => agentState(services, row.id)));
    return { agents, report: plan.report };
  }
}

export async function exportAgentFile(
  services: LocalServices,
  params: string | ExportAgentFileParams,
): Promise<AgentFileInput> {
  const options = typeof params === "string" ? {} : params;
  return writeAgentFile(services, single(params, "agent_id"), options);
}

async function agentState({ db }: LocalServices, id: string): Promise<AgentState> {
  const row = await getAgentRow(db, id);
  return toAgentState(row, await readMemory(db, row));
}

async function textOf(file: Blob | string): Promise<string> {
  if (typeof file === "string") return file;
  if (file instanceof Blob) return file.text();
  throw new InvalidInputError("file", "this is required, as a file or its text");
}
