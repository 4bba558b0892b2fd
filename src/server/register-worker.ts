/** The page's side of the service worker itself: registering it, following its versions, keeping the app's files. */
import type { LocalClient } from "../client/index.ts";
import type { WorkerMessage } from "./page-messages.ts";

export interface WorkerOptions {
  client: LocalClient;
  /**
   * A new version of the app is there, and this page is still the old one.
   *
   * @param reload opens it, as soon as no answer of the API is under way.
   */
  onNewVersion: (reload: () => void) => void;
  /** The app can be opened without a network (`shell`), and agents can work without one (`all`). */
  onKept: (kept: "shell" | "all") => void;
}

/** How long a new agent's first steps go before the files for working offline, in milliseconds. */
const KEEP_ALL_AFTER_MS = 8000;
/** How often a page that stays open looks for a new version, in milliseconds. */
const LOOK_EVERY_MS = 60 * 60 * 1000;

/** Registers the worker; a new version takes over as soon as no answer of the old one is under way. */
export async function registerWorker(options: WorkerOptions): Promise<void> {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  try {
    followVersions(serviceWorker, options);
    const registration = await serviceWorker.register(
      new URL("service-worker.js", new URL(".", document.baseURI)),
    );
    const takeOver = (waiting: ServiceWorker | null) => {
      if (!waiting || !registration.active) return;
      whenIdle(registration.active, () => tell(waiting, { type: "engram-take-over" }));
    };
    takeOver(registration.waiting);
    registration.addEventListener("updatefound", () => {
      const coming = registration.installing;
      coming?.addEventListener("statechange", () => {
        if (coming.state === "installed") takeOver(registration.waiting);
      });
    });
    setInterval(() => void registration.update().catch(() => {}), LOOK_EVERY_MS);
    const { active } = await serviceWorker.ready;
    if (active && !serviceWorker.controller) tell(active, { type: "engram-claim" });
    await keepFiles(serviceWorker, options);
  } catch {
    // No worker (an insecure address, a private window): the app works, but serves no API and needs the network to start.
  }
}

/** A worker that takes this page over from another one is of a newer version than the page. */
function followVersions(serviceWorker: ServiceWorkerContainer, { onNewVersion }: WorkerOptions): void {
  let controlled = serviceWorker.controller !== null;
  serviceWorker.addEventListener("controllerchange", () => {
    if (controlled)
      onNewVersion(() => {
        const reload = () => location.reload();
        if (serviceWorker.controller) whenIdle(serviceWorker.controller, reload);
        else reload();
      });
    controlled = true;
  });
}

/** The shell at once; the rest, which is some 20 MB, for people who have an agent and do not save data. */
async function keepFiles(
  serviceWorker: ServiceWorkerContainer,
  { client, onKept }: WorkerOptions,
): Promise<void> {
  const keep = async (all: boolean) => {
    await idle();
    const { active } = await serviceWorker.ready;
    if (active && (await ask(active, { type: "engram-keep-files", all }))) onKept(all ? "all" : "shell");
  };
  await keep(false);
  if ((navigator as { connection?: { saveData?: boolean } }).connection?.saveData) return;
  let due = false;
  const stop = client.live(() => client.listAgents())(
    (agents) => {
      if (due || agents.length === 0) return;
      due = true;
      setTimeout(() => {
        stop();
        void keep(true);
      }, KEEP_ALL_AFTER_MS);
    },
    () => {
      // The database is gone: the page says so, and there is nothing to prepare for.
    },
  );
}

const idle = () =>
  new Promise<void>((resolve) => {
    if ("requestIdleCallback" in globalThis) requestIdleCallback(() => resolve(), { timeout: 5000 });
    else setTimeout(resolve, 500);
  });

function tell(worker: ServiceWorker, message: WorkerMessage, transfer: Transferable[] = []): void {
  worker.postMessage(message, transfer);
}

function ask(worker: ServiceWorker, message: WorkerMessage): Promise<boolean> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<boolean>) => {
      port1.close();
      resolve(data);
    };
    tell(worker, message, [port2]);
  });
}

/** Runs `then` once no answer of a worker is under way. */
function whenIdle(worker: ServiceWorker, then: () => void): void {
  void ask(worker, { type: "engram-when-idle" }).then(then);
}
