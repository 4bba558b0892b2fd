/**
 * Files to text in Chromium, in the app's worker: how long, and how long the page's thread is held up meanwhile.
 * Aim: no pause over 50 ms, whatever the file.
 *
 *     npm run bench -- extract
 */

import { sampleDocx, sampleEpub, sampleZip } from "../src/sources/extract/testing/sample-archives.ts";
import { chatGptConversation } from "../src/sources/extract/testing/sample-exports.ts";
import { japanesePdf, samplePdf } from "../src/sources/extract/testing/sample-pdf.ts";
import { seededRandom } from "../src/vector/testing/sample-vectors.ts";
import { inPage } from "./browser-page.ts";

const WORDS =
  "the garden river morning coffee letter piano answer winter market bridge doctor story yellow engine promise window travel quiet music mountain cousin recipe ticket summer".split(
    " ",
  );
const random = seededRandom(5);
const word = () => WORDS[Math.floor(random() * WORDS.length)] as string;
const words = (count: number) => Array.from({ length: count }, word).join(" ");
const paragraphs = (count: number) => Array.from({ length: count }, () => words(80));

const html = `<!doctype html><html><head><title>Garden</title></head><body><nav><a href="/">Home</a></nav><article>${paragraphs(
  500,
)
  .map((text, index) => `<h2>Part ${index}</h2><p>${text}</p>`)
  .join("")}</article></body></html>`;
const conversations = Array.from({ length: 2000 }, (_, index) =>
  chatGptConversation(
    `Conversation ${index}`,
    Array.from({ length: 20 }, (_, turn) => ({
      role: turn % 2 ? ("assistant" as const) : ("user" as const),
      text: words(60),
      at: new Date(1_700_000_000_000 + index * 86_400_000 + turn * 60_000).toISOString(),
    })),
  ),
);

const files: Record<string, Uint8Array<ArrayBuffer> | string> = {
  "pages-300.pdf": await samplePdf(Array.from({ length: 300 }, () => words(400))),
  "pages-1000.pdf": await samplePdf(Array.from({ length: 1000 }, () => words(400))),
  "japanese.pdf": japanesePdf("吾輩は猫である"),
  "paragraphs-3000.docx": sampleDocx(
    paragraphs(3000).flatMap((text, index) =>
      index % 30 === 0 ? [{ heading: 1, text: `Chapter ${index / 30}` }, { text }] : [{ text }],
    ),
  ),
  "chapters-40.epub": sampleEpub(
    Array.from({ length: 40 }, (_, index) => ({
      title: `Chapter ${index}`,
      html: `<h1>Chapter ${index}</h1>${paragraphs(50)
        .map((text) => `<p>${text}</p>`)
        .join("")}`,
    })),
  ),
  "garden.html": html,
  "rows-100000.csv": `name,place,note\n${Array.from({ length: 100_000 }, () => `${word()},${word()},${words(8)}`).join("\n")}`,
  "text-20mb.txt": paragraphs(40_000).join("\n\n"),
  "chatgpt-2000.zip": sampleZip({ "conversations.json": JSON.stringify(conversations), "user.json": "{}" }),
};

const rows = await inPage("extract", async (page) => {
  const results: Record<string, string | number>[] = [];
  await page.route("**/samples/*", (route) => {
    const content =
      files[decodeURIComponent(new URL(route.request().url()).pathname.split("/").at(-1) ?? "")];
    return route.fulfill({
      body: typeof content === "string" ? content : Buffer.from(content as Uint8Array),
    });
  });
  await page.waitForFunction(() => "measureExtract" in window);
  for (const [name, content] of Object.entries(files)) {
    const figures = await page.evaluate((file) => window.measureExtract(file, `./samples/${file}`), name);
    if (figures.error) console.log(`${name}: ${figures.error}`);
    const pages = Number(/pages-(\d+)/.exec(name)?.[1] ?? Number.NaN);
    results.push({
      file: name,
      MB: +((typeof content === "string" ? content.length : content.byteLength) / 1e6).toFixed(1),
      "first ms": Math.round(figures.first),
      "again ms": Math.round(figures.again),
      "pages/s": Number.isNaN(pages) ? "-" : Math.round((1000 * pages) / figures.again),
      "text MB/s": +(figures.characters / 1000 / figures.again).toFixed(1),
      documents: figures.documents,
      sections: figures.sections,
      skipped: figures.skipped,
      "longest pause ms": +figures.pause.toFixed(1),
      "at rest ms": +figures.restPause.toFixed(1),
      start: figures.start.slice(0, 24),
    });
  }
  return results;
});
console.log("Files to text, in the worker");
console.table(rows);
