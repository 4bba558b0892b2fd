/** One step at a time for an agent, over all tabs. */
import { CancelledError } from "../schemas/index.ts";

export interface AgentLocks {
  /** Runs `work` alone for this agent; waits its turn. Rejects with CancelledError where `signal` fires while waiting. */
  run<T>(agentId: string, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
  /** Whether anybody (any tab) runs or waits for this agent. */
  isHeld(agentId: string): Promise<boolean>;
}

/** Locks that all tabs of an origin share. */
export function webLocks(locks: LockManager, databaseName: string): AgentLocks {
  const nameOf = (agentId: string) => `${databaseName}|run|${agentId}`;
  return {
    async run(agentId, signal, work) {
      try {
        return await locks.request(nameOf(agentId), { signal }, work);
      } catch (error) {
        if (signal.aborted && error instanceof DOMException && error.name === "AbortError")
          throw new CancelledError();
        throw error;
      }
    },
    async isHeld(agentId) {
      const { held = [] } = await locks.query();
      return held.some((lock) => lock.name === nameOf(agentId));
    },
  };
}

/** Locks within one process, for Node. */
export function processLocks(): AgentLocks {
  const queues = new Map<string, Promise<unknown>>();
  return {
    async run(agentId, signal, work) {
      const before = queues.get(agentId) ?? Promise.resolve();
      let release: () => void = () => {};
      const mine = before.then(() => new Promise<void>((resolve) => (release = resolve)));
      queues.set(agentId, mine);
      await before;
      try {
        if (signal.aborted) throw new CancelledError();
        return await work();
      } finally {
        release();
        if (queues.get(agentId) === mine) queues.delete(agentId);
      }
    },
    isHeld: async (agentId) => queues.has(agentId),
  };
}
