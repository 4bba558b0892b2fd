/**
 * Serves the API under `<app>/v1` and `<app>/api` to everything this worker controls, by passing requests to the page
 * that holds the engine; and the app's own files, so that it starts without a network (app-files.ts). One plain script
 * is the whole worker: what it imports is imported by nothing else.
 *
 * Of the API only what a page of this origin asks for by script is answered: a navigation, which another site could
 * cause with a form or a link, goes to the network. API answers are never cached.
 */
import { AppFiles, type FileList } from "./app-files.ts";
import type { ApiAnswerMessage, ApiRequestMessage, WhoHostsMessage, WorkerMessage } from "./page-messages.ts";

/** The parts of a service worker's surroundings that this one uses; the DOM's types do not have them. */
interface Scope {
  registration: { scope: string; active: object | null };
  clients: {
    get(id: string): Promise<PageClient | undefined>;
    matchAll(options: { type: "window"; includeUncontrolled: boolean }): Promise<PageClient[]>;
    claim(): Promise<void>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install", listener: (event: LifeEvent) => void): void;
  addEventListener(type: "activate", listener: (event: LifeEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: ApiFetchEvent) => void): void;
  addEventListener(type: "message", listener: (event: MessageEvent<WorkerMessage> & LifeEvent) => void): void;
}
interface PageClient {
  id: string;
  postMessage(message: ApiRequestMessage | WhoHostsMessage, transfer: Transferable[]): void;
}
interface LifeEvent {
  waitUntil(work: Promise<unknown>): void;
}
interface ApiFetchEvent extends LifeEvent {
  request: Request;
  /** Who asks; empty where that is no page or worker of this origin. */
  clientId: string;
  respondWith(response: Promise<Response>): void;
}

const scope = globalThis as unknown as Scope;

/** How long a page may take to come up, or to follow one that was closed, in milliseconds. */
const HOST_WITHIN_MS = 5000;
/** How long the pages may take to say whose turn it is, before they are asked again, in milliseconds. */
const REPLY_WITHIN_MS = 200;
/** How often a page that is waited for is looked at, in milliseconds. */
const ALIVE_EVERY_MS = 400;

let underWay = 0;
let whenIdle: (() => void)[] = [];

/** The build puts the list here (scripts/offline-shell.ts). */
declare const __APP_FILES__: FileList;

const files = new AppFiles(__APP_FILES__, {
  base: scope.registration.scope,
  caches,
  fetch: (request) => fetch(request),
});

scope.addEventListener("install", (event) => {
  // A new version is whole before it takes over. The first one serves the API at once: the page asks for the files.
  if (scope.registration.active) event.waitUntil(files.keep(false));
});

scope.addEventListener("activate", (event) =>
  event.waitUntil(Promise.all([scope.clients.claim(), files.dropOld().catch(() => {})])),
);

scope.addEventListener("message", (event) => {
  const { data } = event;
  if (data?.type === "engram-take-over") void scope.skipWaiting();
  if (data?.type === "engram-claim") void scope.clients.claim();
  if (data?.type === "engram-keep-files")
    event.waitUntil(
      files
        .keep(data.all)
        .catch(() => false)
        .then((whole) => event.ports[0]?.postMessage(whole)),
    );
  if (data?.type === "engram-when-idle") {
    const answer = () => event.ports[0]?.postMessage(true);
    if (underWay === 0) answer();
    else whenIdle.push(answer);
  }
});

scope.addEventListener("fetch", (event) => {
  const { request } = event;
  if (files.isOurs(request)) return event.respondWith(files.answer(request));
  if (request.mode === "navigate" || !isApi(request.url)) return;
  underWay += 1;
  let finished: () => void = () => {};
  event.waitUntil(
    new Promise<void>((resolve) => {
      finished = resolve;
    }),
  );
  const done = () => {
    finished();
    underWay -= 1;
    if (underWay > 0) return;
    for (const answer of whenIdle) answer();
    whenIdle = [];
  };
  event.respondWith(answer(request, event.clientId, done));
});

function isApi(address: string): boolean {
  const base = new URL(scope.registration.scope);
  const { origin, pathname } = new URL(address);
  if (origin !== base.origin || !pathname.startsWith(base.pathname)) return false;
  return /^(v1|api)(\/|$)/.test(pathname.slice(base.pathname.length));
}

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The page that answered last. */
let known: string | null = null;

/** The page that holds the engine; null where none comes up in time. */
async function findHost(): Promise<PageClient | null> {
  const last = known === null ? undefined : await scope.clients.get(known);
  if (last) return last;
  known = null;
  const until = Date.now() + HOST_WITHIN_MS;
  for (;;) {
    const pages = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
    if (pages.length === 0) return null;
    const host = await whoHosts(pages);
    if (host || Date.now() > until) {
      known = host?.id ?? null;
      return host;
    }
  }
}

async function whoHosts(pages: PageClient[]): Promise<PageClient | null> {
  const replies = pages.map(
    (page) =>
      new Promise<PageClient>((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(page);
        page.postMessage({ type: "engram-who-hosts" }, [port2]);
      }),
  );
  return Promise.race([...replies, later(REPLY_WITHIN_MS).then(() => null)]);
}

function unavailable(code: string, message: string, hint: string): Response {
  const error = { code, message, hint, status: 503 };
  return new Response(JSON.stringify({ detail: message, error }), {
    status: 503,
    headers: { "content-type": "application/json", "cache-control": "no-store", "retry-after": "1" },
  });
}

/** A page that was closed before it answered. */
class PageGone extends Error {}
/** A page that did nothing with the request, for another one is to answer now. */
class NotItsTurn extends Error {}

async function answer(request: Request, asker: string, done: () => void): Promise<Response> {
  const body = /^(GET|HEAD)$/.test(request.method) ? null : await request.arrayBuffer();
  for (;;) {
    const page = await findHost();
    if (!page) {
      done();
      return unavailable(
        "no_page_open",
        "No open page holds the engine.",
        "Open the app in a tab of this browser; it must stay open.",
      );
    }
    try {
      return await askPage(page, { request, body, asker, done });
    } catch (error) {
      known = null;
      if (error instanceof NotItsTurn || (error instanceof PageGone && body === null)) continue;
      done();
      return unavailable(
        "page_closed",
        "The page that was to answer was closed.",
        "Look whether it was done before you try again.",
      );
    }
  }
}

/** @throws PageGone where the page is closed before the head of its answer; NotItsTurn where it is not the one. */
function askPage(
  page: PageClient,
  {
    request,
    body,
    asker,
    done,
  }: { request: Request; body: ArrayBuffer | null; asker: string; done: () => void },
): Promise<Response> {
  const { port1: port, port2 } = new MessageChannel();
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  let isEventStream = false;
  let ended = false;
  return new Promise((resolve, reject) => {
    const end = () => {
      if (ended) return;
      ended = true;
      clearInterval(watch);
      port.close();
      if (controller) done();
    };
    /** The page stops working on it; whether anybody still waits for the head is no matter then. */
    const stop = () => {
      port.postMessage({ stop: true });
      end();
    };
    const watch = setInterval(async () => {
      // Who asked may have been closed: nobody is left to read the answer.
      if (asker !== "" && !(await scope.clients.get(asker))) return stop();
      if (ended || (await scope.clients.get(page.id))) return;
      if (!controller) {
        end();
        return reject(new PageGone());
      }
      if (isEventStream) {
        const error = {
          code: "page_closed",
          message: "The page that answered was closed.",
          hint: null,
          status: 503,
        };
        controller.enqueue(
          new TextEncoder().encode(`data: ${JSON.stringify({ error })}\n\ndata: [DONE]\n\n`),
        );
        controller.close();
      } else controller.error(new PageGone());
      end();
    }, ALIVE_EVERY_MS);
    port.onmessage = ({ data }: MessageEvent<ApiAnswerMessage>) => {
      if (ended) return;
      if ("notHost" in data) {
        end();
        reject(new NotItsTurn());
      } else if ("head" in data) {
        const { status, headers } = data.head;
        isEventStream = headers.some(
          ([name, value]) => name === "content-type" && value.startsWith("text/event-stream"),
        );
        const stream = new ReadableStream<Uint8Array>({
          start(made) {
            controller = made;
          },
          cancel: stop,
        });
        const empty = status === 204 || status === 304 || request.method === "HEAD";
        resolve(new Response(empty ? null : stream, { status, headers }));
      } else if ("chunk" in data) controller?.enqueue(data.chunk);
      else {
        controller?.close();
        end();
      }
    };
    // Where the browser tells (Chromium 156 does not): who gave up before the head came.
    request.signal.addEventListener("abort", () => {
      if (!ended) port.postMessage({ stop: true });
    });
    const message: ApiRequestMessage = {
      type: "engram-api-request",
      method: request.method,
      url: request.url,
      headers: [...request.headers],
      body,
    };
    page.postMessage(message, [port2]);
  });
}
