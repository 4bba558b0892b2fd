import {
  InvalidInputError,
  localTime,
  type Message,
  type SearchMode,
  type SearchReach,
  spokenText,
} from "../schemas/index.ts";
import type { AgentRow, EngramDatabase, MessageRow } from "../storage/database.ts";
import { messagesBetween, walkMessages } from "../storage/messages.ts";
import { blendedSearch, type SearchServices } from "./blended-search.ts";
import { embedMessages, lastEmbeddedMessage, messageSpaceOf } from "./message-meaning.ts";
import { RESULTS_PER_PAGE, type ResultPage } from "./pages.ts";

export interface RecallMatch {
  message: MessageRow;
  text: string;
  /** 1 for a message that holds the whole query; else the share of the query's words it holds. */
  relevance: number;
}

const queryWords = (query: string) => [...new Set(query.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])];

/**
 * Searches what was said (user and assistant messages) for a query, ignoring case. A message that holds the whole
 * query comes first, then those that hold more of its words, then the newer.
 *
 * @param limit how many to keep; the total counts all.
 */
export async function searchRecall(
  db: EngramDatabase,
  agentId: string,
  query: string,
  { limit, offset = 0 }: { limit: number; offset?: number },
): Promise<{ matches: RecallMatch[]; total: number }> {
  const needle = query.trim().toLowerCase();
  if (needle === "") return { matches: [], total: 0 };
  const words = queryWords(needle);
  const keep = offset + limit;
  const kept: RecallMatch[] = [];
  let total = 0;
  const order = (a: RecallMatch, b: RecallMatch) =>
    b.relevance - a.relevance || b.message.seq - a.message.seq;
  for await (const message of walkMessages(db, agentId)) {
    const text = spokenText(message);
    if (!text) continue;
    const haystack = text.toLowerCase();
    let relevance = 0;
    if (haystack.includes(needle)) relevance = 1;
    else if (words.length > 1) {
      const found = words.filter((word) => haystack.includes(word)).length;
      // One common word out of five is noise: at least half of them must be there.
      if (found * 2 >= words.length) relevance = (found / words.length) * 0.99;
    }
    if (relevance === 0) continue;
    total++;
    kept.push({ message, text, relevance });
    if (kept.length > keep * 4 + 64) kept.sort(order).splice(keep);
  }
  return { matches: kept.sort(order).slice(offset, keep), total };
}

/** A result as the model reads it. */
export function printRecall(message: Message, text: string, timeZone?: string): string {
  return `timestamp: ${localTime(new Date(message.created_at), timeZone)}, ${message.role} - ${text}`;
}

/** How many messages a search by meaning embeds first, where they were not embedded yet. */
const EMBEDDED_AT_ONCE = 256;

const UNREAD = "Not everything that was said has been looked at for its meaning yet.";

export interface RecallServices extends SearchServices {
  db: EngramDatabase;
}

/**
 * What was said that is nearest to a query: by meaning, or by words and meaning together. What is not embedded yet is
 * embedded first, as far as that is quick.
 */
export async function recallByMeaning(
  services: RecallServices,
  agent: AgentRow,
  query: string,
  { mode, limit, signal }: { mode: "meaning" | "hybrid"; limit: number; signal?: AbortSignal | undefined },
): Promise<{ matches: MessageRow[]; reach: SearchReach }> {
  if (query.trim() === "") throw new InvalidInputError("query", "an empty query finds nothing");
  let all = true;
  const { state } = services.embedder.status();
  if (mode === "meaning" || state === "ready")
    all = await embedMessages(services, agent, {
      limit: EMBEDDED_AT_ONCE,
      ...(signal ? { signal } : {}),
    });
  const { matches, reach } = await blendedSearch(services, {
    query,
    mode,
    limit,
    texts: [{ list: "messages", owner: agent.id }],
    vectors: [messageSpaceOf(agent)],
    config: agent.embedding_config,
    signal,
  });
  const rows = await services.db.messages.bulkGet(matches.map(({ id }) => id));
  const found = rows.filter((row) => row !== undefined);
  return { matches: found, reach: all ? reach : { ...reach, notice: reach.notice ?? UNREAD } };
}

export interface RecallOfAgent {
  agent: AgentRow;
  message: MessageRow;
}

/**
 * What was said to or by any of the agents, the best first: as `searchRecall` and `recallByMeaning` order it, over all of
 * them. By meaning only what is embedded already is looked at.
 */
export async function recallOfAll(
  services: RecallServices,
  agents: AgentRow[],
  query: string,
  { mode, limit, signal }: { mode: SearchMode; limit: number; signal?: AbortSignal | undefined },
): Promise<RecallOfAgent[]> {
  if (query.trim() === "") throw new InvalidInputError("query", "an empty query finds nothing");
  if (mode === "words") {
    const found: (RecallOfAgent & { relevance: number })[] = [];
    for (const agent of agents) {
      const { matches } = await searchRecall(services.db, agent.id, query, { limit });
      found.push(...matches.map(({ message, relevance }) => ({ agent, message, relevance })));
    }
    return found
      .sort((a, b) => b.relevance - a.relevance || newerFirst(a.message, b.message))
      .slice(0, limit);
  }
  const found: (RecallOfAgent & { score: number })[] = [];
  for (const model of new Set(agents.map(({ embedding_config }) => embedding_config.embedding_model))) {
    const group = agents.filter(({ embedding_config }) => embedding_config.embedding_model === model);
    const { matches } = await blendedSearch(services, {
      query,
      mode,
      limit,
      texts: group.map(({ id }) => ({ list: "messages", owner: id })),
      vectors: group.map(messageSpaceOf),
      config: (group[0] as AgentRow).embedding_config,
      signal,
    });
    const rows = await services.db.messages.bulkGet(matches.map(({ id }) => id));
    matches.forEach(({ score }, index) => {
      const message = rows[index];
      const agent = group.find(({ id }) => id === message?.agent_id);
      if (message && agent) found.push({ agent, message, score });
    });
  }
  return found.sort((a, b) => b.score - a.score).slice(0, limit);
}

const newerFirst = (a: MessageRow, b: MessageRow) =>
  b.created_at.localeCompare(a.created_at) || b.seq - a.seq;

const NEAREST_INSTEAD = "Nothing holds these words; this is what comes nearest in meaning.";

/**
 * The conversation_search tool's page: what holds the words. Where nothing does, and the meaning of what was said is
 * known, what comes nearest to it, told as such.
 */
export async function recallPage(
  services: RecallServices,
  agent: AgentRow,
  query: string,
  page: number,
  { timeZone, signal }: { timeZone?: string | undefined; signal?: AbortSignal | undefined } = {},
): Promise<ResultPage> {
  const { db } = services;
  const { matches, total } = await searchRecall(db, agent.id, query, {
    limit: RESULTS_PER_PAGE,
    offset: page * RESULTS_PER_PAGE,
  });
  const print = (message: MessageRow, text: string) => printRecall(message, text, timeZone);
  if (total > 0 || query.trim() === "" || (await lastEmbeddedMessage(db, agent.id)) === 0)
    return { results: matches.map((match) => print(match.message, match.text)), total, page };
  const near = await recallByMeaning(services, agent, query, {
    mode: "hybrid",
    limit: RESULTS_PER_PAGE,
    signal,
  });
  const results = near.matches.map((message) => print(message, spokenText(message) ?? ""));
  return { results: page === 0 ? results : [], total: results.length, page, notice: NEAREST_INSTEAD };
}

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Start of a local day as UTC ISO 8601; `offsetDays` 1 gives the end of the day (exclusive). */
function dayBorder(date: string, offsetDays: number, field: string): string {
  const match = DAY.exec(date.trim());
  const day = match ? new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3]) + offsetDays) : null;
  if (!day || Number.isNaN(day.getTime()) || (offsetDays === 0 && day.getDate() !== Number(match?.[3])))
    throw new RangeError(`${field} must be a date in the form YYYY-MM-DD, not "${date}"`);
  return day.toISOString();
}

/** The conversation_search_date tool's page: oldest first, both days inclusive, local days. */
export async function recallDatePage(
  db: EngramDatabase,
  agentId: string,
  startDate: string,
  endDate: string,
  page: number,
  timeZone?: string,
): Promise<ResultPage> {
  const rows = await messagesBetween(
    db,
    agentId,
    dayBorder(startDate, 0, "start_date"),
    dayBorder(endDate, 1, "end_date"),
  );
  const said = rows.flatMap((message) => {
    const text = spokenText(message);
    return text ? [printRecall(message, text, timeZone)] : [];
  });
  return {
    results: said.slice(page * RESULTS_PER_PAGE, (page + 1) * RESULTS_PER_PAGE),
    total: said.length,
    page,
  };
}
