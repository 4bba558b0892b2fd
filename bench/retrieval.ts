/**
 * How well archival search finds: long conversations, every turn a memory, and questions whose evidence is known. The
 * search is the product's, with the default embedding model. Aim for the default: 0.70 of the evidence in the first 10,
 * MRR 0.50.
 *
 *     npm run bench:retrieval
 */
import "fake-indexeddb/auto";
import type { SearchMode } from "../src/schemas/index.ts";
import { CATEGORIES, DATA_FILE, readConversations } from "./retrieval/conversations.ts";
import { type Measures, mean, measure } from "./retrieval/measures.ts";
import { memoryOf } from "./retrieval/memory-of.ts";
import { createModelEmbedder } from "./retrieval/model-embedder.ts";

const MODES: readonly SearchMode[] = ["meaning", "words", "hybrid"];

const conversations = readConversations();
if (!conversations) {
  console.log(`Retrieval is not measured: there is no ${DATA_FILE}.`);
  process.exit(0);
}

const results: { mode: SearchMode; category: number; conversation: string; measures: Measures }[] = [];
const embedder = await createModelEmbedder();
for (const conversation of conversations) {
  const memory = await memoryOf(conversation, embedder);
  const turns = new Set(conversation.sessions.flatMap((session) => session.turns.map((turn) => turn.id)));
  for (const { question, category, evidence } of conversation.qa) {
    const known = evidence.filter((id) => turns.has(id));
    if (known.length === 0) continue;
    for (const mode of MODES) {
      const found = await memory.search(question, mode, 50);
      const measures = measure(found, known);
      results.push({ mode, category, conversation: conversation.sample_id, measures });
    }
  }
  await memory.close();
}
embedder.close();

function print(title: string, keyOf: (result: (typeof results)[number]) => string) {
  const rows = MODES.flatMap((mode) => {
    const groups = new Map<string, Measures[]>();
    for (const result of results)
      if (result.mode === mode)
        groups.set(keyOf(result), [...(groups.get(keyOf(result)) ?? []), result.measures]);
    return [...groups].sort().map(([group, measured]) => {
      const { questions, share, all, mrr } = mean(measured);
      const cells = [share[1], share[5], share[10], all[1], all[5], all[10], mrr].map((value) =>
        value.toFixed(3),
      );
      const [s1, s5, s10, a1, a5, a10, m] = cells;
      return {
        mode,
        [title]: group,
        questions,
        "share@1": s1,
        "share@5": s5,
        "share@10": s10,
        "all@1": a1,
        "all@5": a5,
        "all@10": a10,
        MRR: m,
      };
    });
  });
  console.table(rows);
}

console.log(
  `${conversations.length} conversations; share: mean share of the evidence found, all: questions with all of it`,
);
print("over", () => "all");
print("category", ({ category }) => `${category} ${CATEGORIES[category] ?? ""}`);
print("conversation", ({ conversation }) => conversation);
