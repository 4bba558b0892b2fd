/** Recall memory of the engine in this page as a time line. Loaded when first asked for. */
import { z } from "zod";
import { kindOfMessage, messageKindSchema, timeSchema } from "../schemas/index.ts";
import { getAgentRow } from "../storage/agents.ts";
import { countMessagesBetween, firstPlaceFrom, recallPart, recallSpan } from "../storage/recall-pages.ts";
import type { LocalServices } from "./local-services.ts";
import { parse, readLimit, single } from "./params.ts";
import type { RecallPage, RecallPageParams } from "./workspace.ts";

const PAGE = 100;

const placeSchema = z.number().int().min(0).nullish();
const kindsSchema = z.array(messageKindSchema).optional();
const bordersSchema = z.array(timeSchema).max(1000, "at most 1000 times");

export class LocalRecall {
  readonly #services: LocalServices;

  constructor(services: LocalServices) {
    this.#services = services;
  }

  async list(params: RecallPageParams): Promise<RecallPage> {
    const { db } = this.#services;
    const agent = await getAgentRow(db, single(params, "agent_id"));
    const kinds = parse(kindsSchema, params.kinds, "kinds");
    const from = parse(timeSchema.nullish(), params.from, "from");
    const after = parse(placeSchema, params.after, "after");
    const before = parse(placeSchema, params.before, "before");
    const limit = readLimit(params.limit ?? PAGE);
    const accepts = (message: Parameters<typeof kindOfMessage>[0]) =>
      !kinds || kinds.includes(kindOfMessage(message));
    if (from) {
      const first = await firstPlaceFrom(db, agent.id, from);
      // After the last message there is none: what is nearest is the end.
      if (first !== null) {
        const place = first - 1;
        return toPage(await recallPart(db, agent.id, { place, towards: "newer", limit, accepts }));
      }
    }
    const towards = after == null ? "older" : "newer";
    const place = after ?? before ?? null;
    return toPage(await recallPart(db, agent.id, { place, towards, limit, accepts }));
  }

  async span(params: string | { agent_id: string }): Promise<{ first: string; last: string } | null> {
    const { db } = this.#services;
    return recallSpan(db, (await getAgentRow(db, single(params, "agent_id"))).id);
  }

  async count(params: { agent_id: string; borders: string[] }): Promise<number[]> {
    const { db } = this.#services;
    const agent = await getAgentRow(db, single(params, "agent_id"));
    return countMessagesBetween(db, agent.id, parse(bordersSchema, params.borders, "borders"));
  }
}

const toPage = ({ rows, after, before }: Awaited<ReturnType<typeof recallPart>>): RecallPage => ({
  messages: rows,
  after,
  before,
});
