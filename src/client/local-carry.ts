/** Agents, personas and conversations that come from files and go into files. Loaded when first asked for. */

import { z } from "zod";
import type { AgentFileInput } from "../carry/agent-file/agent-file.ts";
import { planImport } from "../carry/agent-file/plan-import.ts";
import { type ReadAgentFile, readAgentFile } from "../carry/agent-file/read-agent-file.ts";
import type { AgentFileReport } from "../carry/agent-file/report.ts";
import { embedImport, storeImport } from "../carry/agent-file/store-import.ts";
import { writeAgentFile } from "../carry/agent-file/write-agent-file.ts";
import { agentOfCard } from "../carry/character-card/agent-of-card.ts";
import { isCardFile, readCard } from "../carry/character-card/read-card.ts";
import { type CharacterCardReport, reportCard } from "../carry/character-card/report-card.ts";
import { storePersona } from "../carry/character-card/store-persona.ts";
import { type WrittenConversation, writeConversation } from "../carry/conversation/write-conversation.ts";
import { type AgentState, InvalidInputError, type Persona } from "../schemas/index.ts";
import { getAgentRow, readMemory, toAgentState } from "../storage/agents.ts";
import type { LocalServices } from "./local-services.ts";
import { parse, single } from "./params.ts";
import type {
  ExportAgentFileParams,
  ExportConversationParams,
  ImportAgentFileParams,
  ImportCharacterCardParams,
  ImportedAgents,
  ImportedCharacter,
  RecognisedFile,
} from "./workspace.ts";

export async function readAgentFileReport(
  services: LocalServices,
  { file }: { file: Blob | string },
): Promise<AgentFileReport> {
  return (await planImport(services, readAgentFile(await textOf(file)))).report;
}

export async function importAgentFile(
  services: LocalServices,
  params: ImportAgentFileParams,
): Promise<ImportedAgents> {
  return importRead(services, readAgentFile(await textOf(params.file)), params);
}

async function importRead(
  services: LocalServices,
  read: ReadAgentFile,
  { signal, on_progress }: Omit<ImportAgentFileParams, "file">,
): Promise<ImportedAgents> {
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

const conversationSchema = z.object({
  format: z.enum(["markdown", "json"], "the format is markdown or json"),
  include_steps: z.boolean().optional(),
  from_message_id: z.string().nullish(),
});

export async function exportConversation(
  services: LocalServices,
  params: ExportConversationParams,
): Promise<WrittenConversation> {
  return writeConversation(services, single(params, "agent_id"), parse(conversationSchema, params, ""));
}

/** @throws InvalidInputError where it is neither, with what it is not. */
export async function recogniseFile(
  services: LocalServices,
  { file, user_name }: { file: Blob; user_name?: string | null },
): Promise<RecognisedFile> {
  if (!(file instanceof Blob)) throw new InvalidInputError("file", "this is required, as a file");
  if (await isCardFile(file))
    return {
      kind: "character-card",
      card: await readCharacterCard(services, { file, user_name: user_name ?? null }),
    };
  return { kind: "agent-file", report: await readAgentFileReport(services, { file }) };
}

export async function readCharacterCard(
  _services: LocalServices,
  { file, user_name }: { file: Blob; user_name?: string | null },
): Promise<CharacterCardReport> {
  return reportCard(await readCard(file), nameOrNothing(user_name));
}

export async function importCharacterCard(
  services: LocalServices,
  params: ImportCharacterCardParams,
): Promise<ImportedCharacter> {
  const { as, greeting, user_name } = parse(cardChoicesSchema, params, "");
  const card = await readCard(params.file);
  const userName = nameOrNothing(user_name);
  const { notes, lore, greetings } = reportCard(card, userName);
  if (as === "persona") {
    if (lore > 0) notes.push({ code: "lore_left_out", count: lore });
    return { persona: (await storePersona(services, card, userName)) as Persona, agent: null, notes };
  }
  if (greeting > 0 && greeting >= greetings.length)
    throw new InvalidInputError("greeting", `the card has ${greetings.length} greetings, counted from 0`);
  const at = { now: services.clock.now(), ...(services.timeZone ? { timeZone: services.timeZone } : {}) };
  const file = agentOfCard(card, { greeting, user_name: userName }, at);
  const { agents, report } = await importRead(services, readAgentFile(JSON.stringify(file)), params);
  return { persona: null, agent: agents[0] ?? null, notes: [...notes, ...report.notes] };
}

const cardChoicesSchema = z.object({
  as: z.enum(["persona", "agent"], "a card becomes a persona or an agent"),
  greeting: z.number().int().min(0).default(0),
  user_name: z.string().max(100).nullish(),
});

const nameOrNothing = (name: string | null | undefined) => name?.trim() || undefined;

async function agentState({ db }: LocalServices, id: string): Promise<AgentState> {
  const row = await getAgentRow(db, id);
  return toAgentState(row, await readMemory(db, row));
}

async function textOf(file: Blob | string): Promise<string> {
  if (typeof file === "string") return file;
  if (file instanceof Blob) return file.text();
  throw new InvalidInputError("file", "this is required, as a file or its text");
}
