/**
 * Loading files into a source in Chromium: documents and passages a second against the raw speed of the embedding model
 * with the same passages in the same run (aim: 0.9 of it), the longest time the page's thread was held up (aim: under
 * 50 ms), and what 50,000 passages take in memory.
 *
 *     npm run bench -- ingest
 */
import { readFileSync } from "node:fs";
import { inPage } from "./browser-page.ts";

const FILES = 20;
const PARAGRAPHS = 6;
const ROUNDS = 3;
const STORED = 5000;
const MANY = 50_000;

const MB = (bytes: number) => (bytes / 1e6).toFixed(0);

/** Resident memory of the page's process, in bytes; 0 where it cannot be told. */
function residentOf(pid: number | undefined): number {
  if (pid === undefined) return 0;
  try {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    // Only Linux tells.
    return 0;
  }
}

const { ingest, size, resident } = await inPage("ingest", async (page) => {
  await page.waitForFunction(() => "measureSize" in window);
  const ingest = await page.evaluate(
    ([files, paragraphs, rounds]) => window.measureIngest(files, paragraphs, rounds),
    [FILES, PARAGRAPHS, ROUNDS] as const,
  );
  const browser = page.context().browser();
  const session = await browser?.newBrowserCDPSession();
  const renderers = async () => {
    const { processInfo } = (await session?.send("SystemInfo.getProcessInfo")) ?? { processInfo: [] };
    return processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
  };
  const memory = async () => (await renderers()).reduce((total, pid) => total + residentOf(pid), 0);
  const before = await memory();
  const size = await page.evaluate(([stored, passages]) => window.measureSize(stored, passages), [
    STORED,
    MANY,
  ] as const);
  return { ingest, size, resident: [before, await memory()] as const };
});

const sum = (pick: (round: (typeof ingest.rounds)[0]) => number) =>
  ingest.rounds.reduce((total, round) => total + pick(round), 0);
const loading = sum((round) => round.loading) / ROUNDS;
const alone = sum((round) => round.alone) / ROUNDS;
console.log(`${FILES} files of text and Markdown, ${ROUNDS} times, in turn with the model alone`);
console.table([
  {
    passages: ingest.passages,
    "documents a second": ((1000 * FILES) / loading).toFixed(2),
    "passages a second": ((1000 * ingest.passages) / loading).toFixed(1),
    "model alone": ((1000 * ingest.passages) / alone).toFixed(1),
    share: (alone / loading).toFixed(2),
    "by round": ingest.rounds.map((round) => (round.alone / round.loading).toFixed(2)).join(" "),
    "longest pause ms": `${ingest.pause.toFixed(0)} (idle ${ingest.idlePause.toFixed(0)})`,
  },
]);
console.log(`All but the model: ${STORED} passages loaded, and a source of ${MANY}`);
console.table([
  {
    "passages a second": size.storing.toFixed(0),
    "longest pause ms": size.pause.toFixed(0),
    "page's heap MB": `${MB(size.heapBefore)} -> ${MB(size.heapAfter)}`,
    "page's process MB": resident[0] ? `${MB(resident[0])} -> ${MB(resident[1])}` : "not known",
    "first search ms": size.firstSearch.toFixed(0),
    "search ms": size.search.toFixed(0),
    "on disk MB": MB(size.disk),
  },
]);
