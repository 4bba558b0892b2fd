import { expose } from "comlink";
import { createTextSearchService } from "./text-search-service.ts";

expose(createTextSearchService());
