import { expose } from "comlink";
import { createIndexService } from "./index-service.ts";
import { workerPoints } from "./worker-points.ts";

// A few old browsers have no workers in workers: every search is a scan there.
expose(createIndexService(typeof Worker === "undefined" ? null : workerPoints()));
