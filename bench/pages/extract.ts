/** Runs in a page: files read in the worker that the app uses. */
import type { Extracted } from "../../src/sources/extract/file-extractor.ts";
import { createWorkerExtractor } from "../../src/sources/extract/worker-extractor.ts";
import { longestPause } from "./longest-pause.ts";

export interface ExtractFigures {
  /** From the call to the end, the worker and its readers loaded from this machine, in milliseconds. */
  first: number;
  /** Once more, with everything loaded, in milliseconds. */
  again: number;
  /** Of the page's thread while the file is read, and while nothing is done, in milliseconds. */
  pause: number;
  restPause: number;
  documents: number;
  skipped: number;
  sections: number;
  characters: number;
  /** The first of the text, for a look. */
  start: string;
  error: string | null;
}

async function measure(name: string, address: string): Promise<ExtractFigures> {
  const content = await (await fetch(address)).blob();
  const extractor = createWorkerExtractor();
  const read = async () => {
    const start = performance.now();
    const found: Extracted[] = [];
    let error: string | null = null;
    try {
      for await (const extracted of extractor.extract({ name, content })) found.push(extracted);
    } catch (problem) {
      error = problem instanceof Error ? problem.message : String(problem);
    }
    return { found, error, time: performance.now() - start };
  };
  const rest = await longestPause(() => new Promise((resolve) => setTimeout(resolve, 2000)));
  const first = await longestPause(read);
  const again = await longestPause(read);
  extractor.close();
  const { found, error } = again.result;
  const documents = found.filter((extracted) => extracted.kind === "document");
  const texts = documents.flatMap((document) => document.sections.map((section) => section.text));
  return {
    first: first.result.time,
    again: again.result.time,
    pause: Math.max(first.pause, again.pause),
    restPause: rest.pause,
    documents: documents.filter((document) => document.last).length,
    skipped: found.length - documents.length,
    sections: texts.length,
    characters: texts.reduce((total, text) => total + text.length, 0),
    start: texts.join(" ").slice(0, 60),
    error,
  };
}

declare global {
  interface Window {
    measureExtract: typeof measure;
  }
}
window.measureExtract = measure;
