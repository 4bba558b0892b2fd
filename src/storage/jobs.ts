import type { EngramDatabase } from "./database.ts";

/** Jobs that are not over: they wait, run, or are paused. */
export const activeJobs = (db: EngramDatabase) =>
  db.jobs.where("status").anyOf("created", "running", "pending");
