/** The page's side of the API: answers what the service worker passes on while this page's turn lasts. */
import type { LocalClient } from "../client/index.ts";
import {
  type ApiAnswerMessage,
  type ApiRequestMessage,
  HOST_LOCK,
  type StopMessage,
  type WhoHostsMessage,
} from "./page-messages.ts";

export interface PageHostOptions {
  client: LocalClient;
  version: string;
}

/** Where the router believes to be; only the path counts. */
const ROUTER_ORIGIN = "http://engram.local";

/**
 * Offers this page as the one that answers. It is its turn when every page that was opened before is closed.
 *
 * @returns ends it, so that another page takes over.
 */
export function hostApi(options: PageHostOptions): () => void {
  const { serviceWorker, locks } = navigator;
  if (!serviceWorker || !locks) return () => {};
  const stopped = new AbortController();
  const base = new URL(".", document.baseURI);
  let router: Promise<(request: Request) => Promise<Response>> | null = null;
  let isItsTurn = false;

  serviceWorker.addEventListener("message", (event: MessageEvent<ApiRequestMessage | WhoHostsMessage>) => {
    const [port] = event.ports;
    if (!port) return;
    if (event.data?.type === "engram-who-hosts" && isItsTurn) port.postMessage(true);
    if (event.data?.type !== "engram-api-request") return;
    if (!isItsTurn) {
      port.postMessage({ notHost: true } satisfies ApiAnswerMessage);
      return;
    }
    // The router is loaded with the first request: most pages never get one.
    router ??= import("./router.ts").then(({ createRouter }) =>
      createRouter({ ...options, getToken: () => options.client.getApiToken() }),
    );
    void answer(event.data, port, router, base);
  });
  // Held until the page is closed, or told to end.
  locks
    .request(
      HOST_LOCK,
      { signal: stopped.signal },
      () =>
        new Promise<void>((release) => {
          isItsTurn = true;
          stopped.signal.addEventListener("abort", () => {
            isItsTurn = false;
            release();
          });
        }),
    )
    .catch(() => {
      // Ended while it waited for its turn.
    });
  return () => stopped.abort();
}

async function answer(
  { method, url, headers, body }: ApiRequestMessage,
  port: MessagePort,
  router: Promise<(request: Request) => Promise<Response>>,
  base: URL,
): Promise<void> {
  const given = new URL(url);
  const gone = new AbortController();
  const send = (message: ApiAnswerMessage, transfer: Transferable[] = []) =>
    port.postMessage(message, transfer);
  const request = new Request(
    new URL(`/${given.pathname.slice(base.pathname.length)}${given.search}`, ROUTER_ORIGIN),
    { method, headers, body, signal: gone.signal },
  );
  let reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined;
  port.onmessage = ({ data }: MessageEvent<StopMessage>) => {
    if (!data.stop) return;
    gone.abort();
    void reader?.cancel().catch(() => {});
  };
  const response = await (await router)(request);
  send({ head: { status: response.status, headers: [...response.headers] } });
  reader = response.body?.getReader();
  try {
    for (;;) {
      const piece = await reader?.read();
      if (!piece || piece.done) break;
      // A copy: the bytes may be a view of a buffer that is still in use.
      const chunk = piece.value.slice();
      send({ chunk }, [chunk.buffer]);
    }
  } finally {
    send({ end: true });
  }
}
