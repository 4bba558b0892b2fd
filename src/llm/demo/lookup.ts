/** Finding an answer: in core memory, in the archive, in what was said. One search a reply, each at most a few times. */
import { answerFromCore } from "./core-answers.ts";
import { keywords } from "./keywords.ts";
import type { Lookup } from "./questions.ts";
import type { MadeCall, RequestView } from "./read-request.ts";
import { bestMatches, type FoundText, introduce, quote, readSearchPage } from "./search-results.ts";
import { isQuestion } from "./sentences.ts";

/** Either the next search or the answer. */
export type LookupStep =
  | { kind: "search"; tool: string; args: Record<string, unknown>; thought: string }
  | { kind: "answer"; text: string };

/** Most results that are quoted. */
const QUOTED = 3;
/** Pages of one search that are read before it is given up. */
const MAX_PAGES = 3;

const answer = (text: string): LookupStep => ({ kind: "answer", text });

/** The next step towards an answer, by what the searches of this turn have brought. */
export function nextLookupStep(lookup: Lookup, view: RequestView): LookupStep {
  const inCore = answerFromCore(lookup, view.blocks.get("human"));
  if (inCore) return answer(inCore);
  switch (lookup.kind) {
    case "said":
      return searchTalk(lookup.query, view);
    case "said-on":
      return searchDays(lookup, view);
    case "everything":
      return searchArchive("what I know about the person", view, {
        query: "",
        nothing: "I know nothing about you yet. Tell me your name, or something you like.",
      });
    case "slot": {
      const nothing = `I do not know ${lookup.asks} yet. If you tell me, I will write it down.`;
      return searchArchive(lookup.query, view, { query: lookup.query, clue: lookup.clue, nothing });
    }
    case "likes":
      return searchArchive(`likes ${lookup.what}`, view, {
        query: lookup.what,
        nothing: "I do not know that yet: I found nothing about it in my memory.",
      });
    case "memory":
      return searchArchive(lookup.query, view, {
        query: lookup.query,
        nothing: lookup.isPersonal
          ? "I looked in my memory and found nothing about that."
          : "I found nothing about that in my memory, and as a scripted demo I know nothing beyond what you tell me.",
      });
  }
}

/** Searches by one tool in this turn, in order. */
const searchesBy = (view: RequestView, tool: string): MadeCall[] =>
  view.turn.calls.filter((call) => call.name === tool);

function failure(search: MadeCall | undefined, place: string): string | null {
  return search && !search.ok
    ? `I could not search ${place}: ${search.result || "no reason was given"}`
    : null;
}

interface ArchiveQuestion {
  /** Whose words an answer shares. Empty: all that was found is an answer. */
  query: string;
  /** Tells an answer instead of the words: then nothing that is merely near is offered. */
  clue?: RegExp | null;
  /** What to say where nothing was found. */
  nothing: string;
}

function searchArchive(
  asked: string,
  view: RequestView,
  { query, clue, nothing }: ArchiveQuestion,
): LookupStep {
  const [search] = searchesBy(view, "archival_memory_search");
  if (!search && view.tools?.has("archival_memory_search"))
    return {
      kind: "search",
      tool: "archival_memory_search",
      args: { query: asked },
      thought: "This does not stand in my core memory. I look in the archive.",
    };
  const { results } = search?.ok ? readSearchPage(search.result) : { results: [] };
  const fitting = clue
    ? results.filter(({ text }) => clue.test(text))
    : query === ""
      ? results
      : bestMatches(results, query);
  if (fitting.length > 0)
    return answer(
      introduce(
        "I found this in my archive",
        fitting.slice(0, QUOTED).map(({ text }) => text),
      ),
    );

  const failed = failure(search, "my archive");
  if (clue) return answer(failed ?? nothing);
  const words = keywords(query).join(" ");
  if (words !== "") {
    const talk = pageThroughTalk(view, "conversation_search", { query: words }, (results) =>
      bestMatches(toldBy(results, view), query),
    );
    if (talk.next) return talk.next;
    if (talk.found.length > 0) return answer(toldYou(talk.found));
  }
  const nearest = results[0];
  if (nearest)
    return answer(
      `I am not sure, since I only match by rules. The nearest thing in my archive is this: ${quote(nearest.text)}`,
    );
  return answer(failed ?? nothing);
}

/** What the person said, and did not ask: questions about a thing tell nothing of it. */
function toldBy(results: FoundText[], view: RequestView): FoundText[] {
  return results.filter(
    ({ role, text }) => role === "user" && text !== view.turn.text?.trim() && !isQuestion(text),
  );
}

function toldYou(found: FoundText[]): string {
  const days = new Set(found.slice(0, QUOTED).map(({ day }) => day));
  const [day] = days;
  return introduce(
    days.size === 1 && day ? `You told me on ${day}` : "You told me",
    found.slice(0, QUOTED).map(({ text }) => text),
  );
}

interface TalkSearch {
  /** The page to ask for next; null where enough was found or nothing more can be. */
  next: LookupStep | null;
  /** What is of use on all pages so far. */
  found: FoundText[];
  hasMore: boolean;
  failed: string | null;
}

/** Reads page after page of a conversation search until there is enough of use. */
function pageThroughTalk(
  view: RequestView,
  tool: string,
  args: Record<string, unknown>,
  useful: (results: FoundText[]) => FoundText[],
  enough = 1,
): TalkSearch {
  const searches = searchesBy(view, tool);
  const last = searches.at(-1);
  const search = (page: number): LookupStep => ({
    kind: "search",
    tool,
    args: page === 0 ? args : { ...args, page },
    thought:
      page === 0
        ? "I look through our past conversation."
        : "That is not enough yet. I look at the next page.",
  });
  if (!last)
    return { next: view.tools?.has(tool) ? search(0) : null, found: [], hasMore: false, failed: null };
  const pages = searches.filter((one) => one.ok).map((one) => readSearchPage(one.result));
  const found = useful(pages.flatMap((page) => page.results));
  const { page, lastPage } = pages.at(-1) ?? { page: 0, lastPage: 0 };
  const hasMore = last.ok && page < lastPage;
  const goOn = hasMore && found.length < enough && searches.length < MAX_PAGES;
  return { next: goOn ? search(page + 1) : null, found, hasMore, failed: failure(last, "our conversation") };
}

function searchTalk(query: string, view: RequestView): LookupStep {
  if (!view.tools?.has("conversation_search"))
    return answer("I have no tool here to search our conversation.");
  const talk = pageThroughTalk(view, "conversation_search", { query }, (results) =>
    bestMatches(toldBy(results, view), query),
  );
  if (talk.next) return talk.next;
  if (talk.failed) return answer(talk.failed);
  if (talk.found.length === 0)
    return answer(`I searched our conversation and found no word of yours about “${query}”.`);
  return answer(toldYou(talk.found));
}

/** What the person said on certain days. With a topic the words are searched, since a day may be long. */
function searchDays({ range, about }: Lookup & { kind: "said-on" }, view: RequestView): LookupStep {
  const topic = about.join(" ");
  const tool = topic === "" ? "conversation_search_date" : "conversation_search";
  if (!view.tools?.has(tool)) return answer("I have no tool here to look that up in our conversation.");
  const talk =
    topic === ""
      ? pageThroughTalk(
          view,
          tool,
          { start_date: range.start, end_date: range.end },
          (results) => results.filter(({ role, text }) => role === "user" && text !== view.turn.text?.trim()),
          QUOTED,
        )
      : pageThroughTalk(view, tool, { query: topic }, (results) =>
          bestMatches(toldBy(results, view), topic).filter(
            ({ day }) => day !== null && day >= range.start && day <= range.end,
          ),
        );
  if (talk.next) return talk.next;
  if (talk.failed) return answer(talk.failed);
  const what = topic === "" ? "" : ` about “${topic}”`;
  if (talk.found.length === 0) return answer(`I found nothing that you said${what} ${range.label}.`);
  const more = talk.hasMore ? "\n\nThere is more from then; these are the first." : "";
  const texts = [...new Set(talk.found.map(({ text }) => text))];
  return answer(`${introduce(`This is what you said${what} ${range.label}`, texts)}${more}`);
}
