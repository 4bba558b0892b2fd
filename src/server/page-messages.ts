/** What the service worker and the page that holds the engine say to each other. */

/** Held by the page that answers; the others queue for it, so the oldest comes first and a closed one is followed at once. */
export const HOST_LOCK = "engram|api-host";

/** To the page, with a port for what follows. */
export interface ApiRequestMessage {
  type: "engram-api-request";
  method: string;
  url: string;
  headers: [string, string][];
  body: ArrayBuffer | null;
}

/** To every page, with a port: the one whose turn it is answers `true`. A worker forgets; the pages know. */
export interface WhoHostsMessage {
  type: "engram-who-hosts";
}

/** From the page, through the port, in this order; `chunk` any number of times. */
export type ApiAnswerMessage =
  /** It is not this page's turn any more: ask again who is. */
  | { notHost: true }
  | { head: { status: number; headers: [string, string][] } }
  | { chunk: Uint8Array<ArrayBuffer> }
  | { end: true };

/** To the page, through the port: nobody reads the answer any more. */
export interface StopMessage {
  stop: true;
}

/** To a service worker. */
export type WorkerMessage =
  /** Answers `true` through the port once no answer is under way. */
  | { type: "engram-when-idle" }
  /** A waiting worker takes over now. */
  | { type: "engram-take-over" }
  /** A page that opened just as the worker began is not controlled yet. */
  | { type: "engram-claim" }
  /** Fetches the app's files that are missing, for use without a network; answers whether all are there. */
  | { type: "engram-keep-files"; all: boolean };
