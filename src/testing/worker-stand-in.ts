import { MessageChannel } from "node:worker_threads";
import { expose } from "comlink";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";

/** A comlink service behind a message channel, for tests under Node: everything of a worker but the thread. */
export class WorkerStandIn {
  readonly #channel = new MessageChannel();
  readonly #onError: ((event: { message: string }) => void)[] = [];
  terminated = false;

  constructor(service: object) {
    expose(service, nodeEndpoint(this.#channel.port2));
  }

  /** As a worker whose script threw where nothing caught it. */
  breakDown(): void {
    this.#channel.port2.close();
    for (const listener of this.#onError) listener({ message: "out of memory" });
  }

  /** As a worker that the browser ended without a word. */
  fallSilent(): void {
    this.#channel.port2.close();
  }

  asWorker(): Worker {
    const endpoint = nodeEndpoint(this.#channel.port1);
    return {
      ...endpoint,
      postMessage: endpoint.postMessage.bind(endpoint),
      removeEventListener: endpoint.removeEventListener.bind(endpoint),
      addEventListener: (type: string, listener: never) => {
        if (type === "error") this.#onError.push(listener);
        else endpoint.addEventListener(type, listener);
      },
      terminate: () => {
        this.terminated = true;
        this.#channel.port1.close();
      },
    } as unknown as Worker;
  }
}
