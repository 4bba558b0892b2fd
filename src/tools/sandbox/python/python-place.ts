import type { StartMessage } from "./python-messages.ts";

/** Where the worker of a Python runs. */
export interface PythonPlace {
  /**
   * Starts the worker; what is handed in is gone from the page.
   *
   * @param message.code of the worker, as a script.
   * @param message.trouble is told if the worker cannot be started or breaks down.
   */
  start(message: { code: string; start: StartMessage; trouble: MessagePort }): Promise<void>;
  /** Ends the worker at once, whatever it does. */
  end(): void;
}

/**
 * A worker without a frame around it, for the development server: there it is many modules, which only the page's own
 * origin may load. It keeps the limits, but not what it is given from the network and the storage of this origin.
 */
export function openPlainWorker(address: string): PythonPlace {
  const worker = new Worker(address, { type: "module" });
  return {
    async start({ start, trouble }) {
      worker.onerror = ({ message }) => trouble.postMessage(message);
      worker.postMessage(start, [start.port, start.files.wasm, start.files.standardLibrary]);
    },
    end: () => worker.terminate(),
  };
}
