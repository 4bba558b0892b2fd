import { type Remote, wrap } from "comlink";
import type { TokenCounter } from "./provider.ts";
import { encodingOf } from "./tokens.ts";
import type { TokenWorker } from "./tokens.worker.ts";

/** Rough characters a token, for the moment when no worker can be had. */
const CHARACTERS_PER_TOKEN = 3.5;

/** Counts off the page's thread; the worker starts with the first text. */
export function createWorkerTokenCounter(
  startWorker = () => new Worker(new URL("./tokens.worker.ts", import.meta.url), { type: "module" }),
): TokenCounter {
  let remote: { api: Remote<TokenWorker>; died: Promise<never> } | null = null;
  const start = () => {
    const worker = startWorker();
    const died = new Promise<never>((_, reject) => {
      worker.addEventListener("error", (event) => {
        remote = null;
        worker.terminate();
        reject(new Error(event.message));
      });
    });
    died.catch(() => {});
    return { api: wrap<TokenWorker>(worker), died };
  };
  return {
    async count(texts, model) {
      if (texts.length === 0) return [];
      remote ??= start();
      try {
        return await Promise.race([remote.api.countTokens(texts, encodingOf(model)), remote.died]);
      } catch {
        // A dead worker must not stop a conversation: an estimate serves until it is back with the next call.
        remote = null;
        return texts.map((text) => Math.ceil(text.length / CHARACTERS_PER_TOKEN));
      }
    },
  };
}
