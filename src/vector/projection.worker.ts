/** One map, and the worker is ended. */
import { expose } from "comlink";
import { type ErrorRecord, toErrorRecord } from "../schemas/errors.ts";
import { memoryOriginSchema } from "../schemas/memory-origin.ts";
import { openedWhenAsked } from "../storage/worker-database.ts";
import { type Projection, type ProjectionWork, projectPassages } from "./projection.ts";

/** Errors cross as records: a worker's message would leave nothing but their text. */
export type ProjectionOutcome = { projection: SentProjection } | { error: ErrorRecord };

/** As it crosses: the page reads numbers in no time, and many words in some. */
export type SentProjection = Omit<Projection, "origins"> & { origins: Uint8Array };

const KINDS = memoryOriginSchema.shape.kind.options;

export const projectionService = {
  async project(
    databaseName: string,
    work: ProjectionWork,
    onProgress: (share: number) => void,
  ): Promise<ProjectionOutcome> {
    try {
      const db = await openedWhenAsked(databaseName, () => {})();
      const made = await projectPassages(db, work, { onProgress });
      const origins = Uint8Array.from(made.origins, (kind) => KINDS.indexOf(kind));
      return { projection: { ...made, origins } };
    } catch (error) {
      return { error: toErrorRecord(error) };
    }
  },
};

expose(projectionService);
