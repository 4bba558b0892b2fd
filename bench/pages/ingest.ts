/** Runs in a page: files loaded into a source by the workers that the app uses, over a real IndexedDB. */
import type { Embedder } from "../../src/embeddings/embedder.ts";
import { DEFAULT_EMBEDDING_CONFIG } from "../../src/embeddings/models.ts";
import { plainSpaces } from "../../src/embeddings/word-tokens.ts";
import { createWorkerEmbedder } from "../../src/embeddings/worker-embedder.ts";
import { isoTime, newId, type Source, systemClock } from "../../src/schemas/index.ts";
import { createWorkerExtractor } from "../../src/sources/extract/worker-extractor.ts";
import { createFileJob, DEFAULT_OVERLAP, type LoadServices, runLoadJob } from "../../src/sources/load-job.ts";
import { addToCount } from "../../src/storage/counters.ts";
import type { EngramDatabase, PassageRow } from "../../src/storage/database.ts";
import { openDatabase } from "../../src/storage/open-database.ts";
import { putVectors } from "../../src/storage/vectors.ts";
import { seededRandom } from "../../src/vector/testing/sample-vectors.ts";
import { spaceOf } from "../../src/vector/vector-index.ts";
import { createWorkerVectorIndex } from "../../src/vector/worker-vector-index.ts";
import { longestPause } from "./longest-pause.ts";

const NAME = "bench-ingest";
const WORDS =
  "the garden river morning coffee letter piano answer winter market bridge doctor story yellow engine promise window travel quiet music mountain cousin recipe ticket summer".split(
    " ",
  );
const config = DEFAULT_EMBEDDING_CONFIG;

export interface IngestFigures {
  documents: number;
  passages: number;
  /** The same passages by the model alone and as files are loaded, in milliseconds, round by round. */
  rounds: { alone: number; loading: number }[];
  /** Longest time the page's thread did not come round while nothing was done, and while files were loaded. */
  idlePause: number;
  pause: number;
}

export interface SizeFigures {
  /** Passages a second of everything but the model: the vectors are made up. */
  storing: number;
  pause: number;
  /** The page's JavaScript heap, in bytes. */
  heapBefore: number;
  heapAfter: number;
  /** The first search reads all vectors; the ones after it do not. */
  firstSearch: number;
  search: number;
  disk: number;
}

function sampleFiles(count: number, paragraphs: number): { file: File; path: string }[] {
  const random = seededRandom(11);
  const sentence = () => {
    const words = Array.from({ length: 8 + Math.floor(random() * 12) }, () =>
      random() < 0.1 ? Math.floor(random() * 9000).toString(36) : WORDS[Math.floor(random() * WORDS.length)],
    );
    return `${words.join(" ")}.`;
  };
  const paragraph = () => Array.from({ length: 4 + Math.floor(random() * 5) }, sentence).join(" ");
  return Array.from({ length: count }, (_, nth) => {
    const isMarkdown = nth % 2 === 0;
    const text = Array.from({ length: 1 + Math.floor(random() * 2 * paragraphs) }, (_, index) =>
      isMarkdown && index % 5 === 0 ? `## Part ${index}\n\n${paragraph()}` : paragraph(),
    ).join("\n\n");
    const name = `sample-${nth}.${isMarkdown ? "md" : "txt"}`;
    return { file: new File([text], name), path: `bench/${name}` };
  });
}

async function addSource(db: EngramDatabase): Promise<Source> {
  const source: Source = {
    id: newId("source"),
    name: newId("source"),
    description: null,
    embedding_config: config,
    created_at: isoTime(systemClock),
    user_id: null,
    metadata_: {},
  };
  await db.sources.add(source);
  return source;
}

async function open(embedder: Embedder): Promise<LoadServices & { source: Source }> {
  const db = await openDatabase({
    name: NAME,
    marks: { read: () => null, write: () => {}, clear: () => {} },
    now: systemClock.now,
  });
  const source = await addSource(db);
  const vectors = createWorkerVectorIndex({ databaseName: NAME });
  return { db, embedder, vectors, clock: systemClock, extractor: createWorkerExtractor(), source };
}

async function load(services: LoadServices & { source: Source }, files: { file: File; path: string }[]) {
  const { id } = await createFileJob(services, services.source, files);
  await runLoadJob(services, id, { signal: new AbortController().signal });
  const job = await services.db.jobs.get(id);
  if (job?.status !== "completed")
    throw new Error(`The load ended as ${job?.status}: ${job?.metadata_.error}`);
}

async function measureIngest(files: number, paragraphs: number, rounds: number): Promise<IngestFigures> {
  const embedder = createWorkerEmbedder({ baseUrl: new URL(".", document.baseURI).href });
  const services = await open(embedder);
  const given = sampleFiles(files, paragraphs);
  const texts: string[] = [];
  for (const { file } of given)
    for (const { text } of await embedder.splitSections([await file.text()], config, {
      overlap: DEFAULT_OVERLAP,
    }))
      texts.push(plainSpaces(text));
  const loadAnew = async () => {
    const source = await addSource(services.db);
    await load({ ...services, source }, given);
    return services.db.passages
      .where("[source_id+seq]")
      .between([source.id, 0], [source.id, Number.MAX_SAFE_INTEGER])
      .count();
  };
  // The model, the readers and the index are loaded before.
  await load(services, [{ file: new File(["A first file."], "first.txt"), path: "first.txt" }]);
  const figures: IngestFigures = { documents: files, passages: 0, rounds: [], idlePause: 0, pause: 0 };
  for (let round = 0; round < rounds; round++) {
    let start = performance.now();
    // As many batches as the job has, so that the same texts are sent at once.
    for (let from = 0; from < texts.length; from += 64)
      await embedder.embed(texts.slice(from, from + 64), config, { kind: "passage" });
    const alone = performance.now() - start;
    start = performance.now();
    figures.passages = await loadAnew();
    figures.rounds.push({ alone, loading: performance.now() - start });
  }
  const idle = await longestPause(() => new Promise((resolve) => setTimeout(resolve, 3000)));
  figures.idlePause = idle.pause;
  figures.pause = (await longestPause(loadAnew)).pause;
  embedder.close();
  services.vectors.close();
  services.extractor.close();
  services.db.close();
  return figures;
}

function madeUpVector(random: () => number): Float32Array {
  const vector = Float32Array.from({ length: config.embedding_dim }, () => random() - 0.5);
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
}

/** An embedder without a model, which splits at lines. */
function madeUpVectors(): Embedder {
  const random = seededRandom(5);
  return {
    embed: async (texts) => {
      await new Promise((resolve) => setTimeout(resolve));
      return texts.map(() => madeUpVector(random));
    },
    split: async (text) => [text],
    splitSections: async (sections) =>
      sections.flatMap((text, section) =>
        [...text.matchAll(/[^\n]+/g)].map((found) => ({ text: found[0], section, offset: found.index })),
      ),
    load: async () => {},
    status: () => ({ model: null, state: "ready", loaded: 0, total: 0, error: null }),
    subscribe: () => () => {},
    close: () => {},
  };
}

const heap = () =>
  (performance as Performance & { memory?: { usedJSHeapSize: number } }).memory?.usedJSHeapSize ?? 0;

/** Rows as loading leaves them, written in bulk. */
async function fill({ db, source }: LoadServices & { source: Source }, passages: number): Promise<void> {
  const random = seededRandom(8);
  const space = spaceOf(source.id, config.embedding_model);
  for (let from = 0; from < passages; from += 1000) {
    const rows = Array.from({ length: 1000 }, (_, nth): PassageRow => {
      const seq = from + nth + 1;
      const words = Array.from({ length: 60 }, () => WORDS[Math.floor(random() * WORDS.length)]);
      return {
        id: newId("passage"),
        text: `${seq} ${words.join(" ")}.`,
        embedding_config: config,
        created_at: isoTime(systemClock),
        user_id: null,
        agent_id: null,
        source_id: source.id,
        doc_id: `doc-${Math.floor(seq / 100)}`,
        metadata_: { file: "bench.txt", position: seq % 100, offset: 400 * (seq % 100) },
        seq,
      };
    });
    const vectors = rows.map(({ id }) => ({ id, vector: madeUpVector(random) }));
    await db.transaction(
      "rw",
      [db.passages, db.counters, db.vectors, db.vector_chunks, db.vector_spaces],
      async () => {
        await db.passages.bulkAdd(rows);
        await putVectors(db, space, vectors);
        await addToCount(db, "passages", source.id, rows.length);
      },
    );
  }
}

async function measureSize(stored: number, passages: number): Promise<SizeFigures> {
  const services = await open(madeUpVectors());
  const lines = (nth: number) =>
    Array.from(
      { length: stored / 10 },
      (_, line) => `Line ${line} of ${nth}: ${WORDS.join(" ")} ${WORDS.join(" ")}`,
    );
  const files = Array.from({ length: 10 }, (_, nth) => ({
    file: new File([lines(nth).join("\n")], `big-${nth}.txt`),
    path: `big-${nth}.txt`,
  }));
  const start = performance.now();
  await load(services, files);
  const storing = (1000 * stored) / (performance.now() - start);
  const pausing = { ...services, source: await addSource(services.db) };
  const { pause } = await longestPause(() => load(pausing, files));
  window.gc?.();
  const heapBefore = heap();
  const source = await addSource(services.db);
  await fill({ ...services, source }, passages);
  const spaces = [spaceOf(source.id, config.embedding_model)];
  const query = madeUpVector(seededRandom(9));
  const search = async () => {
    const start = performance.now();
    await services.vectors.search({ spaces, query, k: 10 });
    return performance.now() - start;
  };
  const firstSearch = await search();
  const searchTime = await search();
  window.gc?.();
  const { usage = 0 } = await navigator.storage.estimate();
  return { storing, pause, heapBefore, heapAfter: heap(), firstSearch, search: searchTime, disk: usage };
}

declare global {
  interface Window {
    measureIngest: typeof measureIngest;
    measureSize: typeof measureSize;
    gc?: () => void;
  }
}
window.measureIngest = measureIngest;
window.measureSize = measureSize;
