import { type Remote, wrap } from "comlink";
import { within } from "./within.ts";

/** The worker ended without an answer. */
export class WorkerGoneError extends Error {}

/** What every worker of this kind answers to. */
export interface Pinged {
  /** Answers while the worker is alive. */
  ping(): true;
}

export interface AskedWorkerOptions<Service> {
  /** What the worker does, for the text of an error. */
  name: string;
  startWorker: () => Worker;
  /** Tells a new worker what it must know before the first question. */
  connect: (remote: Remote<Service>) => unknown;
  /** What is thrown once it is closed. */
  closedError: () => Error;
  /** What is thrown when a second worker did not answer either. */
  downError: (cause: WorkerGoneError) => Error;
  /** An answer that takes longer makes sure that the worker is alive, in milliseconds. Default 3,000. */
  askAfterMs?: number;
  /** How long a living worker may take to say so, in milliseconds. Default 5,000. */
  answerWithinMs?: number;
}

export interface AskedWorker<Service> {
  /** Starts the worker where none is. One that broke down or is dumb is replaced, and asked once more. */
  ask<T>(question: (remote: Remote<Service>) => Promise<T>): Promise<T>;
  /** Tells a worker that is there; without one there is nobody to tell. */
  tell(message: (remote: Remote<Service>) => Promise<unknown>): void;
  close(): void;
}

interface Connection<Service> {
  worker: Worker;
  remote: Remote<Service>;
  /** Rejects once the worker is gone. */
  gone: Promise<never>;
  fail(error: Error): void;
  pending: number;
}

/** A worker that is started with the first question, and answers for as long as there is one to be had. */
export function createAskedWorker<Service extends Pinged>(
  options: AskedWorkerOptions<Service>,
): AskedWorker<Service> {
  const { name, askAfterMs = 3000, answerWithinMs = 5000 } = options;
  let connection: Connection<Service> | null = null;
  let closed = false;

  const connect = (): Connection<Service> => {
    if (closed) throw options.closedError();
    if (connection) return connection;
    const worker = options.startWorker();
    const remote = wrap<Service>(worker);
    let fail: (error: Error) => void = () => {};
    const gone = new Promise<never>((_, reject) => {
      fail = reject;
    });
    gone.catch(() => {});
    const made: Connection<Service> = {
      worker,
      remote,
      gone,
      pending: 0,
      fail(error) {
        if (connection === made) connection = null;
        worker.terminate();
        fail(error);
      },
    };
    worker.addEventListener("error", (event) =>
      made.fail(new WorkerGoneError(`the worker of the ${name} broke down: ${event.message ?? ""}`)),
    );
    connection = made;
    void options.connect(remote);
    return made;
  };

  /** Makes sure that a worker that is waited for is alive. */
  const watch = async (watched: Connection<Service>): Promise<void> => {
    while (watched.pending > 0 && watched === connection) {
      await new Promise((resolve) => setTimeout(resolve, askAfterMs));
      if (watched.pending === 0 || watched !== connection) return;
      try {
        await within(answerWithinMs, (watched.remote as unknown as Remote<Pinged>).ping());
      } catch {
        watched.fail(new WorkerGoneError(`the worker of the ${name} does not answer`));
      }
    }
  };

  const askOnce = async <T>(question: (remote: Remote<Service>) => Promise<T>): Promise<T> => {
    const asked = connect();
    asked.pending += 1;
    if (asked.pending === 1) void watch(asked);
    try {
      return await Promise.race([question(asked.remote), asked.gone]);
    } finally {
      asked.pending -= 1;
    }
  };

  return {
    async ask(question) {
      try {
        return await askOnce(question);
      } catch (error) {
        if (!(error instanceof WorkerGoneError)) throw error;
      }
      try {
        return await askOnce(question);
      } catch (error) {
        throw error instanceof WorkerGoneError ? options.downError(error) : error;
      }
    },
    tell(message) {
      if (connection) void message(connection.remote).catch(() => {});
    },
    close() {
      closed = true;
      connection?.fail(options.closedError());
    },
  };
}
