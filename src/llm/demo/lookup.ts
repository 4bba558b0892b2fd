/** Finding an answer: in core memory, in the archive, in what was said. One search a reply, each at most a few times. */
import { answerFromCore } from "./core-answers.ts";
import { keywords } from "./keywords.ts";
import type { Lookup } from "./questions.ts";
import type { MadeCall, RequestView } from "./read-request.ts";
import {
  bestMatches,
  type FoundText,
  quote,
  quoteAll,
  readSearchPage,
  type SearchPage,
} from "./search-results.ts";
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
    case "slot":
      return searchArchive(lookup.query, view, {
        query: lookup.query,
        nothing: `I do not know ${lookup.asks} yet. If you tell me, I will write it down.`,
      });
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

function searchArchive(
  asked: string,
  view: RequestView,
  { query, nothing }: { query: string; nothing: string },
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
  // Where nothing in particular is asked, all that was found is an answer.
  const fitting = query === "" ? results : bestMatches(results, query);
  if (fitting.length > 0)
    return answer(
      `I found this in my archive: ${quoteAll(fitting.slice(0, QUOTED).map(({ text }) => text))}`,
    );

  const words = keywords(query).join(" ");
  if (words !== "") {
    const talk = pageThroughTalk(view, "conversation_search", { query: words }, (page) =>
      bestMatches(toldBy(page.results, view), query),
    );
    if (talk.next) return talk.next;
    if (talk.found.length > 0) return answer(toldYou(talk.found));
  }
  const nearest = results[0];
  if (nearest)
    return answer(
      `I am not sure. The nearest thing in my archive is this: ${quote(nearest.text)} I match by rules, so it may be something else.`,
    );
  const failed = failure(search, "my archive");
  return answer(failed ?? nothing);
}

/** What the person said, and did not ask: questions about a thing tell nothing of it. */
function toldBy(results: FoundText[], view: RequestView): FoundText[] {
  return results.filter(
    ({ role, text }) => role === "user" && text !== view.turn.text?.trim() && !isQuestion(text),
  );
}

function toldYou(found: FoundText[]): string {
  const [first] = found;
  if (found.length === 1 && first)
    return `You told me${first.day ? ` on ${first.day}` : ""}: ${quote(first.text)}`;
  return `You told me: ${quoteAll(found.slice(0, QUOTED).map(({ text }) => text))}`;
}

/** Reads page after page of a conversation search until one holds something of use. */
function pageThroughTalk(
  view: RequestView,
  tool: string,
  args: Record<string, unknown>,
  useful: (page: SearchPage) => FoundText[],
): { next: LookupStep | null; found: FoundText[]; page: SearchPage | null; failed: string | null } {
  const searches = searchesBy(view, tool);
  const last = searches.at(-1);
  const search = (page: number): LookupStep => ({
    kind: "search",
    tool,
    args: page === 0 ? args : { ...args, page },
    thought:
      page === 0
        ? "I look through our past conversation."
        : "Nothing of use on this page. I look at the next one.",
  });
  if (!last) return { next: view.tools?.has(tool) ? search(0) : null, found: [], page: null, failed: null };
  const page = readSearchPage(last.ok ? last.result : "");
  const found = useful(page);
  const goOn = last.ok && found.length === 0 && page.page < page.lastPage && searches.length < MAX_PAGES;
  return {
    next: goOn ? search(page.page + 1) : null,
    found,
    page,
    failed: failure(last, "our conversation"),
  };
}

function searchTalk(query: string, view: RequestView): LookupStep {
  if (!view.tools?.has("conversation_search"))
    return answer("I have no tool here to search our conversation.");
  const talk = pageThroughTalk(view, "conversation_search", { query }, (page) =>
    bestMatches(toldBy(page.results, view), query),
  );
  if (talk.next) return talk.next;
  if (talk.failed) return answer(talk.failed);
  if (talk.found.length === 0)
    return answer(`I searched our conversation and found no word of yours about “${query}”.`);
  return answer(`Yes. ${toldYou(talk.found)}`);
}

function searchDays(lookup: Lookup & { kind: "said-on" }, view: RequestView): LookupStep {
  if (!view.tools?.has("conversation_search_date"))
    return answer("I have no tool here to look up our conversation by date.");
  const { range, about } = lookup;
  const own = (page: SearchPage) => {
    const said = page.results.filter(({ role, text }) => role === "user" && text !== view.turn.text?.trim());
    return about.length > 0 ? bestMatches(said, about.join(" ")) : said;
  };
  const talk = pageThroughTalk(
    view,
    "conversation_search_date",
    { start_date: range.start, end_date: range.end },
    own,
  );
  if (talk.next) return talk.next;
  if (talk.failed) return answer(talk.failed);
  const what = about.length > 0 ? ` about “${about.join(" ")}”` : "";
  if (talk.found.length === 0) return answer(`I found nothing that you said${what} ${range.label}.`);
  const more =
    talk.page && talk.page.lastPage > talk.page.page
      ? "\n\nThere is more from then; this is the beginning."
      : "";
  const texts = [...new Set(talk.found.map(({ text }) => text))];
  return answer(`This is what you said${what} ${range.label}: ${quoteAll(texts)}${more}`);
}
