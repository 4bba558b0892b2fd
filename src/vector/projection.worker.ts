/** One map, and the worker is ended. */
import { expose } from "comlink";
import { type ErrorRecord, toErrorRecord } from "../schemas/errors.ts";
import { openedWhenAsked } from "../storage/worker-database.ts";
import { type Projection, type ProjectionWork, projectPassages } from "./projection.ts";

/** Errors cross as records: a worker's message would leave nothing but their text. */
export type ProjectionOutcome = { projection: Projection } | { error: ErrorRecord };

export const projectionService = {
  async project(
    databaseName: string,
    work: ProjectionWork,
    onProgress: (share: number) => void,
  ): Promise<ProjectionOutcome> {
    try {
      const db = await openedWhenAsked(databaseName, () => {})();
      return { projection: await projectPassages(db, work, { onProgress }) };
    } catch (error) {
      return { error: toErrorRecord(error) };
    }
  },
};

expose(projectionService);
